package app

import (
	"cmp"
	"fmt"
	"slices"

	"rugtape/internal/guard"
	"rugtape/internal/strategy"
	"rugtape/internal/wire"
)

// Orders of the page that are none of ours: the player, or another program,
// presses in the same page. What the server answers to them explains nothing of ours.

// pageAskID names an order that the page has sent.
type pageAskID struct {
	conn int
	id   uint64
}

// maxForeign bounds the orders of others that are remembered; the oldest go.
const maxForeign = 64

// foreigners are the orders of others, and which of ours were seen on their way.
type foreigners struct {
	asks []pageAskID
	seen map[uint64]pageAskID // by the keys of our orders
}

// sent takes an order of the page and tells whether it is none of ours: each of
// ours is sent once, after its press was told. Where it is like one of ours, the
// answers to both prove nothing from here on, as either may be to the other.
func (f *foreigners) sent(ask pageAskID, o wire.Order, open []guard.Order) (foreign bool) {
	foreign = true
	for _, ours := range open {
		if !alike(&ours, &o) {
			continue
		}
		first, seen := f.seen[ours.Key]
		if !seen {
			if f.seen == nil {
				f.seen = map[uint64]pageAskID{}
			}
			f.seen[ours.Key] = ask
			return false
		}
		f.add(first)
	}
	f.add(ask)
	return foreign
}

func (f *foreigners) add(ask pageAskID) {
	f.asks = append(f.asks[max(0, len(f.asks)-maxForeign+1):], ask)
}

// answers tells whether an ack is to an order of others.
func (f *foreigners) answers(conn int, p *wire.Packet) bool {
	return p.Kind == wire.PacketAck && slices.Contains(f.asks, pageAskID{conn, p.ID})
}

// alike tells whether an order of the page may be one of ours that was pressed.
func alike(ours *guard.Order, o *wire.Order) bool {
	if ours.Life == guard.None || ours.Life == guard.Approval {
		return false
	}
	switch ours.Action {
	case strategy.Buy:
		return o.Name == wire.BuyOrder && o.Amount == ours.Amount
	case strategy.Side:
		return o.Name == wire.SideOrder && o.Amount == ours.Amount
	}
	return o.Name == wire.SellOrder && cmp.Compare(o.Part, ours.Part) == 0
}

// asked takes an order that the page has sent. One of others disarms: the books
// are not the strategy's any more.
func (e *edge) asked(ask pageAskID, o wire.Order, nowNS int64) {
	h := &e.hand
	var open []guard.Order
	if e.realDesk() {
		open = e.desk.State().Open
	}
	if h.foreign.sent(ask, o, open) && e.realDesk() {
		e.disarm(fmt.Sprintf("an order was placed in the page that is none of rugtape's: %s", o.Name), nowNS)
	}
}

// ordersUnderway refuses to leave a desk whose orders are on their way, or may still be
// explained: what becomes of them would be told to nobody.
func (e *edge) ordersUnderway() error {
	if !e.realDesk() {
		return nil
	}
	for _, o := range e.desk.State().Open {
		switch o.Life {
		case guard.Approval, guard.Sent:
			return refusal{fmt.Sprintf("order %d is on its way", o.Key), "wait until the server has answered, or for ten seconds"}
		case guard.Unknown:
			return refusal{fmt.Sprintf("it is not known what became of order %d", o.Key), "look at the page and close the order, or wait for the end of the next round"}
		}
	}
	return nil
}
