package app

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"time"

	"rugtape/internal/arena"
	"rugtape/internal/guard"
	"rugtape/internal/journal"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
	"rugtape/internal/tape"
)

// faultOrder is an order as the orders journal tells it, and as the arena does.
type faultOrder struct {
	guard.Order
	pressingNS int64 // 0: it was never pressed
	unpressed  bool
	life       guard.Life
	price      float64
	evidence   string
	seen       *arena.OrderSeen
}

var arenaKinds = map[string]strategy.Action{"buy": strategy.Buy, "sell": strategy.Sell, "sidebet": strategy.Side}

// hold holds what the journal tells against what the arena has seen:
// each order that it has seen is one that was approved, written down as about to be
// pressed, and is no other's; confirmed is what was done and refused what was not; what
// is not known is escalated; disarmed is disarmed; no limit was passed.
func (r *faultRun) hold() {
	records, err := journal.ReadOrders(filepath.Join(r.home, journal.HandsDir), 1<<20)
	if err != nil {
		r.t.Error(err)
		return
	}
	orders, armed := r.ordersOf(records)
	var done []arena.OrderSeen
	seen := r.server.Orders(context.WithoutCancel(r.ctx), tester)
	for i := range seen {
		if seen[i].Amount >= money.PerSOL/10 {
			continue // by hand
		}
		r.match(orders, &seen[i])
		if seen[i].Refused == "" {
			done = append(done, seen[i])
		}
	}
	for _, o := range orders {
		r.judge(o, armed)
	}
	if !r.byHand {
		r.holdLimits(done)
	}
	r.holdRate(orders)
}

// ordersOf reads the journal's records, in which nothing is pressed while it is disarmed.
func (r *faultRun) ordersOf(records []tape.OrderRecord) (orders []*faultOrder, armed bool) {
	byKey := map[uint64]*faultOrder{}
	for i := range records {
		switch rec := &records[i]; rec.Kind {
		case tape.OrderArmed:
			armed = true
		case tape.OrderDisarmed:
			armed = false
		case tape.OrderApproved:
			o := &faultOrder{Order: rec.Order(), life: guard.Approval}
			orders = append(orders, o)
			byKey[rec.Key] = o
		case tape.OrderPressing:
			if !armed {
				r.t.Errorf("order %d was pressed while it was disarmed", rec.Key)
			}
			byKey[rec.Key].pressingNS = rec.TimeNS
		case tape.OrderUnpressed:
			byKey[rec.Key].unpressed = true
		case tape.OrderSettled:
			o := byKey[rec.Key]
			o.life, o.price, o.evidence = rec.Report().Life, rec.Price, rec.Evidence
		}
	}
	return orders, armed
}

// match finds the order that the arena has seen: the last one pressed before.
func (r *faultRun) match(orders []*faultOrder, seen *arena.OrderSeen) {
	for _, o := range slices.Backward(orders) {
		if o.seen == nil && o.pressingNS > 0 && o.pressingNS <= seen.AtNS && o.Action == arenaKinds[seen.Kind] && o.Amount == seen.Amount && o.Part == seen.Part {
			o.seen = seen
			return
		}
	}
	r.t.Errorf("the arena has seen an order that nobody pressed, or pressed once: %+v", *seen)
}

// judge holds one order against the arena.
func (r *faultRun) judge(o *faultOrder, armed bool) {
	done := o.seen != nil && o.seen.Refused == ""
	switch {
	case o.pressingNS > 0 && !o.unpressed:
		r.sums.pressed.Add(1)
	case o.seen != nil:
		r.t.Errorf("order %d was not pressed, and the arena has it: %+v", o.Key, *o.seen)
	default:
		r.sums.unpressed.Add(1)
	}
	switch {
	case o.life == guard.Confirmed && !done:
		r.t.Errorf("order %d is confirmed (%s), and the arena has not done it: %+v", o.Key, o.evidence, o.seen)
	case o.life == guard.Confirmed && o.evidence == "":
		r.t.Errorf("order %d is confirmed by nothing", o.Key)
	case o.life == guard.Confirmed && o.Action != strategy.Side && o.price != o.seen.Price:
		r.t.Errorf("order %d is confirmed at %vx (%s), and was done at %vx", o.Key, o.price, o.evidence, o.seen.Price)
	case o.life == guard.Confirmed:
		r.sums.confirmed.Add(1)
	case o.life == guard.Refused && done:
		r.t.Errorf("order %d is refused (%s), and the arena has done it: %+v", o.Key, o.evidence, *o.seen)
	case o.life == guard.Refused && o.seen != nil:
		r.sums.refused.Add(1)
	case o.life == guard.Escalated:
		r.sums.escalated.Add(1)
		if armed {
			r.t.Errorf("order %d is escalated, and it is armed", o.Key)
		}
	case o.life == guard.Refused, o.pressingNS == 0 || o.unpressed: // a process that died may not have said so
	default:
		r.t.Errorf("order %d is %s at the end", o.Key, o.life)
	}
}

// holdLimits plays what the arena has done over again: nothing staked, held or
// lost was more than the limits say, even if all that was open had been lost.
func (r *faultRun) holdLimits(done []arena.OrderSeen) {
	l := faultLimits()
	var round string
	var cost, bet, net money.Lamports
	var quantity float64
	betEnds := 0
	slices.SortStableFunc(done, func(a, b arena.OrderSeen) int { return cmp.Compare(a.AtNS, b.AtNS) })
	for _, o := range done {
		if o.Round != round {
			round, cost, bet, net, quantity = o.Round, 0, 0, 0, 0
		}
		if o.Tick > betEnds {
			bet = 0
		}
		switch o.Kind {
		case "buy":
			cost += o.Amount
			net -= o.Amount
			quantity += o.Amount.Float() / o.Price
			r.atMost("a buy", o.Amount, l.Stake)
		case "sidebet":
			bet, betEnds = o.Amount, o.Tick+40
			net -= o.Amount
			r.atMost("a side bet", o.Amount, l.SideStake)
		case "sell":
			net += money.Lamports(quantity * o.Part * o.Price * 1e9)
			quantity *= 1 - o.Part
			cost = money.Lamports(float64(cost) * (1 - o.Part))
		}
		r.atMost("what is open", cost+bet, l.Exposure)
		r.atMost("the round's loss", -net-2*money.Lamports(len(done)), l.RoundLoss)
	}
	if state, known := r.server.Account(context.WithoutCancel(r.ctx), tester); known {
		r.atMost("the day's loss", faultBalance-state.Balance, l.DayLoss) // each arming begins a session
	}
}

func (r *faultRun) atMost(what string, is, limit money.Lamports) {
	if is > limit {
		r.t.Errorf("%s is %v, more than %v", what, is, limit)
	}
}

// holdRate counts the orders of each minute.
func (r *faultRun) holdRate(orders []*faultOrder) {
	for i, first := range orders {
		n := 0
		for _, o := range orders[i:] {
			if o.AtNS < first.AtNS+int64(time.Minute) {
				n++
			}
		}
		if n > faultLimits().PerMinute {
			r.t.Errorf("%d orders were approved within a minute, more than %d", n, faultLimits().PerMinute)
			return
		}
	}
}
