package hands

import (
	"cmp"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
)

// play runs so many seconds of a world.
func play(seed uint64, f faults, seconds int64) *ours {
	w := newOurs(seed, f)
	w.server.openRound()
	w.clock.run(w.clock.now + seconds*1e9)
	return w
}

// unsettled counts the orders that are open at the end.
func (w *ours) unsettled() (n int) {
	for _, o := range w.orders {
		if !o.settled() {
			n++
		}
	}
	return n
}

// misfortunes are what a world may suffer.
var misfortunes = map[string]faults{
	"none":      {},
	"feed late": {lag: 400 * ms},
	"lost":      {lose: 0.4},
	"most lost": {lose: 0.8},
	"double":    {double: 0.5, reorder: 0.2},
	"unpressed": {unpressed: 0.3, slow: 0.3, lose: 0.3},
	"freeze":    {freeze: true, lose: 0.2},
	"all":       {lose: 0.3, double: 0.3, reorder: 0.2, unpressed: 0.1, slow: 0.2, lag: 300 * ms, freeze: true},
}

// TestNothingIsProvedWrongly: whatever befalls them, nothing is confirmed that was
// not done, nothing refused that was, nothing reported twice, and no difference claimed
// that is not there; and what a word must settle, it does.
func TestNothingIsProvedWrongly(t *testing.T) {
	for name, f := range misfortunes {
		t.Run(name, func(t *testing.T) {
			seed := rand.Uint64()
			orders, open, adopted := 0, 0, 0
			for i := range worlds(t) {
				w := play(seed+uint64(i), f, 150)
				for _, wrong := range w.wrong {
					t.Errorf("%s, seed %d: %s", name, seed+uint64(i), wrong)
				}
				for _, c := range w.claims[:min(len(w.claims), 3)] {
					t.Errorf("%s, seed %d, %.2f s: %+v", name, seed+uint64(i), float64(c.atNS-1_700_000_000*1e9)/1e9, c.d)
				}
				if t.Failed() {
					break
				}
				orders, open, adopted = orders+len(w.orders), open+w.unsettled(), adopted+w.adopted
			}
			t.Logf("%d orders, %d open at the end, the books adopted %d times", orders, open, adopted)
		})
	}
}

// worlds is how many are played of each kind.
func worlds(t *testing.T) int {
	n, err := strconv.Atoi(cmp.Or(os.Getenv("RUGTAPE_HANDS_WORLDS"), "2"))
	if err != nil {
		t.Fatal(err)
	}
	return n
}
