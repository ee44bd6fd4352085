package lab

import (
	"math"
	"testing"

	"rugtape/internal/fair"
)

func near(a, b, by float64) bool { return math.Abs(a-b) <= by }

// TestWilson holds the interval against published figures: 15 of 148 gives
// 0.0624 to 0.1605 (Newcombe 1998, Statistics in Medicine 17, table I).
func TestWilson(t *testing.T) {
	if e := wilson(15, 148); !near(e.Low, 0.0624, 5e-5) || !near(e.High, 0.1605, 5e-5) {
		t.Errorf("%+v", e)
	}
	if e := wilson(0, 20); e.Low != 0 || !near(e.High, 0.1611, 5e-5) {
		t.Errorf("%+v", e)
	}
}

// TestPoisson: 10 events give an exact interval of 4.795 to 18.390.
func TestPoisson(t *testing.T) {
	if e := poisson(10, 1); !near(e.Low, 4.795, 5e-4) || !near(e.High, 18.390, 5e-4) {
		t.Errorf("%+v", e)
	}
	if e := poisson(0, 100); e.Low != 0 || !near(e.High, 0.036889, 5e-6) {
		t.Errorf("%+v", e)
	}
}

// TestSurvival on rounds of 2, 4 and 6 ticks, and one that was seen for 4 and
// broke off: by hand 3/4 from tick 2, 3/4*2/3 from tick 4, 0 from tick 6.
func TestSurvival(t *testing.T) {
	whole := func(rug int) Tape { return Tape{Prices: make([]float64, rug), Rug: rug} }
	o := Observe([]Tape{whole(2), whole(4), whole(6), {Prices: make([]float64, 5), Rug: -1}}, nil)
	want := []float64{1, 1, 0.75, 0.75, 0.5, 0.5, 0}
	if len(o.Survival) != len(want) || o.Ticks != 16 || o.Unended != 1 || o.Hazard.Value != 3.0/16 {
		t.Fatalf("%+v", o)
	}
	for tick, s := range o.Survival {
		if s.Tick != tick || !near(s.Value, want[tick], 1e-12) || s.Low > s.Value || s.High < s.Value {
			t.Errorf("tick %d: %+v, want %v", tick, s, want[tick])
		}
	}
}

// TestBrokenRecordingsDoNotBendTheFigures: recordings that break off at random
// give the law's hazard; leaving them out does not.
func TestBrokenRecordingsDoNotBendTheFigures(t *testing.T) {
	d := fair.NewDrawer(fair.V3, 11, 0)
	broken := fair.NewDrawer(fair.V3, 12, 0) // its rugs are where recordings break off
	var all, whole []Tape
	for range 4_000 {
		r, b := d.Round(nil), broken.Round(nil)
		tape := Tape{Prices: r.Prices[:r.RugTick], Rug: r.RugTick, RugPrice: r.RugPrice}
		if b.RugTick < r.RugTick {
			tape = Tape{Prices: r.Prices[:b.RugTick], Rug: -1}
		} else {
			whole = append(whole, tape)
		}
		all = append(all, tape)
	}
	o := Observe(all, []float64{2})
	if o.Hazard.Low > 0.005 || o.Hazard.High < 0.005 {
		t.Errorf("hazard %+v does not hold 0.005", o.Hazard)
	}
	for _, tick := range []int{50, 139, 300} {
		if s, law := o.Survival[tick], fair.V3.Survive(tick); s.Low > law || s.High < law {
			t.Errorf("survival at tick %d: %+v does not hold %v", tick, s.Estimate, law)
		}
	}
	if target := o.Targets[0]; target.Low > 0.4395 || target.High < 0.4395 || target.Unknown == 0 {
		t.Errorf("2x is reached: %+v", target)
	}
	if biased := Observe(whole, nil).Hazard; biased.Low <= 0.005 {
		t.Errorf("without the broken ones the hazard is %+v: the test shows nothing", biased)
	}
}

func TestWindows(t *testing.T) {
	whole := func(rug int) Tape { return Tape{Prices: make([]float64, rug), Rug: rug} }
	// A rug at tick 40 wins a side bet placed at tick 0, at 41 it does not; the
	// window that begins at tick 40 is won then.
	for rug, want := range map[int][2]int{40: {1, 1}, 41: {2, 1}, 80: {2, 1}, 81: {3, 1}} {
		if r := windows([]Tape{whole(rug)}, 40); r.N != want[0] || r.Hits != want[1] {
			t.Errorf("a rug at tick %d: %d of %d windows", rug, r.Hits, r.N)
		}
	}
	if r := windows([]Tape{{Prices: make([]float64, 60), Rug: -1}}, 40); r.N != 1 || r.Hits != 0 || r.Unknown != 1 {
		t.Errorf("a round that breaks off at tick 59: %+v", r)
	}
}
