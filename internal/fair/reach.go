package fair

import (
	"cmp"
	"math"
	"slices"
)

// span is a closed interval of prices; reach is a few of them, lowest first,
// none of which touch.
type (
	span  struct{ low, high float64 }
	reach []span
)

// lastDraw is the largest value that a draw can have.
const lastDraw = 1 - 0x1p-53

// moves gives where one tick can lead to from an interval of prices: a small
// move, a big one down or up, and the god candle; n are used.
//
// Every operation of the law is monotone in its draws and in the price, and so
// is rounding. Its own expressions at the smallest and the largest draw
// therefore bound what it makes without a tolerance. From a single price the
// bounds are exact: the extreme draws attain them. From an interval they hold
// it all, and may hold a little more: the small move's change is bounded for
// the highest price of the interval, where the volatility is largest.
func (r *rule) moves(s span) (to [4]span, n int) {
	s.high = min(s.high, math.MaxFloat64) // v1 leads to infinity, and that to NaN
	to[0] = span{moved(s.low, r.smallChange(s.high, 0, 0)), moved(s.high, r.smallChange(s.high, lastDraw, lastDraw))}
	to[1] = span{r.big(s.low, lastDraw, down), r.big(s.high, 0, down)}
	to[2] = span{r.big(s.low, 0, up), r.big(s.high, lastDraw, up)}
	if !r.hasGod || s.low > r.GodLimit {
		return to, 3
	}
	to[3] = span{s.low * r.GodMove, min(s.high, r.GodLimit) * r.GodMove}
	return to, 4
}

// The draws of a big move's direction.
const down, up = 0.0, lastDraw

// next gives the prices that one tick can lead to.
func (r *rule) next(from reach) reach {
	all := make(reach, 0, 4*len(from))
	for _, s := range from {
		to, n := r.moves(s)
		all = append(all, to[:n]...)
	}
	slices.SortFunc(all, func(a, b span) int { return cmp.Compare(a.low, b.low) })
	joined := all[:1]
	for _, s := range all[1:] {
		if last := &joined[len(joined)-1]; s.low <= last.high {
			last.high = max(last.high, s.high)
		} else {
			joined = append(joined, s)
		}
	}
	return joined
}

// leads says whether one tick can lead to a price.
func (r *rule) leads(from reach, price float64) bool {
	for _, s := range from {
		to, n := r.moves(s)
		for _, s := range to[:n] {
			if s.low <= price && price <= s.high {
				return true
			}
		}
	}
	return false
}

// highest is the highest price that a tick can lead to from one of at most
// price.
func (r *rule) highest(price float64) float64 {
	to := max(r.big(price, lastDraw, up), r.small(price, lastDraw, lastDraw))
	if r.hasGod {
		to = max(to, min(price, r.GodLimit)*r.GodMove)
	}
	return to
}

// least returns the smallest price of 0 and above at which f, which never
// falls, is at least want, or +Inf.
func least(want float64, f func(price float64) float64) float64 {
	low, high := uint64(0), math.Float64bits(math.Inf(1))
	for low < high {
		// Positive doubles are ordered as their bits are.
		if mid := low + (high-low)/2; f(math.Float64frombits(mid)) >= want {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return math.Float64frombits(low)
}
