package fair

import (
	"math"
	"testing"
)

// target computes each target's odds once.
var target = func() func(t *testing.T, l Law, m float64) TargetOdds {
	type key struct {
		law    Law
		target float64
	}
	known := map[key]TargetOdds{}
	return func(t *testing.T, l Law, m float64) TargetOdds {
		t.Helper()
		o, ok := known[key{l, m}]
		if !ok {
			var err error
			if o, err = l.Target(m); err != nil {
				t.Fatal(err)
			}
			known[key{l, m}] = o
		}
		return o
	}
}()

// table is what was found by other means: 160 million drawn rounds, and the same
// equation solved by another program.
var table = []struct {
	target                 float64
	reach, nothing, booked string
}{
	{1.1, "82.86 %", "-1.33 %", "-1.13 %"},
	{1.5, "60.18 %", "-3.52 %", "-3.05 %"},
	{2, "43.95 %", "-5.63 %", "-4.93 %"},
	{5, "16.31 %", "-11.93 %", "-10.83 %"},
	{10, "7.74 %", "-16.36 %", "-15.14 %"},
	{50, "1.38 %", "-25.73 %", "-24.40 %"},
	{100, "0.66 %", "-29.36 %", "-28.02 %"},
}

func TestTargetTable(t *testing.T) {
	for _, c := range table {
		o := target(t, V3, c.target)
		if o.Target != c.target || percent(o.Reach, 2) != c.reach ||
			percent(o.MeanIfRugPaysNothing, 2) != c.nothing || percent(o.MeanBooked, 2) != c.booked {
			t.Errorf("%+v, want %+v", o, c)
		}
	}
}

// A higher target is reached less often, takes longer and costs more. A rug that
// pays is better than one that does not, and never good.
func TestTargetsCompare(t *testing.T) {
	last := TargetOdds{Target: 1, Reach: 1}
	for _, m := range []float64{math.Nextafter(1, 2), 1.1, 1.5, 2, 5, 10, 50, 100, MaxTarget} {
		o := target(t, V3, m)
		if !(o.Reach < last.Reach && o.Reach > 0 && o.Held > last.Held && o.Held < 200 &&
			o.MeanIfRugPaysNothing < last.MeanIfRugPaysNothing && o.MeanBooked < last.MeanBooked) {
			t.Errorf("%+v follows %+v", o, last)
		}
		// A rug pays a fiftieth of a low that is at most 1.
		if paid := o.MeanBooked - o.MeanIfRugPaysNothing; !(paid > 0 && paid < V3.RugPrice(1-o.Reach)) || o.MeanBooked >= 0 {
			t.Errorf("%+v: the rug pays %v", o, paid)
		}
		last = o
	}
}

func TestTargetRefuses(t *testing.T) {
	for _, m := range []float64{nan, 1, 0.5, 0, -1, math.Inf(1), math.Inf(-1), MaxTarget + 1} {
		if o, err := V3.Target(m); err == nil || o != (TargetOdds{}) {
			t.Errorf("the target %v has the odds %+v", m, o)
		}
	}
	want := "target 1: use one above 1, the price at the start, and at most 10000"
	if _, err := V3.Target(1); err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

// The twin sweeps over a plain grid until nothing changes; what a tick brings is
// the mean over evenly spaced draws of the law as the site's page has it.
func TestTargetIsTheTwins(t *testing.T) {
	often := V3 // god candles, and prices where there are none
	often.RugChance, often.GodChance, often.GodMove, often.GodLimit = 0.01, 0.001, 1.3, 1.2
	for _, c := range []struct {
		law    Law
		target float64
	}{{V3, 1.5}, {often, 2}} {
		reach, sale := twinTarget(c.law, c.target, 0.012)
		again, resale := twinTarget(c.law, c.target, 0.006)
		reach, sale = refined(reach, again), refined(sale, resale)
		o := target(t, c.law, c.target)
		if math.Abs(o.Reach-reach) > 1e-4 || math.Abs(o.MeanIfRugPaysNothing-(sale-1)) > 1e-4 {
			t.Errorf("%+v, but the twin reaches %v and gets %v", o, reach, sale)
		}
	}
}

func twinTarget(l Law, target, step float64) (reach, sale float64) {
	const bottom = 0.02
	start := int(math.Ceil(math.Log(target) / step)) // the price 1 is on the grid
	price := func(i int) float64 { return math.Exp(step * float64(start-i)) }
	type worth struct{ reach, sale float64 }
	past := make([]worth, start+int(-math.Log(bottom)/step))
	now := make([]worth, len(past)+100) // nothing is worth anything below
	type way struct {
		to     int
		chance float64
	}
	ways := make([][]way, len(past))
	for i := range ways {
		chances := make([]float64, len(now))
		each(l, price(i), func(to, chance float64) {
			chance *= 1 - l.RugChance
			if to >= target {
				past[i].reach += chance
				past[i].sale += chance * to
				return
			}
			at := max(0, float64(start)-math.Log(to)/step)
			part := at - math.Floor(at)
			chances[int(at)] += chance * (1 - part)
			chances[int(at)+1] += chance * part
		})
		for j, chance := range chances {
			if chance > 0 {
				ways[i] = append(ways[i], way{j, chance})
			}
		}
	}
	for change := 1.0; change > 1e-9; {
		change = 0
		for i, ways := range ways {
			w := past[i]
			for _, way := range ways {
				w.reach += way.chance * now[way.to].reach
				w.sale += way.chance * now[way.to].sale
			}
			change = max(change, math.Abs(w.reach-now[i].reach))
			now[i] = w
		}
	}
	return now[start].reach, now[start].sale
}

// each gives where a tick that is no rug leads to, and how probably.
func each(l Law, price float64, to func(price, chance float64)) {
	const fine = 40
	draw := func(god, big, x, y float64) float64 {
		draws := []float64{god, big, x, y}
		if l.GodChance == 0 {
			draws = draws[1:]
		}
		return twinDrift(l, price, func() (d float64) { d, draws = draws[0], draws[1:]; return d })
	}
	god := l.GodChance
	if price > l.GodLimit {
		god = 0
	}
	if god > 0 {
		to(draw(0, 1, 0, 0), god)
	}
	for i := range fine {
		x := (float64(i) + 0.5) / fine
		for j := range fine / 4 {
			y := (float64(j) + 0.5) / (fine / 4)
			to(draw(1, 1, x, y), (1-god)*(1-l.BigChance)/(fine*fine/4))
		}
		for _, y := range []float64{0.25, 0.75} {
			to(draw(1, 0, x, y), (1-god)*l.BigChance/(2*fine))
		}
	}
}
