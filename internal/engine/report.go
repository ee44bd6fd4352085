package engine

import (
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/strategy"
)

// roundOver is the code of an order that was done in a round that is over.
const roundOver guard.Code = "round_over"

// Report takes what a venue did with an order. One that no order waits for
// changes nothing.
//
// On paper the books have the last word: what they refuse was not done. What
// the real game has done is done: if the books cannot follow, they are wrong, and
// the hands are taken off.
func (e *Engine) Report(r guard.Report) {
	o, ok := e.guard.Order(r.Key)
	if !ok {
		return
	}
	var entries []ledger.Entry
	if r.Life == guard.Confirmed { // which every order on its way may become
		var code guard.Code
		if entries, code = e.book(&o, r); code != "" {
			r.Code = code
			if e.guard.Live() {
				e.guard.Disarm()
			} else {
				r.Life = guard.Refused
			}
		}
	}
	if o, ok = e.guard.Report(r); !ok {
		return
	}
	e.view.Waiting = e.guard.Waiting()
	if e.out != nil {
		e.out.Orders = append(e.out.Orders, OrderNews{o, r.Tick, r.Price, r.Code})
	}
	switch r.Life {
	case guard.Confirmed:
		if !o.Sells() {
			e.tally.Bets++
			e.tally.Staked += o.Amount
		}
		for _, entry := range entries {
			if entry.Kind == ledger.Sold {
				e.guard.Paid(entry.Cash, e.view.Position.Cost-e.account.Position().Cost, 0)
			}
			e.note(entry)
		}
	case guard.Refused:
		e.refusedByVenue(&o, r.Code)
	}
}

// book enters an order that was done into the books, or says why not.
func (e *Engine) book(o *guard.Order, r guard.Report) ([]ledger.Entry, guard.Code) {
	var entry ledger.Entry
	var err error
	switch {
	case !e.open || !e.guard.Current(o):
		return e.bookLate(o, r)
	case o.Action == strategy.Buy:
		entry, err = e.account.Buy(r.Tick, r.Price, o.Amount)
	case o.Action == strategy.Side:
		entry, err = e.account.PlaceBet(r.Tick, o.Amount)
	default:
		entry, err = e.account.Sell(r.Tick, r.Price, o.Part)
	}
	if err != nil {
		return nil, guard.Code(ledger.Code(err))
	}
	e.entries[0] = entry
	return e.entries[:1], ""
}

// bookLate enters a stake of a round that is over: it was lost with the round,
// for what its end brought is not known any more. A sale of what has been settled
// since is not entered.
func (e *Engine) bookLate(o *guard.Order, r guard.Report) ([]ledger.Entry, guard.Code) {
	if o.Sells() {
		return nil, roundOver
	}
	books := e.account.State()
	books.Balance -= o.Amount
	books.Opening -= o.Amount
	account, err := ledger.FromState(books)
	if err != nil {
		return nil, guard.Code(ledger.Code(err))
	}
	e.account = account
	e.entries = [2]ledger.Entry{
		{Kind: ledger.Bought, Tick: r.Tick, Price: r.Price, Cash: -o.Amount},
		{Kind: ledger.Rugged, Tick: r.Tick, Profit: -o.Amount},
	}
	if o.Action == strategy.Side {
		e.entries[0].Kind, e.entries[0].Price, e.entries[1].Kind = ledger.BetPlaced, 0, ledger.BetLost
	}
	return e.entries[:], ""
}

func (e *Engine) refusedByVenue(o *guard.Order, code guard.Code) {
	e.tally.refuse(code)
	intent := strategy.Intent{Action: o.Action, Amount: o.Amount, Part: o.Part}
	e.observe(strategy.Fact{Kind: strategy.Refused, Tick: e.view.Tick, Intent: intent, Code: string(code)})
}
