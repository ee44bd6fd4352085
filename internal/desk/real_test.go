package desk

import (
	"testing"
	"time"

	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
)

const realHost = "127.0.0.1:7900"

// TestAnOrderThatWaits: time alone makes an order unknown, once it is due.
func TestAnOrderThatWaits(t *testing.T) {
	c := Config{Balance: sol, Real: true, Limits: guard.Limits{
		Stake: sol, SideStake: sol, Exposure: sol, RoundLoss: sol, SessionLoss: sol, DayLoss: sol, PerMinute: 9, StaleAfter: time.Minute, Deviation: 1,
	}}
	l, err := NewLive(c)
	if err != nil {
		t.Fatal(err)
	}
	at := int64(1e18)
	l.Event(at, game.Event{RecvNS: at, Frame: &game.Frame{Round: "a", Active: game.Some(true), Tick: game.Some(0), Price: game.Some(1.0)}})
	if err := l.Arm(at, guard.Arming{Host: realHost, UntilNS: at + 60e9}); err != nil {
		t.Fatal(err)
	}
	if due := l.WakeNS(); due != 0 {
		t.Errorf("with no order it wakes at %d", due)
	}
	if err := l.Place(at, buy(sol/10)); err != nil || len(l.Approved()) != 1 {
		t.Fatal(err, l.Approved())
	}
	stored, due, digest := l.Guard(), l.WakeNS(), l.Digest()
	if due != at+10e9 {
		t.Errorf("it wakes at %d", due-at)
	}
	if l.Wake(due - 1); l.Digest() != digest || len(l.Orders()) != 0 {
		t.Error("before that it is an input")
	}
	l.Wake(due)
	if orders := l.Orders(); len(orders) != 1 || orders[0].Order.Life != guard.Unknown || l.Digest() == digest || l.WakeNS() != 0 {
		t.Errorf("when it is due: %+v", orders)
	}

	// What was stored before the order was pressed is all that a restart needs.
	c.Guard = &stored
	if l, err = NewLive(c); err != nil {
		t.Fatal(err)
	}
	s := l.State()
	if len(s.Open) != 1 || s.Open[0].Life != guard.Approval || s.Arming != (guard.Arming{}) || s.Waiting != 1 || l.WakeNS() != due {
		t.Errorf("opened again: %+v", s)
	}
	l.Report(at, guard.Report{Key: s.Open[0].Key, Life: guard.Refused, Code: "not_pressed"})
	if s = l.State(); len(s.Open) != 0 || s.Refused != 1 {
		t.Errorf("after it was told not to have been pressed: %+v", s)
	}
}

// TestNoRealDesk: a desk on a recorded round, or on paper, takes nothing of a
// real one.
func TestNoRealDesk(t *testing.T) {
	if _, err := New(Config{Balance: sol, Real: true}); err == nil {
		t.Error("a recorded round is traded for real")
	}
	state := guard.State{Seq: 1}
	for name, c := range map[string]Config{
		"a guard on paper":     {Balance: sol, Guard: &state},
		"a guard of no states": {Balance: sol, Guard: &state, Real: true},
	} {
		if _, err := NewLive(c); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	l, err := NewLive(Config{Balance: sol})
	if err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"armed": l.Arm(5, guard.Arming{Host: realHost, UntilNS: 1e9}), "granted": l.GrantExit(5, 1e9), "adopted": l.Adopt(5, ledger.Books{Balance: 1}),
	} {
		if err == nil {
			t.Errorf("a desk on paper was %s", name)
		}
	}
	digest := l.Digest()
	l.Report(5, guard.Report{Key: 1, Life: guard.Confirmed})
	l.Wake(1e18)
	if l.Digest() != digest || l.WakeNS() != 0 || len(l.Approved())+len(l.Orders()) != 0 {
		t.Error("a report to a desk on paper is an input")
	}
}
