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

// next gives the prices that one tick can lead to.
//
// Every operation of the law is monotone in its draws and in the price, and so
// is rounding. Its own expressions at the smallest and the largest draw
// therefore bound what it makes without a tolerance. From a single price the
// bounds are exact: the extreme draws attain them. From an interval they hold
// it all, and may hold a little more: the small move's change is bounded for
// the highest price of the interval, where the volatility is largest.
func (r *rule) next(from reach) reach {
	to := make(reach, 0, 4*len(from))
	for _, s := range from {
		s.high = min(s.high, math.MaxFloat64) // v1 leads to infinity, and that to NaN
		to = append(
			to,
			span{moved(s.low, r.smallChange(s.high, 0, 0)), moved(s.high, r.smallChange(s.high, lastDraw, lastDraw))},
			span{r.big(s.low, lastDraw, down), r.big(s.high, 0, down)},
			span{r.big(s.low, 0, up), r.big(s.high, lastDraw, up)},
		)
		if r.hasGod && s.low <= r.GodLimit {
			to = append(to, span{s.low * r.GodMove, min(s.high, r.GodLimit) * r.GodMove})
		}
	}
	return to.joined()
}

// The draws of a big move's direction.
const down, up = 0.0, lastDraw

// joined sorts the spans and joins those that meet.
func (r reach) joined() reach {
	slices.SortFunc(r, func(a, b span) int { return cmp.Compare(a.low, b.low) })
	to := r[:1]
	for _, s := range r[1:] {
		if last := &to[len(to)-1]; s.low <= last.high {
			last.high = max(last.high, s.high)
		} else {
			to = append(to, s)
		}
	}
	return to
}

func (r reach) has(price float64) bool {
	for _, s := range r {
		if s.low <= price && price <= s.high {
			return true
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
