package arena

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"rugtape/internal/wire"
)

// Bounds of a client.
const (
	maxMessage  = 16 << 10         // bytes of a message from it
	queueLength = 1024             // messages that may wait for it; one that lets more wait is cut
	writeLimit  = 10 * time.Second // for it to take a message; a slower one is cut
	byeLimit    = time.Second      // for it to take its goodbye
)

// client is one connection. The goroutine of its request reads, another one
// writes; what is between belongs to the server's loop, which alone puts
// messages into the queue and alone closes it.
type client struct {
	n    int // of the connection, from 1
	conn *websocket.Conn
	raw  net.Conn // below conn
	out  chan *message
	gone context.CancelFunc // gives up reading and writing
	rude atomic.Bool        // it is to end without a goodbye
	pace *pace              // at which it is read

	// The loop's own.
	arrived   time.Time
	connected bool // it has said "40"
	player    *player
	closed    bool // out is
	orders    int  // since the last beat
	pinged    time.Time
	ponged    bool // since then
	awaited   int  // pongs that the next beat waits for
	line      line
}

// message is one that is sent. Its text is shared by all who get it.
type message struct {
	text   []byte
	binary bool
}

// input is what a client's reader tells the loop, or what somebody asks it.
type input struct {
	from   *client
	what   inputKind
	packet wire.Packet // of says; it shares memory with nothing else
	look   func(*loop) // of asks, which is from nobody
}

type inputKind uint8

const (
	arrives inputKind = iota
	says
	leaves
	asks
)

// serveClient is the request of a connection, to its end.
func (s *Server) serveClient(w http.ResponseWriter, r *http.Request) {
	if s.down(time.Now()) {
		engineError(w, http.StatusServiceUnavailable, engineBadRequest)
		return
	}
	ctx, gone, ok := s.enter()
	if !ok {
		engineError(w, http.StatusServiceUnavailable, engineBadRequest)
		return
	}
	defer s.leave()
	defer gone()
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return // Accept has answered
	}
	defer conn.CloseNow()
	conn.SetReadLimit(maxMessage)
	c := &client{
		n: int(s.connections.Add(1)), conn: conn, raw: rawConn(r),
		out: make(chan *message, queueLength), gone: gone, pace: newPace(s.o.Speed),
	}
	if !s.tell(input{from: c, what: arrives}) {
		return
	}
	var writer sync.WaitGroup
	writer.Go(func() { c.write(ctx) })
	why := c.read(ctx, s)
	s.o.Log.Debug("a client's connection ended", "connection", c.n, "why", why)
	// The loop closes the queue when it hears of it, or has done so.
	s.tell(input{from: c, what: leaves})
	gone()
	writer.Wait()
}

// down tells whether the server is being started anew, as a fault.
func (s *Server) down(now time.Time) bool { return now.UnixNano() < s.downUntil.Load() }

// read tells the loop what the client says, until the connection ends.
func (c *client) read(ctx context.Context, s *Server) error {
	for {
		kind, text, err := c.conn.Read(ctx)
		if err != nil {
			return err
		}
		if err := c.pace.wait(ctx); err != nil {
			return err
		}
		if kind != websocket.MessageText {
			continue // an attachment of an event that is not taken
		}
		packet, err := wire.ParsePacket(text)
		if err != nil {
			return err
		}
		if !s.tell(input{from: c, what: says, packet: packet}) {
			return errClosed
		}
	}
}

var errClosed = errors.New("the arena is closed")

// write carries out what is queued, and ends the connection after the last of
// it or when the client does not take it.
func (c *client) write(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case m, ok := <-c.out:
			if !ok {
				c.end()
				return
			}
			if err := c.send(ctx, m); err != nil {
				c.gone()
				return
			}
		}
	}
}

func (c *client) send(ctx context.Context, m *message) error {
	limited, cancel := context.WithTimeout(ctx, writeLimit)
	defer cancel()
	kind := websocket.MessageText
	if m.binary {
		kind = websocket.MessageBinary
	}
	return c.conn.Write(limited, kind, m.text)
}

// end closes the connection once all is written. What was written arrives: the
// reader goes on until the client has closed its half, or for byeLimit.
func (c *client) end() {
	_ = c.raw.SetDeadline(time.Now().Add(byeLimit)) // fails if it is closed already
	if c.rude.Load() {
		if half, ok := c.raw.(interface{ CloseWrite() error }); ok {
			_ = half.CloseWrite()
		}
		return
	}
	_ = c.conn.Close(websocket.StatusGoingAway, "")
}
