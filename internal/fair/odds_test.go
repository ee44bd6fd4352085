package fair

import (
	"fmt"
	"math"
	"testing"
)

// percent is a fraction as docs/game.md states it.
func percent(fraction float64, digits int) string {
	return fmt.Sprintf("%.*f %%", digits, 100*fraction)
}

func TestOddsOfRugs(t *testing.T) {
	for n, want := range map[int]string{10: "4.89 %", 50: "22.17 %", 100: "39.42 %", 300: "77.77 %", 40: "18.17 %", 80: "33.04 %"} {
		if got := percent(V3.RugWithin(n), 2); got != want {
			t.Errorf("a rug within %d ticks: %s, want %s", n, got, want)
		}
		if sum := V3.RugWithin(n) + V3.Survive(n); math.Abs(sum-1) > 1e-15 {
			t.Errorf("a rug within %d ticks or none: %v", n, sum)
		}
	}
	if median := V3.MedianRug(); median != 139 || V3.RugWithin(139) < 0.5 || V3.RugWithin(138) >= 0.5 {
		t.Errorf("the median rug is at tick %d, want 139", median)
	}
	if V3.Survive(0) != 1 || V3.RugWithin(0) != 0 || percent(V3.Survive(5000)*1e9, 1) != "1.3 %" {
		t.Errorf("survival: %v of no tick, %v of all", V3.Survive(0), V3.Survive(5000))
	}
}

func TestOddsOfTheSideBet(t *testing.T) {
	o := V3.SideBet()
	if percent(o.Win, 3) != "18.168 %" || percent(o.Mean, 3) != "-9.160 %" || o.BreakEven != 0.2 {
		t.Errorf("%+v", o)
	}
}

// Each law that odds are not for says so.
func TestOddsOfOtherLaws(t *testing.T) {
	for want, change := range map[string]func(l *Law){
		"its rounds need not rug":                    func(l *Law) { l.RugChance = 0 },
		"its moves are all alike":                    func(l *Law) { l.DriftMax = l.DriftMin },
		"its prices can fall to 0":                   func(l *Law) { l.SqrtCap = math.Inf(1) },
		"its prices grow faster than its rounds rug": func(l *Law) { l.RugChance = 0.004 },
	} {
		l := V3
		change(&l)
		want := `the odds of law "v3" cannot be computed: ` + want
		if _, err := l.Target(2); err == nil || err.Error() != want {
			t.Errorf("target: %v, want %s", err, want)
		}
		if _, err := l.Hold(2); err == nil || err.Error() != want {
			t.Errorf("hold: %v, want %s", err, want)
		}
	}
}
