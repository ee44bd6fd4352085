package browser

import (
	"testing"
)

// TestQueueDropsOldest: a sink that stands still loses the oldest messages,
// which are counted, and no more than the bounds say are kept for it.
func TestQueueDropsOldest(t *testing.T) {
	for _, c := range []struct {
		name        string
		size, words int
		kept        int
	}{
		{"many", 1, 3 * maxQueued, maxQueued},
		{"long", 1 << 20, 40, maxQueuedBytes >> 20},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := newEar()
			q := newQueue(e)
			for i := range c.words {
				q.message(Message{Conn: i, Text: make([]byte, c.size)})
				if len(q.words) > maxQueued || q.bytes > maxQueuedBytes {
					t.Fatalf("it keeps %d messages, %d bytes", len(q.words), q.bytes)
				}
			}
			q.press(Seen{Control: "BUY"})
			q.health(Health{State: StateReady})
			q.end()
			q.run()
			kept := len(e.messages)
			if kept < c.kept-1 || kept > c.kept || e.messages[kept-1].Conn != c.words-1 {
				t.Errorf("%d messages were told, the last is %d", kept, e.messages[kept-1].Conn)
			}
			for i, m := range e.messages {
				if m.Conn != c.words-kept+i {
					t.Fatalf("message %d is told in place of %d", m.Conn, c.words-kept+i)
				}
			}
			if messages, dropped := q.counts(); messages != uint64(c.words) || dropped < messages-uint64(kept) || dropped > messages-uint64(kept)+1 {
				t.Errorf("%d messages, %d dropped, %d told", messages, dropped, kept)
			}
			if len(e.presses) != 1 || len(e.states) != 1 || e.states[0].Dropped == 0 {
				t.Errorf("%d presses, %+v", len(e.presses), e.states)
			}
			if q.bytes != 0 {
				t.Errorf("%d bytes are counted in an empty queue", q.bytes)
			}
		})
	}
}

// TestQueueKeepsNewestHealth: of several states that were not told yet, the
// newest is.
func TestQueueKeepsNewestHealth(t *testing.T) {
	e := newEar()
	q := newQueue(e)
	q.health(Health{State: StateLoading})
	q.health(Health{State: StateReady})
	q.end()
	q.run()
	if len(e.states) != 1 || e.states[0].State != StateReady {
		t.Errorf("it tells %+v", e.states)
	}
}
