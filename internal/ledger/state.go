package ledger

import (
	"fmt"
	"math"

	"rugtape/internal/money"
)

// State is an account laid open, for a snapshot. Its fields are those of the
// account; FromState makes the same account of it, bit for bit.
type State struct {
	Balance  money.Lamports
	Lots     []Lot
	Quantity float64
	AvgCost  float64
	Bet      *Bet // nil without one

	Opening  money.Lamports
	Realised float64
	Sidebet  float64
	Net      money.Lamports // buys less sales
	Invested money.Lamports // the highest Net, without stakes
	Stakes   money.Lamports
	Basis    money.Lamports
	Sales    int
	Settled  int // bets
}

// Lot is what is left of one buy.
type Lot struct {
	Tick     int
	Price    float64
	Quantity float64
	Bought   float64
	Paid     money.Lamports
}

// State lays the account open; it shares nothing with it.
func (a *Account) State() State {
	s := State{
		Balance: a.balance, Quantity: a.quantity, AvgCost: a.avgCost,
		Opening: a.opening, Realised: a.realised, Sidebet: a.sidebet,
		Net: a.net, Invested: a.invested, Stakes: a.stakes, Basis: a.basis,
		Sales: int(a.sales), Settled: int(a.settled),
	}
	for _, l := range a.lots {
		s.Lots = append(s.Lots, Lot{l.tick, l.price, l.quantity, l.bought, l.paid})
	}
	if a.betted {
		bet := a.bet
		s.Bet = &bet
	}
	return s
}

// FromState makes an account of a state. One that no account can be in, such
// as that of a changed file, is an error.
func FromState(s State) (Account, error) {
	a := Account{
		balance: s.Balance, quantity: s.Quantity, avgCost: s.AvgCost,
		opening: s.Opening, realised: s.Realised, sidebet: s.Sidebet,
		net: s.Net, invested: s.Invested, stakes: s.Stakes, basis: s.Basis,
		sales: money.Lamports(s.Sales), settled: money.Lamports(s.Settled),
	}
	if s.Bet != nil {
		a.bet, a.betted = *s.Bet, true
	}
	err := s.possible()
	for i := 0; err == nil && i < len(s.Lots); i++ {
		err = a.restore(s.Lots[i])
	}
	if err == nil {
		err = a.fault()
	}
	if err != nil {
		return Account{}, fmt.Errorf("restore the books: %w", err)
	}
	return a, nil
}

// possible says what is out of range in a state, or does not go together.
func (s *State) possible() error {
	switch {
	case !(s.Quantity >= 0 && s.Quantity <= limit && s.AvgCost >= 0 && s.AvgCost <= math.MaxFloat64):
		return fmt.Errorf("quantity %v at %v", s.Quantity, s.AvgCost)
	case (s.Quantity == 0) != (len(s.Lots) == 0):
		return fmt.Errorf("quantity %v in %d lots", s.Quantity, len(s.Lots))
	case !(math.Abs(s.Realised) <= 2*limit && math.Abs(s.Sidebet) <= limit):
		return fmt.Errorf("a P&L of %v and %v", s.Realised, s.Sidebet)
	case s.Bet != nil && (s.Bet.Stake <= 0 || s.Bet.Stake > Limit || s.Bet.End != s.Bet.Start+BetWindow):
		return fmt.Errorf("the side bet %+v", *s.Bet)
	case s.Sales < 0 || s.Settled < 0:
		return fmt.Errorf("%d sales and %d bets", s.Sales, s.Settled)
	}
	return nil
}

func (a *Account) restore(l Lot) error {
	if !(l.Price > 0 && l.Quantity >= 0 && l.Quantity <= l.Bought && l.Bought > 0 && l.Bought <= limit && l.Paid > 0 && l.Paid <= Limit) {
		return fmt.Errorf("there is no lot %+v", l)
	}
	kept := lot{tick: l.Tick, price: l.Price, quantity: l.Quantity, bought: l.Bought, paid: l.Paid}
	kept.share()
	a.held += kept.cost
	a.addUp(&kept)
	a.lots = append(a.lots, kept)
	return kept.fault()
}
