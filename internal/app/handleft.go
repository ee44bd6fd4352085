package app

import (
	"fmt"

	"rugtape/internal/guard"
	"rugtape/internal/journal"
	"rugtape/internal/tape"
)

// What the process before has left in the orders journal, taken up at the start.

// shelve puts the newest orders where they can be looked at.
func (e *edge) shelve(dir string) {
	records, err := journal.ReadOrders(dir, shownOrders*8)
	if err != nil {
		return // it was read whole a moment ago; what cannot be shown is no harm
	}
	for i := range records {
		e.Live.orders.take(records[i])
	}
}

// afterCrash takes up what the process before has left: an arming that ended
// with it, and alarms that nobody has read.
func (e *edge) afterCrash(s *tape.OrdersState) {
	h := &e.hand
	now := e.clock.now()
	e.alarmsOfBefore(s)
	if s.Disarmed != nil {
		h.disarmed, h.disarmedNS = s.Disarmed.Why, s.Disarmed.TimeNS
	}
	if s.Guard == nil {
		return
	}
	g, err := guard.FromState(h.guard)
	if err != nil {
		h.broken = fmt.Errorf("the orders journal: %w", err)
		return
	}
	for i := range s.Open {
		e.leftOpen(&g, &s.Open[i], now)
	}
	e.leftOver(&g, s, now)
	if s.Armed == nil {
		return
	}
	const why = "rugtape ended while it was armed"
	g.Disarm()
	h.guard, h.disarmed, h.disarmedNS = g.State(), why, now
	e.writeHands(tape.OrderRecord{TimeNS: now, Kind: tape.OrderDisarmed, Why: why, Guard: stateOf(h.guard)})
	if s := &h.guard; s.Held+s.Bet > 0 && !s.Settled {
		e.alarmLeft(fmt.Sprintf("%s, with %s SOL in the game, and no watchdog has closed it", why, s.Held+s.Bet))
	}
}

// leftOpen says what is known of an order that the process before has left. What
// it may have pressed nobody can explain any more: the account, as it is heard from
// now on, may have it in it or not. So it is escalated at once: the user closes it.
func (e *edge) leftOpen(g *guard.Guard, o *tape.OpenOrder, now int64) {
	if o.Stage == tape.StageEscalated {
		return
	}
	r := guard.Report{Key: o.Order.Key, Life: guard.Escalated}
	record := tape.OrderRecord{
		TimeNS: now, Kind: tape.OrderSettled, Key: r.Key, Life: r.Life.String(), Why: "rugtape ended before the server's word was heard",
	}
	if o.MayBePressed() {
		g.Report(guard.Report{Key: r.Key, Life: guard.Unknown}) // if it is not already
	} else {
		r.Life, r.Code = guard.Refused, codeStopped
		record.Kind, record.Life, record.Code, record.Why = tape.OrderUnpressed, "", string(r.Code), "rugtape ended before it was pressed"
	}
	// Where the guard has it as over, that could not be written down: nobody knows how it
	// ended.
	if _, news := g.Report(r); news {
		e.hand.guard = g.State()
		record.Guard = stateOf(e.hand.guard)
	}
	e.writeHands(record)
	if r.Life == guard.Escalated {
		e.alarmEscalated(r.Key, record.Why)
	}
}

// leftOver ends orders that the guard has on their way, and the journal as not pressed.
func (e *edge) leftOver(g *guard.Guard, s *tape.OrdersState, now int64) {
	for _, o := range s.Unpressed(g) {
		g.Report(guard.Report{Key: o.Key, Life: guard.Refused, Code: codeStopped})
		e.hand.guard = g.State()
		e.writeHands(tape.OrderRecord{TimeNS: now, Kind: tape.OrderState, Guard: stateOf(e.hand.guard)})
	}
}
