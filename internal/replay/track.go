package replay

import (
	"time"

	"rugtape/internal/game"
	"rugtape/internal/round"
)

// nominal is the length of a tick in even timing and where none was recorded.
const nominal = 250 * time.Millisecond

// Track is a round laid out in time.
type Track struct {
	Key round.Key
	// Last is the last tick that can be shown: the rug where it is known, else
	// the last live tick.
	Last int
	// at holds, for tick 0..Last, nanoseconds since tick 0 as recorded. It
	// never falls and starts at 0.
	at []int64
}

// NewTrack lays out a recording. Ticks without a receive time of their own
// are spread evenly between those that have one.
func NewTrack(r *round.Recording) Track {
	last := max(r.Live()-1, 0)
	recv := make([]int64, last+1, last+2)
	for i := range recv {
		if i < len(r.Ticks) && r.Ticks[i].Origin == game.FromFrame {
			recv[i] = r.Ticks[i].RecvNS
		}
	}
	if rug, ok := r.Rug(); ok && rug.Certain && rug.At == last+1 {
		last++
		recv = append(recv, rug.RecvNS)
	}
	return Track{Key: r.Key, Last: last, at: spread(recv)}
}

// spread turns receive times, 0 where unknown, into offsets since tick 0
// that never fall.
func spread(recv []int64) []int64 {
	at := make([]int64, len(recv))
	known := -1 // the last tick whose receive time was known
	for i, ns := range recv {
		if ns == 0 {
			continue
		}
		switch {
		case known < 0:
			at[i] = int64(i) * int64(nominal)
		default:
			at[i] = max(at[known]+ns-recv[known], at[known])
		}
		for j := known + 1; j < i; j++ {
			at[j] = at[i] - int64(i-j)*int64(nominal)
			if known >= 0 {
				at[j] = at[known] + (at[i]-at[known])*int64(j-known)/int64(i-known)
			}
		}
		known = i
	}
	for j := known + 1; j < len(at); j++ {
		if j > 0 {
			at[j] = at[j-1] + int64(nominal)
		}
	}
	return at
}

// Offset is when a tick begins, since tick 0. Ticks beyond the last follow it
// at 250 ms each, so that the offset of tick Last+1 is the end of the track.
func (t *Track) Offset(tick int, timing Timing) time.Duration {
	return time.Duration(t.offset(tick, timing))
}

func (t *Track) offset(tick int, timing Timing) int64 {
	switch {
	case timing == Even:
		return int64(tick) * int64(nominal)
	case tick > t.Last:
		return t.at[t.Last] + int64(tick-t.Last)*int64(nominal)
	}
	return t.at[tick]
}

// tickAt is the tick that is showing at an offset, within 0..Last.
func (t *Track) tickAt(offset int64, timing Timing) int {
	low, high := 0, t.Last // the answer is within
	for low < high {
		mid := (low + high + 1) / 2
		if t.offset(mid, timing) <= offset {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return low
}
