package fair

import "fmt"

// TargetOdds are those of buying at price 1 at tick 0 and selling at the first
// live price that is at least the target, at that price. Means are fractions of
// the stake.
type TargetOdds struct {
	Target float64
	Reach  float64 // the probability that the target comes before the rug
	Held   float64 // ticks, in the mean

	MeanIfRugPaysNothing float64
	MeanBooked           float64 // as the server books: a rug sells at the rug price
}

// MaxTarget is the highest target whose odds are computed.
const MaxTarget = 10_000

const (
	targetStep   = 0.0025 // of the logarithm of the price
	targetBottom = 0.001  // of the grid: positions that fall below are lost, which is wrong by 1e-8
)

// Target returns the odds of a target above 1. They are within 2e-6 of exact for V1
// to V3 and any target; see climber for the method.
func (l Law) Target(target float64) (TargetOdds, error) {
	if !(target > 1 && target <= MaxTarget) { // NaN too
		return TargetOdds{}, fmt.Errorf("target %v: use one above 1, the price at the start, and at most %d", target, MaxTarget)
	}
	if err := l.solvable(); err != nil {
		return TargetOdds{}, err
	}
	r := newRule(l)
	// The error of a grid is in proportion to the square of its step, so two grids
	// tell it.
	coarse, fine := climbTo(&r, target, 2*targetStep), climbTo(&r, target, targetStep)
	reach := refined(coarse.reach, fine.reach)
	mean := refined(coarse.sale, fine.sale) - 1
	return TargetOdds{
		Target:               target,
		Reach:                reach,
		Held:                 l.MeanHeld(reach),
		MeanIfRugPaysNothing: mean,
		MeanBooked:           mean + l.RugPrice(refined(coarse.low, fine.low)),
	}, nil
}

// refined is Richardson's extrapolation from a grid and one of half its step.
func refined(coarse, fine float64) float64 { return fine + (fine-coarse)/3 }
