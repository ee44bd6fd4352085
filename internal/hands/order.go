package hands

import (
	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// Codes of refusals.
const (
	Denied  guard.Code = "denied"   // the server said so
	NotDone guard.Code = "not_done" // the server's figures, which it would be in, are without it
)

// order is one that was pressed and is not explained.
type order struct {
	guard.Order
	course  *course // it was pressed in
	strange bool    // it may be in books that were taken as they are: purses and rows prove nothing of it
	sentNS  int64
	untilNS int64 // it came to the server by then, or never does
	acked   bool
	settled bool // it was reported
	after   int  // it was not done before this tick

	// done: the server said so, but not yet at which tick.
	done     bool
	doneNS   int64
	price    game.Opt[float64]
	from, to int // the tick is one of these
}

// last is the last tick that the order can have been done at.
func (o *order) last() int {
	c := o.course
	last := c.tickAt(o.untilNS + Patience)
	if c.over {
		last = min(last, c.rug-1)
	}
	return max(last, 0) // before tick 0, that is what it is booked at
}

// between are the ticks that the order can have been done at. What was pressed before
// was done before, see deed.compare.
func (o *order) between() (first, last int) {
	first, last = max(o.Tick, o.after), o.last()
	if o.done {
		first, last = max(first, o.from), min(last, o.to)
	}
	for i := range o.course.deeds {
		if d := &o.course.deeds[i]; d.order.Key < o.Key {
			first = max(first, d.tick)
		} else {
			last = min(last, o.course.latest(d))
		}
	}
	return first, last
}

// ways are the ticks that the order can have been done at, one of each price;
// for a side bet, whose price is its tick, all.
func (o *order) ways() (all []deed) {
	first, last := o.between()
	for tick := first; tick <= last; tick++ {
		price, known := o.course.price(tick)
		if o.price.Present {
			price, known = o.price.Value, true
		}
		if !known || !o.Sells() && o.Action != strategy.Side && price == 0 {
			continue
		}
		seen := false
		for i := range all {
			seen = seen || o.Action != strategy.Side && all[i].price == price
		}
		if !seen {
			all = append(all, deed{order: o, tick: tick, price: price})
		}
	}
	return all
}

// confirm reports that an order was done.
func (f *Follower) confirm(d deed, nowNS int64) {
	o := d.order
	d.knownNS = nowNS
	if o.Action == strategy.Side {
		d.price = 0
	}
	if o.course == f.was {
		f.carry(&d)
	}
	if o.course.done(d) {
		f.reports = append(f.reports, guard.Report{Key: o.Key, Life: guard.Unknown})
	}
	f.report(o, guard.Report{Key: o.Key, Life: guard.Confirmed, Tick: d.tick, Price: d.price})
}

// carry brings what an order of the round before makes of its end into the books of
// this one.
func (f *Follower) carry(d *deed) {
	if f.now.based && f.was.over {
		m := moment{before: f.was}
		if shifted, ok := m.shift(&f.now.base, []deed{*d}); ok {
			f.now.base = shifted
		}
	}
}

func (f *Follower) refuse(o *order, code guard.Code) {
	f.report(o, guard.Report{Key: o.Key, Life: guard.Refused, Code: code})
}

// report ends the following of an order. Its ack may be still to come.
func (f *Follower) report(o *order, r guard.Report) {
	f.reports = append(f.reports, r)
	f.Drop(o.Key)
	o.settled = true
	f.settled = append(f.settled[max(0, len(f.settled)-63):], o)
}

// placed takes a side bet that the server tells: it is ours if we wait for one
// of that stake, at a tick at which it can have been placed.
func (f *Follower) placed(c *course, start int, stake money.Lamports, nowNS int64) {
	var ours *order
	for _, o := range f.open {
		if o.course != c || o.Action != strategy.Side || o.Amount != stake || start < o.Tick || start > o.last()+1 {
			continue
		}
		if ours != nil {
			return // either may be meant
		}
		ours = o
	}
	if ours != nil {
		f.confirm(deed{order: ours, tick: start}, nowNS)
	}
}

// narrow takes from a word at which ticks a side bet can have been placed.
func (o *order) narrow(c *outcome, s *search) bool {
	from, to := max(o.from, c.from), min(o.to, c.to)
	if o.Action != strategy.Side || !s.caughtUp(o.course) || from > to || from == o.from && to == o.to {
		return false
	}
	o.from, o.to = from, to
	return true
}

// resolve reports orders that the server said were done, once the tick is known
// or makes no difference.
func (f *Follower) resolve(nowNS int64) {
	for _, o := range append([]*order(nil), f.open...) {
		if !o.done {
			continue
		}
		if d, known := o.pinned(nowNS); known {
			f.confirm(d, nowNS)
		}
	}
}

// pinned is the tick of an order that was done.
func (o *order) pinned(nowNS int64) (d deed, known bool) {
	if o.Action == strategy.Side {
		return deed{order: o, tick: o.from, to: o.latest()}, o.betSettled(nowNS)
	}
	if !o.price.Present {
		return d, false
	}
	first, last := o.between()
	latest := min(last, o.latest())
	d = deed{order: o, tick: max(first, latest), price: o.price.Value}
	for tick := first; tick <= latest; tick++ {
		price, told := o.course.price(tick)
		if told && price == o.price.Value {
			d.tick = tick
			return d, true
		}
		if !told {
			d.tick = tick
		}
	}
	// The price of its tick was missed: the server's word has the price.
	return d, nowNS >= o.doneNS+Patience
}
