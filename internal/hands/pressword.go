package hands

import (
	"math"

	"rugtape/internal/game"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/round"
)

// Hear takes the server's word: an ack answers its order; a purse answers one if
// what has changed since the last is explained by that order alone, and a side bet
// if it is of the same stake. What answers nothing that waits changes nothing.
func (p *Presses) Hear(h Heard, after round.Moment) []Demonstration {
	done := p.expire(h.AtNS, after)
	if h.Ack != nil {
		done = append(done, p.ack(h.Ack, h.AtNS, after)...)
	}
	if h.Purse != nil {
		now := PurseOf(*h.Purse)
		was := p.purse
		p.purse = now
		done = append(done, p.only(h.AtNS, round.ByPurse, after, func(w *openPress) bool { return explains(w, was, now) })...)
	}
	if h.Bet != nil && !h.Bet.Settled {
		done = append(done, p.only(h.AtNS, round.ByStanding, after, func(w *openPress) bool {
			return w.Action.Control == round.SideBetButton && w.order.Amount == h.Bet.Stake && h.Bet.Start >= w.Action.Before.Tick.Or(0)
		})...)
	}
	return done
}

func (p *Presses) ack(a *Ack, atNS int64, after round.Moment) []Demonstration {
	for i := range p.open {
		w := &p.open[i]
		if !w.sent || w.order.Name != a.Name || w.order.AtNS != a.SentNS || !a.Success.Present {
			continue
		}
		came := round.Refused
		if a.Success.Value {
			came = round.Confirmed
		}
		w.Action.DonePrice, w.Action.Why = a.Price, a.Why
		return []Demonstration{p.finish(i, came, atNS, round.ByAck, after)}
	}
	return nil
}

// only confirms the one press that fits. Where several fit, none is proved.
func (p *Presses) only(atNS int64, by round.Evidence, after round.Moment, fits func(*openPress) bool) []Demonstration {
	found := -1
	for i := range p.open {
		if !p.open[i].sent || !fits(&p.open[i]) {
			continue
		}
		if found >= 0 {
			return nil
		}
		found = i
	}
	if found < 0 {
		return nil
	}
	return []Demonstration{p.finish(found, round.Confirmed, atNS, by, after)}
}

// dust is how far apart two figures of the server may be that mean the same sum.
const dust = 2e-9

// explains tells whether the order makes the new purse of the old. A purse
// that leaves out cash or quantity shows nothing.
func explains(w *openPress, was, now round.Purse) bool {
	if !was.Cash.Present || !now.Cash.Present || !was.Quantity.Present || !now.Quantity.Present {
		return false
	}
	cash, quantity := now.Cash.Value-was.Cash.Value, now.Quantity.Value-was.Quantity.Value
	amount := w.order.Amount.Float()
	switch w.Action.Control {
	case round.BuyButton:
		return near(cash, -amount) && quantity > 0
	case round.SideBetButton:
		return near(cash, -amount) && quantity == 0
	default:
		sold := money.F9(was.Quantity.Value * w.order.Part)
		return cash > 0 && sold > 0 && near(-quantity, sold)
	}
}

func near(a, b float64) bool { return math.Abs(a-b) <= dust }

// PurseOf is what the server says that the player has, as a press keeps it.
func PurseOf(p game.Purse) round.Purse {
	return round.Purse{Cash: p.Cash, Quantity: p.Quantity, AvgCost: p.AvgCost, PnL: p.CumulativePnL}
}

// BooksOf is what our own books say at a price, as a press keeps it.
func BooksOf(a *ledger.Account, price float64) round.Books {
	held := a.Position()
	b := round.Books{
		Balance: game.Some(a.Balance()), Quantity: game.Some(held.Quantity), AvgCost: game.Some(held.AvgCost),
		Bet: game.Some[money.Lamports](0), PnL: game.Some(a.PnL(price).Total),
	}
	if bet, running := a.Bet(); running {
		b.Bet, b.BetEnd = game.Some(bet.Stake), game.Some(bet.End)
	}
	return b
}
