package app

import (
	"bytes"
	"context"
	"hash/maphash"
	"sync"

	"rugtape/internal/arena"
	"rugtape/internal/feed"
)

// Heard is what a feed heard of what an arena said.
type Heard struct {
	Said     uint64 // messages put on their way, those included that faults made
	Messages uint64 // heard
	Events   uint64 // of these, the game's
	// Lost were said and never heard, although the connection brought what came
	// after them, or was ended by the arena, which lets all arrive before.
	Lost uint64
	// Twice were heard more often than they were said: duplicates that faults
	// made were said twice.
	Twice uint64
	// Strange were heard and never said, or not in that order.
	Strange uint64
	// Unread were said on a connection that one of the two had given up for
	// what the other did; AtEnd were on their way when the feed was told to end.
	Unread, AtEnd uint64
}

// hearing holds what an arena says against what a feed hears of it: on each
// connection message by message, in order. The arena tells of a message before
// it is on its way, so that nothing is heard before it was said.
type hearing struct {
	mu    sync.Mutex
	seed  maphash.Seed
	lines map[int]*spoken // by the arena's number of the connection
	conn  int             // the feed's number of its connection
	on    *spoken         // that one, nil for none
	Heard
}

// spoken is a connection. Messages stand for themselves by their hashes.
type spoken struct {
	conn    int
	hello   uint64              // the first message, which names the session
	said    []uint64            // and not heard
	lately  [heardLately]uint64 // heard, the newest at heard%heardLately
	heard   int
	cut     bool // by the arena
	ended   bool // for the arena
	left    bool // by the feed
	givenUp bool // by the feed, as it was told to end
}

// heardLately is how far back a message is recognised that comes again.
const heardLately = 64

func newHearing() *hearing {
	return &hearing{seed: maphash.MakeSeed(), lines: map[int]*spoken{}}
}

// say notes what the arena says; it is its Said.
func (h *hearing) say(conn int, text []byte, binary bool) {
	if binary {
		return // no feed tells of those
	}
	sum := maphash.Bytes(h.seed, text)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.Said++
	s := h.lines[conn]
	if s == nil {
		s = &spoken{conn: conn, hello: sum}
		h.lines[conn] = s
	}
	s.said = append(s.said, sum)
}

// befall notes what befalls connections; it is the arena's Fate.
func (h *hearing) befall(f arena.Fate) {
	switch f.What {
	case arena.WasCut, arena.Restarted, arena.Ended:
	default:
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.lines[f.Conn]
	if s == nil {
		return // nothing was said on it
	}
	s.cut = s.cut || f.What != arena.Ended
	s.ended = s.ended || f.What == arena.Ended
	h.settle(s)
}

// hear notes what the feed hears.
func (h *hearing) hear(conn int, text []byte) {
	sum := maphash.Bytes(h.seed, text)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.Messages++
	if bytes.HasPrefix(text, []byte("42")) {
		h.Events++
	}
	if conn != h.conn {
		h.conn = conn
		h.follow(sum)
	}
	if h.on == nil {
		h.Strange++
		return
	}
	h.match(h.on, sum)
}

// follow goes over to the connection that begins with a message. The feed has
// left those before it.
func (h *hearing) follow(hello uint64) {
	h.on = nil
	for _, s := range h.lines {
		if s.hello == hello {
			h.on = s
		}
	}
	for _, s := range h.lines {
		if h.on != nil && s.conn < h.on.conn {
			s.left = true
			h.settle(s)
		}
	}
}

// match takes a message as heard, and those before it as lost.
func (h *hearing) match(s *spoken, sum uint64) {
	for i, said := range s.said {
		if said == sum {
			h.Lost += uint64(i)
			s.said = s.said[i+1:]
			s.lately[s.heard%heardLately] = sum
			s.heard++
			return
		}
	}
	for _, before := range s.lately[:min(s.heard, heardLately)] {
		if before == sum {
			h.Twice++
			return
		}
	}
	h.Strange++
}

// giveUp notes that the feed is told to end: what is on its way may stay so.
func (h *hearing) giveUp() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.lines {
		s.givenUp = !s.left
	}
}

// settle judges what was said and not heard, once neither side has more.
func (h *hearing) settle(s *spoken) {
	if !s.ended || !s.left {
		return
	}
	switch rest := uint64(len(s.said)); {
	case s.givenUp:
		h.AtEnd += rest
	case s.cut && s.heard > 0:
		h.Lost += rest
	default:
		h.Unread += rest
	}
	delete(h.lines, s.conn)
}

// now tells what was heard so far.
func (h *hearing) now() Heard {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.Heard
}

// end tells what was heard, once arena and feed have ended.
func (h *hearing) end() Heard {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.lines {
		s.left, s.ended = true, true
		h.settle(s)
	}
	return h.Heard
}

// listening is a sink between a feed and its own.
type listening struct {
	feed.Sink
	to *hearing
}

func (l listening) Message(ctx context.Context, m feed.Message) error {
	err := l.Sink.Message(ctx, m)
	if err == nil {
		l.to.hear(m.Conn, m.Text)
	}
	return err
}
