package strategy

var foundational = Kind{
	Name: "foundational",
	Says: "buys in the \"sweet spot\" of 25 to 50x early in a round, as a popular guide has it",
	Truth: "no round of the 893 recorded ones reaches 25x before tick 69, so that it never buys: all it does is place a side bet " +
		"in rounds that last to tick 104",
	Params: []Param{
		stakeParam("stake", "0.005", "what it buys for"),
		priceParam("from", "25", "it buys from this price"),
		priceParam("below", "50", "up to this one"),
		tickParam("before", "69", "and before this tick"),
		gainParam("take", "1", "the gain at which it sells", 1000),
		gainParam("stop", "0.3", "the loss at which it sells", 1),
		tickParam("out", "138", "it sells at this tick; 0 for never"),
		tickParam("held", "60", "or after so many ticks; 0 for never"),
		maybeStake("side", "0.002", "its side bets"),
		tickParam("side_from", "104", "the first tick of its side bets"),
		tickParam("side_to", "138", "the last"),
	},
	make: func(a Args) Strategy {
		return &swing{
			stake: a.sol("stake"), from: a.float("from"), below: a.float("below"), before: a.whole("before"),
			take: a.float("take"), stop: a.float("stop"), outTick: a.whole("out"), outHeld: a.whole("held"),
			side: a.sol("side"), sideFrom: a.whole("side_from"), sideTo: a.whole("side_to"),
		}
	},
}
