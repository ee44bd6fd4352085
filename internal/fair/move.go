package fair

import "math"

// move is the distribution of what a tick multiplies the price by, from one
// price, when it is neither the rug nor a god candle.
//
// The density is flat over two ranges of big moves, and a trapezoid over the
// small ones, as a drift and a volatility add up that are both even over a range.
// Both are sums of bends: four places from which a density grows with
// the distance, and four from which it is higher by a constant.
type move [8]bend

type bend struct {
	at, log float64 // the factor, and its logarithm
	weight  float64 // of the slope for the first four, of the step for the others
}

// narrowest is the least volatility that a trapezoid is made of. What is lost
// below it is of the order of its square.
const narrowest = 1e-5

// move returns the distribution from a price.
func (r *rule) move(price float64) (m move) {
	v := max(narrowest, r.Volatility*min(r.SqrtCap, math.Sqrt(price)))
	slope := (1 - r.BigChance) / (2 * v * r.driftSpan)
	step := r.BigChance / (2 * r.bigSpan)
	low, high := 1+r.DriftMin, 1+r.DriftMax
	for i, b := range [...]bend{
		{at: low - v, weight: slope},
		{at: low + v, weight: -slope},
		{at: high - v, weight: -slope},
		{at: high + v, weight: slope},
		{at: 1 - r.BigMax, weight: step},
		{at: 1 - r.BigMin, weight: -step},
		{at: 1 + r.BigMin, weight: step},
		{at: 1 + r.BigMax, weight: -step},
	} {
		b.log = math.Log(b.at)
		m[i] = b
	}
	return m
}

// meanMove is the mean of any move's factor.
func (r *rule) meanMove() float64 {
	return 1 + float64((1-r.BigChance)*(r.DriftMin+r.DriftMax)/2)
}

// A weighing is what a move below the factor y adds up to, given y and its
// logarithm: below is the sum over all such moves, area its integral over the
// logarithm of y from where it is 0. The area is what a value that is
// interpolated linearly in the logarithm of the price needs; see ladder.
type weighing func(m *move, y, log float64) (below, area float64)

// byChance weighs each move by its probability.
func byChance(m *move, y, log float64) (below, area float64) {
	for i, b := range m {
		over, ln := y-b.at, log-b.log
		switch {
		case over <= 0:
		case i < 4:
			below += float64(b.weight * over * over / 2)
			area += float64(b.weight * (float64(y*(float64(y/4)-b.at)) + float64(b.at*b.at*(0.75+float64(ln/2)))))
		default:
			below += float64(b.weight * over)
			area += float64(b.weight * (over - float64(b.at*ln)))
		}
	}
	return below, area
}

// byGrowth weighs each move by its probability times its factor.
func byGrowth(m *move, y, log float64) (below, area float64) {
	for i, b := range m {
		ln, yy, aa := log-b.log, float64(y*y), float64(b.at*b.at)
		switch {
		case y <= b.at:
		case i < 4:
			aaa := aa * b.at
			below += float64(b.weight * (float64(yy*(y/3-float64(b.at/2))) + float64(aaa/6)))
			area += float64(b.weight * (float64(yy*(y/9-float64(b.at/4))) + float64(aaa*(ln/6+5.0/36))))
		default:
			below += float64(b.weight * (yy - aa) / 2)
			area += float64(b.weight * (float64(yy/4) - float64(aa*(0.25+float64(ln/2)))))
		}
	}
	return below, area
}
