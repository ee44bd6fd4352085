package strategy

import (
	"fmt"

	"rugtape/internal/ledger"
	"rugtape/internal/money"
)

var martingale = Kind{
	Name:  "martingale-sidebet",
	Says:  "always has a side bet open and raises its stake after each loss, back to the first after a win",
	Truth: "it wins often and little, and loses rarely and all: the mean of a stake stays at -9.160 %, and the stakes grow",
	Params: []Param{
		stakeParam("stake", "0.001", "the first side bet"),
		{Name: "factor", Unit: Fraction, Default: "1.5", Least: 1, Most: 10, Says: "by which it is raised after a loss"},
		stakeParam("most", "1", "the largest side bet"),
	},
	make: func(a Args) Strategy {
		first := a.sol("stake")
		return &doubler{first: first, most: max(first, a.sol("most")), factor: a.float("factor"), stake: first}
	},
}

// doubler remembers its next stake.
type doubler struct {
	first, most money.Lamports
	factor      float64
	stake       money.Lamports
}

func (s *doubler) Decide(v *View) Intent {
	switch {
	case v.Waiting > 0:
		return wait(onItsWay)
	case !v.Live():
		return wait(Because("it does nothing before the round"))
	case v.HasBet:
		return wait(Because("its side bet runs to tick %.0f", float64(v.Bet.End)))
	case s.stake > v.Balance:
		return wait(Because("the next stake would be %.4g SOL, more than there is", s.stake.Float()))
	}
	return side(s.stake, Because("the next stake is %.4g SOL", s.stake.Float()))
}

func (s *doubler) Observe(f Fact) {
	if f.Kind != Booked {
		return
	}
	switch f.Entry.Kind {
	case ledger.BetWon:
		s.stake = s.first
	case ledger.BetLost:
		s.stake = min(s.most, money.Lamports(float64(s.stake)*s.factor))
	}
}

func (s *doubler) State() string { return fmt.Sprint(int64(s.stake)) }

func (s *doubler) Restore(state string) error {
	_, err := fmt.Sscan(state, (*int64)(&s.stake))
	if err == nil && (s.stake < s.first || s.stake > s.most) {
		err = fmt.Errorf("a stake of %v is not within %v..%v", s.stake, s.first, s.most)
	}
	return err
}
