package hands

import (
	"slices"
	"strings"
	"time"

	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/money"
	"rugtape/internal/round"
)

// Press is a press of a control, as it was seen in the page.
type Press struct {
	Control    string // by the label that a player reads, see round.ControlOf
	Label      string // as it stood on it
	AmountText string // in the amount field, "" where it was empty or not seen
	AtNS       int64
	Trusted    bool   // by a person; a program's press is not
	Order      uint64 // the key of rugtape's order, 0 for a press that is not rugtape's
}

// PageOrder is an order that the page sent to the server.
type PageOrder struct {
	Name   string // buyOrder, sellOrder or sidebet
	Amount money.Lamports
	Part   float64
	AtNS   int64 // when it was sent; its Ack has the same as SentNS
}

// Demonstration is a press of which no more is to be heard, and its round.
type Demonstration struct {
	Round  round.Key
	Action round.Action
}

const (
	// mostOpen bounds the presses that wait for the server's word, and the
	// orders that wait for their press. The oldest makes room.
	mostOpen = 64
	// waitNS is how long a press waits for the server's word.
	waitNS = int64(10 * time.Second)
	// sendNS is how long after a press the page may send its order.
	sendNS = int64(2 * time.Second)
	// skewNS is how much earlier than its press an order may seem to be sent:
	// the page's clock tells the one, the browser's the other.
	skewNS = int64(100 * time.Millisecond)
)

// Presses makes demonstrations of presses, of the orders that the page sent
// upon them, and of what the server said to these. Whatever is done with comes
// back from the call that ended it; who ends the session calls End for the
// rest. A press is given out once. The zero value is ready.
type Presses struct {
	open   []openPress // in the order they came
	orders []PageOrder // whose press has not come yet
	purse  round.Purse // as the server told last
}

// openPress waits for the server's word.
type openPress struct {
	Demonstration
	sent  bool
	order PageOrder
}

// Open is how many presses wait for the server's word.
func (p *Presses) Open() int { return len(p.open) }

// Press takes a press in the round, and what was in view. What is no known control
// is passed over.
func (p *Presses) Press(s Press, key round.Key, before round.Moment) []Demonstration {
	control, part, ok := round.ControlOf(s.Control)
	if !ok {
		return nil
	}
	done := p.expire(s.AtNS, before)
	d := Demonstration{Round: key, Action: round.Action{
		AtNS: s.AtNS, Control: control, Label: s.Label, Part: part, Order: s.Order, By: handOf(s), Before: before,
	}}
	if d.Action.Label == "" {
		d.Action.Label = s.Control
	}
	if amount, err := money.Parse(strings.TrimSpace(s.AmountText)); err == nil {
		d.Action.Amount = game.Some(amount)
	}
	if !control.Orders() {
		d.Action.Outcome = round.NoneExpected
		return append(done, d)
	}
	if len(p.open) == mostOpen {
		done = append(done, p.finish(0, round.Unknown, 0, "", before))
	}
	p.open = append(p.open, openPress{Demonstration: d})
	for i, o := range p.orders {
		if p.pair(o) {
			p.orders = slices.Delete(p.orders, i, i+1)
			break
		}
	}
	return done
}

func handOf(s Press) round.Hand {
	switch {
	case s.Order != 0:
		return round.ByRugtape
	case s.Trusted:
		return round.ByPlayer
	}
	return round.ByScript
}

// Sent takes an order that the page sent. It belongs to a press, which may be told of
// a little later.
func (p *Presses) Sent(o PageOrder) {
	if p.pair(o) {
		return
	}
	p.orders = slices.DeleteFunc(p.orders, func(old PageOrder) bool { return o.AtNS-old.AtNS > sendNS })
	if len(p.orders) == mostOpen {
		p.orders = slices.Delete(p.orders, 0, 1)
	}
	p.orders = append(p.orders, o)
}

// pair gives an order to the newest press before it that has none.
func (p *Presses) pair(o PageOrder) bool {
	for i := len(p.open) - 1; i >= 0; i-- {
		w := &p.open[i]
		late := o.AtNS - w.Action.AtNS
		if w.sent || controlOf(o.Name) != w.Action.Control || late < -skewNS || late > sendNS {
			continue
		}
		w.sent, w.order = true, o
		if o.Part > 0 {
			w.Action.Part = game.Some(o.Part)
		}
		if o.Amount > 0 && !w.Action.Amount.Present {
			w.Action.Amount = game.Some(o.Amount)
		}
		return true
	}
	return false
}

func controlOf(order string) round.Control {
	switch order {
	case BuyOrder:
		return round.BuyButton
	case SellOrder:
		return round.SellButton
	case SideOrder:
		return round.SideBetButton
	}
	return ""
}

// Report takes what became of an order of rugtape's own.
func (p *Presses) Report(r guard.Report, atNS int64, after round.Moment) []Demonstration {
	i := slices.IndexFunc(p.open, func(w openPress) bool { return r.Key != 0 && w.Action.Order == r.Key })
	if i < 0 {
		return nil
	}
	switch r.Life {
	case guard.Confirmed:
		p.open[i].Action.DonePrice = game.Some(r.Price)
		return []Demonstration{p.finish(i, round.Confirmed, atNS, "", after)}
	case guard.Refused:
		p.open[i].Action.Why = string(r.Code)
		return []Demonstration{p.finish(i, round.Refused, atNS, "", after)}
	}
	return nil
}

// Tick takes note of the time: what has waited for too long is given out as
// unknown.
func (p *Presses) Tick(nowNS int64, after round.Moment) []Demonstration {
	return p.expire(nowNS, after)
}

// End gives out as unknown what still waits, and begins anew: the page is gone, or
// another player is logged in.
func (p *Presses) End(after round.Moment) []Demonstration {
	var done []Demonstration
	for len(p.open) > 0 {
		done = append(done, p.finish(0, round.Unknown, 0, "", after))
	}
	*p = Presses{}
	return done
}

func (p *Presses) expire(nowNS int64, after round.Moment) []Demonstration {
	var done []Demonstration
	for i := 0; i < len(p.open); {
		if nowNS-p.open[i].Action.AtNS <= waitNS {
			i++
			continue
		}
		done = append(done, p.finish(i, round.Unknown, 0, "", after))
	}
	return done
}

// finish takes a press out of those that wait.
func (p *Presses) finish(i int, came round.Outcome, atNS int64, by round.Evidence, after round.Moment) Demonstration {
	d := p.open[i].Demonstration
	p.open = slices.Delete(p.open, i, i+1)
	d.Action.Outcome, d.Action.ConfirmedNS, d.Action.Evidence, d.Action.After = came, atNS, by, after
	return d
}
