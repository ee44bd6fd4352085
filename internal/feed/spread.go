package feed

import (
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
)

// spread holds a distribution of durations over the last one to two minutes:
// that of this minute and the one before. It takes 60 kB, whatever comes.
type spread struct {
	window  *hdr.WindowedHistogram
	turnNS  int64 // when the minute ends
	changed bool  // since the last quantiles
	now     Quantiles
}

const (
	spreadMinute = int64(time.Minute)
	// Durations are held in microseconds to two digits, up to two minutes.
	spreadUnit    = float64(time.Millisecond / time.Microsecond)
	longestSpread = int64(2 * time.Minute / time.Microsecond)
)

func newSpread() spread {
	return spread{window: hdr.NewWindowed(2, 1, longestSpread, 2)}
}

// add takes a duration that was measured now; one below 0 counts as 0.
func (s *spread) add(nowNS, lastedNS int64) {
	s.turn(nowNS)
	value := min(max(lastedNS/int64(time.Microsecond), 0), longestSpread)
	if err := s.window.Current.RecordValue(value); err != nil {
		panic("feed: a bounded value is out of bounds: " + err.Error())
	}
	s.changed = true
}

// turn lets the time pass: a minute that is over leaves after another one.
func (s *spread) turn(nowNS int64) {
	for turns := 0; nowNS >= s.turnNS && turns < 2; turns++ {
		s.window.Rotate()
		s.turnNS += spreadMinute
		s.changed = true
	}
	if nowNS >= s.turnNS { // nothing for longer than is held
		s.turnNS = nowNS - nowNS%spreadMinute + spreadMinute
	}
}

// quantiles are those of what is held.
func (s *spread) quantiles(nowNS int64) Quantiles {
	s.turn(nowNS)
	if !s.changed {
		return s.now
	}
	s.changed = false
	all := s.window.Merge()
	if s.now = (Quantiles{N: int(all.TotalCount())}); s.now.N == 0 {
		return s.now
	}
	at := func(q float64) float64 { return float64(all.ValueAtQuantile(q)) / spreadUnit }
	s.now.P50, s.now.P95, s.now.P99, s.now.Max = at(50), at(95), at(99), at(100)
	return s.now
}
