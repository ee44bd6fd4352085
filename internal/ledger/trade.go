package ledger

import (
	"fmt"
	"math"

	"rugtape/internal/money"
)

// Buy spends the amount at the price of the tick. Before the round that is
// price 1 at tick 0.
func (a *Account) Buy(tick int, price float64, amount money.Lamports) (Entry, error) {
	l := lot{tick: tick, price: price, quantity: money.F9(sol(amount) / price), paid: amount, cost: amount}
	l.bought = l.quantity
	quantity := money.F9(a.quantity + l.quantity)
	sumCost, sumQuantity := a.sumCost+float64(l.quantity*price), a.sumQuantity+l.quantity
	avgCost := money.F9(sumCost / sumQuantity)
	switch {
	case amount <= 0 || !(price > 0) || math.IsInf(price, 1):
		return Entry{}, fmt.Errorf("buy for %v SOL at price %v: %w", amount, price, ErrAmount)
	case amount > a.balance:
		return Entry{}, fmt.Errorf("buy for %v SOL with a balance of %v: %w", amount, a.balance, ErrNoFunds)
	case l.quantity == 0:
		return Entry{}, fmt.Errorf("buy for %v SOL at price %v: %w", amount, price, ErrTooSmall)
	case amount > Limit || !(quantity <= limit && math.Abs(a.realised)+float64(quantity*avgCost) <= limit):
		return Entry{}, fmt.Errorf("buy for %v SOL at price %v: %w", amount, price, ErrRange)
	}
	l.check()
	a.lots = append(a.lots, l)
	a.sumCost, a.sumQuantity = sumCost, sumQuantity
	a.quantity, a.avgCost = quantity, avgCost
	a.held += amount
	a.pay(-amount)
	a.invested = max(a.invested, a.net)
	a.check()
	return Entry{Kind: Bought, Tick: tick, Price: price, Quantity: l.quantity, Cash: -amount}, nil
}

// Sell sells a part of the position, above 0 and at most 1, at the price of
// the tick.
func (a *Account) Sell(tick int, price, part float64) (Entry, error) {
	s := a.quantity
	if part != 1 {
		s = money.F9(s * part)
	}
	switch {
	case !(part > 0 && part <= 1) || !(price >= 0) || math.IsInf(price, 1):
		return Entry{}, fmt.Errorf("sell a part of %v at price %v: %w", part, price, ErrAmount)
	case a.quantity == 0:
		return Entry{}, fmt.Errorf("sell a part of %v of quantity 0: %w", part, ErrNoPosition)
	case s == 0:
		return Entry{}, fmt.Errorf("sell a part of %v of quantity %v: %w", part, a.quantity, ErrTooSmall)
	case !(math.Abs(a.realised)+float64(s*price) <= limit):
		return Entry{}, fmt.Errorf("sell quantity %v at price %v: %w", s, price, ErrRange)
	}
	return a.sell(Sold, tick, price, s), nil
}

// sell takes the quantity s out of the position.
func (a *Account) sell(kind Kind, tick int, price, s float64) Entry {
	charged := money.F9(s * a.avgCost)
	amount, cost := a.sellLots(s, price)
	if a.quantity = money.F9(a.quantity - s); a.quantity == 0 {
		cost += a.held // of the crumb that the lots may hold over
		a.lots, a.held, a.avgCost, a.sumCost, a.sumQuantity = a.lots[:0], 0, 0, 0, 0
	}
	before, cash := lamports(a.realised), lamports(amount)
	a.realised = money.F9(a.realised + money.F9(amount-charged))
	a.pay(cash)
	a.basis += cost - lamports(charged)
	a.sales++
	a.check()
	return Entry{kind, tick, price, s, cash, lamports(a.realised) - before}
}

// pay books the cash of a trade.
func (a *Account) pay(cash money.Lamports) {
	a.credit(cash)
	a.net -= cash
}

// credit changes the balance, which nothing else does.
func (a *Account) credit(cash money.Lamports) {
	if cash > 0 && a.balance > math.MaxInt64-cash {
		panic(fmt.Sprintf("ledger: a balance of %d lamports cannot take %d more", int64(a.balance), int64(cash)))
	}
	a.balance += cash
}
