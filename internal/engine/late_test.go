package engine_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"rugtape/internal/engine"
	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/paper"
	"rugtape/internal/strategy"
)

// armed is a live trader, armed for a day.
func armed(t testing.TB) *trader {
	t.Helper()
	g := guard.New(guard.Limits{
		Stake: sol, SideStake: sol, Exposure: 9 * sol, RoundLoss: 9 * sol, SessionLoss: 9 * sol, DayLoss: 9 * sol,
		PerMinute: 60, StaleAfter: time.Minute, Deviation: 0.9,
	}, true)
	if err := g.Arm(guard.Arming{Host: "127.0.0.1", UntilNS: int64(10 * time.Hour)}, 1); err != nil {
		t.Fatal(err)
	}
	e := engine.New(engine.Config{Balance: 10 * sol, Guard: &g})
	return &trader{t: t, engine: e, venue: paper.New(paper.Model{}), start: 10 * sol, now: 1e9, byHand: true, quiet: true}
}

// wish has an order by hand approved, and gives its key; false where it is
// refused.
func (tr *trader) wish(in strategy.Intent) (key uint64, ok bool) {
	out := tr.step(engine.Input{Command: &engine.Command{Kind: engine.Place, Intent: in}})
	if len(out.Approved) == 0 {
		return 0, false
	}
	return out.Approved[0].Key(), true
}

// TestLateWords: words that come only when the round is over, or the next one
// has begun, make the same books as words that come at once.
func TestLateWords(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		early, late := armed(t), armed(t)
		price := 1.0
		frame := func(id string, tick int, rugged bool) {
			f := &game.Frame{Round: id, Active: game.Some(true), Tick: game.Some(tick), Price: game.Some(price), Rugged: game.Some(rugged)}
			at := early.now + 150e6 // so that no order expires
			early.tell(at, game.Event{Frame: f})
			late.tell(at, game.Event{Frame: f})
		}
		ticks := rapid.IntRange(1, 60).Draw(rt, "ticks")
		silent := rapid.IntRange(0, ticks).Draw(rt, "silent from") // of the words to the late one
		var held []guard.Report
		for tick := range ticks {
			frame("a", tick, false)
			for range rapid.IntRange(0, 2).Draw(rt, "orders") {
				in := rapid.SampledFrom([]strategy.Intent{
					{Action: strategy.Buy, Amount: 30 * ms},
					{Action: strategy.Buy, Amount: 7*ms + 1},
					{Action: strategy.Sell, Part: 0.25},
					{Action: strategy.Sell, Part: 1},
					{Action: strategy.Side, Amount: 5 * ms},
				}).Draw(rt, "order")
				lateKey, ok := late.wish(in)
				if !ok {
					continue
				}
				word := guard.Report{Life: guard.Refused}
				if earlyKey, ok := early.wish(in); ok {
					word = guard.Report{Key: earlyKey, Life: guard.Confirmed, Tick: tick, Price: price}
					early.step(engine.Input{Report: &word})
				}
				word.Key = lateKey
				if tick < silent {
					late.step(engine.Input{Report: &word})
				} else {
					held = append(held, word)
				}
			}
			price *= rapid.Float64Range(0.8, 1.3).Draw(rt, "step")
		}
		price = 0.02 * early.engine.View().Low
		frame("a", ticks, true)
		next := rapid.Bool().Draw(rt, "the next round has begun")
		if price = 1; next {
			frame("b", 0, false)
		}
		for _, word := range held {
			late.step(engine.Input{Report: &word})
		}
		a, b := early.engine.Account(), late.engine.Account()
		if a.Balance() != b.Balance() || a.PnL(1) != b.PnL(1) {
			rt.Fatalf("with late words it comes to %v, %+v; in time to %v, %+v", b.Balance(), b.PnL(1), a.Balance(), a.PnL(1))
		}
		ga, gb := early.engine.Guard(), late.engine.Guard()
		if gb.Arming == (guard.Arming{}) || gb.DayNet > ga.DayNet || !next && gb.DayNet != ga.DayNet {
			rt.Fatalf("the guard counts %v with late words, and %v in time", gb.DayNet, ga.DayNet)
		}
	})
}

// TestLateAfterARestart: how the last round ended is in a snapshot.
func TestLateAfterARestart(t *testing.T) {
	whole := armed(t)
	frame := func(tr *trader, id string, tick int, price float64, rugged bool) {
		tr.tell(tr.now+tickNS, game.Event{Frame: &game.Frame{
			Round: id, Active: game.Some(true), Tick: game.Some(tick), Price: game.Some(price), Rugged: game.Some(rugged),
		}})
	}
	frame(whole, "a", 0, 1, false)
	key, _ := whole.wish(strategy.Intent{Action: strategy.Buy, Amount: 10 * ms})
	whole.step(engine.Input{Report: &guard.Report{Key: key, Life: guard.Confirmed, Price: 1}})
	sale, _ := whole.wish(strategy.Intent{Action: strategy.Sell, Part: 1})
	frame(whole, "a", 1, 0.02, true)
	s, ok := whole.engine.Snapshot()
	if !ok || s.Past == nil {
		t.Fatalf("no snapshot, or without the end: %+v", s)
	}
	again, err := engine.Restore(engine.Config{}, s)
	if err != nil {
		t.Fatal(err)
	}
	restored := &trader{t: t, engine: again, seq: s.Seq, now: whole.now, start: whole.start, cash: whole.cash, round: "a", byHand: true, quiet: true}
	word := guard.Report{Key: sale, Life: guard.Confirmed, Price: 1.5}
	whole.step(engine.Input{Report: &word})
	restored.step(engine.Input{Report: &word})
	if a, b := whole.engine.Digest(), restored.engine.Digest(); a != b || whole.engine.Account().Balance() != 10*sol+5*ms {
		t.Errorf("a balance of %v, digest %s; restored %s", whole.engine.Account().Balance(), a, b)
	}
}

// TestAdopted: orders that were unknown when books were adopted are not booked
// after a restart either.
func TestAdopted(t *testing.T) {
	tr := armed(t)
	tr.tell(tr.now+tickNS, game.Event{Frame: &game.Frame{Round: "a", Active: game.Some(true), Tick: game.Some(0), Price: game.Some(1.0)}})
	key, _ := tr.wish(strategy.Intent{Action: strategy.Buy, Amount: 10 * ms})
	tr.step(engine.Input{Report: &guard.Report{Key: key, Life: guard.Unknown}})
	out := tr.step(engine.Input{Command: &engine.Command{Kind: engine.Adopt, Books: ledger.Books{Balance: 10*sol - 10*ms, Quantity: 0.01, AvgCost: 1}}})
	if out.Err != nil || !out.Store {
		t.Fatalf("%v, to be stored: %v", out.Err, out.Store)
	}
	tr.tell(tr.now+tickNS, game.Event{Frame: &game.Frame{
		Round: "a", Active: game.Some(true), Tick: game.Some(1), Price: game.Some(0.02), Rugged: game.Some(true),
	}})
	s, ok := tr.engine.Snapshot()
	if !ok {
		t.Fatal("no snapshot")
	}
	again, err := engine.Restore(engine.Config{}, s)
	if err != nil {
		t.Fatal(err)
	}
	before := again.Account().Balance()
	out = again.Step(engine.Input{Seq: s.Seq + 1, TimeNS: tr.now, Report: &guard.Report{Key: key, Life: guard.Confirmed, Price: 1}})
	if again.Account().Balance() != before || len(out.Orders) != 1 || out.Orders[0].Code != "adopted" {
		t.Errorf("a balance of %v, then %v: %+v", before, again.Account().Balance(), out.Orders)
	}
	if again.Guard().Arming == (guard.Arming{}) {
		t.Error("it was disarmed")
	}
}
