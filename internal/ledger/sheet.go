package ledger

import (
	"math"

	"rugtape/internal/game"
	"rugtape/internal/money"
)

// sheet is what was collected of one round.
type sheet struct {
	round   string
	prices  []float64 // of live ticks, NaN where missed
	rug     point     // tick -1 while there was none
	wentOn  bool
	players []*sighted // in the order they were seen
	index   map[string]*sighted
	trades  []game.Trade
}

// point is a tick and its price.
type point struct {
	tick  int
	price float64
}

// sighted is a player's rows in their order.
type sighted struct {
	id   string
	rows []sighting
}

// after is the row of the very next frame, nil if that was missed.
func (p *sighted) after(i int) *game.Standing {
	if i+1 < len(p.rows) && p.rows[i+1].tick == p.rows[i].tick+1 {
		return &p.rows[i+1].row
	}
	return nil
}

// sighting is one row, and when it was shown.
type sighting struct {
	tick   int  // of the tick frame that has these standings
	rugged bool // the frame tells of the rug
	over   bool // the round is settled
	rug    point
	row    game.Standing
}

// afterAll is the tick of the standings that are shown between two rounds.
const afterAll = 2 * game.MaxTick

func newSheet(round string) *sheet {
	return &sheet{round: round, rug: point{tick: -1}, index: map[string]*sighted{}}
}

func (s *sheet) fact(f *game.Fact) {
	switch f.Kind {
	case game.Rugged:
		s.rug = point{f.Tick, f.Price}
	case game.Resumed:
		s.rug.tick, s.wentOn = -1, true
	default:
		for len(s.prices) <= f.Tick {
			s.prices = append(s.prices, math.NaN())
		}
		s.prices[f.Tick] = f.Price
	}
}

// price is that of a live tick; ok is false where it was missed.
func (s *sheet) price(tick int) (p float64, ok bool) {
	if tick < 0 || tick >= len(s.prices) {
		return 0, false
	}
	return s.prices[tick], !math.IsNaN(s.prices[tick])
}

func (s *sheet) file(at sighting) {
	id := at.row.Player + " " + at.row.Coin
	p := s.index[id]
	if p == nil {
		p = &sighted{id: at.row.Player}
		s.index[id] = p
		s.players = append(s.players, p)
	}
	p.rows = append(p.rows, at)
}

// cashOf is a figure of the server as an amount.
func cashOf(figure game.Opt[float64]) money.Lamports { return lamports(figure.Or(0)) }
