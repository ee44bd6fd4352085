package game

import "rugtape/internal/money"

// Standing is a player's row on the server's leaderboard. The figures are the
// server's doubles as it shows them; what the row leaves out is absent.
type Standing struct {
	Player string // a pseudonym, never a name
	Coin   string // "" for SOL

	PnL        Opt[float64]
	RegularPnL Opt[float64]
	SidebetPnL Opt[float64]
	ShortPnL   Opt[float64]
	Percent    Opt[float64] // of Invested
	Quantity   Opt[float64]
	AvgCost    Opt[float64]
	Invested   Opt[float64]
	HasTrades  Opt[bool]

	BetActive Opt[bool]           // null is false
	Bet       Opt[*StandingWager] // null is nil: there is none
	Short     bool                // there is a short position
}

// StandingWager is the side bet that a standing shows.
type StandingWager struct {
	Start int
	End   int
	Stake money.Lamports
	Pays  Opt[float64] // times the stake
}
