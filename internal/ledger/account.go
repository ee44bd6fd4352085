package ledger

import (
	"fmt"
	"slices"

	"rugtape/internal/money"
)

// Account is one player's money. The zero value has none; Open gives some.
// It is not safe for use by several goroutines.
type Account struct {
	balance money.Lamports

	// What is held.
	lots     []lot   // oldest first; one is kept, if empty, while quantity is not 0
	quantity float64 // the server's, which can be 1e-9 off the sum of the lots
	avgCost  float64
	held     money.Lamports // the cost of the lots
	// The sums behind avgCost, left to right over the lots as they stand.
	sumCost, sumQuantity float64

	bet    Bet
	betted bool // bet is running; else it is zero

	// The round's figures.
	opening  money.Lamports // the balance when the round began
	realised float64        // the server's P&L of sales
	sidebet  float64        // the server's P&L of settled bets
	net      money.Lamports // buys less sales
	invested money.Lamports // the highest net, at least 0
	stakes   money.Lamports // of all bets
	// basis is what the server's figure hides. A sale takes the oldest lots but
	// is charged at the average cost, which a part sale leaves as it is and the next
	// buy draws anew from the lots that are left. basis sums what the lots
	// had cost that left, less what was charged for them.
	basis          money.Lamports
	sales, settled money.Lamports // how many; they bound the dust
}

// Open gives an account with a balance and no position, in a new round.
func Open(balance money.Lamports) Account {
	return Account{balance: balance, opening: balance}
}

// Reopen makes the account a new one with a balance, in the memory of the old.
func (a *Account) Reopen(balance money.Lamports) {
	*a = Account{balance: balance, opening: balance, lots: a.lots[:0]}
}

// NewRound begins the server's figures of a round anew; the balance stays.
// What is open must have been settled by Rug.
func (a *Account) NewRound() {
	if a.quantity != 0 || a.betted {
		panic(fmt.Sprintf("ledger: a new round while %v is held and %v lamports are bet", a.quantity, int64(a.bet.Stake)))
	}
	*a = Account{balance: a.balance, opening: a.balance, lots: a.lots[:0]}
}

// Balance is the cash.
func (a *Account) Balance() money.Lamports { return a.balance }

// Position is what is held.
type Position struct {
	Quantity float64
	AvgCost  float64        // per unit, as the server shows it
	Cost     money.Lamports // the cash that was paid for what is held, first in first out
	Lots     int
	Since    int // tick of the oldest lot
}

// Position is what is held; its zero value is nothing.
func (a *Account) Position() Position {
	if a.quantity == 0 {
		return Position{}
	}
	return Position{a.quantity, a.avgCost, a.held, len(a.lots), a.lots[0].tick}
}

// Clone is an account of its own in the same state.
func (a *Account) Clone() Account {
	b := *a
	b.lots = slices.Clone(a.lots)
	return b
}
