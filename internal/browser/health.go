package browser

import "fmt"

// Health is how the session does.
type Health struct {
	State   string // one of the constants
	SinceNS int64  // wall time since when
	Why     string // a sentence for people; "" where all is well

	Product string  // the browser and its version
	URL     string  // of the page, without query and fragment
	Tabs    int     // tabs that show the host
	PID     int     // of the browser we launched, 0 when attached
	BeatMS  float64 // how long the page took to answer its last heartbeat
	Sockets int     // of the game, open now
	Target  string  // the tab's id

	Messages uint64 // of the game's sockets so far
	Dropped  uint64 // of those: the ones that the sink never got
}

// The states.
const (
	StateStarting = "starting"
	StateReady    = "ready"
	StateLoading  = "loading" // the page is
	StateFrozen   = "frozen"  // it missed a heartbeat
	StateLost     = "lost"    // the tab or the browser is gone, and is looked for
	StateEnded    = "ended"   // for good
)

// Health is how the session does now.
func (s *Session) Health() Health {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.health
	h.Messages, h.Dropped = s.queue.counts()
	return h
}

// facts are what the state follows from.
type facts struct {
	started bool
	ended   bool
	frozen  bool
	why     string // there is no tab, or no session any more
}

// change changes the facts and tells what follows from it.
func (s *Session) change(change func(f *facts, h *Health)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.facts, &s.health)
	s.draw()
}

// refresh looks again at the tab and the roster.
func (s *Session) refresh() { s.change(func(*facts, *Health) {}) }

// draw draws the state from the facts, and tells the health if it is news.
// The lock is held.
func (s *Session) draw() {
	h := s.health
	t := s.tab.Load()
	h.State, h.Why = s.judge(t)
	h.URL, h.Target, h.Sockets = "", "", 0
	if t != nil {
		h.URL, h.Target, h.Sockets = bare(t.shown()), string(t.id), int(t.sockets.open.Load())
	}
	_, h.Tabs = s.roster.find(s.host, "")
	if h.State != s.told.State {
		h.SinceNS = s.now()
	}
	h.Messages, h.Dropped = s.queue.counts()
	s.health = h
	news := h
	news.BeatMS, news.Messages = s.told.BeatMS, s.told.Messages // these change all the time
	if news == s.told {
		return
	}
	s.told = h
	s.queue.health(h)
}

func (s *Session) judge(t *tab) (state, why string) {
	f := s.facts
	switch {
	case f.ended:
		return StateEnded, f.why
	case !f.started:
		return StateStarting, ""
	case t == nil:
		return StateLost, f.why
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case !t.heeded:
		return StateLost, f.why
	case f.frozen && t.dialog:
		return StateFrozen, "the page waits until somebody answers its dialog"
	case f.frozen:
		return StateFrozen, fmt.Sprintf("the page has not answered for more than %v", s.limits.beat)
	case t.loading:
		return StateLoading, "the page loads"
	}
	return StateReady, ""
}
