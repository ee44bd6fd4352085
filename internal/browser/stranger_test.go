package browser

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/coder/websocket"
)

// Ports that are no Chrome's.

func portOfAddr(a net.Addr) int { return a.(*net.TCPAddr).Port }

// freePort is one where nobody listens.
func freePort(t testing.TB) int {
	t.Helper()
	l := listen(t)
	_ = l.Close()
	return portOfAddr(l.Addr())
}

func listen(t testing.TB) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", loopback+":0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func serve(t testing.TB, answer http.HandlerFunc) int {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return portOfAddr(server.Listener.Addr())
}

// serverPort is a web server's.
func serverPort(t testing.TB) int {
	return serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<h1>It works!</h1>") })
}

// nodePort is that of something that is debugged much like Chrome.
func nodePort(t testing.TB) int {
	return serve(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"Browser": "node.js/v20.0.0", "Protocol-Version": "1.1"}`)
	})
}

// silentPort takes connections and says nothing.
func silentPort(t testing.TB) int {
	l := listen(t)
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				_, _ = io.Copy(io.Discard, c)
				_ = c.Close()
			})
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		all.Wait()
	})
	return portOfAddr(l.Addr())
}

// mutePort says what Chrome says of itself and answers no command.
func mutePort(t testing.TB) int { return serve(t, mute) }

func mute(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/json/version" {
		fmt.Fprintf(w, `{"Browser": "Chrome/156.0.0.0", "webSocketDebuggerUrl": "ws://%s/devtools/browser/x"}`, r.Host)
		return
	}
	ws, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer ws.CloseNow()
	for {
		if _, _, err := ws.Read(r.Context()); err != nil {
			return
		}
	}
}
