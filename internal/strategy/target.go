package strategy

import "rugtape/internal/money"

var target = Kind{
	Name:  "target",
	Says:  "buys at 1x before the round and sells at the first price that reaches m",
	Truth: "its mean is known exactly and below 0 for every m; rugtape odds --target M tells it",
	Params: []Param{
		{Name: "m", Unit: Price, Default: "2", Least: 1.001, Most: 1e6, Says: "the price to sell at"},
		stakeParam("stake", "0.01", "what it buys for"),
	},
	make: func(a Args) Strategy { return &targeter{a.float("m"), a.sol("stake")} },
}

// targeter buys at the opening and sells at the first price of at least m.
type targeter struct {
	m     float64
	stake money.Lamports
}

func (s *targeter) Decide(v *View) Intent {
	switch {
	case v.Waiting > 0:
		return wait(onItsWay)
	case v.Holds() && v.Price >= s.m:
		return sellAll(Because("%.4fx reaches the target of %.4gx", v.Price, s.m))
	case v.Holds():
		return wait(Because("%.4fx is below the target of %.4gx", v.Price, s.m))
	case v.opens():
		return buy(s.stake, Because("the round opens at 1x"))
	}
	return wait(Because("it buys at the opening only"))
}
