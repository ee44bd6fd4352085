// Package ledger keeps the books of one player as the game's server keeps
// them: buys and part sales of lots, the rug that sells what is held, side
// bets, and the figures that the server shows of it.
//
// The loop a caller writes:
//
//	account := ledger.Open(balance)
//	for each round {
//		account.NewRound()
//		for each live tick {
//			if entry, lost := account.Live(tick); lost {
//				// the window of the side bet has passed
//			}
//			entry, err := account.Buy(tick, price, amount) // or Sell, PlaceBet
//		}
//		settled := account.Rug(tick, price)
//		for _, entry := range settled.Entries() {
//			// the lots, sold at the rug price, and the side bet
//		}
//	}
//
// Cash is exact: the balance changes by sales and payouts less stakes, to the
// lamport, and by nothing else; the sum of Entry.Cash is its change. What the
// server shows are doubles, rounded down in a fixed order; they are repeated
// bit for bit ([money.F9]). The two differ by the basis and by dust, and each
// booking checks that they differ by nothing else (see check).
//
// The rules and the counts behind them stand in docs/books.md. The package
// reads no clock and draws no number. An Account is a value, but a copy by
// assignment shares its lots: [Account.Clone] shares nothing.
package ledger
