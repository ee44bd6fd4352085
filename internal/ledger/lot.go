package ledger

import (
	"math"

	"rugtape/internal/money"
)

// lot is what is left of one buy.
type lot struct {
	tick     int
	price    float64
	quantity float64
	bought   float64        // the quantity at first
	paid     money.Lamports // for it
	cost     money.Lamports // the share of paid that the quantity is of bought
}

// take sells up to rem of the lot and gives how much that was.
func (l *lot) take(rem float64) float64 {
	taken := min(rem, l.quantity)
	l.quantity = money.F9(l.quantity - taken)
	l.share()
	l.check()
	return taken
}

// share is what was paid for as much as is left.
func (l *lot) share() {
	l.cost = money.Lamports(math.Round(float64(l.paid) * l.quantity / l.bought))
}

// sellLots takes s out of the lots, first in first out, and gives what the
// server pays at price p and what the lots had cost that left.
func (a *Account) sellLots(s, p float64) (amount float64, cost money.Lamports) {
	before := a.held
	emptied := 0
	for i, rem := 0, s; i < len(a.lots) && rem > 0; i++ {
		l := &a.lots[i]
		if l.quantity == 0 { // kept by shift: it is there no more
			emptied++
			continue
		}
		a.held -= l.cost
		taken := l.take(rem)
		a.held += l.cost
		rem = money.F9(rem - taken)
		amount = money.F9(amount + money.F9(taken*p))
		if l.quantity == 0 {
			emptied++
		}
	}
	a.shift(emptied)
	return amount, before - a.held
}

// shift drops the lots in front that are empty, but never the last.
func (a *Account) shift(emptied int) {
	if emptied = min(emptied, len(a.lots)-1); emptied > 0 {
		a.lots = a.lots[:copy(a.lots, a.lots[emptied:])]
	}
	a.sumCost, a.sumQuantity = 0, 0
	for i := range a.lots {
		a.addUp(&a.lots[i])
	}
}

// addUp carries the sums of the average on over the next lot.
func (a *Account) addUp(l *lot) {
	a.sumCost += float64(l.quantity * l.price)
	a.sumQuantity += l.quantity
}
