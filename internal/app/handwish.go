package app

import (
	"context"
	"fmt"

	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/hands"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/tape"
	"rugtape/internal/web"
)

// grantWish does what somebody wants of the hands, or says why not.
func (e *edge) grantWish(ctx context.Context, w *handWish) error {
	h := &e.hand
	if h.o == nil {
		return errNoHands
	}
	now := e.now()
	switch {
	case w.connect != nil:
		return e.connect(ctx, *w.connect)
	case w.cancel:
		if h.state == handsConnecting {
			e.disconnect("the connect was cancelled")
		}
	case w.disconnect:
		e.disconnect("the browser was disconnected")
	case w.session != nil:
		w.session <- h.session // has room
	case w.prepare != nil:
		return e.prepareArm(w.prepare)
	case w.arm != nil:
		return e.arm(w.arm)
	case w.disarm != "":
		e.disarm(w.disarm, now)
	case w.stop != "":
		e.stopHands(w.stop, now)
	case w.resume:
		e.resumeHands(now)
	case w.adopt:
		return e.adopt(now)
	case w.close != nil:
		return e.closeOrder(*w.close, now)
	case w.acknowledge != 0:
		e.seenAlarms(w.acknowledge)
	case w.told:
		h.told = true
	}
	return nil
}

var errNoHands error = refusal{"there are no hands here", "start the app, or rugtape bot --armed"}

// resumeHands takes a stop back.
func (e *edge) resumeHands(now int64) {
	if e.desk != nil {
		e.noteCommand(tape.NoteCommand{Command: "resume"}, now)
		e.desk.Resume(now)
		e.decided(now)
	}
	if !e.realDesk() {
		e.hand.guard.Stopped = e.hand.guard.Stopped && e.hand.known
		e.changeGuard(tape.OrderRecord{Kind: tape.OrderState}, (*guard.Guard).Resume)
	}
}

// changeGuard changes what the guard remembers while no desk has it, and has
// it written down with a record.
func (e *edge) changeGuard(r tape.OrderRecord, change func(*guard.Guard)) {
	h := &e.hand
	if !h.known {
		return
	}
	g, err := guard.FromState(h.guard)
	if err != nil {
		h.broken = fmt.Errorf("the orders journal: %w", err)
		return
	}
	was := g.Seq()
	if change(&g); g.Seq() == was && r.Key == 0 {
		return
	}
	h.guard = g.State()
	state := h.guard
	r.TimeNS, r.Guard = e.clock.now(), &state
	e.writeHands(r)
}

// adopt puts what the server says of the account in the place of our books.
func (e *edge) adopt(now int64) error {
	h := &e.hand
	if !h.purse.Cash.Present {
		return refusal{"the server has not told of the account", "reload the page"}
	}
	if !e.realDesk() {
		if !h.shadow.Adopt(e.serverBooks()) {
			return refusal{"the server's books cannot be adopted: no account can have them", "wait for the end of the round"}
		}
		h.follower.Adopted()
		return nil
	}
	e.disarm("the server's books were adopted", now)
	adopted := e.serverBooks()
	e.noteSession(tape.NewNoteAdopt(e.session, adopted), now)
	if err := e.desk.Adopt(now, adopted); err != nil {
		return refusal{"the server's books cannot be adopted: " + err.Error(), "wait for the end of the round"}
	}
	e.hand.follower.Adopted()
	e.decided(now)
	return nil
}

// cashOf is a sum of SOL that the server has told, 0 for one that cannot be.
func cashOf(sol game.Opt[float64]) money.Lamports {
	cash, _ := hands.Cash(sol.Value)
	return cash
}

// serverBooks are the books as the server has told them.
func (e *edge) serverBooks() ledger.Books {
	h := &e.hand
	b := ledger.Books{
		Balance: cashOf(h.purse.Cash), Quantity: h.purse.Quantity.Value, AvgCost: h.purse.AvgCost.Value,
		Invested: cashOf(h.purse.Invested),
	}
	if bet := h.row.Bet.Value; bet != nil && h.rowRound == e.inPlay.ID {
		b.Bet = &ledger.Bet{Start: bet.Start, End: bet.End, Stake: bet.Stake}
	}
	return b
}

// closeOrder says for the user what became of an order that nobody knows of.
func (e *edge) closeOrder(c closing, now int64) error {
	o, err := e.Live.orders.get(c.key)
	if err != nil {
		return err
	}
	if o.Life != guard.Unknown.String() && o.Life != guard.Escalated.String() {
		return refusal{fmt.Sprintf("order %d is %s: there is nothing to say of it", c.key, o.Life), "close those that are unknown"}
	}
	r := guard.Report{Key: c.key, Life: guard.Refused, Code: codeByUser, Tick: o.Tick, Price: o.Price}
	if c.done {
		r.Life, r.Code = guard.Confirmed, ""
	}
	record := tape.OrderRecord{TimeNS: e.clock.now(), Kind: tape.OrderClosed, Key: c.key, Done: c.done}
	if e.realDesk() {
		e.hand.follower.Drop(c.key)
		e.report(r, "by the user", now)
		e.writeHands(record) // last: the guard has it as open until then, and so must the journal
		return nil
	}
	delete(e.hand.frames, c.key)
	delete(e.hand.read, c.key)
	e.hand.venue.explained(c.key)
	e.hand.follower.Drop(c.key)
	e.changeGuard(record, func(g *guard.Guard) { g.Report(r) })
	return nil
}

const codeByUser guard.Code = "by_user"

var _ web.Hands = Hands{}
