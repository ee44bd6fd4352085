package strategy

var aggressive = Kind{
	Name: "aggressive",
	Says: "buys up to a higher price, waits for a larger gain, and always has a side bet open",
	Params: []Param{
		stakeParam("stake", "0.010", "what it buys for"),
		priceParam("below", "3", "it buys below this price"),
		gainParam("take", "0.5", "the gain at which it sells", 1000),
		gainParam("stop", "0.3", "the loss at which it sells", 1),
		maybeStake("side", "0.003", "its side bets"),
	},
	make: func(a Args) Strategy {
		return &swing{
			stake: a.sol("stake"), below: a.float("below"), take: a.float("take"), stop: a.float("stop"),
			side: a.sol("side"),
		}
	},
}
