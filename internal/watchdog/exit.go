package watchdog

import (
	"fmt"
	"time"

	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/hands"
	"rugtape/internal/strategy"
	"rugtape/internal/tape"
)

const (
	// dueAfter is how long after the app's death a person is told, if nothing was
	// sold by then.
	dueAfter = 1800 * time.Millisecond
	// wordLimit is how long the server's word on what the app had pressed is
	// waited for before anything is sold, and saleLimit that on the sale.
	wordLimit = 250 * time.Millisecond
	saleLimit = 3 * time.Second
	// sellLimit is how long it tries to sell: a presale lasts ten seconds.
	sellLimit = 15 * time.Second
	mostSales = 20
	// saleAgain is the pause before the second try; each is twice the one before, up
	// to mostAgain.
	saleAgain = 100 * time.Millisecond
	mostAgain = time.Second
	// lateBuy is how long after it was pressed a buy may still arrive: the page
	// refuses a press that was held up for longer than 1.5 s.
	lateBuy = 2500 * time.Millisecond
	// lateLook is how long it looks for one after the sale at least.
	lateLook = time.Second
)

// act ends the app and sells what is held. Each step has a limit, so that a
// person is told in time whatever hangs.
func (w *watchdog) act(why string) error {
	x := exit{watchdog: w, why: why, due: time.Now().Add(dueAfter), said: map[uint64]guard.Report{}}
	x.due = x.due.Add(-time.Duration(min(w.watch.Silent(), int64(time.Second))))
	defer x.release()
	w.o.Log.Warn("the watchdog acts", "why", why)
	if err := x.takeOver(); err != nil {
		x.alarm("%s, and the watchdog could not take over: %v; look at the game's page now", why, err)
		return ErrAlarm
	}
	if x.state.Armed == nil { // it was disarmed: what is open is the player's
		w.endChrome()
		return nil
	}
	x.look()
	x.sell()
	if late := x.lateBuys(); !late.IsZero() && x.until(late, x.holding) {
		x.sold, x.failed = "", "a buy of the app arrived late"
		x.sell()
	}
	x.conclude()
	if x.alarms > 0 {
		return ErrAlarm
	}
	w.endChrome()
	return nil
}

// until takes what comes until something is so, or until its time is over. Meanwhile
// a person is told when that is due.
func (x *exit) until(end time.Time, so func() bool) bool { return x.awaits(end, nil, so) }

// awaits is until, and looks again when something is told to it.
func (x *exit) awaits(end time.Time, news <-chan struct{}, so func() bool) bool {
	timer, due := time.NewTimer(time.Until(end)), time.NewTimer(time.Until(x.due))
	defer timer.Stop()
	defer due.Stop()
	for !so() {
		select {
		case m := <-x.messages:
			x.heard(x.hear(&m))
		case a := <-x.pages:
			x.took(a)
		case <-news:
		case <-due.C:
			x.overdue()
		case <-timer.C:
			return so()
		}
	}
	return true
}

// heard keeps the last word on each order.
func (x *exit) heard(reports []guard.Report) {
	for _, r := range reports {
		if r.Life != guard.Unknown { // that it comes late changes nothing here
			x.said[r.Key] = r
		}
	}
}

// overdue tells a person that it takes its time.
func (x *exit) overdue() {
	if x.alarms == 0 && x.sold == "" && x.holding() {
		x.alarm("%s, and what is held is not sold yet: %s; look at the game's page now", x.why, x.reason())
	}
}

func (x *exit) reason() string {
	if x.failed != "" {
		return x.failed
	}
	return "the server has not said so"
}

func (x *exit) holding() bool { return x.watch.MayHold() }

// look takes what the app's books say of what is held, if nothing was heard
// since. It closes the orders that the app never pressed, and waits a moment for what
// the server says of those that it may have.
func (x *exit) look() {
	if g := x.state.Guard; g.Held > 0 && !g.Settled && x.heldNS < x.state.GuardNS && (x.ears.round == "" || x.ears.round == g.RoundID) {
		x.holds(true, x.state.GuardNS)
	}
	waiting := 0
	for i := range x.state.Open {
		o := &x.state.Open[i]
		if o.MayBePressed() {
			if o.RoundID == x.ears.round {
				x.ears.follower.Sent(o.Order, o.PressingNS)
				waiting++
			}
			continue
		}
		x.guard.Report(guard.Report{Key: o.Order.Key, Life: guard.Refused})
		state := x.guard.State()
		x.note(tape.OrderRecord{
			Kind: tape.OrderUnpressed, Key: o.Order.Key, Code: codeDied, Why: "the app died before it was pressed", Guard: &state,
		})
	}
	for _, o := range x.state.Unpressed(&x.guard) { // else one of them would stand in the way of the sale
		x.guard.Report(guard.Report{Key: o.Key, Life: guard.Refused, Code: codeDied})
	}
	x.heard(x.ears.follower.Hear(hands.Heard{AtNS: time.Now().UnixNano()}, nil))
	x.until(time.Now().Add(wordLimit), func() bool { return len(x.said) >= waiting })
	for i := range x.state.Open {
		if o := &x.state.Open[i]; o.MayBePressed() && o.Stage != tape.StageEscalated {
			x.explain(o)
		}
	}
}

// codeDied is why an order was not pressed.
const codeDied = "app_died"

// explain stores what is known of an order that the app may have pressed: else that
// nothing is.
func (x *exit) explain(o *tape.OpenOrder) {
	if r, said := x.said[o.Order.Key]; said {
		x.settle(r, "ack", "")
		if r.Life == guard.Confirmed && x.heldNS < o.PressingNS { // and nothing else was said of what is held
			x.holds(o.Order.Action == strategy.Buy || x.holding() && o.Order.Part < 1, o.PressingNS)
		}
		return
	}
	if o.Stage < tape.StageUnknown {
		x.settle(guard.Report{Key: o.Order.Key, Life: guard.Unknown}, "", "the app died, and the server has not said what became of it")
	}
}

// lateBuys is until when a buy of the app may arrive that nothing was said of; zero for
// none.
func (x *exit) lateBuys() (until time.Time) {
	for i := range x.state.Open {
		o := &x.state.Open[i]
		if _, said := x.said[o.Order.Key]; said || !o.MayBePressed() || o.Order.Action != strategy.Buy {
			continue
		}
		for _, t := range []time.Time{time.Unix(0, o.PressingNS).Add(lateBuy), time.Now().Add(lateLook)} {
			if t.After(until) {
				until = t
			}
		}
	}
	return until
}

// open tells whether a sale can be pressed now.
func (x *exit) open() bool {
	return x.page != nil && x.ears.phase != game.PhasePresale && x.ears.phase != game.PhaseCooldown
}

// conclude disarms, and tells a person what happened.
func (x *exit) conclude() {
	x.guard.Disarm()
	state := x.guard.State()
	x.note(tape.OrderRecord{Kind: tape.OrderDisarmed, Why: x.why, Guard: &state})
	unknown := 0
	for _, o := range x.orders.State().Open {
		if o.MayBePressed() {
			unknown++
		}
	}
	switch {
	case x.holding() && x.sold == "":
		x.alarm("%s, and what is held could not be sold: %s; look at the game's page now", x.why, x.reason())
	case x.sold != "":
		x.alarm("%s; %s", x.why, x.sold)
	}
	if unknown > 0 {
		x.alarm("%s: it is not known what became of %d order(s) of it; compare with the game's page, then close them in the app", x.why, unknown)
	}
}

// price is where the game is, for a person.
func (x *exit) price() string { return fmt.Sprintf("at tick %d, %.4fx", x.ears.tick, x.ears.price) }
