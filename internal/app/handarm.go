package app

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"rugtape/internal/browser"
	"rugtape/internal/desk"
	"rugtape/internal/guard"
	"rugtape/internal/tape"
	"rugtape/internal/watchdog"
	"rugtape/internal/web"
)

// armWish is an arming on its way: asked for, then, once its watchdog watches,
// put in force.
type armWish struct {
	web.HandsArm
	watch   Watcher
	grant   uint64         // the venue's when it was asked for
	prepare *watchdog.Beat // is filled with what the watchdog has to know
}

// pageAge is how old the newest frame of the page may be when something is armed.
const pageAge = int64(5 * time.Second)

// pageSilent is how long a page that hears nothing is borne with while armed:
// nothing is pressed in it meanwhile, and connections come back.
const pageSilent = int64(10 * time.Second)

// clockBack is by how much the clock may have been set back since the guard saw
// it last. The guard's never runs back: an arming, or an order, would not expire.
const clockBack = int64(5 * time.Second)

// armable says why nothing can be armed as asked for.
func (e *edge) armable(a *web.HandsArm) error {
	h := &e.hand
	now := e.now()
	switch {
	case h.o == nil || h.o.Watch == nil:
		return refusal{"this rugtape has no hands", "start the app"}
	case h.broken != nil:
		return h.broken
	case h.armed != nil:
		return refusal{"the hands are armed already", "disarm first"}
	case len(h.alarms) > 0:
		return refusal{"an alarm was not read: " + h.alarm().Text, "read it, and say so, first"}
	case h.session == nil || h.state != handsReady:
		return refusal{"no browser is ready", "connect one first"}
	case a.Host != h.host:
		return refusal{fmt.Sprintf("the page is of %s, not of %.80s", h.host, a.Host), "arm for the host of the page"}
	case e.desk != nil && !e.realDesk():
		return refusal{"a paper desk is open on this feed", "close it first"}
	case e.recorder.state == RecorderHalted:
		return refusal{"the recorder has halted", "make room or mend the disk first: nothing is pressed that cannot be written down"}
	case h.guard.Stopped:
		return refusal{"STOP was pressed", "take it back first"}
	case h.known && h.guard.ClockNS-now > clockBack:
		return refusal{"the clock of this machine was set back: orders were placed at " + time.Unix(0, h.guard.ClockNS).UTC().Format(time.DateTime) + " UTC", "set it right, or wait until then: limits of a day and an arming go by it"}
	case now-e.frameNS > int64(a.Limits.StaleAfter): // it would be disarmed at once
		return refusal{"no frame of the game comes", "wait until the game moves again"}
	case !h.told:
		return refusal{"the truth about arming was not read", "read it first"}
	}
	return cmp.Or(e.ordersUnderway(), e.accountKnown(now))
}

// accountKnown says what of the account or the game is not known well enough to
// arm.
func (e *edge) accountKnown(now int64) error {
	h := &e.hand
	switch {
	case h.page.round == "" || now-h.page.seenNS > pageAge:
		return refusal{"the page tells of no game", "look at the page: it must show the game, and move"}
	case h.page.round != e.inPlay.ID:
		return refusal{"the page shows another game than the feed", "choose the feed of the page's server"}
	case !h.purse.Cash.Present || h.purse.Cash.Value <= 0:
		return refusal{"the server has not told this page of an account with a balance", "log in on the page, then reload it"}
	case h.purse.Quantity.Value != 0 || h.holds():
		return refusal{"a position or side bet is open", "close it, or wait for the end of the round"}
	}
	return nil
}

// holds tells whether the player's row shows something open.
func (h *hand) holds() bool { return h.row.BetActive.Value && h.rowRound == h.page.round }

// prepareArm checks an arming and says what its watchdog has to know.
func (e *edge) prepareArm(a *armWish) error {
	if err := e.armable(&a.HandsArm); err != nil {
		return err
	}
	*a.prepare = e.watchBeat()
	return nil
}

// arm opens the desk whose orders are pressed, and arms it. What may fail has
// been tried before anything is let through.
func (e *edge) arm(a *armWish) error {
	if err := e.armable(&a.HandsArm); err != nil {
		return err
	}
	h := &e.hand
	now := e.now()
	if a.grant != h.venue.grant.Load() {
		return refusal{"it was stopped meanwhile", "arm again, if you mean to"}
	}
	if e.desk != nil {
		e.closeDesk(now)
	}
	c := desk.Config{
		Name: a.Name, Script: a.Script, Strategy: a.Strategy, Limits: a.Limits,
		Balance: cashOf(h.purse.Cash), Real: true,
	}
	if h.known {
		state := h.guard
		c.Guard = &state
	}
	if err := e.openDesk(c, now); err != nil {
		return err
	}
	e.refuseUnpressed(now)
	e.noteCommand(tape.NoteCommand{Command: "new_session"}, now) // what is armed by hand is a session; its day goes on
	e.desk.NewSession(now)
	if err := e.beginTraded(now); err != nil {
		e.closeDesk(now)
		return err
	}
	arming := guard.Arming{Host: h.host, UntilNS: now + int64(a.For)}
	e.noteSession(tape.NewNoteArm(e.session, arming), now)
	if err := e.desk.Arm(now, arming); err != nil {
		e.closeDesk(now)
		return refusal{err.Error(), "correct it and arm again"}
	}
	state := e.desk.Guard()
	h.guard, h.known, h.stored = state, true, state.Seq
	e.writeHands(tape.OrderRecord{
		TimeNS: e.clock.now(), Kind: tape.OrderArmed, Host: h.host, UntilNS: arming.UntilNS, Strategy: e.desk.State().Name, Guard: &state,
	})
	limits := web.HandsLimits(a.Limits)
	h.grant = a.grant
	h.armed = &web.HandsArmed{Host: h.host, Strategy: e.desk.State().Name, Script: a.Script, SinceNS: now, UntilNS: arming.UntilNS, Limits: limits}
	h.limits, h.disarmed = &limits, ""
	e.startBeats(a.watch)
	e.options.Log.Info("armed", "host", h.host, "strategy", h.armed.Strategy, "until", time.Unix(0, arming.UntilNS).UTC())
	return nil
}

// beginTraded has the books of an arming begin with what the account has traded in
// the round before it: the server counts that to the round's end.
func (e *edge) beginTraded(now int64) error {
	books := e.serverBooks()
	if books.Invested <= 0 {
		return nil
	}
	e.noteSession(tape.NewNoteAdopt(e.session, books), now)
	if err := e.desk.Adopt(now, books); err != nil {
		return refusal{"the server's books cannot be adopted: " + err.Error(), "wait for the end of the round"}
	}
	e.hand.follower.Adopted()
	return nil
}

// refuseUnpressed ends the orders that were approved before, and that are not
// pressed any more. What else is open is followed already, or nobody can explain it.
func (e *edge) refuseUnpressed(now int64) {
	open := e.hand.journal.State().Open
	for i := range open {
		if !open[i].MayBePressed() {
			e.report(guard.Report{Key: open[i].Order.Key, Life: guard.Refused, Code: codeStopped}, "it was never pressed", now)
		}
	}
}

// disarm lets nothing through any more and says why. Nothing is sold.
func (e *edge) disarm(why string, now int64) {
	h := &e.hand
	if h.armed == nil {
		return
	}
	h.venue.revoke()
	e.noteSession(tape.NoteDisarm{Session: e.session, Why: why}, now)
	h.armed, h.disarmed, h.disarmedNS = nil, why, e.clock.now()
	if e.realDesk() {
		e.desk.Disarm(now)
		e.worked(now) // the time that has passed may have ended an order
	}
	state := h.guard
	e.writeHands(tape.OrderRecord{TimeNS: h.disarmedNS, Kind: tape.OrderDisarmed, Why: why, Guard: &state})
	e.endBeats()
	e.worth = true
	e.options.Log.Warn("disarmed", "why", why)
}

// disarmUnwritten is disarm where the journal cannot be written.
func (e *edge) disarmUnwritten(why string) {
	h := &e.hand
	e.alarmHands("The hands were taken off: "+why, "look what is wrong with the disk, then start rugtape again")
	if h.armed != nil {
		e.disarm(why, e.now())
	}
}

// stopHands disarms, and lets nothing take a risk until it is taken back. It is
// done in any state.
func (e *edge) stopHands(by string, now int64) {
	h := &e.hand
	if h.venue != nil {
		h.venue.revoke()
	}
	e.disarm("STOP: "+by, now)
	if e.desk != nil {
		e.noteCommand(tape.NoteCommand{Command: "stop"}, now)
		e.desk.Stop(now)
		e.decided(now)
	}
	if !e.realDesk() {
		h.guard.Stopped = h.guard.Stopped || !h.known
		e.changeGuard(tape.OrderRecord{Kind: tape.OrderState}, (*guard.Guard).Stop)
	}
}

// watchArming looks, a few times a second, for what disarms.
func (e *edge) watchArming() {
	h := &e.hand
	if e.realDesk() {
		if wake := e.desk.WakeNS(); wake > 0 && e.now() >= wake {
			now := e.now()
			e.noteCommand(tape.NoteCommand{Command: "wake"}, now)
			e.desk.Wake(now)
			e.decided(now)
		}
	}
	if h.armed == nil {
		return
	}
	now := e.now()
	stale := int64(time.Duration(h.armed.Limits.StaleAfter))
	switch {
	case h.grant != h.venue.grant.Load(): // whoever stopped it could not say so
		e.stopHands("the edge was too busy to be told", now)
	case now >= h.armed.UntilNS:
		e.disarm("its time is over", now)
	case stale > 0 && now-e.frameNS > stale:
		e.disarm(fmt.Sprintf("no frame of the game has come for %.1f s", float64(now-e.frameNS)/1e9), now)
	case now-h.page.seenNS > pageSilent:
		e.disarm(fmt.Sprintf("the page has heard nothing of the game for %.0f s", float64(now-h.page.seenNS)/1e9), now)
	case e.recorder.state == RecorderHalted:
		e.disarm("the recording has halted: "+e.recorder.why, now)
	default:
		e.watchWatchdog(now)
	}
	if h.armed != nil {
		e.watchDifferences(now)
	}
}

// watchDifferences holds the books against the server's.
func (e *edge) watchDifferences(now int64) {
	h := &e.hand
	books := e.books()
	if books == nil {
		h.differing = nil
		return
	}
	h.differing = h.follower.Differences(books, now)
	for i := range h.differing {
		if d := &h.differing[i]; d.Drift && h.armed != nil {
			e.disarm(fmt.Sprintf("our books and the server's differ: %s is %s here and %s there", d.Field, d.Ours, d.Server), now)
		}
	}
}

// pressBy is the browser that orders are pressed in, nil without one.
func (h *hand) pressBy() presser {
	if h.session == nil {
		return nil
	}
	return h.session
}

var _ presser = (*browser.Session)(nil)

// tellDeed gives the edge what the venue has done; false once it has ended.
func (l *Live) tellDeed(ctx context.Context, d deed) bool {
	select {
	case l.inbox <- liveInput{hand: &handInput{deed: &d}}:
		return true
	case <-l.ended:
		return false
	case <-ctx.Done():
		return false
	}
}
