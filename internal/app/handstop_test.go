package app

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"rugtape/internal/browser"
	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/journal"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
	"rugtape/internal/tape"
	"rugtape/internal/watchdog"
	"rugtape/internal/web"
)

const testRound = "20250101-00000000000000aa"

// readyEdge is an edge that is not run, with hands that could be armed: its test is
// its goroutine.
func readyEdge(t *testing.T) *edge {
	t.Helper()
	lib := openHome(t)
	watch := func(context.Context, watchdog.Beat) (Watcher, error) { return noWatchdog{make(chan struct{})}, nil }
	live, err := NewLive(LiveOptions{
		Feed: FeedOff, Log: slog.New(slog.DiscardHandler), Keep: lib, Dir: JournalDir(lib.Home()),
		Hands: &HandsOptions{Dir: filepath.Join(lib.Home(), journal.HandsDir), Program: "none", Watch: watch},
	})
	if err != nil {
		t.Fatal(err)
	}
	e := newEdge(live)
	var end context.CancelFunc
	e.life, end = context.WithCancel(t.Context())
	e.startHands()
	t.Cleanup(func() { end(); e.endHands() })
	h := &e.hand
	h.session, h.state, h.host, h.told = new(browser.Session), handsReady, "127.0.0.1:1", true
	h.page = pageGame{round: testRound, seenNS: e.now()}
	h.purse = game.Purse{Cash: game.Some(1.0), Quantity: game.Some(0.0)}
	e.inPlay.ID, e.frameNS = testRound, e.now()
	return e
}

// arm arms as Hands.Arm does, when the grant was so.
func (e *edge) armed(grant uint64) error {
	never, _ := strategy.Parse("never")
	a := web.HandsArm{
		Host: e.hand.host, Name: never.String(), Limits: armedLimits(), For: time.Minute,
		Strategy: func() (strategy.Strategy, error) { return never.New(), nil },
	}
	return e.arm(&armWish{HandsArm: a, watch: noWatchdog{make(chan struct{})}, grant: grant})
}

// approved has the guard of the desk let a buy through.
func (e *edge) buys(t *testing.T) {
	t.Helper()
	now := e.now()
	e.desk.Event(now, game.Event{RecvNS: now, Frame: &game.Frame{
		Round: testRound, Active: game.Some(true), Tick: game.Some(3), Price: game.Some(1.1),
	}})
	e.decided(now)
	if err := e.desk.Place(now, strategy.Intent{Action: strategy.Buy, Amount: money.PerSOL / 100}); err != nil {
		t.Fatal(err)
	}
	e.decided(now)
}

func TestStopWhileArmingIsUnderWay(t *testing.T) {
	for name, known := range map[string]bool{"never armed before": false, "armed before": true} {
		t.Run(name, func(t *testing.T) {
			e := readyEdge(t)
			if known {
				if err := e.armed(e.hand.venue.grant.Load()); err != nil {
					t.Fatal(err)
				}
				e.disarm("for the test", e.now())
				e.closeDesk(e.now())
			}
			asked := e.hand.venue.grant.Load()
			e.hand.venue.revoke() // as Hands.StopFor does
			e.stopHands("the test", e.now())
			if err := e.armed(asked); err == nil {
				t.Error("it was armed after a STOP that came while its watchdog began")
			}
			if err := e.armed(e.hand.venue.grant.Load()); err == nil || !e.hand.guard.Stopped {
				t.Errorf("STOP is not remembered: %v", err)
			}
			e.resumeHands(e.now())
			if err := e.armed(e.hand.venue.grant.Load()); err != nil {
				t.Errorf("STOP was taken back, and yet: %v", err)
			}
		})
	}
}

// TestStopThatTheEdgeHasNotHeard: a STOP of which the edge could not be told yet
// holds for what the edge approves meanwhile, and disarms all the same.
func TestStopThatTheEdgeHasNotHeard(t *testing.T) {
	e := readyEdge(t)
	if err := e.armed(e.hand.venue.grant.Load()); err != nil {
		t.Fatal(err)
	}
	e.hand.venue.revoke() // Hands.StopFor, whose wish finds no place
	e.buys(t)
	open := e.desk.State().Open
	if len(open) != 1 {
		t.Fatalf("open are %+v", open)
	}
	deed := (<-e.inbox).hand.deed
	if deed.key != open[0].Key || deed.stage != notPressed || deed.code != codeStopped {
		t.Fatalf("the venue did %+v", deed)
	}
	if e.watchArming(); e.hand.armed != nil || !e.hand.guard.Stopped {
		t.Errorf("it is armed: %+v", e.hand.armed)
	}
}

// TestDeedAfterTheDesk: what the venue tells of an order whose desk is closed by then,
// as by an arming that does not come about, is known by the guard of the next.
func TestDeedAfterTheDesk(t *testing.T) {
	e := readyEdge(t)
	if err := e.armed(e.hand.venue.grant.Load()); err != nil {
		t.Fatal(err)
	}
	e.hand.venue.revoke()
	e.buys(t)
	e.disarm("for the test", e.now())
	e.closeDesk(e.now())
	deed := (<-e.inbox).hand.deed
	if e.deed(deed); e.hand.guard.Orders != [guard.MaxOpen]guard.Order{} {
		t.Errorf("order %d was not pressed, and is on its way: %+v", deed.key, e.hand.guard.Orders)
	}
	if err := e.armed(e.hand.venue.grant.Load()); err != nil || len(e.desk.State().Open) > 0 {
		t.Errorf("the next desk has %+v, %v", e.desk.State().Open, err)
	}
}

// brokenLog takes no records of a kind.
type brokenLog struct {
	orderLog
	kind tape.OrderKind
}

func (l brokenLog) Append(ctx context.Context, r tape.OrderRecord) error {
	if r.Kind == l.kind {
		return errors.New("no disk")
	}
	return l.orderLog.Append(ctx, r)
}

// TestWhatCannotBeWrittenIsShown: an order of which it is known that it was not pressed
// is shown so, also where the disk does not take it; the hands are taken off.
func TestWhatCannotBeWrittenIsShown(t *testing.T) {
	e := readyEdge(t)
	e.hand.venue.log = brokenLog{e.hand.venue.log, tape.OrderUnpressed} // it waits for its first task
	if err := e.armed(e.hand.venue.grant.Load()); err != nil {
		t.Fatal(err)
	}
	e.buys(t) // and the page hears nothing
	for range 2 {
		e.deed((<-e.inbox).hand.deed)
	}
	if all := e.Live.orders.list(0, 9); len(all) != 1 || all[0].Pressed != "no" || all[0].Life != guard.Refused.String() {
		t.Errorf("it shows %+v", all)
	}
	if e.hand.armed != nil || e.hand.alarm() == nil {
		t.Errorf("armed %+v, alarms %+v", e.hand.armed, e.hand.alarms)
	}
}

// TestClockSetBack: an arming must not outlive its time because the guard has seen a
// later one.
func TestClockSetBack(t *testing.T) {
	e := readyEdge(t)
	if err := e.armed(e.hand.venue.grant.Load()); err != nil {
		t.Fatal(err)
	}
	e.disarm("for the test", e.now())
	e.closeDesk(e.now())
	e.hand.guard.ClockNS += int64(24 * time.Hour)
	if err := e.armed(e.hand.venue.grant.Load()); err == nil {
		t.Errorf("it is armed until %v", time.Unix(0, e.hand.armed.UntilNS))
	}
}

// TestWhatACrashLeaves: an order that may have been pressed is escalated at the next
// start, for the user to close; the account that is heard later proves nothing of it.
func TestWhatACrashLeaves(t *testing.T) {
	e := readyEdge(t)
	if err := e.armed(e.hand.venue.grant.Load()); err != nil {
		t.Fatal(err)
	}
	e.hand.venueUp() // nothing is pressed: it is as if killed
	e.buys(t)
	e.hand.venue.drain()
	o := e.desk.State().Open[0]
	limited, cancel := context.WithTimeout(t.Context(), orderWrite)
	defer cancel()
	if err := e.hand.journal.Append(limited, tape.OrderRecord{Kind: tape.OrderPressing, By: tape.ByApp, Key: o.Key}); err != nil {
		t.Fatal(err)
	}
	left := e.hand.journal.State()
	if len(left.Open) != 1 || left.Open[0].Stage != tape.StagePressing {
		t.Fatalf("the journal tells %+v", left.Open)
	}
	again := &edge{Live: e.Live, clock: e.clock, key: e.key, viewers: e.viewers}
	again.hand.o, again.hand.guard, again.hand.known = e.hand.o, *left.Guard, true
	again.hand.venue = &venue{tasks: make(chan handTask, handTasks), log: e.hand.journal, shelf: &e.Live.orders}
	again.afterCrash(&left)
	again.hand.venue.drain()
	if s := again.handsStatus(); s.Unknown != 1 {
		t.Fatalf("it shows %+v", s.Open)
	}
	if at := again.hand.guard.Orders[0]; at.Life != guard.Escalated {
		t.Errorf("the guard has it as %s", at.Life)
	}
	if records, err := journal.ReadOrders(e.hand.o.Dir, 3); err != nil || records[0].Life != "escalated" || records[1].Kind != tape.OrderAlarm || records[2].Kind != tape.OrderDisarmed {
		t.Errorf("the journal ends with %+v, %v", records, err)
	}
	e.hand.venueUp = nil
}

// TestVenueWantsAPageThatHears: a page without a connection keeps what is pressed, and
// sends it once it has one again.
func TestVenueWantsAPageThatHears(t *testing.T) {
	now := int64(1e18)
	v := &venue{now: func() int64 { return now }}
	g := guard.New(armedLimits(), true)
	g.NewRound("a")
	if err := g.Arm(guard.Arming{Host: "h", UntilNS: now + 1e12}, now); err != nil {
		t.Fatal(err)
	}
	a, refusal := g.Check(strategy.Intent{Action: strategy.Buy, Amount: 1e6}, guard.Now{TimeNS: now, FrameNS: now, Phase: game.PhaseLive, Price: 1, Decided: 1, Balance: 1e9})
	if refusal.Code != "" {
		t.Fatal(refusal)
	}
	task := &handTask{press: &a, by: new(browser.Session), round: "a"}
	v.game.Store(&inView{"a", 1})
	for _, c := range []struct {
		page *pageView
		want guard.Code
	}{
		{nil, codePageSilent},
		{&pageView{"a", now - pageStale - 1}, codePageSilent},
		{&pageView{"b", now}, codeRoundOver},
		{&pageView{"a", now - pageStale}, ""},
	} {
		v.page.Store(c.page)
		if code, why := v.hindered(task); code != c.want {
			t.Errorf("%+v: %q (%s), not %q", c.page, code, why, c.want)
		}
	}
}

// TestAnotherPlayer: what the server says of another account explains no order.
func TestAnotherPlayer(t *testing.T) {
	e := readyEdge(t)
	if err := e.armed(e.hand.venue.grant.Load()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"one", "one", "two"} {
		if e.hand.armed == nil {
			t.Fatal("it was disarmed by the same player")
		}
		e.pageMessage(&browser.Message{Conn: 1, RecvNS: e.now(), Text: []byte(`42["usernameStatus",{"id":"` + name + `","username":"` + name + `","hasUsername":true}]`)})
	}
	if e.hand.armed != nil || e.hand.purse.Cash.Present {
		t.Errorf("it is armed for another player: %+v", e.hand.purse)
	}
}

// TestTheStatusIsThereBeforeTheAnswer: who has an answer, such as that of an arming,
// and looks at the status then, sees what came of it.
func TestTheStatusIsThereBeforeTheAnswer(t *testing.T) {
	e := readyEdge(t)
	e.hand.session = nil
	for _, wish := range []handWish{{stop: "a test"}, {resume: true}} {
		reply := make(chan error, 1)
		e.take(t.Context(), liveInput{hand: &handInput{wish: &wish}, reply: reply})
		if err := <-reply; err != nil {
			t.Fatal(err)
		}
		if s := e.Status().Hands; s == nil || s.Stopped != (wish.stop != "") {
			t.Errorf("after %+v the hands are %+v", wish, s)
		}
	}
}
