package game

// Purse is what the server tells a player that it has, after each change. The
// figures are the server's doubles as it shows them; what it leaves out is
// absent.
type Purse struct {
	Cash          Opt[float64] // SOL
	CumulativePnL Opt[float64] // SOL, over which time is not known
	Quantity      Opt[float64]
	AvgCost       Opt[float64] // SOL a unit
	Invested      Opt[float64] // SOL, of the round
}
