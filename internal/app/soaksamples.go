package app

import (
	"time"

	"rugtape/internal/lab"
)

// What is not looked at: the time in which caches fill and the heap finds its
// size.
const (
	warmUp      = 0.1 // of a run
	warmUpLeast = 30 * time.Second
	warmUpGame  = 0.25 // hours of the game, by when the log of what has passed is full
)

// samples are what a run used, second by second. Its memory is taken at the
// beginning, so that it does not grow itself.
type samples struct {
	begun time.Time
	at    []float64 // hours since then
	game  []float64 // hours of the game
	used  []Usage
}

// newSamples has room for a run of so many hours, and half as many more.
func newSamples(hours float64) *samples {
	room := int(hours*3600*1.5) + 1024
	s := &samples{begun: time.Now(), at: make([]float64, room), game: make([]float64, room), used: make([]Usage, room)}
	for i := range room { // the system gives memory once it is touched
		s.at[i], s.game[i], s.used[i].RSS = 1, 1, 1
	}
	s.at, s.game, s.used = s.at[:0], s.game[:0], s.used[:0]
	return s
}

func (s *samples) add(p *SoakProgress) {
	s.at = append(s.at, time.Since(s.begun).Hours())
	s.game = append(s.game, p.Hours)
	s.used = append(s.used, p.Usage)
}

// warm are the samples after the warm-up.
func (s *samples) warm() *samples {
	if len(s.at) == 0 {
		return s
	}
	from := max(warmUp*s.at[len(s.at)-1], warmUpLeast.Hours())
	for i, at := range s.at {
		if at >= from && s.game[i] >= warmUpGame {
			return &samples{s.begun, s.at[i:], s.game[i:], s.used[i:]}
		}
	}
	return &samples{}
}

// Trends is how something went with time.
type Trends struct{ Game, Wall lab.Trend } // per hour of the game, and of the run

// The names of what is measured.
const (
	UsageRSS        = "rss_mb"
	UsageHeap       = "heap_mb"
	UsageGoroutines = "goroutines"
	UsageFDs        = "fds"
	UsageThreads    = "threads"
)

// Usages are these names, in the order in which they are shown.
var Usages = []string{UsageRSS, UsageHeap, UsageGoroutines, UsageFDs, UsageThreads}

var usages = map[string]func(*Usage) float64{
	UsageRSS:        func(u *Usage) float64 { return u.RSS },
	UsageHeap:       func(u *Usage) float64 { return u.Heap },
	UsageGoroutines: func(u *Usage) float64 { return u.Goroutines },
	UsageFDs:        func(u *Usage) float64 { return u.FDs },
	UsageThreads:    func(u *Usage) float64 { return u.Threads },
}

// trends tells how everything went after the warm-up: what the system tells
// of, in a run that was long enough.
func (s *samples) trends() map[string]Trends {
	all := map[string]Trends{}
	w := s.warm()
	for name, of := range usages {
		series := make([]float64, len(w.used))
		for i := range w.used {
			series[i] = of(&w.used[i])
		}
		game, ok := lab.Slope(w.game, series)
		if wall, _ := lab.Slope(w.at, series); ok {
			all[name] = Trends{game, wall}
		}
	}
	return all
}
