package watchdog

import (
	"context"
	"fmt"
	"time"

	"rugtape/internal/browser"
	"rugtape/internal/guard"
	"rugtape/internal/strategy"
	"rugtape/internal/tape"
)

// sell sells all that is held. What was not pressed for certain is tried again,
// as another order; what was pressed, or may have been, is not.
func (x *exit) sell() {
	end := time.Now().Add(sellLimit)
	for n := range mostSales {
		if !x.holding() {
			return
		}
		if !x.open() {
			x.failed = "it cannot be before the round begins"
			if x.page == nil {
				x.failed = x.noPage.Error()
			}
		}
		if !x.until(end, func() bool { return x.open() || !x.holding() }) || !x.holding() {
			return
		}
		a, err := x.approve()
		if err != nil {
			x.failed = err.Error()
			return
		}
		deed := x.press(&a)
		if x.pressed(&a, &deed) {
			x.await(a.Order())
			return
		}
		x.until(time.Now().Add(min(saleAgain<<n, mostAgain)), func() bool { return !x.holding() })
	}
}

// approve has the guard approve the sale of all, and stores it.
func (x *exit) approve() (guard.Approved, error) {
	now := time.Now().UnixNano()
	until := max(now, x.guard.State().ClockNS) + int64(sellLimit)
	if err := x.guard.GrantExit(until, now); err != nil {
		return guard.Approved{}, fmt.Errorf("the guard grants no exit: %w", err)
	}
	intent := strategy.Intent{Action: strategy.Sell, Part: 1, Why: strategy.Because(x.why)}
	a, refusal := x.guard.Check(intent, guard.Now{
		TimeNS: now, FrameNS: now, Phase: x.ears.phase, Tick: x.ears.tick, Price: x.ears.price, Decided: x.ears.price, Holds: true,
	})
	if refusal.Code != "" {
		return guard.Approved{}, fmt.Errorf("the guard refuses it: %s", refusal)
	}
	state := x.guard.State()
	return a, x.store(tape.OrderRecord{Kind: tape.OrderApproved, Key: a.Key(), Guard: &state})
}

// press presses the sale, if its intent could be stored, and hears what comes meanwhile.
func (x *exit) press(a *guard.Approved) browser.Deed {
	order := a.Order()
	x.ears.follower.Sent(order, time.Now().UnixNano())
	ctx, cancel := context.WithTimeout(context.Background(), saleLimit)
	defer cancel()
	page, done, news := x.page, make(chan browser.Deed, 1), make(chan struct{})
	go func() {
		done <- page.Press(ctx, a, func(r browser.Ready) error {
			return x.store(tape.OrderRecord{Kind: tape.OrderPressing, Key: order.Key, Label: r.Label, Part: r.Part})
		})
		close(news)
	}()
	var deed browser.Deed
	got := false
	x.awaits(time.Now().Add(2*saleLimit), news, func() bool {
		select {
		case deed = <-done:
			got = true
		default:
		}
		return got
	})
	if !got { // a call of the browser's that has no end
		return browser.Deed{Pressed: browser.MaybePressed, Code: browser.CodeFrozen, Why: "the browser does not answer"}
	}
	return deed
}

// pressed stores whether it was.
func (x *exit) pressed(a *guard.Approved, deed *browser.Deed) bool {
	if deed.Pressed != browser.NotPressed {
		x.failed = deed.Why
		x.guard.Report(guard.Report{Key: a.Key(), Life: guard.Sent})
		if deed.Pressed == browser.IsPressed {
			x.note(tape.OrderRecord{Kind: tape.OrderPressed, Key: a.Key()})
		}
		return true
	}
	x.failed = fmt.Sprintf("the button was not pressed (%s): %s", deed.Code, deed.Why)
	x.ears.follower.Drop(a.Key())
	x.guard.Report(guard.Report{Key: a.Key(), Life: guard.Refused, Code: deed.Code})
	state := x.guard.State()
	x.note(tape.OrderRecord{Kind: tape.OrderUnpressed, Key: a.Key(), Code: string(deed.Code), Why: deed.Why, Guard: &state})
	return false
}

// await waits for the server's word on the sale.
func (x *exit) await(o guard.Order) {
	said := func() (guard.Report, bool) { r, ok := x.said[o.Key]; return r, ok }
	x.until(time.Now().Add(saleLimit), func() bool {
		_, ok := said()
		return ok || !x.holding()
	})
	switch r, ok := said(); {
	case ok && r.Life == guard.Refused:
		x.settle(r, "ack", "the server refuses it")
		x.failed = "the server refuses it"
	case ok:
		x.settle(r, "ack", "")
		x.sold = fmt.Sprintf("what was held was sold at tick %d, %.4fx", r.Tick, r.Price)
		x.soldAll()
	case !x.holding() && x.only(o.Key):
		x.settle(guard.Report{Key: o.Key, Life: guard.Confirmed, Tick: x.ears.tick, Price: x.ears.price}, "purse", "")
		x.sold = "what was held was sold " + x.price()
	case !x.holding():
		x.settle(guard.Report{Key: o.Key, Life: guard.Unknown}, "", "nothing is held any more; this order, another one or the rug may have done it")
		x.sold = "nothing is held any more, " + x.price()
	default:
		x.settle(guard.Report{Key: o.Key, Life: guard.Unknown}, "", "the server has not said what became of it")
		if x.failed == "" {
			x.failed = "it was pressed, and the server has not said what became of it"
		}
	}
}

// only tells whether nothing but this sale can have emptied the position.
func (x *exit) only(key uint64) bool {
	for _, o := range x.orders.State().Open {
		if o.Order.Key != key && o.MayBePressed() && o.Order.Action == strategy.Sell {
			return false
		}
	}
	return !x.ears.over()
}

// soldAll takes the server's word that it was sold: what the leaderboard says is
// older.
func (x *exit) soldAll() {
	x.ears.pursed = true
	x.holds(false, time.Now().UnixNano())
}
