package guard

import (
	"math"
	"strings"
	"testing"
	"time"

	"rugtape/internal/game"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

const ms = money.PerSOL / 1000 // a thousandth of a SOL

// at is an ordinary moment of a round.
func at(seconds float64) Now {
	ns := int64(seconds * 1e9)
	return Now{TimeNS: ns, FrameNS: ns, Phase: game.PhaseLive, Tick: 7, Price: 2, Decided: 2, Balance: 100 * ms}
}

func buying(amount money.Lamports) strategy.Intent {
	return strategy.Intent{Action: strategy.Buy, Amount: amount}
}

func betting(amount money.Lamports) strategy.Intent {
	return strategy.Intent{Action: strategy.Side, Amount: amount}
}

func selling(part float64) strategy.Intent {
	return strategy.Intent{Action: strategy.Sell, Part: part}
}

// inRound is a guard in a round.
func inRound(l Limits) *Guard {
	g := New(l, false)
	g.NewRound("a")
	return &g
}

// place has an order approved, and done if it is to be.
func place(t *testing.T, g *Guard, in strategy.Intent, now Now, to ...Life) uint64 {
	t.Helper()
	a, refusal := g.Check(in, now)
	if refusal.Code != "" {
		t.Fatalf("%v was refused: %v", in.Action, refusal)
	}
	for _, life := range to {
		if _, ok := g.Report(Report{Key: a.Key(), Life: life}); !ok {
			t.Fatalf("order %d cannot be %v", a.Key(), life)
		}
	}
	return a.Key()
}

// TestLimits puts each limit to the test at its bound and just beyond it.
func TestLimits(t *testing.T) {
	open := func(l Limits, done ...strategy.Intent) *Guard {
		g := inRound(l)
		for _, in := range done {
			place(t, g, in, at(1), Confirmed)
		}
		return g
	}
	lost := func(l Limits, rounds int) *Guard {
		g := inRound(l)
		for range rounds {
			place(t, g, buying(ms), at(1), Confirmed)
			g.RoundOver("a", 0)
			g.NewRound("")
			g.state.RoundID = "a"
		}
		return g
	}
	later := func(now Now, d time.Duration) Now {
		now.TimeNS += int64(d)
		return now
	}
	moved := func(price float64) Now {
		now := at(1)
		now.Price = price
		return now
	}
	for _, c := range []struct {
		name     string
		g        func() *Guard
		in, over strategy.Intent
		now, not Now
		code     Code
		says     string
	}{
		{
			"stake", func() *Guard { return open(Limits{Stake: 10 * ms, SideStake: ms}) },
			buying(10 * ms), buying(10*ms + 1), at(1), at(1), OverStake, "a stake of 0.010000001 SOL is above the limit of 0.01 SOL",
		},
		{
			"side_stake", func() *Guard { return open(Limits{Stake: ms, SideStake: 10 * ms}) },
			betting(10 * ms), betting(10*ms + 1), at(1), at(1), OverStake, "a stake of 0.010000001 SOL is above the limit of 0.01 SOL",
		},
		{
			"exposure", func() *Guard { return open(Limits{Exposure: 10 * ms}, buying(4*ms), betting(2*ms)) },
			buying(4 * ms), buying(4*ms + 1), at(1), at(1), OverExposure, "0.010000001 SOL would be at risk at one time, above the limit of 0.01 SOL",
		},
		{
			"round_loss", func() *Guard { return open(Limits{RoundLoss: 10 * ms}, buying(4*ms)) },
			betting(6 * ms), betting(6*ms + 1), at(1), at(1), OverRound, "this round could lose 0.010000001 SOL, above the limit of 0.01 SOL",
		},
		{
			"session_loss", func() *Guard { return lost(Limits{SessionLoss: 10 * ms}, 4) },
			buying(6 * ms), buying(6*ms + 1), at(1), at(1), OverSession, "this session could lose 0.010000001 SOL, above the limit of 0.01 SOL",
		},
		{
			"day_loss", func() *Guard { return lost(Limits{DayLoss: 10 * ms}, 4) },
			buying(6 * ms), buying(6*ms + 1), at(1), at(1), OverDay, "this day could lose 0.010000001 SOL, above the limit of 0.01 SOL",
		},
		{
			"no_funds", func() *Guard { return open(Limits{}) },
			buying(100 * ms), buying(100*ms + 1), at(1), at(1), NoFunds, "0.100000001 SOL is more than the balance of 0.1 SOL",
		},
		{
			"no_funds with an order on its way", func() *Guard { g := open(Limits{}); place(t, g, buying(60*ms), at(1)); return g },
			buying(40 * ms), buying(40*ms + 1), at(1), at(1), NoFunds, "0.100000001 SOL is more than the balance of 0.1 SOL",
		},
		{
			"min_gap", func() *Guard { return open(Limits{MinGap: 2 * time.Second}, buying(ms)) },
			buying(ms), buying(ms), at(3), later(at(3), -1), TooSoon, "the last order is 2.00 s ago, below the limit of 2.00 s",
		},
		{
			"per_minute", func() *Guard { return open(Limits{PerMinute: 2}, buying(ms), betting(ms)) },
			buying(ms), buying(ms), at(61), later(at(61), -1), OverRate, "2 orders were placed within a minute, which is the limit",
		},
		{
			"stale_after", func() *Guard { return open(Limits{StaleAfter: 2 * time.Second}) },
			buying(ms), buying(ms), later(at(1), 2*time.Second), later(at(1), 2*time.Second+1), Stale, "the newest frame is 2.0 s old, above the limit of 2.0 s",
		},
		{
			"stale_after by a clock that was set back", func() *Guard { return open(Limits{StaleAfter: 2 * time.Second}) },
			buying(ms), buying(ms), at(1), later(at(1), -1), Stale, "the clock was set back: it is not known how old the newest frame is",
		},
		{
			"deviation up", func() *Guard { return open(Limits{Deviation: 0.25}) },
			buying(ms), buying(ms), moved(2.5), moved(2.50001), Deviated, "the price has moved by 25.00 % since the decision, above the limit of 25.00 %",
		},
		{
			"deviation down", func() *Guard { return open(Limits{Deviation: 0.25}) },
			buying(ms), buying(ms), moved(1.5), moved(1.49), Deviated, "the price has moved by 25.50 % since the decision, above the limit of 25.00 %",
		},
		{
			"a price that is none", func() *Guard { return open(Limits{Deviation: 0.25}) },
			buying(ms), buying(ms), moved(2), moved(math.NaN()), Deviated, "the price has moved by NaN %",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, refusal := c.g().Check(c.in, c.now); refusal.Code != "" {
				t.Errorf("at its bound: %v", refusal)
			}
			before := c.g()
			_, refusal := before.Check(c.over, c.not)
			if refusal.Code != c.code || !strings.HasPrefix(refusal.String(), c.says) {
				t.Errorf("beyond it: %s, %q", refusal.Code, refusal)
			}
			if before.Waiting() > 1 {
				t.Error("what was refused is on its way")
			}
		})
	}
}

// TestRefusals are those that no number bounds.
func TestRefusals(t *testing.T) {
	phase := func(p game.Phase) Now {
		now := at(1)
		now.Phase = p
		return now
	}
	holding, betOpen := at(1), at(1)
	holding.Holds, betOpen.HasBet = true, true
	presale := holding
	presale.Phase = game.PhasePresale
	decided := func(price float64) Now {
		now := at(1)
		now.Decided = price
		return now
	}
	filled := func() *Guard {
		g := inRound(Limits{})
		for range MaxOpen - 1 {
			place(t, g, buying(ms), at(1))
		}
		return g
	}
	with := func(l Limits, in strategy.Intent, now Now, to ...Life) *Guard {
		g := inRound(l)
		place(t, g, in, now, to...)
		return g
	}
	stopped := inRound(Limits{})
	stopped.Stop()
	over := inRound(Limits{})
	over.RoundOver("a", 0)
	live := New(Limits{}, true)
	live.NewRound("a")
	armed := armable(t)
	_ = armed.Arm(Arming{Host: "rugs.fun", UntilNS: 2e9}, 1e9)
	streak := inRound(Limits{LosingRounds: 1})
	place(t, streak, buying(ms), at(1), Confirmed)
	streak.NewRound("b")
	for _, c := range []struct {
		name string
		g    *Guard
		in   strategy.Intent
		now  Now
		code Code
		says string
	}{
		{"no amount", inRound(Limits{}), buying(0), at(1), Invalid, "BUY of 0 SOL, part 0, decided at 2x, means nothing"},
		{"a negative amount", inRound(Limits{}), betting(-1), at(1), Invalid, "SIDE of -0.000000001 SOL, part 0, decided at 2x, means nothing"},
		{"more than can be summed", inRound(Limits{}), buying(MaxAmount + 1), at(1), Invalid, "BUY of 1125899.906842625 SOL"},
		{"no part", inRound(Limits{}), selling(0), holding, Invalid, "SELL of 0 SOL, part 0, decided at 2x, means nothing"},
		{"more than all", inRound(Limits{}), selling(1.0001), holding, Invalid, "SELL of 0 SOL, part 1.0001, decided at 2x, means nothing"},
		{"a part that is no number", inRound(Limits{}), selling(math.NaN()), holding, Invalid, "SELL of 0 SOL, part NaN, decided at 2x, means nothing"},
		{"no action", inRound(Limits{}), strategy.Intent{}, at(1), Invalid, "WAIT of 0 SOL, part 0, decided at 2x, means nothing"},
		{"an unknown action", inRound(Limits{}), strategy.Intent{Action: 9}, at(1), Invalid, "action 9 of 0 SOL, part 0, decided at 2x, means nothing"},
		{"decided at no number", inRound(Limits{}), buying(ms), decided(math.NaN()), Invalid, "BUY of 0.001 SOL, part 0, decided at NaNx, means nothing"},
		{"decided below 0", inRound(Limits{}), buying(ms), decided(-1), Invalid, "BUY of 0.001 SOL, part 0, decided at -1x, means nothing"},
		{"nothing held", inRound(Limits{}), selling(1), at(1), NoPosition, "there is nothing to sell"},
		{"a sale before the round", inRound(Limits{}), selling(1), presale, WrongPhase, "SELL is not possible or not allowed in this phase of the round"},
		{"cooldown", inRound(Limits{}), buying(ms), phase(game.PhaseCooldown), WrongPhase, "BUY is not possible or not allowed in this phase of the round"},
		{"rugged", inRound(Limits{}), betting(ms), phase(game.PhaseRugged), WrongPhase, "SIDE is not possible or not allowed in this phase of the round"},
		{"unknown phase", inRound(Limits{}), buying(ms), phase(game.PhaseUnknown), WrongPhase, "BUY is"},
		{"presale not allowed", inRound(Limits{Live: true}), buying(ms), phase(game.PhasePresale), WrongPhase, "BUY is"},
		{"live not allowed", inRound(Limits{Presale: true}), buying(ms), at(1), WrongPhase, "BUY is"},
		{"activation not allowed", inRound(Limits{Presale: true}), buying(ms), phase(game.PhaseActivation), WrongPhase, "BUY is"},
		{"a round that is over", over, buying(ms), at(1), WrongPhase, "BUY is"},
		{"a bet is open", inRound(Limits{}), betting(ms), betOpen, BetOpen, "a side bet is open, or on its way"},
		{"a bet is on its way", with(Limits{}, betting(ms), at(1)), betting(ms), at(1), BetOpen, "a side bet is open, or on its way"},
		{"a sale is on its way", with(Limits{}, selling(0.5), holding), selling(0.5), holding, Busy, "1 orders of this kind are on their way, and at most 1 may be"},
		{"a sale is sent", with(Limits{}, selling(0.5), holding, Sent), selling(1), holding, Busy, "1 orders of this kind"},
		{"too many", filled(), buying(ms), at(1), Busy, "7 orders of this kind are on their way, and at most 7 may be"},
		{"unknown", with(Limits{}, buying(ms), at(1), Unknown), betting(ms), at(1), Unexplained, "it is not known what became of an order: no new risk until it is"},
		{"unknown sale", with(Limits{}, selling(1), holding, Unknown), buying(ms), at(1), Unexplained, "it is not known what became of an order"},
		{"stopped", stopped, buying(ms), at(1), Stopped, "STOP was pressed: no new risk until it is taken back"},
		{"not armed", &live, buying(ms), at(1), NotArmed, "live orders are off: arm them first"},
		{"a sale, not armed", &live, selling(1), holding, NotArmed, "live orders are off: arm them first"},
		{"arming over", armed, buying(ms), at(2), Expired, "the arming has expired: arm again"},
		{"losing rounds", streak, buying(ms), at(1), OverStreak, "1 rounds in a row were lost, which is the limit: begin a new session to go on"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := c.g.State()
			a, refusal := c.g.Check(c.in, c.now)
			if refusal.Code != c.code || !strings.HasPrefix(refusal.String(), c.says) {
				t.Errorf("%s, %q", refusal.Code, refusal)
			}
			if a.Key() != 0 || c.g.state.Key != before.Key || c.g.state.Orders != before.Orders {
				t.Error("something was approved")
			}
		})
	}
	if says := (Refusal{}).String(); says != "not refused" {
		t.Errorf("none: %q", says)
	}
	if says := (Refusal{Code: "other"}).String(); says != "other" {
		t.Errorf("another: %q", says)
	}
}

// TestSalesGoThrough: whatever keeps a risk back lets a sale pass.
func TestSalesGoThrough(t *testing.T) {
	l := Limits{
		Stake: 1, SideStake: 1, Exposure: ms, RoundLoss: ms, SessionLoss: ms, DayLoss: ms, LosingRounds: 1, PerMinute: 1,
		MinGap: time.Hour, StaleAfter: 1, Deviation: 1e-9, Presale: true,
	}
	g := inRound(l)
	g.state.Held = ms
	g.Stop()
	now := at(1)
	now.Holds, now.FrameNS, now.Price = true, 0, 5
	unknown := place(t, g, selling(0.5), now, Unknown)
	for range MaxOpen - 2 {
		place(t, g, selling(0.5), now, Unknown)
	}
	a, refusal := g.Check(selling(1), now)
	if refusal.Code != "" {
		t.Fatalf("a sale was refused: %v", refusal)
	}
	if o := a.Order(); o.Part != 1 || o.Amount != 0 || !a.Within(1e9) || a.Within(math.NaN()) {
		t.Errorf("it is %+v", o)
	}
	if _, refusal := g.Check(selling(1), now); refusal.Code != Busy {
		t.Errorf("a sale more than there is room for: %v", refusal)
	}
	if _, ok := g.Report(Report{Key: unknown, Life: Refused}); !ok || g.Waiting() != MaxOpen-1 {
		t.Error("an unknown sale cannot be explained")
	}
}

// TestWithin: an approved price bounds the deed.
func TestWithin(t *testing.T) {
	g := inRound(Limits{Deviation: 0.25})
	a, _ := g.Check(buying(ms), at(1))
	for price, want := range map[float64]bool{2: true, 1.5: true, 2.5: true, 1.4999: false, 2.5001: false, 0: false, math.Inf(1): false} {
		if a.Within(price) != want {
			t.Errorf("decided at 2x with 25 %%: %v is within: %v", price, !want)
		}
	}
	var zero Approved
	if zero.Key() != 0 {
		t.Error("the zero Approved has a key")
	}
}
