package guard

import (
	"math"
	"strings"
	"testing"
	"time"

	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// holding10 is an armed guard that holds 10 thousandths.
func holding10(t *testing.T) *Guard {
	t.Helper()
	g := armable(t)
	if err := g.Arm(Arming{"h", 5e9}, 1e9); err != nil {
		t.Fatal(err)
	}
	place(t, g, buying(10*ms), at(1), Confirmed)
	return g
}

// TestExit: a grant lets sales through, in whatever state the guard is, until
// it expires or is taken back; and never a risk.
func TestExit(t *testing.T) {
	for name, off := range map[string]func(*Guard){
		"disarmed": (*Guard).Disarm,
		"stopped":  (*Guard).Stop,
		"expired":  func(g *Guard) { g.Advance(6e9) },
	} {
		g := holding10(t)
		off(g)
		now := at(6)
		now.Holds = true
		code := func(in strategy.Intent) Code {
			twin := *g
			_, refusal := twin.Check(in, now)
			return refusal.Code
		}
		refused := code(selling(1))
		if refused != NotArmed && refused != Expired {
			t.Errorf("%s: a sale before the grant: %q", name, refused)
		}
		if err := g.GrantExit(9e9, 6e9); err != nil {
			t.Fatal(err)
		}
		if got := code(selling(1)); got != "" {
			t.Errorf("%s: a sale on the grant is refused: %s", name, got)
		}
		if buy, side := code(buying(1)), code(betting(1)); buy != refused || side != refused {
			t.Errorf("%s: a risk on the grant: %q, %q", name, buy, side)
		}
		now.TimeNS, now.FrameNS = 9e9, 9e9
		if got := code(selling(1)); got != refused {
			t.Errorf("%s: a sale when the grant has expired: %q", name, got)
		}
	}
}

func TestExitIsTakenBack(t *testing.T) {
	for name, back := range map[string]func(*Guard){
		"disarm": (*Guard).Disarm,
		"stop":   (*Guard).Stop,
		"arm":    func(g *Guard) { _ = g.Arm(Arming{"h", 8e9}, 6e9) },
	} {
		g := holding10(t)
		g.Disarm()
		if err := g.GrantExit(9e9, 6e9); err != nil {
			t.Fatal(err)
		}
		seq := g.Seq()
		if back(g); g.State().ExitNS != 0 || g.Seq() == seq {
			t.Errorf("%s leaves it", name)
		}
	}
	paper := New(Limits{}, false)
	for name, c := range map[string]struct {
		g     *Guard
		until int64
		says  string
	}{
		"on paper": {&paper, 2e9, "this is paper"},
		"no time":  {armable(t), 1e9, "lasts up to 10m0s, not 0s"},
		"too long": {armable(t), 1e9 + int64(MaxExit) + 1, "lasts up to"},
		"for ever": {armable(t), math.MaxInt64, "lasts up to"},
	} {
		if err := c.g.GrantExit(c.until, 1e9); err == nil || !strings.Contains(err.Error(), c.says) || c.g.State().ExitNS != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestContinue: what was lost, the rate, a stop, the orders and their keys go
// on under other limits; the arming does not.
func TestContinue(t *testing.T) {
	g := holding10(t)
	open := place(t, g, buying(5*ms), at(2))
	g.Stop()
	before := g.State()
	limits := before.Limits
	limits.DayLoss, limits.Stake = 20*ms, 20*ms
	next, err := Continue(before, limits, true)
	if err != nil {
		t.Fatal(err)
	}
	s := next.State()
	want := before
	want.Limits, want.Seq, want.Doubt = limits, s.Seq, true
	if s != want || s.Seq <= before.Seq {
		t.Errorf("it goes on as %+v,\nand was %+v", s, before)
	}
	if o, ok := next.Order(open); !ok || o.Life != Approval {
		t.Errorf("the order on its way is %+v", o)
	}
	if _, refusal := next.Check(buying(1), at(3)); refusal.Code != NotArmed {
		t.Errorf("it is armed: %v", refusal)
	}
	next.Resume()
	if err := next.Arm(Arming{"h", 9e9}, 3e9); err != nil {
		t.Fatal(err)
	}
	if _, refusal := next.Check(buying(5*ms+1), at(3)); refusal.Code != OverDay {
		t.Errorf("the day began anew: %v", refusal)
	}
	if key := place(t, &next, buying(5*ms), at(3)); key <= open {
		t.Errorf("key %d comes after key %d", key, open)
	}
	if _, err := Continue(State{}, limits, true); err == nil {
		t.Error("it goes on from nothing")
	}
	limits.Stake = -1
	if _, err := Continue(before, limits, true); err == nil || !strings.Contains(err.Error(), "stake") {
		t.Errorf("limits that are none: %v", err)
	}
}

// TestContinueOnPaper: an arming does not come along.
func TestContinueOnPaper(t *testing.T) {
	g := holding10(t)
	if err := g.GrantExit(3e9, 2e9); err != nil {
		t.Fatal(err)
	}
	next, err := Continue(g.State(), Limits{}, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := FromState(next.State()); err != nil {
		t.Error(err)
	}
}

// TestAdopt: the guard follows the server, and never to the better.
func TestAdopt(t *testing.T) {
	for _, c := range []struct {
		name              string
		change, held, bet money.Lamports
		net               money.Lamports // after 10 thousandths were bought
	}{
		{"nothing is off", 0, 10 * ms, 0, -10 * ms},
		{"it holds more", -4 * ms, 14 * ms, 0, -14 * ms},
		{"it holds more, and was paid in to", 90 * ms, 14 * ms, 0, -14 * ms},
		{"a bet runs", -2 * ms, 10 * ms, 2 * ms, -12 * ms},
		{"it holds less, and has what that brought", 30 * ms, 0, 0, -10 * ms},
		{"a sale that was no sale", -7 * ms, 10 * ms, 0, -17 * ms},
		{"cash is missing", -3 * ms, 0, 0, -13 * ms},
	} {
		g := inRound(Limits{})
		place(t, g, buying(10*ms), at(1), Confirmed)
		seq := g.Seq()
		g.Adopt(c.change, c.held, c.bet)
		if s := g.State(); s.RoundNet != c.net || s.SessionNet != c.net || s.DayNet != c.net || s.Held != c.held || s.Bet != c.bet || s.Seq == seq {
			t.Errorf("%s: %v in the round, %v in the day, %v held, %v bet", c.name, s.RoundNet, s.DayNet, s.Held, s.Bet)
		}
	}
}

// TestLateSales: a sale of which the word comes after the end of the round
// still makes the loss less, but not that of a session or day that has begun
// since, and not where it came out of order.
func TestLateSales(t *testing.T) {
	sold := func(between func(*Guard), life ...Life) State {
		g := inRound(Limits{})
		place(t, g, buying(10*ms), at(1), Confirmed)
		now := at(2)
		now.Holds = true
		key := place(t, g, selling(1), now, life...)
		g.RoundOver("a", ms)
		between(g)
		g.Report(Report{Key: key, Life: Confirmed})
		g.Paid(20*ms, 0, 0)
		return g.State()
	}
	if s := sold(func(*Guard) {}); s.RoundNet != 11*ms || s.SessionNet != 11*ms || s.DayNet != 11*ms {
		t.Errorf("in time: %v, %v, %v", s.RoundNet, s.SessionNet, s.DayNet)
	}
	if s := sold((*Guard).NewSession); s.RoundNet != 11*ms || s.SessionNet != 0 || s.DayNet != 11*ms {
		t.Errorf("after a session began: %v, %v, %v", s.RoundNet, s.SessionNet, s.DayNet)
	}
	if s := sold(func(g *Guard) { g.Advance(int64(24 * time.Hour)) }); s.SessionNet != 11*ms || s.DayNet != 0 {
		t.Errorf("after a day began: %v, %v", s.SessionNet, s.DayNet)
	}
	if s := sold(func(*Guard) {}, Unknown); s.RoundNet != -9*ms || s.DayNet != -9*ms {
		t.Errorf("out of order: %v, %v", s.RoundNet, s.DayNet)
	}
}
