package strategy

var sidebet = Kind{
	Name:  "sidebet",
	Says:  "always has a side bet open; buys low for a gain beside it",
	Truth: "a side bet wins 18.168 % of the time and pays five times: 9.160 % of each stake is lost in the mean",
	Params: []Param{
		stakeParam("side", "0.003", "its side bets"),
		stakeParam("stake", "0.005", "what it buys for"),
		priceParam("below", "2", "it buys below this price; 0 to only place side bets"),
		gainParam("take", "0.3", "the gain at which it sells", 1000),
	},
	make: func(a Args) Strategy {
		return &swing{
			stake: a.sol("stake"), below: a.float("below"), take: a.float("take"), side: a.sol("side"),
		}
	},
}
