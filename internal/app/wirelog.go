package app

import (
	"bytes"
	"maps"
	"slices"
	"sync"

	"rugtape/internal/web"
)

// Bounds of the wire log. What is beyond them is forgotten, the oldest first;
// the journal has it, if the recorder was on.
const (
	wireEvents = 5000
	wireBytes  = 16 << 20
)

// wireLog holds the latest messages of the feed, filtered, for the page. The
// live edge adds to it, requests read it.
type wireLog struct {
	watchers
	room   int // bytes
	mu     sync.Mutex
	events []web.WireEvent // oldest first, numbered without a gap
	newest uint64
	bytes  int
	kinds  map[string]int
	untold bool
}

func newWireLog(room int) *wireLog {
	return &wireLog{room: room, kinds: map[string]int{}}
}

// add takes the next message. The text is the log's from now on.
func (l *wireLog) add(e web.WireEvent) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.newest++
	e.Seq = l.newest
	l.events = append(l.events, e)
	l.bytes += len(e.Text)
	l.kinds[e.Kind]++
	for len(l.events) > wireEvents || l.bytes > l.room && len(l.events) > 1 {
		old := &l.events[0]
		l.bytes -= len(old.Text)
		if l.kinds[old.Kind]--; l.kinds[old.Kind] == 0 {
			delete(l.kinds, old.Kind)
		}
		*old = web.WireEvent{} // lets go of its text
		l.events = l.events[1:]
	}
	l.untold = true
}

// news tells the watchers if there is something new.
func (l *wireLog) news() {
	l.mu.Lock()
	untold := l.untold
	l.untold = false
	l.mu.Unlock()
	if untold {
		l.tell()
	}
}

// Span says what is held.
func (l *wireLog) Span() web.WireSpan {
	l.mu.Lock()
	defer l.mu.Unlock()
	return web.WireSpan{
		Oldest: l.newest + 1 - uint64(len(l.events)), Newest: l.newest,
		Held: len(l.events), Bytes: l.bytes, Kinds: maps.Clone(l.kinds),
	}
}

// Find gives the events that match, the newest last. Upper and lower case are
// the same to it.
func (l *wireLog) Find(q web.WireQuery) []web.WireEvent {
	all := l.between(q.After, q.Before)
	text := bytes.ToLower([]byte(q.Text))
	var found []web.WireEvent
	for _, e := range slices.Backward(all) {
		if q.Limit > 0 && len(found) == q.Limit {
			break
		}
		if (q.Kind == "" || q.Kind == e.Kind) && (len(text) == 0 || bytes.Contains(bytes.ToLower(e.Text), text)) {
			found = append(found, e)
		}
	}
	slices.Reverse(found)
	return found
}

// between copies the events between two numbers, both left out; 0 is no bound.
func (l *wireLog) between(after, before uint64) []web.WireEvent {
	l.mu.Lock()
	defer l.mu.Unlock()
	first := l.newest + 1 - uint64(len(l.events))
	from, to := uint64(0), uint64(len(l.events))
	if after >= first {
		from = min(after-first+1, to)
	}
	if before > 0 {
		to = min(to, max(before, first)-first)
	}
	return slices.Clone(l.events[min(from, to):to])
}

// Event gives one.
func (l *wireLog) Event(seq uint64) (web.WireEvent, bool) {
	if found := l.between(seq-1, seq+1); seq > 0 && len(found) == 1 {
		return found[0], true
	}
	return web.WireEvent{}, false
}
