package fair

import (
	"fmt"
	"math"
)

// tally is what the rounds of a generator add up to, to be held against the law
// that they should follow. It knows the law from docs/game.md, not from the code.
type tally struct {
	law    Law
	rounds int
	wrong  string // something that no round of the law can be

	rugs  [20]float64             // by the law's probability of a rug up to that tick
	sizes [50]float64             // of big moves, by their part of the range
	small [len(bands) + 1]uniform // small moves by the law's probability of a lower one, by price
	pairs [8 * 8]float64          // the same of a small move and of the small one right after

	low, steps, gods, bigs, ups, afterBig, bigAfterBig float64 // low: steps where a god candle can be
}

// bands are the prices that part the small moves, whose law depends on it.
var bands = [...]float64{0.5, 2, 10, 100}

// uniform counts values that should be spread evenly over [0, 1].
type uniform [40]float64

// add counts a round in.
func (t *tally) add(r Round) {
	t.rounds++
	live := r.Prices[:r.RugTick]
	lowest := math.Inf(1)
	last, bigBefore := math.NaN(), false
	for i, price := range live {
		lowest = min(lowest, price)
		if i > 0 {
			last, bigBefore = t.step(live[i-1], price, last, bigBefore)
		}
	}
	t.rugs[t.rugClass(r.RugTick)]++
	keep := 1 - t.law.RugLoss
	if live[0] != 1 || r.RugTick > t.law.MaxTicks || r.Prices[r.RugTick] != lowest*keep || r.RugPrice != lowest*keep {
		t.wrong = fmt.Sprintf("a round of %d ticks from %v, with the low %v, rugs at %v", r.RugTick, live[0], lowest, r.Prices[r.RugTick])
	}
}

// step counts one tick in, given what the one before was.
func (t *tally) step(from, to, last float64, bigBefore bool) (rank float64, big bool) {
	l := &t.law
	t.steps++
	if bigBefore {
		t.afterBig++
	}
	if from <= l.GodLimit {
		t.low++
		if l.GodChance > 0 && to == from*l.GodMove {
			t.gods++
			return math.NaN(), false
		}
	}
	change := to/from - 1
	size := (math.Abs(change) - l.BigMin) / (l.BigMax - l.BigMin)
	if size > -1e-9 && size < 1+1e-9 {
		t.sizes[class(size, len(t.sizes))]++
		t.bigs++
		if change > 0 {
			t.ups++
		}
		if bigBefore {
			t.bigAfterBig++
		}
		return math.NaN(), true
	}
	rank = l.smallRank(from, change)
	if rank < -1e-9 || rank > 1+1e-9 {
		t.wrong = fmt.Sprintf("a step from %v to %v", from, to)
		return math.NaN(), false
	}
	band := 0
	for band < len(bands) && from >= bands[band] {
		band++
	}
	t.small[band][class(rank, len(uniform{}))]++
	if !math.IsNaN(last) {
		t.pairs[8*class(last, 8)+class(rank, 8)]++
	}
	return rank, false
}

func class(part float64, n int) int { return max(0, min(n-1, int(part*float64(n)))) }

// rugClass is the twentieth of the law's distribution in which a rug tick begins.
func (t *tally) rugClass(tick int) int {
	return class(1-math.Pow(1-t.law.RugChance, float64(tick-1)), len(t.rugs))
}

// smallRank is the law's probability that a small move is below change; outside
// of [0, 1] where none can be. The move is a drift d, even over a range, and v*u,
// u even over [-1, 1]: the mean over d of where (change-d)/v lies in [-1, 1].
func (l *Law) smallRank(price, change float64) float64 {
	v := l.Volatility * math.Min(l.SqrtCap, math.Sqrt(price))
	if over := math.Max(l.DriftMin-v-change, change-l.DriftMax-v); over > 1e-12 {
		return math.Inf(1)
	}
	// ramp is the integral of that part from d to where it is 0.
	ramp := func(d float64) float64 {
		switch x := change - d; {
		case x <= -v:
			return 0
		case x >= v:
			return x
		default:
			return (x + v) * (x + v) / (4 * v)
		}
	}
	return (ramp(l.DriftMin) - ramp(l.DriftMax)) / (l.DriftMax - l.DriftMin)
}

// pvalue is the probability that the law makes something at least as odd.
type pvalue struct {
	what string
	p    float64
}

// pvalues holds the tally against the law.
func (t *tally) pvalues() []pvalue {
	l := &t.law
	god, big := l.GodChance, l.BigChance
	usual := t.steps - t.gods // each may be a big move
	all := []pvalue{
		{"rug tick", t.rugP()},
		{"god candles", countP(t.gods, t.low*god, 1-god)},
		{"big moves", countP(t.bigs, usual*big, 1-big)},
		{"big after big", countP(t.bigAfterBig, t.afterBig*(1-god)*big, 1-big)},
		{"up or down", countP(t.ups, t.bigs/2, 0.5)},
		{"big sizes", evenP(t.sizes[:])},
		{"pairs of small moves", evenP(t.pairs[:])},
	}
	for i := range t.small {
		from, to := 0.0, math.Inf(1)
		if i > 0 {
			from = bands[i-1]
		}
		if i < len(bands) {
			to = bands[i]
		}
		all = append(all, pvalue{fmt.Sprintf("small moves, price %v to %v", from, to), evenP(t.small[i][:])})
	}
	return all
}

// rugP compares the rug ticks with the geometric law, whose rest is at MaxTicks.
func (t *tally) rugP() float64 {
	var want [len(t.rugs)]float64
	rest := float64(t.rounds)
	for tick := 1; tick < t.law.MaxTicks; tick++ {
		want[t.rugClass(tick)] += rest * t.law.RugChance
		rest *= 1 - t.law.RugChance
	}
	want[t.rugClass(t.law.MaxTicks)] += rest
	return chiP(t.rugs[:], want[:])
}

func evenP(got []float64) float64 {
	sum := 0.0
	for _, n := range got {
		sum += n
	}
	want := make([]float64, len(got))
	for i := range want {
		want[i] = sum / float64(len(got))
	}
	return chiP(got, want)
}

// chiP is the p-value of a chi-square test, by the approximation of Wilson and
// Hilferty (1931): the cube root of chi-square over its degrees of freedom is
// nearly normal. Classes that the law leaves empty must be.
func chiP(got, want []float64) float64 {
	square, free := 0.0, -1.0
	for i, want := range want {
		switch {
		case want > 0:
			square += (got[i] - want) * (got[i] - want) / want
			free++
		case got[i] > 0:
			return 0
		}
	}
	if free < 1 {
		return 1 // nothing to compare
	}
	spread := 2 / (9 * free)
	z := (math.Cbrt(square/free) - (1 - spread)) / math.Sqrt(spread)
	return math.Erfc(z/math.Sqrt2) / 2
}

// countP is the p-value, on both sides, of a count of things that are each as
// probable as 1-miss.
func countP(got, want, miss float64) float64 {
	if want == 0 {
		return map[bool]float64{true: 1, false: 0}[got == 0]
	}
	return math.Erfc(math.Abs(got-want) / math.Sqrt(2*want*miss))
}
