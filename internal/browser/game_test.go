package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// gameServer shows a page that opens a socket of the game, and speaks enough of
// the protocol with it. The page does by its query:
//
//	worker=1  the socket is a worker's
//	chat=1    there is another socket, which is not the game's
//	frame=1   all of it happens in a frame of another site
//	plain=1   the socket's address does not tell what it is
type gameServer struct {
	url, host string
	conns     atomic.Int64 // sockets that were opened
	open      atomic.Int64 // of those, now
	said      atomic.Int64 // frames so far, each of which has its number in it
	heard     chan string  // what the page says of its own
}

const pageHTML = `<!doctype html><title>game</title><body><button id=b>BUY</button><script>
const query = new URLSearchParams(location.search);
const open = (path) => {
	const ws = new WebSocket('ws://' + location.host + path);
	ws.onmessage = (e) => { if (e.data.startsWith('0')) ws.send('40'); };
	return ws;
};
const path = query.has('plain') ? '/game' : '/socket.io/?EIO=4&transport=websocket';
if (query.has('chat')) open('/chat');
if (query.has('frame')) {
	const frame = document.createElement('iframe');
	query.delete('frame');
	frame.src = 'http://localhost:' + location.port + '/?' + query;
	document.body.append(frame);
} else if (query.has('worker')) {
	new Worker(URL.createObjectURL(new Blob(['const location = ' + JSON.stringify({ host: location.host }) +
		'; const open = ' + open + '; open(' + JSON.stringify(path) + ')'])));
} else {
	open(path);
	addEventListener('pageshow', (e) => e.persisted && open(path)); // it comes back without its socket
}
</script>`

func newGameServer(t *testing.T) *gameServer {
	t.Helper()
	g := &gameServer{heard: make(chan string, 64)}
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, pageHTML) })
	mux.HandleFunc("/socket.io/", g.play)
	mux.HandleFunc("/game", g.play)
	mux.HandleFunc("/chat", g.chat)
	server := httptest.NewServer(mux)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	g.url, g.host = server.URL+"/", strings.TrimPrefix(server.URL, "http://")
	return g
}

// tick is how often the game's server says something.
const tick = 10 * time.Millisecond

// play is the game's side of a socket.
func (g *gameServer) play(w http.ResponseWriter, r *http.Request) {
	ws, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer ws.CloseNow()
	g.open.Add(1)
	defer g.open.Add(-1)
	ctx := r.Context()
	say := func(text string) bool { return ws.Write(ctx, websocket.MessageText, []byte(text)) == nil }
	if !say(fmt.Sprintf(`0{"sid":"s%d","upgrades":[],"pingInterval":25000,"pingTimeout":20000}`, g.conns.Add(1))) {
		return
	}
	if _, text, err := ws.Read(ctx); err != nil || string(text) != "40" {
		return
	}
	if !say(`40{"sid":"x"}`) {
		return
	}
	go func() {
		for {
			_, text, err := ws.Read(ctx)
			if err != nil {
				return
			}
			select {
			case g.heard <- string(text):
			default:
			}
		}
	}()
	every := time.NewTicker(tick)
	defer every.Stop()
	for say(frame(g.said.Add(1), time.Now())) {
		select {
		case <-every.C:
		case <-ctx.Done():
			return
		}
	}
}

func frame(n int64, at time.Time) string {
	return fmt.Sprintf(`42["gameStateUpdate",{"n":%d,"sent":%d}]`, n, at.UnixNano())
}

// chat is a socket that is not the game's, and looks a little like it at first.
func (g *gameServer) chat(w http.ResponseWriter, r *http.Request) {
	ws, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer ws.CloseNow()
	ctx := ws.CloseRead(r.Context())
	every := time.NewTicker(tick)
	defer every.Stop()
	for _, text := range []string{`2`, `{"chat":"hello"}`, `42["gameStateUpdate",{}]`} {
		if ws.Write(ctx, websocket.MessageText, []byte(text)) != nil {
			return
		}
	}
	<-ctx.Done()
}

// until waits until the server has said so many frames.
func (g *gameServer) until(t testing.TB, frames int64) {
	t.Helper()
	g.wait(t, fmt.Sprintf("%d frames are said", frames), func() bool { return g.said.Load() >= frames })
}

// untilConns waits until so many sockets were opened.
func (g *gameServer) untilConns(t testing.TB, conns int64) {
	t.Helper()
	g.wait(t, fmt.Sprintf("%d sockets are opened", conns), func() bool { return g.conns.Load() >= conns })
}

// untilQuiet waits until no socket is open.
func (g *gameServer) untilQuiet(t testing.TB) {
	t.Helper()
	g.wait(t, "no socket is open", func() bool { return g.open.Load() == 0 })
}

func (g *gameServer) wait(t testing.TB, what string, holds func() bool) {
	t.Helper()
	every := time.NewTicker(tick)
	defer every.Stop()
	late := time.After(eventually)
	for !holds() {
		select {
		case <-every.C:
		case <-late:
			t.Fatalf("waiting until %s: %d sockets, %d of them open, %d frames", what, g.conns.Load(), g.open.Load(), g.said.Load())
		}
	}
}

// frameField reads a number out of a frame, 0 if it has none.
func frameField(text []byte, name string) int64 {
	_, rest, _ := strings.Cut(string(text), `"`+name+`":`)
	var n int64
	_, _ = fmt.Sscan(strings.TrimRight(strings.SplitN(rest, ",", 2)[0], "}]"), &n)
	return n
}
