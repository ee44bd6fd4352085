package ledger

import (
	"fmt"
	"math"

	"rugtape/internal/money"
)

// A side bet, that the round rugs soon.
const (
	BetWindow = 40 // it wins if the rug comes at most so many ticks after its start
	BetPays   = 5  // times the stake, the stake itself in it
)

// Bet is a side bet that is running.
type Bet struct {
	Start int
	End   int // the last tick at which a rug wins
	Stake money.Lamports
}

// PlaceBet stakes on a rug within the ticks after start, which is 0 before
// the round. One bet runs at a time.
func (a *Account) PlaceBet(start int, stake money.Lamports) (Entry, error) {
	switch {
	case stake <= 0:
		return Entry{}, fmt.Errorf("bet %v SOL: %w", stake, ErrAmount)
	case a.betted:
		return Entry{}, fmt.Errorf("bet at tick %d while one runs to tick %d: %w", start, a.bet.End, ErrBetActive)
	case stake > a.balance:
		return Entry{}, fmt.Errorf("bet %v SOL with a balance of %v: %w", stake, a.balance, ErrNoFunds)
	case stake > Limit || !(math.Abs(a.sidebet)+float64(BetPays*sol(stake)) <= limit):
		return Entry{}, fmt.Errorf("bet %v SOL: %w", stake, ErrRange)
	}
	a.bet, a.betted = Bet{start, start + BetWindow, stake}, true
	a.credit(-stake)
	a.stakes += stake
	a.check()
	return Entry{Kind: BetPlaced, Tick: start, Cash: -stake}, nil
}

// Bet is the side bet that is running.
func (a *Account) Bet() (bet Bet, running bool) { return a.bet, a.betted }

// Live takes notice that the round lives at the tick: a side bet whose window
// ended before it is lost, and booked.
func (a *Account) Live(tick int) (lost Entry, booked bool) {
	if !a.betted || tick <= a.bet.End {
		return Entry{}, false
	}
	return a.settleBet(tick, BetLost), true
}

func (a *Account) settleBet(tick int, kind Kind) Entry {
	stake, payout := sol(a.bet.Stake), 0.0
	e := Entry{Kind: kind, Tick: tick, Profit: -a.bet.Stake}
	if kind == BetWon {
		payout = float64(BetPays * stake)
		e.Cash = BetPays * a.bet.Stake
		e.Profit += e.Cash
	}
	a.sidebet += payout - stake
	a.bet, a.betted = Bet{}, false
	a.credit(e.Cash)
	a.settled++
	a.check()
	return e
}

// Rug settles what is open: the rug sells every lot at its price by the
// formula of any sale, and the side bet wins if the tick is in its window.
// The price of a rug is at most 0.02 by the law; one that carries what is
// held beyond Limit is none, and panics.
func (a *Account) Rug(tick int, price float64) (s Settlement) {
	if a.quantity != 0 {
		if !(price >= 0 && float64(a.quantity*price) <= limit) {
			panic(fmt.Sprintf("ledger: a rug sells %v at %v", a.quantity, price))
		}
		s.add(a.sell(Rugged, tick, price, a.quantity))
	}
	if a.betted && tick <= a.bet.End {
		s.add(a.settleBet(tick, BetWon))
	} else if a.betted {
		s.add(a.settleBet(tick, BetLost))
	}
	return s
}
