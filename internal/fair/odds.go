package fair

import (
	"fmt"
	"math"
)

// The odds of a law are computed, not drawn. What they rest on is one property:
// every tick is like every other. So
//
//   - a rug is as probable at each tick, and what is known of one round says all
//     about the rug of another: closed forms (this file);
//   - the value V of a position is the mean of what it is worth a tick later:
//     V(p) = (1-rug) * E[V(p')], an equation for the target (target.go), or one
//     tick after the other for a time to hold (hold.go).
//
// Nobody is told when the site would end a round that no draw has ended by tick
// MaxTicks: odds leave that out, as it has the probability 1.3e-11.

// Survive is the probability that the rug does not come in the next n ticks,
// whatever came before.
func (l Law) Survive(n int) float64 { return math.Pow(1-l.RugChance, float64(n)) }

// RugWithin is the probability that it does.
func (l Law) RugWithin(n int) float64 { return -math.Expm1(float64(n) * math.Log1p(-l.RugChance)) }

// MedianRug is the first tick by which half of all rounds have rugged.
func (l Law) MedianRug() int { return int(math.Ceil(math.Log(0.5) / math.Log1p(-l.RugChance))) }

// MeanHeld is how many ticks a position is held, in the mean, that the rug ends with
// the probability 1-survive and its owner otherwise: each tick has had its chance.
func (l Law) MeanHeld(survive float64) float64 { return (1 - survive) / l.RugChance }

// The side bet: placed at tick s, it wins if the rug comes at one of the ticks
// s+1 to s+SideBetTicks, and pays SideBetPays times its stake then.
const (
	SideBetTicks = 40
	SideBetPays  = 5
)

// SideBetOdds are those of a side bet, at any tick. Means are fractions of the
// stake.
type SideBetOdds struct {
	Win, Mean, BreakEven float64 // BreakEven: the chance to win at which the mean would be 0
}

// SideBet returns the odds of a side bet. They are exact.
func (l Law) SideBet() SideBetOdds {
	win := l.RugWithin(SideBetTicks)
	return SideBetOdds{Win: win, Mean: float64(SideBetPays*win) - 1, BreakEven: 1.0 / SideBetPays}
}

// growth is the mean of what a tick multiplies a price by that is not above the
// god candle's limit, if it is not the rug.
func (r *rule) growth() float64 {
	return float64((1-r.GodChance)*r.meanMove()) + float64(r.GodChance*r.GodMove)
}

// solvable tells whether the law is one whose odds can be computed here, as V1 to
// V3 are.
func (l Law) solvable() error {
	r := newRule(l)
	fail := func(why string) error {
		return fmt.Errorf("the odds of law %q cannot be computed: %s", l.Name, why)
	}
	highest := float64(MaxTarget)
	if l.GodChance > 0 {
		highest = chainTop
	}
	switch v := float64(l.Volatility * min(l.SqrtCap, math.Sqrt(highest))); {
	case !(l.RugChance > 0 && l.RugChance < 1):
		return fail("its rounds need not rug")
	case !(r.bigSpan > 0 && r.driftSpan > 0):
		return fail("its moves are all alike")
	case !(l.BigMax < 1 && v-l.DriftMin < 1):
		return fail("its prices can fall to 0")
	case !((1-l.RugChance)*max(r.growth(), r.meanMove()) < 1):
		return fail("its prices grow faster than its rounds rug")
	}
	return nil
}
