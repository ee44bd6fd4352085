package browser

import (
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestTimelineCloses: each answer brings the mapping closer to the truth, and a
// stamp is never told as later than it came.
func TestTimelineCloses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		chance := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		offset := int64(1.7e18) + chance.Int64N(1e15)
		var line timeline
		now := int64(1e12) // the browser's
		best := int64(time.Hour)
		for range 200 {
			now += chance.Int64N(int64(time.Second))
			there, back := chance.Int64N(int64(50*time.Millisecond)), chance.Int64N(int64(50*time.Millisecond))
			const rounding = 1000 // a double of seconds has no more
			if chance.IntN(3) == 0 {
				line.between(now-there+offset, float64(now)/1e9, now+back+offset)
				best = min(best, there+back)
				continue
			}
			wall := line.wall(float64(now)/1e9, now+back+offset)
			if wall > now+back+offset+rounding {
				t.Fatalf("a stamp is told %v after it came", time.Duration(wall-now-back-offset))
			}
			if off := wall - now - offset; best < int64(time.Hour) && (off > best/2+rounding || off < -best/2-rounding) {
				t.Fatalf("off by %v with bounds of %v", time.Duration(off), time.Duration(best))
			}
		}
	})
}

// TestTimelineJumps: when one of the clocks jumps, what was known is dropped.
func TestTimelineJumps(t *testing.T) {
	var line timeline
	line.between(1000e9, 10, 1000e9+1e6)
	for _, jump := range []int64{3600e9, -3600e9} {
		line.between(1001e9+jump, 11, 1001e9+jump+1e6)
		if off := line.wall(12, 1002e9+jump+5e6) - (1002e9 + jump); off < 0 || off > 1e6 {
			t.Errorf("after a jump by %v it is off by %v", time.Duration(jump), time.Duration(off))
		}
	}
}

// TestTimelineAlone: without an answer, what comes came at once.
func TestTimelineAlone(t *testing.T) {
	var line timeline
	if got := line.wall(5, 100e9); got != 100e9 {
		t.Error(got)
	}
	if got := line.wall(6, 102e9); got != 101e9 {
		t.Errorf("a late one is told as %d", got)
	}
}
