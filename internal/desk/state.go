package desk

import (
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// State is what there is to show of a desk at a tick. It is a value that does
// not change: Marks and Equities only ever grow within an epoch, and a new epoch has
// lists of its own, so that who has seen a part of them needs only the rest.
type State struct {
	Epoch   uint64 // rises when marks were taken back or begin anew
	Tick    int
	Session int
	Name    string // of the strategy, "" for by hand only
	Script  string
	Err     error // why the strategy no longer decides

	Start   money.Lamports // the balance at the begin of the session
	Balance money.Lamports
	Equity  money.Lamports // the balance and what selling all would bring now

	Price    float64 // the last that is known
	Position ledger.Position
	Bet      ledger.Bet
	HasBet   bool
	PnL      ledger.PnL // the server's figures of this round

	Waiting int  // orders on their way
	Stopped bool // no new risk
	Settled bool // the round is over, for whatever was in it

	Real   bool // orders go to the real game
	Arming guard.Arming
	Open   []guard.Order // on their way to the real game, or not explained yet

	Latest strategy.Intent // the strategy's newest decision

	// Of the session: rounds with this one, buys and side bets done, refusals.
	Rounds, Bets, Refused int

	Marks []Mark // by tick
	// Equities are those on arrival at each tick, up to Tick: an order by hand
	// at a tick shows in the next one's.
	Equities []money.Lamports
}

// Gain is what the position has gained, as a fraction of its average cost; 0
// where nothing is held.
func (s *State) Gain() float64 {
	if s.Position.Quantity == 0 {
		return 0
	}
	return s.Price/s.Position.AvgCost - 1
}

// At is where the desk is now: in which epoch, at which tick.
func (d *Desk) At() (epoch uint64, tick int) { return d.epoch, d.tick }

// State is what there is to show now. A round must have been loaded.
func (d *Desk) State() State { return d.state(&d.config, d.epoch) }
