package watchdog

import (
	"rugtape/internal/browser"
	"rugtape/internal/hands"
	"rugtape/internal/wire"
)

// mostAsks bounds the orders of the page whose ack has not come.
const mostAsks = 64

// Asks pairs the orders that the page sends with the server's acks. The zero
// value is ready.
type Asks struct{ open []ask }

type ask struct {
	conn int
	id   uint64
	ack  hands.Ack // so far as the page said it
}

// Hear takes a message of the page. It gives an order's ack when that comes.
func (a *Asks) Hear(m *browser.Message, p *wire.Packet) *hands.Ack {
	switch {
	case m.Out && p.Kind == wire.PacketEvent && p.HasID:
		order, ok, err := wire.DecodeOrder(p.Name, p.Payload())
		if !ok || err != nil {
			return nil
		}
		a.open = append(a.open[max(0, len(a.open)-mostAsks+1):], ask{
			m.Conn, p.ID, hands.Ack{Name: order.Name, Amount: order.Amount, Part: order.Part, SentNS: m.RecvNS},
		})
	case !m.Out && p.Kind == wire.PacketAck:
		return a.answered(m.Conn, p)
	}
	return nil
}

func (a *Asks) answered(conn int, p *wire.Packet) *hands.Ack {
	for i := range a.open {
		if a.open[i].conn != conn || a.open[i].id != p.ID {
			continue
		}
		ack := a.open[i].ack // it stays: a second ack says the same
		said, err := wire.DecodeOrderAck(p.Payload())
		if err != nil {
			return nil
		}
		ack.Success, ack.Price, ack.Why = said.Success, said.Price, said.Why
		return &ack
	}
	return nil
}
