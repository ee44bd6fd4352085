package fair

import (
	"slices"
	"testing"
)

// jobs are made rounds, more than a processor learns by heart.
var jobs = func() []Job {
	jobs := make([]Job, 4096)
	for i := range jobs {
		jobs[i] = made(i)
	}
	return jobs
}()

func TestBatchIsDerive(t *testing.T) {
	for _, l := range Laws() {
		b := NewBatch(l)
		for _, n := range []int{0, 1, 2, lanes - 1, lanes, lanes + 1, 2*lanes + 1, 100, 700} {
			seen := make([]int, n)
			b.Derive(jobs[:n], func(i int, r Round) {
				seen[i]++
				if want := l.Derive(jobs[i].Seed, jobs[i].Round, nil); differs(r, want) {
					t.Fatalf("%s, job %d of %d:\ngot  %v\nwant %v", l.Name, i, n, r, want)
				}
			})
			if slices.ContainsFunc(seen, func(times int) bool { return times != 1 }) {
				t.Fatalf("%s, %d jobs: some round did not come exactly once: %v", l.Name, n, seen)
			}
		}
	}
}

func TestBatchOrderIsFixed(t *testing.T) {
	var orders [2][]int
	for k := range orders {
		NewBatch(V3).Derive(jobs[:500], func(i int, _ Round) { orders[k] = append(orders[k], i) })
	}
	if !slices.Equal(orders[0], orders[1]) {
		t.Error("the same jobs came in another order")
	}
}

func TestBatchLongestRounds(t *testing.T) {
	l := V3
	l.RugChance = 0
	NewBatch(l).Derive(jobs[:9], func(i int, r Round) {
		if want := l.Derive(jobs[i].Seed, jobs[i].Round, nil); differs(r, want) {
			t.Errorf("job %d of a law that never rugs differs from Derive", i)
		}
	})
}

func TestBatchAllocatesNothing(t *testing.T) {
	b := NewBatch(V3)
	ticks := 0
	each := func(_ int, r Round) { ticks += r.RugTick }
	if n := testing.AllocsPerRun(5, func() { b.Derive(jobs[:200], each) }); n != 0 {
		t.Errorf("%v allocations in 200 rounds, want none", n)
	}
}
