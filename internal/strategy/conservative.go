package strategy

var conservative = Kind{
	Name: "conservative",
	Says: "buys low, takes a small gain, stops a small loss, and bets on the rug late in the round",
	Params: []Param{
		stakeParam("stake", "0.005", "what it buys for"),
		priceParam("below", "1.5", "it buys below this price"),
		gainParam("take", "0.2", "the gain at which it sells", 1000),
		gainParam("stop", "0.15", "the loss at which it sells", 1),
		priceParam("above", "10", "it sells above this price; 0 for never"),
		maybeStake("side", "0.002", "its side bets"),
		tickParam("side_from", "100", "the first tick of its side bets"),
	},
	make: func(a Args) Strategy {
		return &swing{
			stake: a.sol("stake"), below: a.float("below"), take: a.float("take"), stop: a.float("stop"),
			above: a.float("above"), side: a.sol("side"), sideFrom: a.whole("side_from"),
		}
	},
}
