package engine

import (
	"slices"

	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// past is how the last round ended, so that an order of it of which the word
// comes late can be booked as if it had come in time: a sale is often confirmed only
// after the rug was told.
type past struct {
	round   uint64         // by the guard's count
	tick    int            // of the rug
	price   float64        // at it
	unseen  bool           // the rug was never told, and the tick is a guess
	account ledger.Account // right before the rug
}

// bookLate enters an order of a round that is over. Of the last one, what came
// of its end is known. Of one before, a stake was lost with its round, and a sale of
// what has been settled since is not entered.
func (e *Engine) bookLate(o *guard.Order, r guard.Report) ([]ledger.Entry, guard.Code) {
	switch {
	case e.past != nil && e.past.round == o.Round:
		return e.bookPast(o, r)
	case o.Sells():
		return nil, roundOver
	}
	e.entries = append(e.entries[:0],
		ledger.Entry{Kind: ledger.Bought, Tick: r.Tick, Price: r.Price, Cash: -o.Amount},
		ledger.Entry{Kind: ledger.Rugged, Tick: r.Tick, Profit: -o.Amount},
	)
	if o.Action == strategy.Side {
		e.entries[0].Kind, e.entries[0].Price, e.entries[1].Kind = ledger.BetPlaced, 0, ledger.BetLost
	}
	return e.shift(&e.account, -o.Amount)
}

// shift gives the account of a, whose balance is off by so much, to the
// engine, with the entries that made the difference.
func (e *Engine) shift(a *ledger.Account, cash money.Lamports) ([]ledger.Entry, guard.Code) {
	books := a.State()
	books.Balance += cash
	books.Opening += cash
	account, err := ledger.FromState(books)
	if err != nil {
		return nil, guard.Code(ledger.Code(err))
	}
	e.account = account
	return e.entries, ""
}

// bookPast enters an order of the last round before its rug, and lets the rug
// come again. What that changes of the end is an entry of its own: of a sale, the
// rug has sold less than was booked.
func (e *Engine) bookPast(o *guard.Order, r guard.Report) ([]ledger.Entry, guard.Code) {
	p := e.past
	was, before := p.account.Clone(), p.account.Clone()
	wasSettled := was.Rug(p.tick, p.price)
	entry, err := enter(&before, o, r)
	if err != nil {
		return nil, guard.Code(ledger.Code(err))
	}
	tick := p.tick
	if bet, running := before.Bet(); running && p.unseen {
		tick = max(tick, bet.End+1)
	}
	now := before.Clone()
	settled := now.Rug(tick, p.price)
	e.entries = append(append(e.entries[:0], entry), changes(&wasSettled, &settled)...)
	p.account = before
	if !e.open {
		return e.shift(&now, e.account.Balance()-was.Balance())
	}
	cash := money.Lamports(0)
	for i := range e.entries {
		cash += e.entries[i].Cash
	}
	return e.shift(&e.account, cash)
}

// changes are the entries that make one settlement of another.
func changes(was, now *ledger.Settlement) (all []ledger.Entry) {
	kindOf := func(kind ledger.Kind) func(ledger.Entry) bool {
		return func(e ledger.Entry) bool { return e.Kind == kind }
	}
	for _, entry := range now.Entries() {
		if i := slices.IndexFunc(was.Entries(), kindOf(entry.Kind)); i >= 0 {
			before := &was.Entries()[i]
			entry.Quantity = money.F9(entry.Quantity - before.Quantity)
			entry.Cash -= before.Cash
			entry.Profit -= before.Profit
		}
		if entry.Quantity != 0 || entry.Cash != 0 || entry.Profit != 0 {
			all = append(all, entry)
		}
	}
	for _, entry := range was.Entries() {
		if !slices.ContainsFunc(now.Entries(), kindOf(entry.Kind)) {
			entry.Quantity, entry.Cash, entry.Profit = -entry.Quantity, -entry.Cash, -entry.Profit
			all = append(all, entry)
		}
	}
	return all
}
