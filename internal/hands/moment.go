package hands

import (
	"math"

	"rugtape/internal/game"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// moment is one in which a word may have been told.
type moment struct {
	course *course
	deeds  []deed   // what was done by then
	next   uint64   // the first order that was done and is not in it, 0 for none: none after it is
	orders []*order // what may have been
	over   bool     // the round is settled
	frame  int      // of a row; 0 of a purse
	sentNS int64    // what came to the server by then is in it
	// prompt says that all that was done before something that is in it, is too.
	prompt bool
	shows  func(d *deed) bool // of a row: what was done that far
	fills  func(d *deed) bool // which ways of the orders can be in it, nil for all
	check  func(a *ledger.Account, whole bool) figures
	// before is the round before, whose orders can matter to the cash.
	before *course
	// spends tells whether orders of which so much was bought for and so much bet
	// can be what the word lacks. It is nil where that depends on prices.
	spends func(bought, bet money.Lamports) bool
	// lacks is the quantity that the word has more than the deeds make, as far as
	// that is told; it counts where spends is not nil.
	lacks game.Opt[float64]
}

// pressed are the open orders of one of two rounds that may be in a word: pressed
// before it was heard.
func (f *Follower) pressed(atNS int64, of, before *course) (all []*order) {
	for _, o := range f.open {
		if o.sentNS <= atNS && (o.course == of || o.course == before) && !o.strange {
			all = append(all, o)
		}
	}
	return all
}

// beyond tells whether an order was done after one that is not in the moment.
func (m *moment) beyond(o *order) bool { return m.next != 0 && o.course == m.course && o.Key > m.next }

// next is the first of the deeds, 0 if there is none.
func next(deeds []deed) uint64 {
	if len(deeds) == 0 {
		return 0
	}
	return deeds[0].order.Key
}

// plausible tells whether the orders chosen can have been done as far as the cash
// goes: of buys and side bets it does not depend on the price.
func (m *moment) plausible(chosen int) bool {
	var bought, bet money.Lamports
	simple := m.spends != nil
	for i, o := range m.orders {
		in := chosen>>i&1 == 1
		if !in && o.done && o.doneNS < m.sentNS-m.lag() {
			return false // it was done before that
		}
		switch {
		case !in:
		case o.Sells() || o.course != m.course:
			simple = false
		case o.Action == strategy.Side:
			bet += o.Amount
		default:
			bought += o.Amount
		}
	}
	return !simple || m.spends(bought, bet)
}

// mayHold tells whether the fills can make the quantity: each floor takes less than
// 1e-9 off, and there is one for each lot and one for each sum.
func (m *moment) mayHold(fills []deed) bool {
	if m.spends == nil || !m.lacks.Present {
		return true
	}
	sum := 0.0
	for i := range fills {
		switch o := fills[i].order; {
		case o.Sells() || o.course != m.course:
			return true
		case o.Action == strategy.Buy:
			sum += o.Amount.Float() / fills[i].price
		}
	}
	slack := 1e-9*float64(2*len(fills)+1) + 1e-12*sum
	return math.Abs(sum-m.lacks.Value) <= slack
}

// play enters deeds and fills into the books as they were before.
func (m *moment) play(fills []deed) (a ledger.Account, ok bool) {
	var of, before []deed
	for _, d := range fills {
		if d.order.course == m.course {
			of = append(of, d)
		} else {
			before = append(before, d)
		}
	}
	if a, ok = m.course.play(merged(m.deeds, of)); !ok {
		return a, false
	}
	if m.over {
		m.course.settle(&a)
	} else {
		a.Live(m.frame)
	}
	if len(before) == 0 {
		return a, true
	}
	return m.shift(&a, before)
}

// shift lets orders of the round before have been done: the cash is another.
func (m *moment) shift(a *ledger.Account, fills []deed) (ledger.Account, bool) {
	without, ok1 := m.before.balance(m.before.deeds)
	with, ok2 := m.before.balance(merged(m.before.deeds, fills))
	state := a.State()
	state.Balance += with - without
	state.Opening += with - without
	shifted, err := ledger.FromState(state)
	return shifted, ok1 && ok2 && err == nil
}

// reaches is the tick up to which, but without it, all that was done is in the moment.
func (m *moment) reaches() int {
	switch {
	case m.over:
		return m.course.rug
	case m.prompt:
		return m.course.tickAt(m.sentNS)
	}
	return m.frame - 1
}

// holds tells whether an order that was done would be in the moment: it is from after
// the order came to the server, or something is in it that was pressed later.
func (m *moment) holds(o *order, fills []deed) bool {
	if o.strange || o.course != m.course && o.course != m.before {
		return false
	}
	if m.sentNS >= o.untilNS || m.over && o.course == m.course && o.untilNS < m.course.overNS+pause {
		return true
	}
	return m.hasLater(o, fills) || m.hasLater(o, m.deeds)
}

// hasLater tells whether one of the deeds was pressed after an order. A row has side
// bets that it shows before trades of the same tick.
func (m *moment) hasLater(o *order, deeds []deed) bool {
	for i := range deeds {
		if d := deeds[i].order; d.course == o.course && d.Key > o.Key && (m.prompt || d.Action != strategy.Side) {
			return true
		}
	}
	return false
}

// lag is how much later than the server our source may tell the ticks that a row is
// dated by.
func (m *moment) lag() int64 {
	if m.prompt {
		return 0
	}
	return Patience
}

// merged are deeds and fills in the order in which they were done.
func merged(deeds, fills []deed) []deed {
	if len(fills) == 0 {
		return deeds
	}
	c := course{deeds: append(make([]deed, 0, len(deeds)+len(fills)), deeds...)}
	for _, d := range fills {
		c.done(d)
	}
	return c.deeds
}
