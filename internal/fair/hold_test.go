package fair

import (
	"math"
	"testing"
)

// What docs/game.md states: the growth of one tick, and the holds that are said
// to be the best.
func TestHoldTable(t *testing.T) {
	all, err := V3.Holds(60)
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int][2]string{
		1: {"-0.0557 %", "-0.0457 %"}, 48: {"-2.6406 %", "-2.2753 %"}, 60: {"-3.2898 %", "-2.8549 %"},
	} {
		o := all[n-1]
		if percent(o.MeanIfRugPaysNothing, 4) != want[0] || percent(o.MeanBooked, 4) != want[1] || o.Ticks != n {
			t.Errorf("%+v, want %v", o, want)
		}
	}
}

// Where every price grows alike, the mean is a power.
func TestHoldClosedForm(t *testing.T) {
	always, never := V3, V3
	always.GodLimit, never.GodLimit = math.Inf(1), 0
	for _, c := range []struct {
		law    Law
		growth float64
	}{
		{V1, 1.004375},
		{V2, 1.004375},
		{never, 1.004375},
		{always, 0.99999*1.004375 + 0.0001},
	} {
		for _, n := range []int{1, 10, 500} {
			r := newRule(c.law)
			got, want := meanPrices(&r, n, chainStep)[n], math.Pow(c.growth, float64(n))
			if math.Abs(got/want-1) > 1e-8 {
				t.Errorf("%s: the mean price of tick %d is %v, want %v", c.law.Name, n, got, want)
			}
		}
	}
	// In between lies the law. At first no price is past the limit.
	r := newRule(V3)
	got := meanPrices(&r, 500, chainStep)
	for i, price := range got {
		most, least := math.Pow(0.99999*1.004375+0.0001, float64(i)), math.Pow(1.004375, float64(i))
		if price > most+1e-8 || price < least-1e-8 || i < 20 && most-price > 1e-8 || i > 400 && most-price < 1e-3 {
			t.Fatalf("the mean price of tick %d is %v, want from %v to %v", i, price, least, most)
		}
	}
}

func TestHoldsCompare(t *testing.T) {
	const n = 200
	all, err := V3.Holds(n)
	if err != nil {
		t.Fatal(err)
	}
	last := HoldOdds{Survive: 1}
	for i, o := range all {
		paid := o.MeanBooked - o.MeanIfRugPaysNothing
		if o.Ticks != i+1 || o.Survive != V3.Survive(o.Ticks) || !(o.MeanIfRugPaysNothing < last.MeanIfRugPaysNothing && o.MeanBooked < last.MeanBooked) ||
			!(paid > 0 && paid < V3.RugPrice(1-o.Survive)+1e-9) {
			t.Errorf("%+v follows %+v", o, last)
		}
		if held := last.Held + last.Survive; math.Abs(o.Held-held) > 1e-9 {
			t.Errorf("%+v: held for %v ticks, want %v", o, o.Held, held)
		}
		last = o
	}
	if one, err := V3.Hold(n); err != nil || one != last {
		t.Errorf("alone %+v, of all %+v, %v", one, last, err)
	}
}

// The lows of two ticks by the law as the site's page has it.
func TestHoldLows(t *testing.T) {
	for _, l := range []Law{V3, common} {
		r := newRule(l)
		coarse, fine := meanLows(&r, 3, 2*chainStep), meanLows(&r, 3, chainStep)
		one, two := 0.0, 0.0
		each(l, 1, func(first, chance float64) {
			one += chance * min(1, first)
			each(l, first, func(second, then float64) { two += chance * then * min(1, first, second) })
		})
		for i, want := range []float64{1, one, two} {
			if got := refined(coarse[i], fine[i]); math.Abs(got-want) > 3e-4 {
				t.Errorf("%s: the low of %d ticks is %v in the mean, the twin's %v", l.Name, i+1, got, want)
			}
		}
	}
}

// On a finer grid nothing changes but the error.
func TestHoldError(t *testing.T) {
	const n = 40
	r := newRule(V3)
	all, err := V3.Holds(n)
	if err != nil {
		t.Fatal(err)
	}
	low := 0.0
	for i, mean := range meanLows(&r, n, chainStep/3) {
		low += V3.Survive(i) * V3.RugChance * mean
	}
	last := all[n-1]
	if paid := last.MeanBooked - last.MeanIfRugPaysNothing; math.Abs(paid-V3.RugPrice(low)) > 3e-6 {
		t.Errorf("a rug within %d ticks pays %v, on a finer grid %v", n, paid, V3.RugPrice(low))
	}
	mean := V3.Survive(n)*meanPrices(&r, n, chainStep/3)[n] - 1
	if math.Abs(last.MeanIfRugPaysNothing-mean) > 1e-6 {
		t.Errorf("sold at tick %d: %v, on a finer grid %v", n, last.MeanIfRugPaysNothing, mean)
	}
}

func TestHoldRefuses(t *testing.T) {
	for _, n := range []int{0, -1, 5001, math.MaxInt} {
		if _, err := V3.Hold(n); err == nil {
			t.Errorf("holding for %d ticks has odds", n)
		}
	}
	want := "holding for 5001 ticks: use 1 to 5000, no round is longer"
	if _, err := V3.Holds(5001); err == nil || err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}
