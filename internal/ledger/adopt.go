package ledger

import (
	"fmt"
	"math"

	"rugtape/internal/money"
)

// Books is what the server says of an account in the midst of a round. What it
// does not say of the round so far is 0.
type Books struct {
	Balance  money.Lamports
	Quantity float64
	AvgCost  float64        // above 0 where something is held
	Realised float64        // its P&L of sales
	Sidebet  float64        // its P&L of settled bets
	Invested money.Lamports // as it shows it, with all stakes
	Bet      *Bet           // nil without one
}

// Adopt makes an account of the server's books, at a tick. Which buys made a
// position is not said: it counts as one lot that was bought at the average cost, at
// that tick. The server sells the oldest first, so that what part sales bring
// can be off from then on, until nothing is held.
func Adopt(tick int, b Books) (Account, error) {
	s := State{
		Balance: b.Balance, Quantity: b.Quantity, Realised: b.Realised, Sidebet: b.Sidebet, Bet: b.Bet,
		Invested: max(b.Invested, 0),
	}
	if b.Balance < 0 || b.Balance > Limit {
		return Account{}, fmt.Errorf("adopt a balance of %v SOL: %w", b.Balance, ErrRange)
	}
	if !(b.Quantity >= 0 && b.Quantity <= limit && math.Abs(b.Realised) <= limit && math.Abs(b.Sidebet) <= limit) {
		return Account{}, fmt.Errorf("adopt a quantity of %v, a P&L of %v and %v: %w", b.Quantity, b.Realised, b.Sidebet, ErrRange)
	}
	if b.Quantity > 0 {
		worth := float64(b.Quantity * b.AvgCost)
		if !(b.AvgCost > 0 && worth <= limit) {
			return Account{}, fmt.Errorf("adopt a quantity of %v at an average cost of %v: %w", b.Quantity, b.AvgCost, ErrAmount)
		}
		s.AvgCost = b.AvgCost
		s.Lots = []Lot{{Tick: tick, Price: b.AvgCost, Quantity: b.Quantity, Bought: b.Quantity, Paid: max(lamports(worth), 1)}}
	}
	open := money.Lamports(0)
	for _, l := range s.Lots {
		open += l.Paid
	}
	s.Net = min(open-lamports(b.Realised), s.Invested)
	if b.Bet != nil {
		s.Stakes = b.Bet.Stake
		open += b.Bet.Stake
		s.Invested = max(s.Invested-s.Stakes, 0)
		s.Net = min(s.Net, s.Invested)
	}
	s.Opening = b.Balance + open - lamports(b.Realised) - lamports(b.Sidebet)
	return FromState(s)
}
