package hands

import (
	"rugtape/internal/guard"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// decide places an order, if there is one to place.
func (w *ours) decide() {
	o := guard.Order{Tick: max(w.newest, 0), Price: w.price}
	amounts := []money.Lamports{10_000_000, 10_000_000, 25_000_000, 1_234_567, money.Lamports(1e6 + w.random.Int64N(1e9))}
	o.Amount = amounts[w.random.IntN(len(amounts))]
	_, bet := w.books.Bet()
	switch k := w.random.IntN(6); {
	case w.waiting >= guard.MaxOpen:
		return
	case k < 4 && w.unexplained(): // as the guard has it
		return
	case k < 3:
		o.Action = strategy.Buy
	case k == 3 && !bet && !w.under(strategy.Side):
		o.Action = strategy.Side
	case k > 3 && w.newest >= 0 && w.books.Position().Quantity > 0 && !w.under(strategy.Sell):
		o.Action, o.Amount = strategy.Sell, 0
		o.Part = []float64{0.1, 0.25, 0.5, 1, 1}[w.random.IntN(5)]
	default:
		return
	}
	w.press(o)
}

func (w *ours) under(a strategy.Action) bool {
	for _, o := range w.orders {
		if o.Action == a && !o.settled() {
			return true
		}
	}
	return false
}

// unexplained tells whether an order is open that has expired.
func (w *ours) unexplained() bool {
	for _, o := range w.orders {
		if o.ExpiresNS < w.clock.now && !o.settled() {
			return true
		}
	}
	return false
}

// press lets an order go its way: the page sends it, or not, and it comes to the
// server a little later.
func (w *ours) press(o guard.Order) {
	w.key++
	o.Key, o.Life, o.AtNS, o.ExpiresNS = w.key, guard.Sent, w.clock.now, w.clock.now+10e9
	round := w.round
	w.orders[o.Key] = &placed{Order: o, round: w.round, sureNS: w.clock.now + Window}
	w.waiting++
	w.follow.Sent(o, w.clock.now)
	if w.chance(w.faults.unpressed) {
		return
	}
	if w.faults.freeze && w.random.IntN(10) == 0 {
		w.freezePage()
	}
	send := (2 + w.random.Int64N(20)) * ms
	if w.chance(w.faults.slow) {
		send += w.random.Int64N(1200) * ms
	}
	send = max(send, w.frozen-w.clock.now, w.pressNS-w.clock.now)
	w.pressNS = w.clock.now + send
	w.clock.after(send, func() {
		sent := w.clock.now
		w.sentNS = max(w.sentNS, sent+(5+w.random.Int64N(60))*ms)
		w.clock.after(w.sentNS-sent, func() { w.server.order(o, round, sent) })
	})
}

// freezePage stops the page for a while, which is noticed a second later.
func (w *ours) freezePage() {
	if w.frozen > w.clock.now {
		return
	}
	w.frozen = w.clock.now + (200+w.random.Int64N(8000))*ms
	if long := w.frozen - w.clock.now; long > 1200*ms {
		w.clock.after(1200*ms, func() { w.follow.Reachable(false, w.clock.now) })
		w.clock.after(long+50*ms, func() {
			w.follow.Reachable(true, w.clock.now)
			for _, o := range w.orders {
				o.sureNS = max(o.sureNS, w.clock.now+Window)
			}
		})
	}
}
