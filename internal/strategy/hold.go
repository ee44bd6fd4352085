package strategy

import "rugtape/internal/money"

var hold = Kind{
	Name:  "hold",
	Says:  "buys at 1x before the round and sells at tick n",
	Truth: "each tick held costs 0.0557 % in the mean if the rug pays nothing; rugtape odds --hold N tells the rest",
	Params: []Param{
		{Name: "n", Unit: Ticks, Default: "50", Least: 1, Most: maxTick, Says: "the tick to sell at"},
		stakeParam("stake", "0.01", "what it buys for"),
	},
	make: func(a Args) Strategy { return &holder{a.whole("n"), a.sol("stake")} },
}

// holder buys at the opening and sells at tick n.
type holder struct {
	n     int
	stake money.Lamports
}

func (s *holder) Decide(v *View) Intent {
	switch {
	case v.Waiting > 0:
		return wait(onItsWay)
	case v.Holds() && v.Tick >= s.n:
		return sellAll(Because("tick %.0f is reached", float64(s.n)))
	case v.Holds():
		return wait(Because("%.0f ticks to go", float64(s.n-v.Tick)))
	case v.opens():
		return buy(s.stake, Because("the round opens at 1x"))
	}
	return wait(Because("it buys at the opening only"))
}
