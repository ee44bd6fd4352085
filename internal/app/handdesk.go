package app

import (
	"fmt"
	"slices"

	"rugtape/internal/engine"
	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/hands"
	"rugtape/internal/ledger"
	"rugtape/internal/tape"
)

// realDesk tells whether the desk's orders are real ones.
func (e *edge) realDesk() bool { return e.desk != nil && e.desk.State().Real }

// books are ours that are held against the server's, nil without any.
func (e *edge) books() *ledger.Account {
	if e.realDesk() {
		return e.desk.Account()
	}
	return e.hand.shadow.Books()
}

// follow tells the follower what the game has done.
func (e *edge) follow(f *game.Fact) {
	h := &e.hand
	if h.follower == nil {
		return
	}
	now := e.now()
	switch f.Kind {
	case game.RoundOpened:
		h.shadow.Open(f.Round)
	case game.Ticked, game.Filled:
		h.follower.Tick(f.Round, f.Tick, f.Price, now)
		h.shadow.Tick(f.Round, f.Tick, f.Price)
	case game.Rugged:
		h.follower.Over(f.Round, f.Tick, f.Price, now)
		h.shadow.Over(f.Round, f.Tick, f.Price)
	}
}

// followed tells what follows from a frame once the desk and the follower know
// of it: where the venue may press, and what the server's words prove now.
func (e *edge) followed(f *game.Frame, now int64) {
	h := &e.hand
	if h.follower == nil {
		return
	}
	if left := f.CooldownMS; left.Present && f.Round == e.inPlay.ID && (e.inPlay.Phase == game.PhaseCooldown || e.inPlay.Phase == game.PhasePresale) {
		h.follower.Presale(f.Round, left.Value, now)
	}
	if h.venue != nil {
		h.venue.game.Store(&inView{e.inPlay.ID, e.inPlay.newest()})
	}
	if h.session != nil {
		e.proved(hands.Heard{AtNS: now}, "the server's word, and the price that was told since", now)
	}
}

// proved takes what a word of the server's proves of orders.
func (e *edge) proved(heard hands.Heard, evidence string, now int64) {
	for _, r := range e.hand.follower.Hear(heard, e.books()) {
		e.report(r, evidence, now)
	}
}

// worked carries out what has followed from an input at the real desk: what the
// guard remembers is written down first, what was approved is pressed after it,
// and what became of orders is kept.
func (e *edge) worked(now int64) {
	if !e.realDesk() {
		return
	}
	h := &e.hand
	state := e.desk.Guard()
	h.guard, h.known = state, true
	orders, approved := slices.Clone(e.desk.Orders()), slices.Clone(e.desk.Approved())
	lost := ""
	for i := range orders {
		e.settled(&orders[i], &state)
		switch life := orders[i].Order.Life; life {
		case guard.Unknown, guard.Escalated:
			lost = fmt.Sprintf("order %d is %s: the server has said nothing that explains it", orders[i].Order.Key, life)
			if life == guard.Escalated {
				e.alarmEscalated(orders[i].Order.Key, "the server has said nothing that explains it")
			}
		}
	}
	for i := range approved {
		o := approved[i].Order()
		h.frames[o.Key] = nil
		e.Live.orders.because(o.Key, e.why())
		e.giveVenue(handTask{
			records: []tape.OrderRecord{{TimeNS: e.clock.now(), Kind: tape.OrderApproved, Key: o.Key, Guard: &state}},
			press:   &approved[i], by: h.pressBy(), grant: h.grant, round: state.RoundID,
		})
		h.stored = state.Seq
	}
	if state.Seq != h.stored {
		h.stored = state.Seq
		e.writeHands(tape.OrderRecord{TimeNS: e.clock.now(), Kind: tape.OrderState, Guard: &state})
	}
	if lost != "" {
		e.disarm(lost, now)
	}
}

// why is the reason of what the desk has just decided.
func (e *edge) why() string {
	for _, d := range e.desk.Decisions() {
		return d.Intent.Why.String()
	}
	return ""
}

// settled writes down a change in the life of an order and, once it is over,
// what shows how it went.
func (e *edge) settled(n *engine.OrderNews, state *guard.State) {
	h := &e.hand
	if n.Order.Life == guard.Sent { // the venue has written it down
		return
	}
	record := tape.OrderRecord{
		TimeNS: e.clock.now(), Kind: tape.OrderSettled, Key: n.Order.Key, Life: n.Order.Life.String(),
		Tick: n.Tick, Price: n.Price, Evidence: h.evidence, Code: string(n.Code), Guard: state,
	}
	h.stored = state.Seq
	task := handTask{records: []tape.OrderRecord{record}}
	if n.Order.Life == guard.Confirmed || n.Order.Life == guard.Refused {
		task.by = h.pressBy()
		task.settled = &settledOrder{n.Order.Key, encodeEvidence(h.evidenceOf(&n.Order, e))}
		delete(h.frames, n.Order.Key)
		h.venue.explained(n.Order.Key)
		delete(h.foreign.seen, n.Order.Key)
		delete(h.read, n.Order.Key)
	}
	e.giveVenue(task)
}

// deed takes what the venue has done.
func (e *edge) deed(d *deed) {
	h := &e.hand
	now := e.now()
	if d.stage == notWritten {
		h.broken = fmt.Errorf("the orders journal: %w", d.failed)
		e.disarmUnwritten(d.failed.Error())
		return
	}
	o, ok := e.onItsWay(d.key)
	if !ok {
		h.venue.explained(d.key) // what it gives up was settled before
		return
	}
	if !e.realDesk() { // it was closed meanwhile; the guard goes on
		e.deedOfBefore(d)
		return
	}
	switch d.stage {
	case aboutToPress:
		h.follower.Sent(o, now)
		h.read[d.key] = d.ready
		e.report(guard.Report{Key: d.key, Life: guard.Sent}, "", now)
	case notPressed:
		h.follower.Drop(d.key)
		e.report(guard.Report{Key: d.key, Life: guard.Refused, Code: d.code}, d.why, now)
	}
}

// deedOfBefore takes what the venue has done with an order of a desk that is closed.
func (e *edge) deedOfBefore(d *deed) {
	r := guard.Report{Key: d.key}
	switch d.stage {
	case aboutToPress:
		r.Life = guard.Sent
	case notPressed:
		r.Life, r.Code = guard.Refused, d.code
	default:
		return // nothing that the guard does not know
	}
	e.changeGuard(tape.OrderRecord{Kind: tape.OrderState}, func(g *guard.Guard) { g.Report(r) })
}

// onItsWay finds an order that is not over.
func (e *edge) onItsWay(key uint64) (guard.Order, bool) {
	state := e.hand.guard
	if e.realDesk() {
		state = e.desk.Guard()
	}
	for _, o := range state.Orders {
		if o.Life != guard.None && o.Key == key {
			return o, true
		}
	}
	return guard.Order{}, false
}

// hear takes what the server says of the player, and what it proves.
// What it answers to an order of others is heard for the books that the player's
// own orders make, and for no order of ours.
func (e *edge) hear(heard hands.Heard, foreign bool) {
	h := &e.hand
	now := e.now()
	if heard.Purse != nil {
		h.purse, h.purseNS = *heard.Purse, heard.AtNS
	}
	if heard.Standing != nil {
		h.row, h.rowRound = *heard.Standing, heard.Round
	}
	if h.follower == nil {
		return
	}
	if !e.realDesk() {
		h.shadow.Hear(heard)
	}
	if e.books() != nil && !foreign {
		e.proved(heard, evidenceOf(&heard), now)
	}
	e.demonstrated(h.presses.Hear(heard, e.moment()))
	e.watchDifferences(now)
	e.worth = true
}

// evidenceOf words what the server has said.
func evidenceOf(h *hands.Heard) string {
	switch {
	case h.Ack != nil && h.Ack.Price.Present:
		return fmt.Sprintf("the server's answer to %s: done at %vx", h.Ack.Name, h.Ack.Price.Value)
	case h.Ack != nil && h.Ack.Success.Value:
		return "the server's answer to " + h.Ack.Name + ": done"
	case h.Ack != nil:
		return "the server's answer to " + h.Ack.Name + ": " + h.Ack.Why
	case h.Purse != nil:
		return "the server's word on the account: " + purseWords(h)
	case h.Bet != nil:
		return fmt.Sprintf("the server's word on the side bet: placed at tick %d", h.Bet.Start)
	}
	return "the player's row among the standings"
}

func purseWords(h *hands.Heard) string {
	return fmt.Sprintf("cash %v, position %v", h.Purse.Cash.Value, h.Purse.Quantity.Value)
}

// report gives the desk what became of an order, and what shows it.
func (e *edge) report(r guard.Report, evidence string, now int64) {
	if !e.realDesk() {
		return
	}
	e.noteSession(tape.NewNoteReport(e.session, r), now)
	e.desk.Report(now, r)
	e.hand.evidence = evidence
	e.decided(now)
	e.hand.evidence = ""
}

// tickHands lets the time pass for the hands.
func (e *edge) tickHands() {
	if e.hand.o == nil {
		return
	}
	e.demonstrated(e.hand.presses.Tick(e.now(), e.moment()))
	e.chooseSource(e.now())
	e.watchArming()
}
