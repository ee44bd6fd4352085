package browser

import "time"

// clock is the wall clock, but never falls: it goes by the machine's steady
// clock and follows the wall clock only where that jumps ahead, as it does when
// a machine wakes up.
type clock struct {
	start  time.Time
	offset int64
}

// jump is how far the wall clock must be ahead to be followed.
const jump = int64(time.Second)

func newClock() clock {
	now := time.Now()
	return clock{start: now, offset: now.UnixNano()}
}

func (c *clock) now() int64 {
	steady := c.offset + int64(time.Since(c.start))
	if ahead := time.Now().UnixNano() - steady; ahead > jump {
		c.offset += ahead
		steady += ahead
	}
	return steady
}

// now is the time. The session's lock is held.
func (s *Session) now() int64 { return s.clock.now() }

// nowNS is the time.
func (s *Session) nowNS() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

// stamp gives the wall time of what the browser stamped with its own time. It
// never falls.
func (s *Session) stamp(line *timeline, mono float64) int64 {
	s.lastNS = max(s.lastNS, line.wall(mono, s.nowNS()))
	return s.lastNS
}
