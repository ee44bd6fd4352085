package app

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rugtape/internal/browser"
	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/journal"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
	"rugtape/internal/tape"
	"rugtape/internal/web"
)

// TestOrdersOfBefore: an order that a process has left when it died is refused
// if it was not pressed, whatever the last state of the guard says, and else
// escalated; nothing is armed, and the user can close it.
func TestOrdersOfBefore(t *testing.T) {
	if _, err := browser.FindProgram(""); err != nil {
		t.Skip("no Chromium on this machine: install it (tools/setup.sh does) to test the hands")
	}
	for _, c := range []struct {
		died  string
		kinds []tape.OrderKind // written after the approval
		open  bool
		alarm string // what it says
	}{
		{"before the intent", nil, false, ""},
		{"between intent and click", []tape.OrderKind{tape.OrderPressing}, true, "order 1"},
		{"between click and word", []tape.OrderKind{tape.OrderPressing, tape.OrderPressed}, true, "order 1"},
		{"before the guard knew that it was not pressed", []tape.OrderKind{tape.OrderUnpressed}, false, ""},
		{"likewise, after the intent", []tape.OrderKind{tape.OrderPressing, tape.OrderUnpressed}, false, ""},
		{"with what it had bought", []tape.OrderKind{tape.OrderPressing, tape.OrderPressed, tape.OrderSettled}, false, "with 0.01 SOL in the game"},
	} {
		t.Run(c.died, func(t *testing.T) {
			lib := openHome(t)
			dir := filepath.Join(lib.Home(), journal.HandsDir)
			leaveOrder(t, dir, c.kinds)
			live, end := runEdge(t, lib, LiveOptions{Feed: FeedOff, Hands: testHands(t, lib)})
			s := await(t, live, "the disarming", func(s *web.Status) bool { return s.Hands != nil && s.Hands.Disarmed != "" }).Hands
			if s.Armed != nil || s.Unknown > 0 != c.open || s.Alarm != nil != (c.alarm != "") || s.Alarm != nil && !strings.Contains(s.Alarm.Text, c.alarm) {
				t.Errorf("armed %v, %d unknown, alarm %+v", s.Armed, s.Unknown, s.Alarm)
			}
			if err := live.Hands().CloseOrder(t.Context(), 1, true); err == nil != c.open {
				t.Errorf("it is closed: %v", err)
			}
			end()
			state := journaled(t, dir)
			if len(state.Open) > 0 || waiting(state.Guard) > 0 || state.Armed != nil {
				t.Errorf("in the end the journal has %+v, and the guard %d orders", state.Open, waiting(state.Guard))
			}
			if (c.alarm != "") != (len(state.Alarms) == 1) { // the next start tells it too
				t.Errorf("in the end the journal has the alarms %+v", state.Alarms)
			}
		})
	}
}

// leaveOrder writes what a process has written that bought something and died.
func leaveOrder(t *testing.T, dir string, kinds []tape.OrderKind) {
	t.Helper()
	orders, _, err := journal.OpenOrders(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	put := func(r tape.OrderRecord) {
		t.Helper()
		r.By, r.TimeNS = tape.ByApp, time.Now().UnixNano()
		if err := orders.Append(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	now, until := time.Now().UnixNano(), time.Now().Add(time.Hour).UnixNano()
	g := guard.New(armedLimits(), true)
	g.NewRound("20250101-00000000000000aa")
	if err := g.Arm(guard.Arming{Host: "127.0.0.1:1", UntilNS: until}, now); err != nil {
		t.Fatal(err)
	}
	state := g.State()
	put(tape.OrderRecord{Kind: tape.OrderArmed, Host: "127.0.0.1:1", UntilNS: until, Guard: &state})
	_, refusal := g.Check(strategy.Intent{Action: strategy.Buy, Amount: money.PerSOL / 100}, guard.Now{
		TimeNS: now, FrameNS: now, Phase: game.PhaseLive, Tick: 1, Price: 1, Decided: 1, Balance: money.PerSOL,
	})
	if refusal.Code != "" {
		t.Fatal(refusal)
	}
	approved := g.State()
	put(tape.OrderRecord{Kind: tape.OrderApproved, Key: 1, Guard: &approved})
	for _, kind := range kinds {
		r := tape.OrderRecord{Kind: kind, Key: 1}
		switch kind {
		case tape.OrderUnpressed:
			r.Code = "label"
		case tape.OrderSettled:
			g.Report(guard.Report{Key: 1, Life: guard.Confirmed, Tick: 2, Price: 1})
			bought := g.State()
			r.Life, r.Tick, r.Price, r.Evidence, r.Guard = "confirmed", 2, 1, "ack", &bought
		}
		put(r)
	}
	if err := orders.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func journaled(t *testing.T, dir string) tape.OrdersState {
	t.Helper()
	orders, state, err := journal.OpenOrders(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := orders.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return state
}

// waiting is how many orders a guard has on their way.
func waiting(s *guard.State) (n int) {
	for _, o := range s.Orders {
		if o.Life != guard.None {
			n++
		}
	}
	return n
}

// TestTwoAlarms: what was left in the game is said beside an order that nobody can explain:
// both are read at once.
func TestTwoAlarms(t *testing.T) {
	e := readyEdge(t)
	e.alarmEscalated(7, "rugtape ended")
	e.alarmLeft("0.01 SOL were in the game")
	if a := e.hand.alarm(); a == nil || !strings.Contains(a.Text, "order 7") || !strings.Contains(a.Text, "0.01 SOL") ||
		!strings.Contains(a.Hint, "close the order") || !strings.Contains(a.Hint, "yours to sell") {
		t.Errorf("it says %+v", a)
	}
}
