package arena

import (
	"maps"
	"sync"
	"time"
)

// Stats are what an arena has done so far.
type Stats struct {
	Clients     int // connected now
	Connections int // ever
	Beats       int
	Rounds      int    // opened
	Round       string // the running one
	Tick        int
	Played      time.Duration // of the game, since it began
	Messages    uint64        // queued for clients
	Bytes       uint64
	Orders      int
	Refused     int            // of these
	Cut         map[string]int // connections that the arena ended, by why
	Fates       map[string]int // of messages and connections, by FateKind
}

// stats are written by the loop and read by whoever asks.
type stats struct {
	mu    sync.Mutex
	now   Stats
	fates [len(fateNames)]int
}

// Stats tells how far the arena is.
func (s *Server) Stats() Stats {
	s.stats.mu.Lock()
	all := s.stats.now
	all.Cut = maps.Clone(all.Cut)
	all.Fates = map[string]int{}
	for kind, n := range s.stats.fates {
		if n > 0 {
			all.Fates[FateKind(kind).String()] = n
		}
	}
	s.stats.mu.Unlock()
	all.Connections = int(s.connections.Load())
	s.mu.Lock()
	all.Clients = s.clients
	s.mu.Unlock()
	return all
}

func (s *stats) beat(w *world, played time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.Beats++
	if s.now.Round != w.plan.id {
		s.now.Round = w.plan.id
		s.now.Rounds++
	}
	s.now.Tick, s.now.Played = w.counter(), played
}

func (s *stats) sent(bytes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.Messages++
	s.now.Bytes += uint64(bytes)
}

func (s *stats) order(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.Orders++
	if err != nil {
		s.now.Refused++
	}
}

func (s *stats) cut(why string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now.Cut == nil {
		s.now.Cut = map[string]int{}
	}
	s.now.Cut[why]++
}

func (s *stats) fate(what FateKind) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fates[what]++
}
