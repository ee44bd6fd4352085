package arena

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"rugtape/internal/game"
	"rugtape/internal/round"
	"rugtape/internal/wire"
)

// patience bounds what a test waits for.
const patience = 2 * time.Minute

// run starts an arena that ends with the test.
func run(t testing.TB, o Options) *Server {
	t.Helper()
	s, _ := runWith(t, o, limits{maxClients, helloLimit})
	return s
}

// runWith does so within other limits; end ends it at once.
func runWith(t testing.TB, o Options, of limits) (s *Server, end func()) {
	t.Helper()
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	s, err := Listen(o)
	if err != nil {
		t.Fatal(err)
	}
	s.limits = of
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	end = sync.OnceFunc(func() {
		stop()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("the arena ended with %v", err)
			}
		case <-time.After(patience):
			t.Error("the arena does not end")
		}
	})
	t.Cleanup(end)
	return s, end
}

// caller is a plain client.
type caller struct {
	t    testing.TB
	conn *websocket.Conn
	ctx  context.Context
	hear func(text []byte) // of each message, while it follows
}

// dial connects and reads the handshake.
func dial(t testing.TB, s *Server) *caller {
	t.Helper()
	return dialBy(t, s, nil)
}

// dialBy dials by a client of HTTP, nil for the usual one.
func dialBy(t testing.TB, s *Server, by *http.Client) *caller {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	url := strings.Replace(s.URL(), "http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
	conn, _, err := websocket.Dial(ctx, url, &websocket.DialOptions{HTTPClient: by})
	if err != nil {
		t.Fatal(err)
	}
	conn.SetReadLimit(8 << 20)
	t.Cleanup(func() { _ = conn.CloseNow() })
	c := &caller{t: t, conn: conn, ctx: ctx}
	if p := c.read(); p.Kind != wire.PacketOpen {
		t.Fatalf("the arena begins with %v", p.Kind)
	} else if h, err := wire.ParseHandshake(p.Data); err != nil || h.SID == "" {
		t.Fatalf("handshake %s: %v", p.Data, err)
	}
	return c
}

// join dials and enters, as a player if auth is not empty.
func join(t testing.TB, s *Server, auth string) *caller {
	t.Helper()
	c := dial(t, s)
	c.say("40" + auth)
	if p := c.next(); p.Kind != wire.PacketConnect || wire.ServerSource(p.Data) == "" {
		t.Fatalf("not let in: %v %s", p.Kind, p.Data)
	}
	return c
}

func (c *caller) say(text string) {
	c.t.Helper()
	if err := c.conn.Write(c.ctx, websocket.MessageText, []byte(text)); err != nil {
		c.t.Fatal(err)
	}
}

// answer answers a ping; that the arena has gone meanwhile is no matter.
func (c *caller) answer() { _ = c.conn.Write(c.ctx, websocket.MessageText, []byte(wire.Pong)) }

// read is the next message.
func (c *caller) read() wire.Packet {
	c.t.Helper()
	_, text, err := c.conn.Read(c.ctx)
	if err != nil {
		c.t.Fatal(err)
	}
	p, err := wire.ParsePacket(text)
	if err != nil {
		c.t.Fatalf("%.80q: %v", text, err)
	}
	return p
}

// next is the next message that is no ping; those are answered.
func (c *caller) next() wire.Packet {
	c.t.Helper()
	for {
		p := c.read()
		if p.Kind != wire.PacketPing {
			return p
		}
		c.answer()
	}
}

// listener makes recordings of what it hears.
type listener struct {
	machine game.Machine
	rounds  map[string]*round.Recording
	ids     []string // in their order
	clock   int64
	refused []string
}

func (l *listener) hear(t testing.TB, p wire.Packet) []game.Fact {
	t.Helper()
	if p.Kind != wire.PacketEvent {
		return nil
	}
	l.clock += 1e6
	said, err := wire.DecodeEvent(p.Name, p.Payload(), l.clock)
	if err != nil || said.Lost.Count > 0 {
		t.Fatalf("%s: %v, lost %q", p.Name, err, said.Lost.Why)
	}
	if !said.Known {
		return nil
	}
	facts := l.machine.Step(said.Event)
	for _, f := range facts {
		if f.Kind == game.Refused || f.Kind == game.Conflicted {
			l.refused = append(l.refused, fmt.Sprintf("%v: %s", f.Kind, f.Text))
		}
		if f.Round == "" {
			continue
		}
		if l.rounds == nil {
			l.rounds = map[string]*round.Recording{}
		}
		rec := l.rounds[f.Round]
		if rec == nil {
			rec = round.New(round.Key{Source: round.Arena, ID: f.Round})
			l.rounds[f.Round] = rec
			l.ids = append(l.ids, f.Round)
		}
		rec.Apply(f)
	}
	return facts
}
