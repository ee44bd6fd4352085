package desk

import (
	"math"
	"time"

	"rugtape/internal/game"
	"rugtape/internal/ledger"
	"rugtape/internal/replay"
	"rugtape/internal/round"
)

// Tape is a recorded round laid out for a desk. It never changes, so that
// several desks may play the same one.
type Tape struct {
	Track replay.Track
	// prices are the live prices of tick 0..Track.Last, NaN where there is none
	// to trade at.
	prices []float64
	rug    int // the tick of the rug, -1 where it is not on the track
	end    ending
}

// ending is how a round ends that is left.
type ending struct {
	tick  int
	price float64
}

// Bounds of what is believed. A recording can hold anything that was in a file.
const (
	// maxPrice is beyond every round of the law, and 0 below: such a price is
	// damage, and the tick is as good as missed.
	maxPrice = 1e6
	// maxRugPrice is what the law makes of a round that was never below 1.
	maxRugPrice = 1 - 0.98
	// maxOffset bounds how long a round lasts on the desk's clock.
	maxOffset = 24 * time.Hour
)

// NewTape lays out a recording.
//
// The end is the first rug that is certain: the server sold everything at it,
// even where the round went on later. Where none is, the doubt is the
// player's, once the round is left: a rug that came at some tick up to a bound
// counts as at the bound, and one that was never seen pays nothing and comes
// too late for every side bet.
func NewTape(r *round.Recording) *Tape {
	t := &Tape{Track: replay.NewTrack(r), rug: -1}
	t.prices = make([]float64, t.Track.Last+1)
	for tick := range t.prices {
		t.prices[tick] = math.NaN()
		if tick >= len(r.Ticks) || !r.Ticks[tick].Known() {
			continue
		}
		if price := r.Ticks[tick].Price; believed(price) {
			t.prices[tick] = price
		}
	}
	t.end = ending{r.Live() + ledger.BetWindow, 0}
	for _, rug := range r.Rugs {
		t.end = ending{max(rug.At, r.Live()), min(rug.Price, maxRugPrice)}
		if rug.Certain {
			t.end.tick, t.rug = rug.At, rug.At
			break
		}
	}
	t.end.tick = min(t.end.tick, game.MaxTick)
	if t.rug >= 0 {
		for tick := t.rug; tick <= t.Track.Last; tick++ {
			t.prices[tick] = math.NaN()
		}
	}
	return t
}

// believed tells whether a live price can be traded at.
func believed(price float64) bool { return price > 0 && price <= maxPrice }

// known tells whether there is a price to trade at.
func (t *Tape) known(tick int) bool { return !math.IsNaN(t.prices[tick]) }

// offset is when a tick begins, in nanoseconds since tick 0.
func (t *Tape) offset(tick int) int64 {
	return int64(min(t.Track.Offset(tick, replay.Recorded), maxOffset))
}
