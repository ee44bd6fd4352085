package arena

import (
	"math/rand/v2"
	"time"

	"rugtape/internal/wire"
)

// mischief is what is done to a client's orders: to the answers, and to what
// its player is told of them. It draws from streams of its own, a fixed number
// for each, so that what is done to an order depends on its number among the
// connection's orders alone, and to an update on its number among the updates.
type mischief struct {
	orders, updates *rand.Rand // nil without faults
}

// mischiefStreams is the first of these streams; those of lines lie below.
const mischiefStreams = 1 << 40

func newMischief(f *Faults, conn int) mischief {
	return mischief{
		orders:  faultStream(f, mischiefStreams+2*conn),
		updates: faultStream(f, mischiefStreams+2*conn+1),
	}
}

// unlucky is why an order was refused that nothing was wrong with.
const unlucky refusal = "the arena refuses this order: a fault, as was asked for"

// order draws what is done to the next order: whether it is refused, and what
// becomes of its ack.
func (m *mischief) order(f *Faults) (refused bool, ack fortune) {
	if m.orders == nil {
		return false, fortune{}
	}
	refused = m.orders.Float64() < f.Refuse
	ack.dropped = m.orders.Float64() < f.AckDrop
	ack.twice = m.orders.Float64() < f.AckTwice
	late := m.orders.Float64() < f.AckDelay
	delay := 1 + m.orders.Int64N(int64(longestDelay))
	if late {
		ack.late = time.Duration(delay)
	}
	return refused, ack
}

// update draws what is done to the next event that tells a player of itself.
func (m *mischief) update(f *Faults) (update fortune) {
	update.dropped = m.updates != nil && m.updates.Float64() < f.UpdateDrop
	return update
}

// updates tells of an event whether it is one that update-drop is for.
func (w *word) updates() bool {
	return w.to != nil && (w.name == wire.PlayerUpdate || w.name == wire.PlayerState)
}

// sendAcks sends the acks whose delay is over.
func (l *loop) sendAcks(c *client) {
	kept := c.line.acks[:0]
	for _, d := range c.line.acks {
		if d.until > l.world.due {
			kept = append(kept, d)
		} else {
			l.put(c, d.seq, d.m)
		}
	}
	clear(c.line.acks[len(kept):])
	c.line.acks = kept
}
