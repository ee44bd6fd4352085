package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"rugtape/internal/browser"
	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/strategy"
	"rugtape/internal/tape"
	"rugtape/internal/watchdog"
	"rugtape/internal/web"
)

// sentEdge is an armed edge whose first order was given to the page, and nobody has
// said more of it.
func sentEdge(t *testing.T) (*edge, uint64) {
	t.Helper()
	e := readyEdge(t)
	if err := e.armed(e.hand.venue.grant.Load()); err != nil {
		t.Fatal(err)
	}
	e.buys(t)
	key := e.desk.State().Open[0].Key
	<-e.inbox // the venue, which finds that the page hears nothing; the test says otherwise
	e.deed(&deed{key: key, stage: aboutToPress})
	return e, key
}

// passes has the desk hear a frame of the game that comes after a while.
func (e *edge) passes(after time.Duration) (now int64) {
	now = e.now() + int64(after)
	e.desk.Event(now, game.Event{RecvNS: now, Frame: &game.Frame{
		Round: testRound, Active: game.Some(true), Tick: game.Some(4), Price: game.Some(1.1),
	}})
	e.decided(now)
	return now
}

// TestDecisionsOfADisarming: what a strategy decides at the tick at which an order is
// given up is told and noted, although that disarms.
func TestDecisionsOfADisarming(t *testing.T) {
	e, key := sentEdge(t)
	decided := 0
	e.options.Decided = func(d Decided) { decided += len(d.Decisions) }
	e.passes(time.Minute)
	if e.hand.armed != nil || !strings.Contains(e.hand.disarmed, fmt.Sprintf("order %d is unknown", key)) {
		t.Fatalf("armed %+v, disarmed %q", e.hand.armed, e.hand.disarmed)
	}
	if decided != 1 {
		t.Errorf("%d decisions were told", decided)
	}
}

// TestGivenUpAtADisarming: an order whose time is over when somebody disarms is shown as
// unknown, and not as on its way.
func TestGivenUpAtADisarming(t *testing.T) {
	e, key := sentEdge(t)
	e.disarm("for the test", e.now()+int64(time.Minute))
	if o := awaitOrder(t, e, key, guard.Unknown); o.Key != key {
		t.Errorf("it shows %+v", o)
	}
}

// awaitOrder waits for the venue to have written down how an order stands.
func awaitOrder(t *testing.T, e *edge, key uint64, life guard.Life) web.HandsOrder {
	t.Helper()
	for end := time.Now().Add(liveWait); ; pass(time.Millisecond) {
		o, err := e.Live.orders.get(key)
		if err == nil && o.Life == life.String() {
			return o
		}
		if time.Now().After(end) {
			t.Fatalf("order %d is shown as %+v, %v", key, o, err)
		}
	}
}

// TestDeskStaysWithItsOrders: while nobody knows what became of an order, its desk stays,
// which alone can be told: not even an arming that fails may end it.
func TestDeskStaysWithItsOrders(t *testing.T) {
	e, key := sentEdge(t)
	desk := e.desk
	leave := func(when string) {
		t.Helper()
		if err := e.armed(e.hand.venue.grant.Load()); err == nil {
			t.Errorf("%s: it was armed anew", when)
		}
		if err := e.trade(&web.Trade{Close: true}); err == nil {
			t.Errorf("%s: the desk was closed", when)
		}
		if e.desk != desk {
			t.Fatalf("%s: the desk is another", when)
		}
	}
	e.disarm("for the test", e.now())
	leave("on its way")
	e.passes(time.Minute)
	awaitOrder(t, e, key, guard.Unknown)
	leave("unknown")
	if err := e.closeOrder(closing{key, false}, e.now()); err != nil {
		t.Fatal(err)
	}
	if err := e.trade(&web.Trade{Close: true}); err != nil {
		t.Errorf("it is closed by the user, and yet: %v", err)
	}
}

// TestAlarmsAreRead: each alarm is said until it was read, and nothing is armed before; one
// that comes while another is read stays.
func TestAlarmsAreRead(t *testing.T) {
	e := readyEdge(t)
	before := tape.OrdersState{Alarms: []tape.OrderRecord{
		{Kind: tape.OrderAlarm, TimeNS: 1, Why: "what is held could not be sold"},
		{Kind: tape.OrderAlarm, TimeNS: 2, Why: "it is not known what became of 1 order"},
	}}
	e.afterCrash(&before)
	seen := e.hand.alarm()
	if seen == nil || !strings.Contains(seen.Text, "could not be sold") || !strings.Contains(seen.Text, "of 1 order") || seen.SinceNS != 2 {
		t.Fatalf("it says %+v", seen)
	}
	if err := e.armed(e.hand.venue.grant.Load()); err == nil || !strings.Contains(err.Error(), "could not be sold") {
		t.Errorf("it was armed over it: %v", err)
	}
	e.alarmEscalated(7, "the server has said nothing")
	e.alarmEscalated(8, "the server has said nothing")
	if hint := e.hand.alarm().Hint; strings.Count(hint, "close the order") != 1 || strings.Count(hint, "at the orders below") != 1 {
		t.Errorf("it says what to do more than once: %s", hint)
	}
	e.seenAlarms(seen.SinceNS)
	if left := e.hand.alarm(); left == nil || !strings.Contains(left.Text, "order 7") || strings.Contains(left.Text, "sold") {
		t.Errorf("what came since is %+v", left)
	}
	for n := range uint64(2 * mostAlarms) {
		for range 2 { // once is enough
			e.alarmHands(fmt.Sprintf("nobody knows of order %d", n), "look")
		}
	}
	if len(e.hand.alarms) != mostAlarms || strings.Count(e.hand.alarm().Text, fmt.Sprintf("order %d", 2*mostAlarms-1)) != 1 {
		t.Errorf("there are %d: %+v", len(e.hand.alarms), e.hand.alarm())
	}
	e.seenAlarms(e.hand.alarm().SinceNS)
	if err := e.armed(e.hand.venue.grant.Load()); err != nil {
		t.Errorf("all were read, and yet: %v", err)
	}
	e.hand.venueUp() // what waits is written down
	e.hand.venueUp = nil
	if kept := e.hand.journal.State().Alarms; len(kept) > 0 {
		t.Errorf("the next start tells %+v", kept)
	}
}

// TestDoubtHoldsBackWhatWaits: once it is not known whether an order was pressed, a buy
// that was approved before and waits for the venue is not pressed. A sale is.
func TestDoubtHoldsBackWhatWaits(t *testing.T) {
	now := int64(1e18)
	v := &venue{now: func() int64 { return now }, tell: func(context.Context, deed) bool { return true }}
	g := guard.New(armedLimits(), true)
	g.NewRound("a")
	if err := g.Arm(guard.Arming{Host: "h", UntilNS: now + 1e12}, now); err != nil {
		t.Fatal(err)
	}
	at := guard.Now{TimeNS: now, FrameNS: now, Phase: game.PhaseLive, Price: 1, Decided: 1, Balance: 1e9, Holds: true}
	var tasks []handTask
	for _, in := range []strategy.Intent{{Action: strategy.Buy, Amount: 1e6}, {Action: strategy.Sell, Part: 1}} {
		a, refusal := g.Check(in, at)
		if refusal.Code != "" {
			t.Fatal(refusal)
		}
		tasks = append(tasks, handTask{press: &a, by: new(browser.Session), round: "a"})
	}
	v.game.Store(&inView{"a", 1})
	v.page.Store(&pageView{"a", now})
	hindered := func() string {
		buy, _ := v.hindered(&tasks[0])
		sale, _ := v.hindered(&tasks[1])
		return fmt.Sprintf("buy %q, sale %q", buy, sale)
	}
	free := hindered()
	v.pressed(t.Context(), guard.Order{Key: 9}, browser.Deed{Pressed: browser.MaybePressed, Why: "the browser does not answer"})
	doubt := hindered()
	v.explained(9)
	if got, want := []string{free, doubt, hindered()}, []string{`buy "", sale ""`, `buy "unknown_order", sale ""`, `buy "", sale ""`}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("it hinders %v, not %v", got, want)
	}
}

// TestDoubtThatComesLate: an order that the server has answered before the browser did is no
// doubt for those that follow.
func TestDoubtThatComesLate(t *testing.T) {
	e, key := sentEdge(t)
	e.report(guard.Report{Key: key, Life: guard.Confirmed, Tick: 3, Price: 1.1}, "ack", e.now())
	awaitOrder(t, e, key, guard.Confirmed)
	e.hand.venue.tell = func(_ context.Context, d deed) bool { e.deed(&d); return true }
	e.hand.venue.pressed(t.Context(), guard.Order{Key: key}, browser.Deed{Pressed: browser.MaybePressed, Why: "the browser does not answer"})
	if code, why := e.hand.venue.doubts(); code != "" {
		t.Errorf("%s: %s", code, why)
	}
}

// blindWatchdog does not see the page.
type blindWatchdog struct{ noWatchdog }

func (blindWatchdog) State() (state, why string) { return watchdog.Blind, "the port is closed" }

// TestBlindWatchdog: a watchdog that could sell nothing is told of, and disarms if it stays
// so.
func TestBlindWatchdog(t *testing.T) {
	e := readyEdge(t)
	if err := e.armed(e.hand.venue.grant.Load()); err != nil {
		t.Fatal(err)
	}
	e.hand.watch = blindWatchdog{e.hand.watch.(noWatchdog)}
	if e.watchArming(); e.hand.armed == nil {
		t.Fatalf("it was disarmed at once: %s", e.hand.disarmed)
	}
	e.hand.session = nil // it has no figures
	if s := e.handsStatus(); s.Watchdog != watchdog.Blind {
		t.Errorf("the watchdog is shown as %s", s.Watchdog)
	}
	e.hand.blindNS -= watchBlind + 1
	if e.watchArming(); e.hand.armed != nil || !strings.Contains(e.hand.disarmed, "the port is closed") {
		t.Errorf("armed %+v, disarmed %q", e.hand.armed, e.hand.disarmed)
	}
}

// TestRecorderWhileArmed: to end a journal may take long on a slow disk, and the edge gives
// no beats meanwhile.
func TestRecorderWhileArmed(t *testing.T) {
	e := readyEdge(t)
	if err := e.armed(e.hand.venue.grant.Load()); err != nil {
		t.Fatal(err)
	}
	if err := e.turnRecorder(true, false); err == nil || e.recorder.state == recorderOn {
		t.Error("the recorder was turned while armed")
	}
}

// TestArmThatNobodyWaitsFor: an arming whose asker has given up by the time that it comes
// about is taken back.
func TestArmThatNobodyWaitsFor(t *testing.T) {
	e := readyEdge(t)
	ctx, giveUp := context.WithCancel(t.Context())
	never, _ := strategy.Parse("never")
	a := web.HandsArm{
		Host: e.hand.host, Name: never.String(), Limits: armedLimits(), For: time.Minute,
		Strategy: func() (strategy.Strategy, error) { return never.New(), nil },
	}
	asked := make(chan error, 1)
	go func() { asked <- e.Live.Hands().Arm(ctx, a) }()
	take := func(in liveInput) {
		err := e.takeHand(t.Context(), in.hand)
		in.reply <- err
	}
	take(<-e.inbox) // it is checked
	arm := <-e.inbox
	giveUp()
	last := <-e.inbox
	take(arm)
	if e.hand.armed == nil {
		t.Fatal("it was not armed: there is nothing to take back")
	}
	take(last)
	if err := <-asked; !errors.Is(err, context.Canceled) || e.hand.armed != nil {
		t.Errorf("%v, and armed is %+v", err, e.hand.armed)
	}
}
