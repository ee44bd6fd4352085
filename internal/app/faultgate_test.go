package app

import (
	"context"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
)

// feedGate is a way to an arena that can be shut, so that the edge's own feed is
// dead while the page's connection lives.
type feedGate struct {
	url string

	mu    sync.Mutex
	shut  chan struct{} // closed when it is open again; nil while it is
	conns map[net.Conn]struct{}
}

func openGate(t testing.TB, to string) *feedGate {
	t.Helper()
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	g := &feedGate{conns: map[net.Conn]struct{}{}}
	transport := &http.Transport{DisableKeepAlives: true, DialContext: g.dial}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: &httputil.ReverseProxy{
		Transport: transport, Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
	}}
	served := make(chan struct{})
	go func() { defer close(served); _ = server.Serve(listener) }()
	t.Cleanup(func() {
		g.open()
		_ = server.Close()
		g.cut()
		<-served
	})
	g.url = "http://" + listener.Addr().String()
	return g
}

func (g *feedGate) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	c := &gatedConn{conn, g}
	g.conns[c] = struct{}{}
	return c, nil
}

// close lets nothing through; what comes meanwhile waits, as on a line that is
// half-open.
func (g *feedGate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut == nil {
		g.shut = make(chan struct{})
	}
}

func (g *feedGate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut != nil {
		close(g.shut)
		g.shut = nil
	}
}

// cut ends the connections that there are.
func (g *feedGate) cut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for c := range g.conns {
		_ = c.(*gatedConn).Conn.Close()
	}
	clear(g.conns)
}

// gatedConn is a connection to the arena.
type gatedConn struct {
	net.Conn
	gate *feedGate
}

func (c *gatedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.gate.mu.Lock()
	shut := c.gate.shut
	c.gate.mu.Unlock()
	if shut != nil {
		<-shut
	}
	return n, err
}
