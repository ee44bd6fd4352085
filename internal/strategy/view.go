package strategy

import (
	"rugtape/internal/game"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
)

// View is what a strategy may know when it decides: once in the presale, then
// at each live tick whose frame was received. It belongs to who shows it: a
// strategy neither changes nor keeps it.
type View struct {
	Round int        // rounds that this session has seen before this one
	Phase game.Phase // PhasePresale, PhaseActivation (tick 0) or PhaseLive
	Tick  int        // 0 in the presale
	Price float64    // a multiplier; 1 in the presale
	High  float64    // the highest price of the round so far
	Low   float64    // the lowest, the opening 1 included

	// Prices are the round's prices by tick, up to and with Tick; NaN where a
	// frame was missed. Empty in the presale.
	Prices []float64

	Balance  money.Lamports
	Position ledger.Position // its Quantity is 0 where nothing is held
	Bet      ledger.Bet      // the side bet that is open; see HasBet
	HasBet   bool

	// Waiting are orders of this strategy that are approved and not yet done
	// or refused. A strategy that orders again meanwhile orders twice.
	Waiting int
}

// Gain is what the position has gained at the present price, as a fraction of
// its average cost: 0.2 for +20 %. It is 0 where nothing is held.
func (v *View) Gain() float64 {
	if v.Position.Quantity == 0 || v.Position.AvgCost == 0 { // it is rounded down
		return 0
	}
	return v.Price/v.Position.AvgCost - 1
}

// Holds tells whether something is held.
func (v *View) Holds() bool { return v.Position.Quantity > 0 }

// Live tells whether the price moves: a side bet or a sale can be placed.
func (v *View) Live() bool { return v.Phase == game.PhaseLive || v.Phase == game.PhaseActivation }

// Held is for how many ticks the oldest part of the position has been held.
func (v *View) Held() int { return v.Tick - v.Position.Since }

// opens tells whether a buy now is one at the opening price of 1.
func (v *View) opens() bool { return v.Phase == game.PhasePresale || v.Phase == game.PhaseActivation }
