package app

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"rugtape/internal/desk"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
	"rugtape/internal/tape"
)

// forReal is what a real desk is opened with.
func forReal(t *testing.T, spec string, stored *guard.State) desk.Config {
	t.Helper()
	parsed, err := strategy.Parse(spec)
	if err != nil {
		t.Fatal(err)
	}
	chosen := builtIn(parsed)
	return desk.Config{
		Name: chosen.Name, Strategy: chosen.Make, Balance: money.PerSOL, Real: true, Guard: stored,
		Limits: guard.Limits{
			Stake: money.PerSOL / 2, SideStake: money.PerSOL / 2, Exposure: money.PerSOL, RoundLoss: money.PerSOL, SessionLoss: money.PerSOL,
			DayLoss: money.PerSOL, PerMinute: 60, StaleAfter: 30 * time.Second, Deviation: 0.5,
		},
	}
}

func (p *taping) arm(lasts time.Duration) {
	a := guard.Arming{Host: "127.0.0.1:7900", UntilNS: p.now + int64(lasts)}
	p.note(tape.NewNoteArm(p.session, a))
	_ = p.desk.Arm(p.now, a) // a refusal is an input too
}

func (p *taping) report(r guard.Report) {
	p.note(tape.NewNoteReport(p.session, r))
	p.desk.Report(p.now, r)
}

func (p *taping) adopt(b ledger.Books) {
	p.note(tape.NewNoteAdopt(p.session, b))
	_ = p.desk.Adopt(p.now, b)
}

func (p *taping) disarm(why string) {
	p.note(tape.NoteDisarm{Session: p.session, Why: why})
	p.desk.Disarm(p.now)
}

func (p *taping) grant(lasts time.Duration) {
	p.note(tape.NoteGrant{Session: p.session, UntilNS: p.now + int64(lasts)})
	_ = p.desk.GrantExit(p.now, p.now+int64(lasts))
}

// first is the order that has waited longest.
func (p *taping) first() guard.Order {
	p.t.Helper()
	open := p.desk.State().Open
	if len(open) == 0 {
		p.t.Fatal("no order waits")
	}
	return open[0]
}

// armedSession is a real session: orders that are done at once, late, after the rug,
// refused, unknown, adopted, and after another start.
func armedSession(t *testing.T) *taping {
	p := &taping{t: t, now: 1_760_000_000e9}
	p.note(tape.NoteStarted{Version: "test"})
	p.open(forReal(t, "target:m=1.3,stake=0.01", nil), nil)
	p.arm(time.Hour)
	p.round("a", 8, func(tick int) {
		switch tick {
		case 1: // bought in the presale, and told two ticks later
			p.report(guard.Report{Key: p.first().Key, Life: guard.Sent})
			p.report(guard.Report{Key: p.first().Key, Life: guard.Confirmed, Tick: 0, Price: 1})
		case 4: // sold at 1.331, and told now
			p.report(guard.Report{Key: p.first().Key, Life: guard.Confirmed, Tick: 3, Price: 1.331})
		}
	})
	p.round("b", 6, func(tick int) {
		if tick == 1 {
			p.report(guard.Report{Key: p.first().Key, Life: guard.Confirmed, Tick: 0, Price: 1})
		}
	})
	p.report(guard.Report{Key: p.first().Key, Life: guard.Confirmed, Tick: 5, Price: 1.61051}) // after the rug
	p.round("c", 6, func(tick int) {
		if tick == 0 {
			p.report(guard.Report{Key: p.first().Key, Life: guard.Refused, Code: "disabled"})
		}
	})
	p.round("d", 5, func(tick int) {
		switch tick {
		case 0:
			for range p.desk.State().Open {
				p.report(guard.Report{Key: p.first().Key, Life: guard.Refused})
			}
			p.place(strategy.Intent{Action: strategy.Buy, Amount: money.PerSOL / 100})
		case 1:
			p.now = p.desk.WakeNS()
			p.turn("wake", p.desk.Wake)
			p.disarm("order 5 is unknown")
			p.adopt(ledger.Books{Balance: 988_000_000, Quantity: 0.01, AvgCost: 1, Invested: 10_000_000})
			p.grant(10 * time.Second)
			p.place(strategy.Intent{Action: strategy.Sell, Part: 1})
		case 2:
			open := p.desk.State().Open
			p.report(guard.Report{Key: open[len(open)-1].Key, Life: guard.Confirmed, Tick: 1, Price: 1.1})
		}
	})
	p.turn("new_session", p.desk.NewSession)
	p.note(tape.NoteClosed{Session: 1})
	stored := p.desk.Guard()
	p.open(forReal(t, "martingale-sidebet", &stored), nil)
	p.report(guard.Report{Key: p.first().Key, Life: guard.Confirmed, Tick: 0, Price: 1}) // it was in the books that were adopted
	p.arm(time.Hour)
	p.round("e", 7, func(tick int) {
		if open := p.desk.State().Open; len(open) > 0 {
			p.report(guard.Report{Key: open[0].Key, Life: guard.Confirmed, Tick: tick})
		}
	})
	return p
}

// TestRerunOfHands: an armed session is decided again from its journal.
func TestRerunOfHands(t *testing.T) {
	p := armedSession(t)
	r := rerunOf(t, p.entries)
	if r.Differences != 0 || r.First != nil || len(r.NotCompared) != 0 || r.Desks != 2 || r.Rounds != 5 {
		t.Errorf("%+v: %+v", r, r.First)
	}
	lives := map[string]bool{}
	for _, e := range p.entries {
		text := string(e.Data)
		for _, kind := range []string{`"note":"arm"`, `"life":"sent"`, `"life":"confirmed"`, `"life":"refused"`, `"command":"wake"`, `"note":"adopt"`, `"note":"grant"`, `"guard":{`} {
			lives[kind] = lives[kind] || strings.Contains(text, kind)
		}
	}
	for kind, there := range lives {
		if !there {
			t.Errorf("the session has no %s", kind)
		}
	}
	for _, c := range []struct{ name, holds, was, now, field string }{
		{"a price at which an order was done", `"life":"confirmed","tick":3,"price":1.331`, `1.331`, `1.33`, "balance"},
		{"an order that was done after the rug", `"life":"confirmed","tick":5,"price":1.61051`, `"confirmed"`, `"refused"`, "balance"},
		{"why an order was refused", `"code":"disabled"`, `"disabled"`, `"label"`, "digest"},
		{"what was adopted", `"note":"adopt"`, `0.988`, `0.987`, "balance"},
		{"a host", `"note":"arm"`, `127.0.0.1:7900`, ``, "action"},
		{"what the guard had come to", `"guard":{`, `"DayNet":-0.`, `"DayNet":-9.`, "action"},
	} {
		r, err := RerunJournal(&played{entries: edit(t, p.entries, c.holds, c.was, c.now)}, nil)
		if err != nil || r.First == nil || r.First.Field != c.field {
			t.Errorf("%s: %+v in %+v, %v", c.name, r.First, r, err)
		}
	}
}

// TestRerunOfRandomHands: whatever a real desk is told, from a seed, its
// journal makes the same again.
func TestRerunOfRandomHands(t *testing.T) {
	for seed := range uint64(150) {
		dice := rand.New(rand.NewPCG(seed, 5))
		p := &taping{t: t, now: 1_760_000_000e9}
		spec := []string{"random:chance=0.3", "target:m=1.2", "martingale-sidebet", "aggressive", "kelly:chance=0.7"}[dice.IntN(5)]
		p.open(forReal(t, spec, nil), nil)
		bets := 0
		for round := range 4 {
			p.arm(time.Duration(dice.Int64N(int64(3 * time.Minute))))
			p.round(fmt.Sprint("r", round), 2+dice.IntN(60), func(int) {
				for dice.IntN(3) > 0 {
					p.anything(dice)
				}
			})
			bets += p.desk.State().Bets
			if dice.IntN(3) == 0 {
				stored := p.desk.Guard()
				p.note(tape.NoteClosed{Session: p.session})
				p.open(forReal(t, spec, &stored), nil)
			}
		}
		if r := rerunOf(t, p.entries); r.Differences != 0 || len(r.NotCompared) != 0 || r.Decisions < 8 {
			t.Errorf("seed %d, %s: %+v: %+v", seed, spec, r, r.First)
		}
		if seed == 0 && bets == 0 {
			t.Error("nothing was bet: the test shows little")
		}
	}
}

// anything tells the desk something that can be.
func (p *taping) anything(dice *rand.Rand) {
	p.now += dice.Int64N(2e9)
	switch open := p.desk.State().Open; dice.IntN(12) {
	case 0:
		p.place(strategy.Intent{Action: strategy.Buy, Amount: money.Lamports(1 + dice.IntN(30_000_000))})
	case 1:
		p.place(strategy.Intent{Action: strategy.Sell, Part: 0.5})
	case 2:
		p.disarm("as a trial")
	case 3:
		p.arm(time.Minute)
	case 4:
		p.grant(5 * time.Second)
	case 5:
		p.adopt(ledger.Books{Balance: money.Lamports(dice.Int64N(2e9)), Quantity: float64(dice.IntN(3)), AvgCost: dice.Float64(), Realised: dice.Float64() - 0.5})
	case 6:
		turn := dice.IntN(4)
		p.turn([]string{"stop", "resume", "new_session", "wake"}[turn],
			[]func(int64){p.desk.Stop, p.desk.Resume, p.desk.NewSession, p.desk.Wake}[turn])
	default:
		if len(open) == 0 {
			return
		}
		life := []guard.Life{guard.Sent, guard.Confirmed, guard.Confirmed, guard.Confirmed, guard.Refused, guard.Unknown}[dice.IntN(6)]
		s := p.desk.State()
		p.report(guard.Report{Key: open[dice.IntN(len(open))].Key, Life: life, Tick: max(0, s.Tick-dice.IntN(3)), Price: s.Price})
	}
}
