package feed

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// Beside exact quantiles of what came in this minute and the one before, at
// two digits.
func TestSpreadBesideExact(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	s := newSpread()
	type sample struct{ at, lasted int64 }
	var all []sample
	now := int64(0)
	for n := range 5000 {
		lasted := int64(time.Duration(50+random.ExpFloat64()*200) * time.Millisecond)
		now += lasted
		s.add(now, lasted)
		all = append(all, sample{now, lasted})
		if n%20 != 0 {
			continue
		}
		var held []float64
		for _, a := range all {
			if a.at/spreadMinute >= now/spreadMinute-1 {
				held = append(held, float64(a.lasted)/1e6)
			}
		}
		slices.Sort(held)
		at := func(q float64) float64 { return held[max(int(math.Round(q*float64(len(held)))), 1)-1] }
		got := s.quantiles(now)
		want := Quantiles{len(held), at(.5), at(.95), at(.99), held[len(held)-1]}
		near := func(a, b float64) bool { return math.Abs(a-b) <= 0.01*b+0.002 }
		if got.N != want.N || !near(got.P50, want.P50) || !near(got.P95, want.P95) || !near(got.P99, want.P99) || !near(got.Max, want.Max) {
			t.Fatalf("at %v: got %+v, want %+v", time.Duration(now), got, want)
		}
	}
}

func TestSpreadForgets(t *testing.T) {
	s := newSpread()
	s.add(0, int64(time.Second))
	for _, c := range []struct {
		at time.Duration
		n  int
	}{{59 * time.Second, 1}, {119 * time.Second, 1}, {120 * time.Second, 0}} {
		if got := s.quantiles(int64(c.at)).N; got != c.n {
			t.Errorf("after %v it holds %d, want %d", c.at, got, c.n)
		}
	}
	s.add(int64(100*time.Hour), int64(time.Second))
	if got := s.quantiles(int64(100 * time.Hour)).N; got != 1 {
		t.Errorf("after a long pause it holds %d of 1", got)
	}
	if got := s.quantiles(int64(100*time.Hour + 3*time.Minute)); got != (Quantiles{}) {
		t.Errorf("after another it holds %+v", got)
	}
}

func TestSpreadTakesAnything(t *testing.T) {
	s := newSpread()
	for _, lasted := range []int64{math.MinInt64, -1, 0, 1, math.MaxInt64} {
		s.add(0, lasted)
	}
	got := s.quantiles(0)
	if got.N != 5 || got.P50 != 0 || got.Max < 110_000 {
		t.Errorf("got %+v", got)
	}
}
