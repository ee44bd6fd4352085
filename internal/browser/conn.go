package browser

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/chromedp/cdproto/target"
	"github.com/coder/websocket"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// conn is a connection to a browser's debugging port. Two goroutines serve it:
// the reader gives out answers and events in their order, the writer takes what
// is asked from a bounded queue. Nobody else ever waits for the socket, so a
// browser that is stopped holds up nothing but its own answers.
type conn struct {
	ws     *websocket.Conn
	raw    net.Conn // below it: closing that waits for nobody
	out    chan *asked
	heard  func(event)   // by the reader, one at a time; must not wait
	broken chan struct{} // closed when the connection is no more
	done   sync.WaitGroup

	mu      sync.Mutex
	last    int64 // id given out
	waiting map[int64]*asked
	err     error // why it broke; set once, before broken is closed
}

const (
	// maxAsked bounds what waits for the writer. A browser that takes nothing for
	// as long as it takes to ask this much is as good as gone: the connection is
	// given up.
	maxAsked = 256
	// maxMessage bounds a message of the browser in bytes. A full frame of the
	// game has 350 kB, twice that as quoted JSON; a picture is 1 MB.
	maxMessage = 32 << 20
	// writeLimit bounds sending one message.
	writeLimit = time.Second
)

var (
	// errUnsent tells for sure that what was asked never reached the browser.
	errUnsent = errors.New("it was not given to the browser")
	errGone   = errors.New("the connection to the browser ended")
	errLate   = errors.New("the browser did not answer in time")
)

// event is something the browser says on its own.
type event struct {
	session target.SessionID // "" for the browser itself
	method  string
	params  jsontext.Value
}

// asked is a command on its way.
type asked struct {
	id     int64 // 0: the answer is of no interest
	text   []byte
	course atomic.Int32
	done   chan struct{} // closed with the answer, or with the connection
	result jsontext.Value
	err    error
}

// The course of what was asked. It leaves queued once: to the browser, or back.
const (
	queued int32 = iota
	given
	withdrawn
)

// lenient takes what Chrome writes: a text that a page cut in the middle of a
// character is no reason to lose the message.
var lenient = json.JoinOptions(jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))

func newConn(ws *websocket.Conn, raw net.Conn, heard func(event)) *conn {
	ws.SetReadLimit(maxMessage)
	c := &conn{
		ws: ws, raw: raw, heard: heard,
		out:     make(chan *asked, maxAsked),
		broken:  make(chan struct{}),
		waiting: map[int64]*asked{},
	}
	c.done.Go(c.read)
	c.done.Go(c.write)
	return c
}

// close ends the connection at once, without a word, and waits for both
// goroutines. The browser detaches from whatever we were attached to.
func (c *conn) close() {
	c.fail(errGone)
	_ = c.ws.CloseNow()
	c.done.Wait()
}

// fail gives the connection up and answers all who wait.
func (c *conn) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return
	}
	c.err = err
	_ = c.raw.Close()
	close(c.broken)
	for id, a := range c.waiting {
		delete(c.waiting, id)
		a.err = err
		if a.course.CompareAndSwap(queued, withdrawn) {
			a.err = fmt.Errorf("%w: %w", errUnsent, err)
		}
		close(a.done)
	}
}

func (c *conn) isBroken() bool {
	select {
	case <-c.broken:
		return true
	default:
		return false
	}
}

func (c *conn) read() {
	for {
		_, text, err := c.ws.Read(context.Background())
		if err == nil {
			err = c.take(text)
		}
		if err != nil {
			c.fail(fmt.Errorf("%w: %w", errGone, err))
			return
		}
	}
}

// take gives out one message: an answer to who waits for it, or an event.
func (c *conn) take(text []byte) error {
	var message struct {
		ID        int64            `json:"id"`
		SessionID target.SessionID `json:"sessionId"`
		Method    string           `json:"method"`
		Params    jsontext.Value   `json:"params"`
		Result    jsontext.Value   `json:"result"`
		Error     *refusal         `json:"error"`
	}
	if err := json.Unmarshal(text, &message, lenient); err != nil {
		return fmt.Errorf("what it says is no message of Chrome: %w", err)
	}
	if message.ID == 0 {
		c.heard(event{message.SessionID, message.Method, message.Params})
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	a := c.waiting[message.ID]
	if a == nil {
		return nil // too late, or of no interest
	}
	delete(c.waiting, message.ID)
	a.result = message.Result
	if message.Error != nil {
		a.err = message.Error
	}
	close(a.done)
	return nil
}

func (c *conn) write() {
	for {
		select {
		case <-c.broken:
			return
		case a := <-c.out:
			if !a.course.CompareAndSwap(queued, given) {
				continue // whoever asked has given up
			}
			ctx, cancel := context.WithTimeout(context.Background(), writeLimit)
			err := c.ws.Write(ctx, websocket.MessageText, a.text)
			cancel()
			if err != nil {
				c.fail(fmt.Errorf("%w: it takes nothing any more: %w", errGone, err))
				return
			}
		}
	}
}

// ask puts a command into the queue and never waits. What comes of it is read
// from the answer once done is closed.
func (c *conn) ask(session target.SessionID, method string, params any, answered bool) (*asked, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return nil, fmt.Errorf("%s: %w: %w", method, errUnsent, c.err)
	}
	c.last++
	text, err := json.Marshal(struct {
		ID        int64            `json:"id"`
		SessionID target.SessionID `json:"sessionId,omitempty"`
		Method    string           `json:"method"`
		Params    any              `json:"params"`
	}{c.last, session, method, params}, lenient)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", method, errUnsent, err)
	}
	a := &asked{text: text, done: make(chan struct{})}
	select {
	case c.out <- a:
	default:
		return nil, fmt.Errorf("%s: %w: %d commands wait already", method, errUnsent, maxAsked)
	}
	if answered {
		a.id = c.last
		c.waiting[a.id] = a
	}
	return a, nil
}

// withdraw gives up what was asked. The error is an errUnsent if it did not
// get as far as the browser, and never will.
func (c *conn) withdraw(a *asked) error {
	c.mu.Lock()
	delete(c.waiting, a.id)
	c.mu.Unlock()
	if a.course.CompareAndSwap(queued, withdrawn) {
		return errUnsent
	}
	return errLate
}

// refusal is the browser's error.
type refusal struct {
	Code    int64  `json:"code"`
	Message string `json:"message"`
}

func (r *refusal) Error() string { return fmt.Sprintf("the browser says: %s (%d)", r.Message, r.Code) }
