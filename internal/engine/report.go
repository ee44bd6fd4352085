package engine

import (
	"slices"

	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// Codes of orders that were done and that the books do not follow.
const (
	roundOver guard.Code = "round_over" // its round is over, and not known any more
	adopted   guard.Code = "adopted"    // the books were taken from the server since
)

// Report takes what a venue did with an order. One that no order waits for
// changes nothing. It is booked at its own tick, whatever tick is in view.
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
		entries, r.Code = e.book(&o, r)
		switch {
		case r.Code == "":
		case !e.guard.Live():
			r.Life = guard.Refused
		case r.Code != adopted:
			e.guard.Disarm()
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
		e.brought(&o, entries)
		for _, entry := range entries {
			e.note(entry)
		}
	case guard.Refused:
		e.refusedByVenue(&o, r.Code)
	}
}

// book enters an order that was done into the books, or says why not.
func (e *Engine) book(o *guard.Order, r guard.Report) ([]ledger.Entry, guard.Code) {
	if o.Key <= e.adopted {
		return nil, adopted
	}
	if !e.open || !e.guard.Current(o) {
		return e.bookLate(o, r)
	}
	entry, err := enter(&e.account, o, r)
	if err != nil {
		return nil, guard.Code(ledger.Code(err))
	}
	e.entries = append(e.entries[:0], entry)
	return e.entries, ""
}

// enter books an order in the midst of its round.
func enter(a *ledger.Account, o *guard.Order, r guard.Report) (ledger.Entry, error) {
	switch o.Action {
	case strategy.Buy:
		return a.Buy(r.Tick, r.Price, o.Amount)
	case strategy.Side:
		return a.PlaceBet(r.Tick, o.Amount)
	}
	return a.Sell(r.Tick, r.Price, o.Part)
}

// brought tells the guard what the order brought beside its stake, if it is of
// the latest round: of one before, what came back is not counted.
func (e *Engine) brought(o *guard.Order, entries []ledger.Entry) {
	cash := money.Lamports(0)
	for i := range entries {
		if k := entries[i].Kind; k != ledger.Bought && k != ledger.BetPlaced {
			cash += entries[i].Cash
		}
	}
	if o.Round == e.guard.Round() && (o.Sells() && len(entries) > 0 || cash != 0) {
		e.guard.Paid(cash, e.view.Position.Cost-e.account.Position().Cost, 0)
	}
}

func (e *Engine) refusedByVenue(o *guard.Order, code guard.Code) {
	e.tally.refuse(code)
	intent := strategy.Intent{Action: o.Action, Amount: o.Amount, Part: o.Part}
	e.observe(strategy.Fact{Kind: strategy.Refused, Tick: e.view.Tick, Intent: intent, Code: string(code)})
}

// unexplained tells of the orders that time made unknown or escalated; before
// are those that were on their way before the step.
func (e *Engine) unexplained(before *[guard.MaxOpen]guard.Order) {
	now := e.guard.Orders()
	for i := range now {
		o := &now[i]
		if o.Key != before[i].Key || o.Life == before[i].Life || o.Life != guard.Unknown && o.Life != guard.Escalated {
			continue
		}
		told := func(n OrderNews) bool { return n.Order.Key == o.Key && n.Order.Life == o.Life }
		if !slices.ContainsFunc(e.out.Orders, told) {
			e.out.Orders = append(e.out.Orders, OrderNews{Order: *o})
		}
	}
}
