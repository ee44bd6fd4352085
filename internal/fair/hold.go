package fair

import (
	"fmt"
	"math"
	"slices"
)

// HoldOdds are those of buying at price 1 at tick 0 and selling at the price of
// a later tick. Means are fractions of the stake.
type HoldOdds struct {
	Ticks   int
	Survive float64 // the probability that the rug does not come before
	Held    float64 // ticks, in the mean

	MeanIfRugPaysNothing float64
	MeanBooked           float64 // as the server books: a rug sells at the rug price
}

// Hold returns the odds of holding for a number of ticks, 1 to MaxTicks.
func (l Law) Hold(ticks int) (HoldOdds, error) {
	all, err := l.Holds(ticks)
	if err != nil {
		return HoldOdds{}, err
	}
	return all[ticks-1], nil
}

// Holds returns the odds of holding for 1, 2, 3, ... ticks, up to the number
// given. A thousand take a quarter of a second.
//
// Survive and Held are exact. So would the mean price be, growing by the same at
// each tick, if god candles came at any price; that they end at GodLimit is
// computed tick by tick on a grid, and leaves MeanIfRugPaysNothing within 1e-6 of
// exact. The mean low, of which a rug pays a fiftieth, is computed likewise:
// MeanBooked is within 1e-5.
func (l Law) Holds(ticks int) ([]HoldOdds, error) {
	if ticks < 1 || ticks > l.MaxTicks {
		return nil, fmt.Errorf("holding for %d ticks: use 1 to %d, no round is longer", ticks, l.MaxTicks)
	}
	if err := l.solvable(); err != nil {
		return nil, err
	}
	r := newRule(l)
	// The error of a grid is in proportion to the square of its step, so two grids
	// tell it.
	coarsePrice, finePrice := meanPrices(&r, ticks, 2*chainStep), meanPrices(&r, ticks, chainStep)
	coarseLow, fineLow := meanLows(&r, ticks, 2*chainStep), meanLows(&r, ticks, chainStep)
	all := make([]HoldOdds, ticks)
	low := 0.0 // the mean low of rounds that have rugged, 0 for others
	for i := range all {
		low += float64(l.Survive(i) * l.RugChance * refined(coarseLow[i], fineLow[i]))
		survive := l.Survive(i + 1)
		mean := float64(survive*refined(coarsePrice[i+1], finePrice[i+1])) - 1
		all[i] = HoldOdds{
			Ticks:                i + 1,
			Survive:              survive,
			Held:                 l.MeanHeld(survive),
			MeanIfRugPaysNothing: mean,
			MeanBooked:           mean + l.RugPrice(low),
		}
	}
	return all, nil
}

// meanPrices returns the mean price of the ticks 0 to n if no rug comes.
func meanPrices(r *rule, n int, step float64) []float64 {
	mean := make([]float64, n+1)
	if r.GodChance == 0 { // every price grows alike
		for i := range mean {
			mean[i] = math.Pow(r.meanMove(), float64(i))
		}
		return mean
	}
	// f is the mean price of a tick to come, as a multiple of the price now.
	c := newChain(r, step, chainTop, 1e-3, true)
	f, next := c.ones(), c.ones()
	for i := range mean {
		mean[i] = f[c.start]
		f, next = c.back(next, f), f
	}
	return mean
}

// worthless is a chance to survive so small that what comes after it plays no part.
const worthless = 1e-6

// meanLows returns the mean of the lowest price of the ticks 0 to i if no rug comes,
// for each i below n: the integral over all prices, up to the opening 1, of the
// probability that the low is not below.
func meanLows(r *rule, n int, step float64) []float64 {
	far := min(n, 1+int(math.Log(worthless)/math.Log1p(-r.RugChance)))
	mean := make([]float64, n)
	c := newChain(r, step, 150, 1e-3, false)
	next := c.ones()
	last, lastStays := 0.0, slices.Repeat([]float64{1}, far)
	for _, depth := range depths(step, c.grid.rungs()-c.start-1) {
		// f is the probability that the price stays on the rungs from depth
		// below the start up. A price in the middle between two rungs counts
		// half for either, so what it does not fall below is the middle.
		f := c.ones()[:c.start+depth+1]
		next = next[:len(f)]
		price := math.Exp(-step * (float64(depth) + 0.5))
		for i, before := range lastStays {
			stays := f[c.start]
			mean[i] += float64((before + stays) / 2 * (price - last))
			lastStays[i] = stays
			f, next = c.back(next, f), f
		}
		last = price
	}
	for i, stays := range lastStays {
		mean[i] += float64(stays * (1 - last)) // as far as to the first middle
	}
	for i := far; i < n; i++ {
		mean[i] = mean[far-1]
	}
	return mean
}

// depths are the rungs below the start at which the low is looked at, the lowest
// first: all of the first ones, and fewer and fewer below.
func depths(step float64, lowest int) []int {
	var all []int
	for depth := lowest; depth > 0; depth -= 1 + depth/10 {
		all = append(all, depth)
	}
	return append(all, 0)
}
