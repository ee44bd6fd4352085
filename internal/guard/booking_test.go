package guard

import (
	"math"
	"strings"
	"testing"
	"time"

	"rugtape/internal/money"
)

// armable is a live guard in a round, with all limits that an arming needs.
func armable(t *testing.T) *Guard {
	t.Helper()
	g := New(Limits{
		Stake: 50 * ms, SideStake: 50 * ms, Exposure: 50 * ms, RoundLoss: 50 * ms, SessionLoss: 50 * ms, DayLoss: 50 * ms,
		PerMinute: 60, StaleAfter: time.Second, Deviation: 0.1,
	}, true)
	g.NewRound("a")
	return &g
}

func TestArming(t *testing.T) {
	paper := New(Limits{}, false)
	stopped := armable(t)
	stopped.Stop()
	for _, c := range []struct {
		name string
		g    *Guard
		a    Arming
		says string
	}{
		{"on paper", &paper, Arming{"h", 2e9}, "this is paper"},
		{"no host", armable(t), Arming{"", 2e9}, "names the host"},
		{"no time", armable(t), Arming{"h", 1e9}, "lasts up to 12h0m0s, not 0s"},
		{"in the past", armable(t), Arming{"h", math.MinInt64}, "lasts up to"},
		{"too long", armable(t), Arming{"h", 1e9 + int64(MaxArming) + 1}, "lasts up to"},
		{"for ever", armable(t), Arming{"h", math.MaxInt64}, "lasts up to"},
		{"stopped", stopped, Arming{"h", 2e9}, "STOP was pressed"},
	} {
		before := c.g.state.Arming
		if err := c.g.Arm(c.a, 1e9); err == nil || !strings.Contains(err.Error(), c.says) || c.g.state.Arming != before {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for i := range 9 {
		g := armable(t)
		l := &g.state.Limits
		for j, zero := range []func(){
			func() { l.Stake = 0 }, func() { l.SideStake = 0 }, func() { l.Exposure = 0 }, func() { l.RoundLoss = 0 },
			func() { l.SessionLoss = 0 }, func() { l.DayLoss = 0 }, func() { l.PerMinute = 0 }, func() { l.StaleAfter = 0 }, func() { l.Deviation = 0 },
		} {
			if j == i {
				zero()
			}
		}
		name := []string{
			"stake_sol", "side_stake_sol", "exposure_sol", "round_loss_sol", "session_loss_sol", "day_loss_sol", "per_minute", "stale_after_s", "deviation",
		}[i]
		if err := g.Arm(Arming{"h", 2e9}, 1e9); err == nil || !strings.Contains(err.Error(), "need the limit "+name+":") {
			t.Errorf("without %s: %v", name, err)
		}
	}
	g := armable(t)
	if err := g.Arm(Arming{"h", 1e9 + int64(MaxArming)}, 1e9); err != nil {
		t.Fatal(err)
	}
	place(t, g, buying(ms), at(1))
	g.Stop()
	g.Resume()
	if _, refusal := g.Check(buying(ms), at(1)); refusal.Code != NotArmed {
		t.Errorf("a stop that was taken back arms again: %v", refusal)
	}
}

// TestDays: a day counts what is open when it begins, never goes back, and a
// gain in it of what was bought before is none.
func TestDays(t *testing.T) {
	g := inRound(Limits{DayLoss: 10 * ms})
	morning, evening := at(10), at(86399)
	next := at(86400)
	place(t, g, buying(4*ms), morning, Confirmed)
	g.Paid(20*ms, 4*ms, 0) // a gain of 16
	place(t, g, buying(6*ms), evening, Confirmed)
	if _, refusal := g.Check(buying(5*ms), evening); refusal.Code != OverDay {
		t.Errorf("11 at risk at one time: %v", refusal)
	}
	if _, refusal := g.Check(buying(5*ms), next); refusal.Code != OverDay || refusal.Value != float64(11*ms) {
		t.Errorf("on the new day: %v", refusal)
	}
	if s := g.State(); s.Day != 1 || s.DayNet != -6*ms {
		t.Errorf("day %d, net %v", s.Day, s.DayNet)
	}
	g.Paid(30*ms, 6*ms, 0)
	if s := g.State(); s.DayNet != 0 || s.RoundNet != 40*ms || s.SessionNet != 40*ms {
		t.Errorf("what was bought the day before brought %v to the day, %v to the round", s.DayNet, s.RoundNet)
	}
	place(t, g, buying(3*ms), morning, Confirmed)
	if s := g.State(); s.Day != 1 || s.DayNet != -3*ms || s.ClockNS != next.TimeNS {
		t.Errorf("the clock was set back: day %d, net %v", s.Day, s.DayNet)
	}
	g.RoundOver("a", 30*ms)
	g.NewRound("b")
	place(t, g, buying(ms), next, Confirmed)
	g.Paid(5*ms, ms, 0)
	if s := g.State(); s.DayNet != 4*ms {
		t.Errorf("a round of the day itself brings %v", s.DayNet)
	}
}

func TestSessions(t *testing.T) {
	g := inRound(Limits{SessionLoss: 10 * ms, LosingRounds: 1})
	place(t, g, buying(4*ms), at(1), Confirmed)
	place(t, g, betting(3*ms), at(1), Confirmed)
	g.NewSession()
	if _, refusal := g.Check(buying(3*ms+1), at(1)); refusal.Code != OverSession {
		t.Errorf("what is open counts: %v", refusal)
	}
	g.Paid(0, 0, 3*ms)
	g.RoundOver("a", 50*ms)
	if s := g.State(); s.Session != 2 || s.SessionNet != -3*ms || s.Held+s.Bet != 0 {
		t.Errorf("%+v", s)
	}
	g.NewRound("b")
	place(t, g, buying(ms), at(1), Confirmed)
	g.NewRound("c")
	if _, refusal := g.Check(buying(ms), at(1)); refusal.Code != OverStreak {
		t.Errorf("after a lost round: %v", refusal)
	}
	g.NewSession()
	place(t, g, buying(ms), at(1))
}

// TestRoundsAreToldAgain: a round goes on as it was when it is told again, and
// ends once.
func TestRoundsAreToldAgain(t *testing.T) {
	g := inRound(Limits{RoundLoss: 10 * ms})
	place(t, g, buying(6*ms), at(1), Confirmed)
	g.NewRound("a")
	if _, refusal := g.Check(buying(5*ms), at(1)); refusal.Code != OverRound {
		t.Errorf("the round began anew: %v", refusal)
	}
	g.RoundOver("b", 100*ms)
	if g.State().Settled {
		t.Error("the end of another round ended this one")
	}
	g.RoundOver("a", ms)
	g.RoundOver("a", ms)
	g.NewRound("a")
	if s := g.State(); s.RoundNet != -5*ms || !s.Settled {
		t.Errorf("net %v, settled %v", s.RoundNet, s.Settled)
	}
	g.NewRound("")
	g.NewRound("")
	if s := g.State(); s.Round != 3 || s.RoundNet != 0 {
		t.Errorf("rounds without a name: %d", s.Round)
	}
}

// TestLosingRounds: wins, losses, rounds without a bet, and ones whose end or
// whose order is not known.
func TestLosingRounds(t *testing.T) {
	g := inRound(Limits{})
	play := func(id string, stake, brings money.Lamports, ends bool) int {
		if stake > 0 {
			place(t, g, buying(stake), at(1), Confirmed)
		}
		if ends {
			g.RoundOver(g.state.RoundID, brings)
		}
		g.NewRound(id)
		return g.State().Losing
	}
	for i, c := range []struct {
		stake, brings money.Lamports
		ends          bool
		losing        int
	}{
		{ms, 0, true, 1}, {0, 0, true, 1}, {ms, ms - 1, true, 2}, {ms, ms, true, 2}, {ms, 2 * ms, false, 3}, {ms, 2 * ms, true, 0}, {ms, 0, true, 1},
	} {
		if n := play(string(rune('b'+i)), c.stake, c.brings, c.ends); n != c.losing {
			t.Errorf("round %d: %d lost in a row, want %d", i, n, c.losing)
		}
	}
	key := place(t, g, buying(ms), at(1), Unknown)
	if n := play("y", 0, 0, true); n != 2 {
		t.Errorf("an unknown order counts as lost: %d", n)
	}
	if _, ok := g.Report(Report{Key: key, Life: Confirmed}); !ok || g.State().RoundNet != 0 || g.State().Held != 0 || g.State().SessionNet >= -ms {
		t.Errorf("it was done in the round before: %+v", g.State())
	}
}

// TestLateStakes: an order that was done in a round that is over is lost with it.
func TestLateStakes(t *testing.T) {
	g := inRound(Limits{})
	key := place(t, g, buying(3*ms), at(1))
	g.RoundOver("a", 0)
	g.Report(Report{Key: key, Life: Confirmed})
	if s := g.State(); s.RoundNet != -3*ms || s.DayNet != -3*ms || s.Held != 0 {
		t.Errorf("%+v", s)
	}
	if g.NewRound("b"); g.State().Losing != 1 {
		t.Error("the round does not count as lost")
	}
}

// TestDoubt: after a restart in the middle of a round nothing is freed or
// counted until it is over, and no sooner is anything else forgotten.
func TestDoubt(t *testing.T) {
	g := inRound(Limits{})
	place(t, g, buying(3*ms), at(1), Confirmed)
	again, err := FromState(g.State())
	if err != nil {
		t.Fatal(err)
	}
	again.Paid(50*ms, 3*ms, 0)
	again.RoundOver("a", 50*ms)
	if s := again.State(); s.RoundNet != -3*ms || s.Held != 0 || !s.Settled {
		t.Errorf("%+v", s)
	}
	again.NewRound("b")
	place(t, &again, buying(ms), at(1), Confirmed)
	again.Paid(5*ms, ms, 0)
	if s := again.State(); s.RoundNet != 4*ms || s.Held != 0 {
		t.Errorf("the next round: %+v", s)
	}
	between := inRound(Limits{})
	between.RoundOver("a", 0)
	same, err := FromState(between.State())
	if err != nil || same.State() != between.State() {
		t.Errorf("between two rounds a restart changes nothing: %v", err)
	}
	unknown := inRound(Limits{})
	key := place(t, unknown, buying(3*ms), at(1), Unknown, Confirmed)
	if _, on := unknown.Order(key); on || !unknown.State().Doubt {
		t.Error("an order that comes out of order leaves no doubt")
	}
}

// TestUnknownSale: while a sale is unknown, another may sell what is not there
// any more, and what it brings is not counted; but what it sells is free.
func TestUnknownSale(t *testing.T) {
	g := inRound(Limits{})
	place(t, g, buying(4*ms), at(1), Confirmed)
	holding := at(1)
	holding.Holds = true
	lost := place(t, g, selling(0.5), holding, Unknown)
	place(t, g, selling(0.5), holding, Confirmed)
	g.Paid(9*ms, 2*ms, 0)
	if s := g.State(); s.RoundNet != -4*ms || s.Held != 2*ms {
		t.Errorf("net %v, held %v", s.RoundNet, s.Held)
	}
	g.Report(Report{Key: lost, Life: Refused})
	g.Paid(9*ms, 2*ms, 0)
	if s := g.State(); s.RoundNet != 5*ms || s.Held != 0 {
		t.Errorf("when it is explained: net %v, held %v", s.RoundNet, s.Held)
	}
}

func TestFromState(t *testing.T) {
	good := inRound(Limits{PerMinute: 5})
	place(t, good, buying(ms), at(1))
	place(t, good, buying(ms), at(2))
	if _, err := FromState(good.State()); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*State){
		"empty":                func(s *State) { *s = State{} },
		"a limit":              func(s *State) { s.Limits.Stake = -1 },
		"no session":           func(s *State) { s.Session = 0 },
		"a clock below 0":      func(s *State) { s.ClockNS = -1 },
		"a day ahead":          func(s *State) { s.Day = 1 },
		"held below 0":         func(s *State) { s.Held = -1 },
		"bet below 0":          func(s *State) { s.Bet = -1 },
		"a streak below 0":     func(s *State) { s.Losing = -1 },
		"a sum beyond":         func(s *State) { s.DayNet = math.MinInt64 },
		"more risks":           func(s *State) { s.Placed = s.Key + 1 },
		"an order to come":     func(s *State) { s.Recent[3] = s.ClockNS + 1 },
		"a life that is over":  func(s *State) { s.Orders[0].Life = Confirmed },
		"a life that is none":  func(s *State) { s.Orders[0].Life = 77 },
		"a place half empty":   func(s *State) { s.Orders[0].Life = None },
		"no key":               func(s *State) { s.Orders[0].Key = 0 },
		"a key to come":        func(s *State) { s.Orders[0].Key = s.Key + 1 },
		"a key twice":          func(s *State) { s.Orders[1].Key = s.Orders[0].Key },
		"a round to come":      func(s *State) { s.Orders[0].Round = s.Round + 1 },
		"no action":            func(s *State) { s.Orders[0].Action = 0 },
		"no amount":            func(s *State) { s.Orders[0].Amount = 0 },
		"too much":             func(s *State) { s.Orders[0].Amount = MaxAmount + 1 },
		"no price":             func(s *State) { s.Orders[0].Price = math.NaN() },
		"armed on paper":       func(s *State) { s.Arming = Arming{"h", s.ClockNS + 1} },
		"an exit on paper":     func(s *State) { s.ExitNS = s.ClockNS + 1 },
		"armed for too long":   func(s *State) { s.Live, s.Arming = true, Arming{"h", s.ClockNS + int64(MaxArming) + 1} },
		"an exit for too long": func(s *State) { s.Live, s.ExitNS = true, s.ClockNS+int64(MaxExit)+1 },
		"an exit before time":  func(s *State) { s.Live, s.ExitNS = true, -1 },
	} {
		s := good.State()
		spoil(&s)
		if _, err := FromState(s); err == nil {
			t.Errorf("%s: it was taken", name)
		}
	}
}

// TestSumsStayInRange: no amount, however absurd, turns a loss into a gain.
func TestSumsStayInRange(t *testing.T) {
	g := inRound(Limits{DayLoss: math.MaxInt64, Exposure: 3 * MaxAmount})
	now := at(1)
	now.Balance = math.MaxInt64
	for range 3 {
		place(t, g, buying(MaxAmount), now)
	}
	if _, refusal := g.Check(buying(MaxAmount), now); refusal.Code != OverExposure {
		t.Errorf("beyond the exposure: %v", refusal)
	}
	for range 5 {
		g.Paid(math.MinInt64, 0, 0)
	}
	if s := g.State(); s.DayNet != -mostNet {
		t.Errorf("net %d", s.DayNet)
	}
	if _, err := FromState(g.State()); err != nil {
		t.Error(err)
	}
}

func TestLimitsCheck(t *testing.T) {
	for name, spoil := range map[string]func(*Limits){
		"stake":         func(l *Limits) { l.Stake = -1 },
		"side_stake":    func(l *Limits) { l.SideStake = -1 },
		"exposure":      func(l *Limits) { l.Exposure = -1 },
		"round_loss":    func(l *Limits) { l.RoundLoss = -1 },
		"session_loss":  func(l *Limits) { l.SessionLoss = -1 },
		"day_loss":      func(l *Limits) { l.DayLoss = -1 },
		"losing_rounds": func(l *Limits) { l.LosingRounds = -1 },
		"per_minute":    func(l *Limits) { l.PerMinute = MaxPerMinute + 1 },
		"min_gap":       func(l *Limits) { l.MinGap = -1 },
		"stale_after":   func(l *Limits) { l.StaleAfter = -1 },
		"deviation":     func(l *Limits) { l.Deviation = math.NaN() },
	} {
		var l Limits
		if err := l.Check(); err != nil {
			t.Fatal(err)
		}
		spoil(&l)
		if err := l.Check(); err == nil || !strings.Contains(err.Error(), "the limit "+name+" is") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (&Limits{Deviation: math.Inf(1)}).Check(); err == nil {
		t.Error("a deviation without end was taken")
	}
}
