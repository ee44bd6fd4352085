package ledger

import (
	"math"

	"rugtape/internal/money"
)

// PnL are the server's figures of a round as it shows them, in doubles of SOL.
type PnL struct {
	Regular  float64 // of trades: realised, and what is held at the price
	Sidebet  float64 // of settled side bets; a running one counts nothing
	Total    float64
	Percent  float64 // of Invested, 0 without
	Invested float64 // the highest (buys - sales) so far, and all stakes
}

// PnL gives the server's figures with the position valued at the price.
func (a *Account) PnL(price float64) PnL {
	worth, cost := 0.0, 0.0
	for i := range a.lots {
		worth += money.F9(a.lots[i].quantity * price)
		cost += money.F9(a.lots[i].quantity * a.lots[i].price)
	}
	p := PnL{
		Regular:  money.F9(a.realised + money.F9(money.F9(worth)-money.F9(cost))),
		Sidebet:  a.sidebet,
		Invested: sol(a.invested + a.stakes),
	}
	p.Total = p.Regular + p.Sidebet
	if p.Invested != 0 {
		p.Percent = p.Total / p.Invested * 100
	}
	return p
}

// Equity is the balance and what selling all at the price would bring now. A
// running side bet counts nothing: it cannot be sold, and most are lost.
func (a *Account) Equity(price float64) money.Lamports {
	amount, rem := 0.0, a.quantity
	for i := 0; i < len(a.lots) && rem > 0; i++ {
		if a.lots[i].quantity == 0 {
			continue
		}
		taken := min(rem, a.lots[i].quantity)
		rem = money.F9(rem - taken)
		amount = money.F9(amount + money.F9(taken*price))
	}
	// A position beyond Limit cannot be sold; its worth is shown all the same.
	worth := math.Round(amount * 1e9)
	if room := float64(math.MaxInt64 - max(a.balance, 0)); !(worth < room) {
		return math.MaxInt64
	}
	return a.balance + money.Lamports(worth)
}
