package guard

import (
	"fmt"
	"time"

	"rugtape/internal/game"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// What happens around live orders, to be counted.
const (
	continued = iota // under other limits
	adopted          // the server's books
	exited           // a sale on a grant to exit
	cameLate         // a word of an order of the round that is over
	turnsEnd
)

// turn is what a player or an app does around live orders.
func (w *world) turn() {
	switch w.dice.IntN(8) {
	case 0:
		w.proceed()
	case 1, 2:
		w.adopt()
	default:
		until := max(w.now, w.stored.ClockNS) + w.dice.Int64N(int64(time.Minute))
		w.change(func() { _ = w.g.GrantExit(until, w.now) })
	}
}

// proceed goes on under other limits, as an app does that was started again.
func (w *world) proceed() {
	w.turns[continued]++
	limits, live := w.limits()
	w.change(func() {
		g, err := Continue(w.g.State(), limits, live)
		if err != nil {
			panic(fmt.Sprintf("the state is refused: %v", err))
		}
		w.g = g
	})
	w.lose()
}

// excuse takes down what can be lost already when other limits are chosen.
func (w *world) excuse() {
	w.exposed, w.during = w.truth.open()+w.underway(), w.stored.Round
	for i := range w.periods {
		p := &w.periods[i]
		p.excused = p.start - w.cash + w.underway()
	}
}

// adopt takes the server's books over, as the engine does: while no order is
// on its way but those that are unknown. By how much the caller's balance is off may
// be anything: a player may have played too, or paid in.
func (w *world) adopt() {
	for i := range w.stored.Orders {
		if life := w.stored.Orders[i].Life; life == Approval || life == Sent {
			return
		}
	}
	if !w.open || w.round != fmt.Sprint(w.number) || w.phase == game.PhaseRugged {
		return
	}
	w.turns[adopted]++
	change := money.Lamports(w.dice.Int64N(2000) - 1000)
	w.backup = w.books
	w.books, w.adopted = w.truth, w.stored.Key
	w.change(func() { w.g.Adopt(change, w.truth.cost, w.truth.bet) })
}

// past is what the caller remembers of a round that is over: the books right
// before its end, and the price of it.
type past struct {
	known bool
	books holding
	price int64
}

// late books an order of the round that is over as if the word had come in
// time, as the engine does.
func (w *world) late(o *Order, price int64) {
	p := &w.past
	if !p.known || o.Round != w.g.Round() {
		return
	}
	w.turns[cameLate]++
	end := func(h holding) money.Lamports {
		cash, _ := h.sell(1, p.price)
		return cash
	}
	was, brought := end(p.books), money.Lamports(0)
	switch o.Action {
	case strategy.Buy:
		p.books.quantity += int64(o.Amount) * 1000 / price
		p.books.cost += o.Amount
	case strategy.Side:
		if o.Key == w.winner {
			brought = 5 * o.Amount
		}
	default:
		brought, _ = p.books.sell(o.Part, price)
	}
	if brought += end(p.books) - was; brought != 0 {
		w.g.Paid(brought, 0, 0)
	}
}
