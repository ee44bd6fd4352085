package engine

import (
	"errors"

	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/strategy"
)

// Report takes what a venue did with an order. One that no order waits for
// changes nothing.
func (e *Engine) Report(r guard.Report) {
	o, ok := e.guard.Order(r.Key)
	if !ok {
		return
	}
	var entry ledger.Entry
	if r.Life == guard.Confirmed {
		var err error
		if entry, err = e.book(&o, r); err != nil {
			r.Life, r.Code = guard.Refused, guard.Code(ledger.Code(err))
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
		e.booked(entry)
	case guard.Refused:
		e.refusedByVenue(&o, r.Code)
	}
}

// errOver is why an order of a round that is over is not booked.
var errOver = errors.New("the round is over")

// book enters an order that was done into the books.
func (e *Engine) book(o *guard.Order, r guard.Report) (ledger.Entry, error) {
	switch {
	case !e.open:
		return ledger.Entry{}, errOver
	case o.Action == strategy.Buy:
		return e.account.Buy(r.Tick, r.Price, o.Amount)
	case o.Action == strategy.Side:
		return e.account.PlaceBet(r.Tick, o.Amount)
	}
	return e.account.Sell(r.Tick, r.Price, o.Part)
}

func (e *Engine) refusedByVenue(o *guard.Order, code guard.Code) {
	e.tally.refuse(code)
	intent := strategy.Intent{Action: o.Action, Amount: o.Amount, Part: o.Part}
	e.observe(strategy.Fact{Kind: strategy.Refused, Tick: e.view.Tick, Intent: intent, Code: string(code)})
}
