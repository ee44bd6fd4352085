package browser

import (
	"math"
	"sync"
)

// timeline maps the browser's own time to wall time. A browser stamps what it
// tells in seconds since some moment of its own, by a clock that nobody sets.
//
// What is known of the difference are bounds: what it stamped after we asked was
// stamped later than we asked, and whatever came was stamped before it came. The
// bounds close in on the truth with each answer.
type timeline struct {
	mu        sync.Mutex
	low, high int64 // of wall time minus the browser's, in ns
	any       bool
}

// never is a lower bound that says nothing.
const never = math.MinInt64 / 2

// between takes in that the browser's time was mono, in seconds, at some moment
// between two of ours. Bounds that contradict those from before mean that one
// of the clocks jumped: the old ones are dropped.
func (t *timeline) between(beforeNS int64, mono float64, afterNS int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := nanoseconds(mono)
	low, high := int64(never), afterNS-at
	if beforeNS != never {
		low = beforeNS - at
	}
	if t.any && max(low, t.low) <= min(high, t.high) {
		low, high = max(low, t.low), min(high, t.high)
	}
	t.low, t.high, t.any = low, high, true
}

// wall gives the wall time of a stamp that came just now: never later than now.
func (t *timeline) wall(mono float64, nowNS int64) int64 {
	t.between(never, mono, nowNS)
	t.mu.Lock()
	defer t.mu.Unlock()
	offset := t.high
	if t.low != never {
		offset = t.low + (t.high-t.low)/2
	}
	return nanoseconds(mono) + offset
}

func nanoseconds(seconds float64) int64 { return int64(seconds * 1e9) }
