package lab

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Observed is what recorded rounds say of the law by themselves, each figure
// with its 95 % interval. Rounds whose end was not seen count for as long as
// they were seen; leaving them out would leave out the long ones.
type Observed struct {
	Rounds   int
	Unended  int   // of them, those whose end was not seen
	Ticks    int64 // live ticks at which a round could rug and was seen to or not
	Hazard   Estimate
	Survival []Survival // by tick
	Targets  []Reached
	SideBet  Reached // windows of 40 ticks, one after the other, that a rug ended
	Within80 Reached // windows of 80 ticks
}

// Estimate is a figure and its 95 % interval.
type Estimate struct{ Value, Low, High float64 }

// Survival is the share of rounds that live at a tick.
type Survival struct {
	Tick int
	Estimate
}

// Reached counts how often something came of N trials, with the share and its
// interval. Trials of which it is not known, as the recording broke off, are
// not among N; the interval spans what they could have been.
type Reached struct {
	Of      float64 // the target, or the ticks of a window
	N, Hits int
	Unknown int
	Estimate
}

// Observe draws the figures of recorded rounds at the targets.
func Observe(tapes []Tape, targets []float64) Observed {
	o := Observed{Rounds: len(tapes)}
	o.survival(tapes)
	for _, m := range targets {
		o.Targets = append(o.Targets, reached(tapes, m))
	}
	o.SideBet, o.Within80 = windows(tapes, 40), windows(tapes, 80)
	return o
}

// seen is at how many ticks the round could rug: at tick 1 for the first time.
func (t *Tape) seen() int {
	if t.Ended() {
		return t.Rug
	}
	return len(t.Prices) - 1
}

// survival is Kaplan and Meier's estimate with Greenwood's variance, its
// interval on the scale of log(-log) (Kalbfleisch and Prentice), and the
// hazard with the exact interval of a Poisson count.
func (o *Observed) survival(tapes []Tape) {
	longest, rugs := 0, 0
	for i := range tapes {
		t := &tapes[i]
		longest = max(longest, t.seen())
		o.Ticks += int64(t.seen())
		if t.Ended() {
			rugs++
		} else {
			o.Unended++
		}
	}
	o.Hazard = poisson(rugs, float64(o.Ticks))
	rugged, left := make([]int, longest+1), make([]int, longest+1)
	for i := range tapes {
		if t := &tapes[i]; t.Ended() {
			rugged[t.Rug]++
		} else {
			left[t.seen()]++
		}
	}
	live, share, greenwood := float64(len(tapes)), 1.0, 0.0
	for tick := range rugged {
		if d := float64(rugged[tick]); d > 0 {
			share *= 1 - d/live
			greenwood += d / (live * (live - d))
		}
		live -= float64(rugged[tick] + left[tick])
		o.Survival = append(o.Survival, Survival{tick, logLog(share, greenwood)})
	}
}

func logLog(share, greenwood float64) Estimate {
	if share <= 0 || share >= 1 {
		return Estimate{share, share, share}
	}
	width := 1.96 * math.Sqrt(greenwood) / -math.Log(share)
	return Estimate{share, math.Pow(share, math.Exp(width)), math.Pow(share, math.Exp(-width))}
}

// poisson is the rate of a count, with its exact interval.
func poisson(count int, exposure float64) Estimate {
	if exposure == 0 {
		return Estimate{math.NaN(), math.NaN(), math.NaN()}
	}
	n := float64(count)
	e := Estimate{Value: n / exposure, High: distuv.ChiSquared{K: 2*n + 2}.Quantile(0.975) / 2 / exposure}
	if count > 0 {
		e.Low = distuv.ChiSquared{K: 2 * n}.Quantile(0.025) / 2 / exposure
	}
	return e
}

// reached counts the rounds that reach a target.
func reached(tapes []Tape, m float64) Reached {
	r := Reached{Of: m}
	for i := range tapes {
		t := &tapes[i]
		hit := slices.ContainsFunc(t.Prices, func(price float64) bool { return price >= m })
		r.count(hit, t.Ended())
	}
	r.estimate()
	return r
}

// windows counts the windows of so many ticks, one after the other from tick
// 0 on, that the rug ends: all that a round begins.
func windows(tapes []Tape, ticks int) Reached {
	r := Reached{Of: float64(ticks)}
	for i := range tapes {
		t := &tapes[i]
		for start := 0; start < len(t.Prices); start += ticks {
			rugs := t.Ended() && t.Rug <= start+ticks
			r.count(rugs, t.Ended() || len(t.Prices) > start+ticks)
		}
	}
	r.estimate()
	return r
}

func (r *Reached) count(hit, known bool) {
	switch {
	case hit:
		r.N++
		r.Hits++
	case known:
		r.N++
	default:
		r.Unknown++
	}
}

// estimate is Wilson's interval, stretched over what is not known.
func (r *Reached) estimate() {
	all := r.N + r.Unknown
	r.Value = float64(r.Hits) / float64(r.N)
	r.Low = wilson(r.Hits, all).Low
	r.High = wilson(r.Hits+r.Unknown, all).High
}

// wilson is the score interval of a share (Wilson 1927).
func wilson(hits, of int) Estimate {
	if of == 0 {
		return Estimate{math.NaN(), math.NaN(), math.NaN()}
	}
	const z = 1.96
	n, p := float64(of), float64(hits)/float64(of)
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	width := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return Estimate{p, max(0, middle-width), min(1, middle+width)}
}
