package feed

import "time"

// clock tells the time of a run. Inside, time is counted from the run's start
// by the machine's steady clock, which nobody sets; from 1 on, so that 0 is
// never. Outside it is told as Unix time: the wall clock's as the run began, and
// what passed since.
//
// Where the wall clock jumps ahead, the time told follows it, since a machine
// that slept stopped the steady clock too. Where it jumps back, the time told
// goes on as before: it never falls within a run.
type clock struct {
	start  time.Time
	wall   func() time.Time
	offset int64 // Unix time of steady time 0, as it is told; it only rises
	skew   int64 // by how much the wall clock was ahead of the time told, when last seen
}

// longestStep is how far the wall clock may move against the steady clock
// between two looks before it counts as a jump. Time servers that correct a
// clock smoothly move it by at most half a millisecond a second.
const longestStep = int64(time.Second)

func newClock(wall func() time.Time) *clock {
	return &clock{start: time.Now(), wall: wall, offset: wall().UnixNano() - 1}
}

// now is the steady time. It may be read by any goroutine.
func (c *clock) now() int64 { return 1 + int64(time.Since(c.start)) }

// unix tells a steady time as Unix time.
func (c *clock) unix(steady int64) int64 { return c.offset + steady }

// look compares the clocks and gives by how much the wall clock jumped since
// the last look, 0 if it did not.
func (c *clock) look() (jump int64) {
	skew := c.wall().UnixNano() - c.unix(c.now())
	jump = skew - c.skew
	c.skew = skew
	if -longestStep <= jump && jump <= longestStep {
		return 0
	}
	if c.skew > 0 {
		c.offset += c.skew
		c.skew = 0
	}
	return jump
}
