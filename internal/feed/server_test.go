package feed

import (
	"context"
	"crypto/sha1"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"rugtape/internal/wire"
)

// server is a game server of a test's own. Its connections are pipes in memory,
// so that it works in a bubble of synctest, where the time is made.
type server struct {
	http.Server
	conns chan net.Conn
	gone  chan struct{}
	once  sync.Once
	wait  sync.WaitGroup
}

// serve answers each request by the handler until the test ends, or stop.
func serve(t *testing.T, handler http.HandlerFunc) *server { return serveOver(t, nil, handler) }

// serveOver serves over TLS, if that is not nil.
func serveOver(t *testing.T, over *tls.Config, handler http.HandlerFunc) *server {
	s := &server{conns: make(chan net.Conn), gone: make(chan struct{})}
	s.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.wait.Add(1)
		defer s.wait.Done()
		handler(w, r)
	})
	listener := net.Listener(s)
	if over != nil {
		listener = tls.NewListener(s, over)
	}
	s.wait.Go(func() { s.Serve(listener) })
	t.Cleanup(s.stop)
	return s
}

// Accept, Close and Addr make it the listener of itself.
func (s *server) Accept() (net.Conn, error) {
	select {
	case conn := <-s.conns:
		return conn, nil
	case <-s.gone:
		return nil, net.ErrClosed
	}
}

func (s *server) Close() error   { s.once.Do(func() { close(s.gone) }); return nil }
func (s *server) Addr() net.Addr { return &net.TCPAddr{} }

func (s *server) stop() {
	s.Close()
	s.Server.Close()
	s.wait.Wait()
}

// dial is an Options.Dial that reaches the server.
func (s *server) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case s.conns <- theirs:
		return ours, nil
	case <-s.gone:
	case <-ctx.Done():
	}
	return nil, context.Canceled
}

// peer is the server's end of one connection.
type peer struct {
	t    testing.TB
	conn *websocket.Conn
	n    int         // the connection's number, from 1
	got  chan string // what the client sent
}

// play answers each request by a WebSocket and lets talk speak on it. The
// connection is cut when talk returns.
func play(t *testing.T, talk func(p *peer)) *server {
	return serve(t, conversation(t, talk))
}

func conversation(t testing.TB, talk func(p *peer)) http.HandlerFunc {
	var mu sync.Mutex
	n := 0
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != path || r.URL.RawQuery != query {
			t.Errorf("the feed asked for %s", r.URL)
		}
		if r.UserAgent() != "rugtape" {
			t.Errorf("the feed calls itself %q", r.UserAgent())
		}
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			t.Errorf("the feed's request is no upgrade: %v", err)
			return
		}
		mu.Lock()
		n++
		p := &peer{t: t, conn: conn, n: n, got: make(chan string, 1024)}
		mu.Unlock()
		var reader sync.WaitGroup
		reader.Go(func() {
			defer close(p.got)
			for {
				_, text, err := conn.Read(context.Background())
				if err != nil {
					return
				}
				p.got <- string(text)
			}
		})
		talk(p)
		conn.CloseNow()
		reader.Wait()
	}
}

// send sends text messages; it gives false when the client is gone.
func (p *peer) send(texts ...string) bool {
	for _, text := range texts {
		if p.conn.Write(context.Background(), websocket.MessageText, []byte(text)) != nil {
			return false
		}
	}
	return true
}

const (
	openText = `0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}`
	joinText = `40{"sid":"s"}`
)

// join lets the client in, and fails the test if it does not ask for it as
// the protocol has it.
func (p *peer) join() bool {
	if !p.send(openText) {
		return false
	}
	if got, open := <-p.got; !open || got != "40" {
		if open {
			p.t.Errorf("the feed answers a handshake by %q", got)
		}
		return false
	}
	return p.send(joinText)
}

// tick is a frame that says only the game's clock.
func tick(n int) string {
	return string(wire.AppendEvent(nil, wire.StateUpdate, -1, fmt.Appendf(nil,
		`{"gameId":"r","tickCount":%d,"cooldownTimer":0,"cooldownPaused":false,"rugged":false}`, n)))
}

// ticks plays a moving game for as long, then returns.
func (p *peer) ticks(lasting time.Duration) bool {
	for n := range int(lasting / siteTick) {
		<-time.After(siteTick)
		if !p.send(tick(p.n*100_000 + n)) {
			return false
		}
	}
	return true
}

// untilGone waits until the client has closed the connection.
func (p *peer) untilGone() {
	for range p.got {
		// pongs
	}
}

// raw answers each request by an upgrade and hands over what is below it, to
// break rules on.
func raw(talk func(conn net.Conn)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		defer conn.Close()
		sum := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
		fmt.Fprintf(conn, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
			base64.StdEncoding.EncodeToString(sum[:]))
		talk(conn)
	}
}

// talkOver lets talk write while what the client sends is read, until it is
// gone.
func talkOver(conn net.Conn, talk func(conn net.Conn)) {
	var wait sync.WaitGroup
	wait.Go(func() { talk(conn) })
	drain(conn)
	conn.Close()
	wait.Wait()
}

// drain reads what the client sends until it is gone.
func drain(conn net.Conn) {
	buf := make([]byte, 4096)
	for {
		if _, err := conn.Read(buf); err != nil {
			return
		}
	}
}

// frame is a WebSocket frame of the server: text is 1, binary 2, a fragment
// that goes on 0; fin says that it is the last of its message.
func frame(opcode byte, fin bool, announced uint64, payload string) string {
	if fin {
		opcode |= 0x80
	}
	head := []byte{opcode, 127, 0, 0, 0, 0, 0, 0, 0, 0}
	for i := range 8 {
		head[2+i] = byte(announced >> (56 - 8*i))
	}
	switch {
	case announced < 126:
		head = append(head[:1], byte(announced))
	case announced <= 0xffff:
		head = append(head[:1], 126, byte(announced>>8), byte(announced))
	}
	return string(head) + payload
}

func text(payload string) string { return frame(1, true, uint64(len(payload)), payload) }

// witness is a sink that remembers.
type witness struct {
	mu       sync.Mutex
	messages []Message
	healths  []Health
	hold     chan struct{} // if not nil, Message waits for it to be closed
	err      error         // what Message gives
}

func (w *witness) Message(ctx context.Context, m Message) error {
	w.mu.Lock()
	w.messages = append(w.messages, m)
	hold, err := w.hold, w.err
	w.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return err
}

func (w *witness) Health(h Health) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.healths = append(w.healths, h)
}

// health is what was told last.
func (w *witness) health() Health {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.healths) == 0 {
		return Health{}
	}
	return w.healths[len(w.healths)-1]
}

// texts are the messages so far, each with the number of its connection.
func (w *witness) texts() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var texts []string
	for _, m := range w.messages {
		texts = append(texts, strconv.Itoa(m.Conn)+" "+string(m.Text))
	}
	return texts
}

// told says whether some health had that reason.
func (w *witness) told(why string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, h := range w.healths {
		if h.Why == why {
			return true
		}
	}
	return false
}

// watch runs a feed on the server until stop, which waits for its end.
func (s *server) watch(t *testing.T, o Options, sink Sink) (stop func()) {
	t.Helper()
	if o.URL == "" {
		o.URL = "http://game.test:80"
	}
	if o.Dial == nil {
		o.Dial = s.dial
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- Run(ctx, o, sink) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the run ended with: %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}
