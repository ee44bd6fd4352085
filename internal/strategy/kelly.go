package strategy

import (
	"math"

	"rugtape/internal/money"
)

var kelly = Kind{
	Name: "kelly",
	Says: "stakes the share of the balance that grows it fastest if a price m is reached with the chance that you believe in: (chance*m-1)/(m-1)",
	Truth: "the true chance of 2x is 43.95 %, which makes the share negative: a Kelly player who knows the odds never bets. " +
		"Believe in more, and it shows what a wrong belief costs",
	Params: []Param{
		{Name: "m", Unit: Price, Default: "2", Least: 1.001, Most: 1e6, Says: "the price to sell at"},
		{Name: "chance", Unit: Fraction, Default: "0.4395", Least: 0, Most: 1, Says: "the chance of it that you believe in"},
		{Name: "share", Unit: Fraction, Default: "1", Least: 0, Most: 1, Says: "of the Kelly stake, 0.5 for half Kelly"},
	},
	make: func(a Args) Strategy {
		m, chance := a.float("m"), a.float("chance")
		edge := float64(chance*m) - 1
		return &kellyPlayer{targeter{m: m}, a.float("share") * edge / (m - 1)}
	},
}

// kellyPlayer is a targeter whose stake is a fraction of its balance.
type kellyPlayer struct {
	targeter
	fraction float64 // of the balance; not above 0 where there is no edge
}

func (s *kellyPlayer) Decide(v *View) Intent {
	if v.Waiting > 0 || v.Holds() || !v.opens() {
		return s.targeter.Decide(v)
	}
	if s.fraction <= 0 {
		return wait(Because("the Kelly stake is 0: there is no edge"))
	}
	stake := min(money.Lamports(math.Round(float64(v.Balance)*s.fraction)), mostStake, v.Balance)
	if stake < leastStake {
		return wait(Because("the Kelly stake of %.4g SOL is below what the site takes", stake.Float()))
	}
	return buy(stake, Because("the Kelly stake is %.2f %% of the balance", 100*s.fraction))
}
