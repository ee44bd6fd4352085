package browser

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

// ear is a Sink that keeps what it hears.
type ear struct {
	mu       sync.Mutex
	news     chan struct{} // closed and made anew whenever something is heard
	messages []Message
	presses  []Seen
	states   []Health
}

func newEar() *ear { return &ear{news: make(chan struct{})} }

func (e *ear) Message(m Message) { e.take(func() { e.messages = append(e.messages, m) }) }
func (e *ear) Press(p Seen)      { e.take(func() { e.presses = append(e.presses, p) }) }
func (e *ear) Health(h Health)   { e.take(func() { e.states = append(e.states, h) }) }

func (e *ear) take(keep func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	keep()
	close(e.news)
	e.news = make(chan struct{})
}

// eventually is how long a browser may take for anything, on a machine that is
// busy with other tests.
const eventually = time.Minute

// until waits until something that was heard is so.
func (e *ear) until(t testing.TB, what string, holds func(e *ear) bool) {
	t.Helper()
	late := time.After(eventually)
	for {
		e.mu.Lock()
		ok, news := holds(e), e.news
		e.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-news:
		case <-late:
			e.mu.Lock()
			defer e.mu.Unlock()
			t.Fatalf("waiting until %s: %s", what, e.summary())
		}
	}
}

func (e *ear) summary() string {
	text := fmt.Sprintf("%d messages, the last of socket %d, %d presses, states:", len(e.messages), e.lastConn(), len(e.presses))
	for _, h := range e.states {
		text += fmt.Sprintf("\n  %s (%s) %s, %d tabs, %d sockets", h.State, h.Why, h.URL, h.Tabs, h.Sockets)
	}
	return text
}

// mark is how much was heard so far.
func (e *ear) mark() (messages, states int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.messages), len(e.states)
}

// heard is a copy of the messages so far: more may come at any time.
func (e *ear) heard() []Message {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.messages)
}

// untilMessages waits for that many more messages.
func (e *ear) untilMessages(t testing.TB, more int) {
	t.Helper()
	from, _ := e.mark()
	e.until(t, fmt.Sprintf("%d more messages come", more), func(e *ear) bool { return len(e.messages) >= from+more })
}

// untilState waits until a state is told after so many others.
func (e *ear) untilState(t testing.TB, from int, state string) Health {
	t.Helper()
	var found Health
	e.until(t, "it is "+state, func(e *ear) bool {
		for _, h := range e.states[min(from, len(e.states)):] {
			if h.State == state {
				found = h
				return true
			}
		}
		return false
	})
	return found
}

// lastConn is which socket spoke last. The lock is held.
func (e *ear) lastConn() int {
	if len(e.messages) == 0 {
		return 0
	}
	return e.messages[len(e.messages)-1].Conn
}
