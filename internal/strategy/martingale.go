package strategy

import (
	"fmt"
	"strconv"

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

func (s *doubler) State() string { return strconv.FormatInt(int64(s.stake), 10) }

func (s *doubler) Restore(state string) error {
	lamports, err := strconv.ParseInt(state, 10, 64)
	if err != nil {
		return fmt.Errorf("the next stake: %w", err)
	}
	stake := money.Lamports(lamports)
	if stake < s.first || stake > s.most {
		return fmt.Errorf("the next stake of %v SOL is not within %v to %v", stake, s.first, s.most)
	}
	s.stake = stake
	return nil
}
