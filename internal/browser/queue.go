package browser

import "sync"

// Sink takes what the session hears. One goroutine calls it, and what happened
// first comes first.
type Sink interface {
	// Message takes a text frame of the page's game socket. It never waits: what
	// it cannot take, it drops and counts.
	Message(m Message)
	// Press takes the player's own press on a control of the page.
	Press(p Seen)
	// Health is told after each change.
	Health(h Health)
}

// Message is a text frame of one of the page's game sockets.
type Message struct {
	Conn   int   // numbers those sockets, from 1
	RecvNS int64 // wall time when the page got it or sent it; never falls
	Out    bool  // the page sent it
	Text   []byte
}

// queue is between the connection's reader, who must not wait, and the sink.
// When it is full the oldest are dropped, and counted: who trades wants to know
// what is now. Of the health only the newest is kept.
type queue struct {
	sink Sink
	wake chan struct{} // holds one: there may be something

	mu       sync.Mutex
	words    []word
	bytes    int
	state    *Health // not told yet
	messages uint64
	dropped  uint64
	ended    bool
}

// word is a message, or a press.
type word struct {
	message Message
	press   *Seen
}

// Bounds of the queue.
const (
	maxQueued      = 4096
	maxQueuedBytes = 16 << 20
)

func newQueue(sink Sink) *queue { return &queue{sink: sink, wake: make(chan struct{}, 1)} }

func (q *queue) message(m Message) { q.put(word{message: m}) }
func (q *queue) press(p Seen)      { q.put(word{press: &p}) }

func (q *queue) put(w word) {
	q.mu.Lock()
	if w.press == nil {
		q.messages++
	}
	q.words = append(q.words, w)
	q.bytes += len(w.message.Text)
	for len(q.words) > maxQueued || q.bytes > maxQueuedBytes {
		q.bytes -= len(q.words[0].message.Text)
		q.words[0] = word{}
		q.words = q.words[1:]
		q.dropped++
	}
	q.mu.Unlock()
	q.ring()
}

func (q *queue) health(h Health) {
	q.mu.Lock()
	q.state = &h
	q.mu.Unlock()
	q.ring()
}

// lost counts messages that could not be read.
func (q *queue) lost(n uint64) {
	q.mu.Lock()
	q.messages += n
	q.dropped += n
	q.mu.Unlock()
}

func (q *queue) counts() (messages, dropped uint64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.messages, q.dropped
}

func (q *queue) ring() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// run tells the sink, until the queue has ended and is empty.
func (q *queue) run() {
	for range q.wake {
		for q.tell() {
			// one after the other
		}
		q.mu.Lock()
		ended := q.ended
		q.mu.Unlock()
		if ended {
			return
		}
	}
}

// tell tells one thing.
func (q *queue) tell() bool {
	q.mu.Lock()
	state := q.state
	q.state = nil
	var next word
	any := len(q.words) > 0
	if any && state == nil {
		next, q.words[0] = q.words[0], word{}
		q.words = q.words[1:]
		q.bytes -= len(next.message.Text)
	}
	messages, dropped := q.messages, q.dropped
	q.mu.Unlock()
	switch {
	case state != nil:
		state.Messages, state.Dropped = messages, dropped
		q.sink.Health(*state)
	case !any:
		return false
	case next.press != nil:
		q.sink.Press(*next.press)
	default:
		q.sink.Message(next.message)
	}
	return true
}

// end lets run end once all is told.
func (q *queue) end() {
	q.mu.Lock()
	q.ended = true
	q.mu.Unlock()
	q.ring()
}
