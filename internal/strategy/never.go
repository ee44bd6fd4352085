package strategy

var never = Kind{
	Name:  "never",
	Says:  "never bets",
	Truth: "of all strategies it has the highest mean: 0",
	make:  func(Args) Strategy { return abstainer{} },
}

type abstainer struct{}

func (abstainer) Decide(*View) Intent { return wait(Because("it never bets")) }
