package lab

import (
	"math"

	"rugtape/internal/fair"
	"rugtape/internal/round"
)

// Tape is a recorded round made ready to be played many times.
type Tape struct {
	ID       string
	Prices   []float64 // live prices by tick, NaN where missing
	Rug      int       // its tick; -1 where the end was not seen
	RugPrice float64
}

// Reasons why a recording is no tape. Rounds that are left out because of
// their length would bend every result: see docs/lab.md.
const (
	Contradicts = "contradicts itself"
	NoLiveTick  = "no live tick"
	NoStart     = "its start was not seen"
	WentOn      = "it went on after a rug"
	NoEnd       = "its end was not seen"
)

// TapeOf makes a tape of a settled recording, or says why it is none.
func TapeOf(r *round.Recording) (t Tape, why string) {
	switch {
	case r.Quarantined():
		return t, Contradicts
	case r.Live() == 0 || len(r.Ticks) == 0:
		return t, NoLiveTick
	case !r.Ticks[0].Known():
		return t, NoStart
	case r.Resumed():
		return t, WentOn
	}
	t = Tape{ID: r.ID, Prices: make([]float64, len(r.Ticks)), Rug: -1}
	for i, tick := range r.Ticks {
		t.Prices[i] = math.NaN()
		if tick.Known() {
			t.Prices[i] = tick.Price
		}
	}
	if rug, ok := r.Rug(); ok {
		t.Rug, t.RugPrice = max(rug.At, len(t.Prices)), rug.Price
	}
	return t, ""
}

// Ended tells whether the end of the round was seen.
func (t *Tape) Ended() bool { return t.Rug >= 0 }

// low is the lowest live price, the opening 1 included.
func (t *Tape) low() float64 {
	low := 1.0
	for _, price := range t.Prices {
		if price < low {
			low = price
		}
	}
	return low
}

// goOn sets a drawer where the tape breaks off.
func (t *Tape) goOn(d *fair.Drawer) (tick int) {
	last := len(t.Prices) - 1
	for math.IsNaN(t.Prices[last]) {
		last--
	}
	d.From(last, t.Prices[last], t.low())
	return last
}

// Gather makes tapes of recordings and counts those that are none. Rounds
// whose end was not seen are among the tapes only if they are to be finished.
func (r *Rounds) Gather(rec *round.Recording) {
	t, why := TapeOf(rec)
	if why == "" && !t.Ended() && !r.Finish {
		why = NoEnd
	}
	if why != "" {
		if r.Excluded == nil {
			r.Excluded = map[string]int{}
		}
		r.Excluded[why]++
		return
	}
	r.Tapes = append(r.Tapes, t)
}
