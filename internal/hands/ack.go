package hands

import (
	"math"
	"slices"

	"rugtape/internal/game"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// clockSlack is by how much the time of a frame that the browser gives may be
// off ours.
const clockSlack = int64(250e6)

// ackKept is how long an ack that matches no order is kept.
const ackKept = int64(10e9)

// heardAck is an ack that waits for its order.
type heardAck struct {
	Ack
	atNS int64
}

// ackID names an ack: a page sends one order at a time.
type ackID struct {
	name   string
	amount money.Lamports
	part   float64
	sentNS int64
}

func (f *Follower) hearAck(a Ack, nowNS int64) {
	id := ackID{a.Name, a.Amount, a.Part, a.SentNS}
	if a.SentNS == 0 || !a.Success.Present || slices.Contains(f.heard, id) {
		return
	}
	f.heard = append(f.heard[max(0, len(f.heard)-63):], id)
	f.acks = append(f.acks[max(0, len(f.acks)-15):], heardAck{a, nowNS})
	slices.SortStableFunc(f.acks, func(a, b heardAck) int { return int(a.SentNS - b.SentNS) })
}

// matchAcks finds whose the acks are. An ack is an order's if no other can have
// been sent then; of orders that are alike each has its own, in their order, once there are
// as many acks as orders.
func (f *Follower) matchAcks(nowNS int64) {
	f.acks = slices.DeleteFunc(f.acks, func(a heardAck) bool { return a.atNS < nowNS-ackKept })
	f.settled = slices.DeleteFunc(f.settled, func(o *order) bool { return o.acked || o.untilNS < nowNS-ackKept })
	for i := 0; i < len(f.acks); i++ {
		a := f.acks[i]
		orders := f.mayAnswer(&a.Ack)
		alike := 0 // acks that may be of the same orders
		for j := range f.acks {
			if f.acks[j].asks(&a.Ack) && slices.Equal(f.mayAnswer(&f.acks[j].Ack), orders) {
				alike++
			}
		}
		if len(orders) > 0 && len(orders) == alike {
			f.acks = slices.Delete(f.acks, i, i+1)
			f.answer(orders[0], &a.Ack, a.atNS)
			i = -1 // an order less: others may be plain now
		}
	}
}

// mayAnswer are the orders that an ack may be the answer to, as they were pressed:
// also those that were settled before their own had come.
func (f *Follower) mayAnswer(a *Ack) (orders []*order) {
	for _, o := range slices.Concat(f.open, f.settled) {
		if !o.acked && a.answers(o) && a.SentNS >= o.sentNS-clockSlack && a.SentNS <= o.untilNS {
			orders = append(orders, o)
		}
	}
	slices.SortFunc(orders, func(a, b *order) int { return int(int64(a.Key) - int64(b.Key)) })
	return orders
}

// asks tells whether two acks answer orders that are alike.
func (a *Ack) asks(other *Ack) bool {
	return a.Name == other.Name && a.Amount == other.Amount && a.Part == other.Part
}

func (a *Ack) answers(o *order) bool {
	switch o.Action {
	case strategy.Buy:
		return a.Name == BuyOrder && a.Amount == o.Amount
	case strategy.Side:
		return a.Name == SideOrder && a.Amount == o.Amount
	}
	// The page sends a percentage: a hundredth of it is the part but for a rounding.
	return a.Name == SellOrder && math.Abs(a.Part-o.Part) < 1e-9
}

// answer takes the server's answer to an order. What it said before by other
// words it does not take back.
func (f *Follower) answer(o *order, a *Ack, atNS int64) {
	o.acked = true
	if o.settled {
		return
	}
	if !a.Success.Value {
		if !o.done {
			f.refuse(o, Denied)
		}
		return
	}
	if !o.done {
		o.mark(atNS, o.Tick, game.MaxTick)
	}
	if o.Action != strategy.Side {
		o.price = a.Price
	}
	f.changed++
}

// mark notes that an order was done, at one of the ticks from and to, as we
// heard at a time. A side bet before the round starts at tick 0.
func (o *order) mark(atNS int64, from, to int) {
	o.done, o.doneNS, o.from, o.to = true, atNS, from, to
	if atNS+presaleSlack <= o.course.startNS {
		o.from, o.to = 0, 0
	}
}

// presaleSlack is how long before tick 0 is due the presale is still on for certain,
// whichever of page and source is ahead.
const presaleSlack = int64(500e6)

// latest is the last tick that an order that was done can have been done at.
func (o *order) latest() int {
	return min(o.to, max(o.course.tickAt(o.doneNS+Patience), 0), o.last())
}

// betSettled tells whether the start of a side bet that was placed is known, or
// nothing depends on it any more.
func (o *order) betSettled(nowNS int64) bool {
	if o.from == o.to {
		return true
	}
	if nowNS < o.doneNS+Patience {
		return false
	}
	c, latest := o.course, o.latest()
	switch {
	case o.from >= latest:
		return true
	case c.over:
		return c.rug <= o.from+ledger.BetWindow || c.rug > latest+ledger.BetWindow
	}
	return c.newest() > latest+ledger.BetWindow
}
