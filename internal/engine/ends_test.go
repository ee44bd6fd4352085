package engine_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"rugtape/internal/engine"
	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/strategy"
)

// TestSeq: inputs are numbered one by one; another number is a fault of the
// caller.
func TestSeq(t *testing.T) {
	e := engine.New(engine.Config{})
	e.Step(engine.Input{Seq: 1})
	defer func() {
		if said, _ := recover().(string); !strings.Contains(said, "input 3 follows input 1") {
			t.Errorf("it says %q", said)
		}
	}()
	e.Step(engine.Input{Seq: 3})
}

// TestAdoptGuard: where the store is ahead of the recorded inputs, its state
// of the guard counts: what was approved is not approved again.
func TestAdoptGuard(t *testing.T) {
	tr := newTrader(t, setup{balance: sol, limits: guard.Limits{RoundLoss: 10 * ms}})
	tr.tell(1e9, game.Event{Frame: &game.Frame{Round: "a", Active: game.Some(true), Tick: game.Some(0), Price: game.Some(1.0)}})
	before := tr.engine.Guard()
	tr.order(engine.Command{Kind: engine.Place, Intent: strategy.Intent{Action: strategy.Buy, Amount: 8 * ms}})
	stored := tr.engine.Guard()

	again := newTrader(t, tr.setup) // the order was not recorded
	again.tell(1e9, game.Event{Frame: &game.Frame{Round: "a", Active: game.Some(true), Tick: game.Some(0), Price: game.Some(1.0)}})
	again.byHand = true
	if err := again.engine.AdoptGuard(stored); err != nil {
		t.Fatal(err)
	}
	if err := again.engine.AdoptGuard(before); err != nil || again.engine.Guard().Seq != stored.Seq {
		t.Errorf("an older state took its place: %v", err)
	}
	again.order(engine.Command{Kind: engine.Place, Intent: strategy.Intent{Action: strategy.Buy, Amount: 3 * ms}})
	if g := again.engine.Guard(); g.Key != stored.Key || g.RoundNet != -8*ms {
		t.Errorf("the limit of the round began anew: key %d, net %v", g.Key, g.RoundNet)
	}
	bad := stored
	bad.Seq += 100
	bad.Held = -1
	if err := again.engine.AdoptGuard(bad); err == nil {
		t.Error("a state that cannot be was taken")
	}
}

func TestRestoreRefuses(t *testing.T) {
	keeps, forgets := setup{spec: "random", balance: sol}, setup{spec: "target", balance: sol}
	snapshot := func(s setup) engine.Snapshot {
		snapshot, ok := engine.New(s.config(t)).Snapshot()
		if !ok {
			t.Fatal("no snapshot of a new engine")
		}
		return snapshot
	}
	for name, c := range map[string]struct {
		setup
		of    engine.Snapshot
		spoil func(*engine.Snapshot)
		says  string
	}{
		"another strategy":                  {forgets, snapshot(keeps), func(*engine.Snapshot) {}, `the snapshot is of "random", and this is "target"`},
		"a strategy that remembers nothing": {forgets, snapshot(keeps), func(s *engine.Snapshot) { s.Name = forgets.spec }, "it remembers nothing"},
		"one with another memory":           {keeps, snapshot(forgets), func(s *engine.Snapshot) { s.Name = keeps.spec }, "restore the strategy"},
		"an end of a round that cannot be":  {forgets, snapshot(forgets), func(s *engine.Snapshot) { s.Past = &engine.Past{Price: 2} }, "restore the end of a round"},
		"books before it that cannot be":    {forgets, snapshot(forgets), func(s *engine.Snapshot) { s.Past = &engine.Past{Account: ledger.State{Sales: -1}} }, "restore the end of a round"},
		"books that cannot be":              {forgets, snapshot(forgets), func(s *engine.Snapshot) { s.Account.Quantity = math.NaN() }, "restore the books"},
		"a guard that cannot be":            {forgets, snapshot(forgets), func(s *engine.Snapshot) { s.Guard.Seq = 0 }, "restore the guard"},
		"a price that is none":              {forgets, snapshot(forgets), func(s *engine.Snapshot) { s.Price = math.NaN() }, "restore the engine"},
		"a tick that is none":               {forgets, snapshot(forgets), func(s *engine.Snapshot) { s.Tick = -1 }, "restore the engine"},
	} {
		c.spoil(&c.of)
		if _, err := engine.Restore(c.setup.config(t), c.of); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	tr := newTrader(t, forgets)
	tr.tell(1, game.Event{Frame: &game.Frame{Round: "a", Active: game.Some(true), Tick: game.Some(0), Price: game.Some(1.0)}})
	if _, ok := tr.engine.Snapshot(); ok {
		t.Error("a snapshot in the middle of a round")
	}
}

// TestReset: an engine in the memory of another is a new one.
func TestReset(t *testing.T) {
	all := drawnEvents(0, 3)
	s := setup{spec: "aggressive", balance: sol}
	once, twice := newTrader(t, s), newTrader(t, s)
	run(t, once, all, 0, false)
	run(t, twice, all[:len(all)/2], 0, false)
	twice.engine.Reset(s.config(t))
	again := &trader{t: t, engine: twice.engine, venue: once.venue, start: sol}
	fresh := newTrader(t, s)
	again.venue = fresh.venue
	run(t, again, all, 0, false)
	if a, b := once.engine.Digest(), again.engine.Digest(); a != b {
		t.Errorf("digest %s, reset %s", a, b)
	}
}

// TestClockSetBack: when the clock is set back, a feed that has died since is
// still found to be stale.
func TestClockSetBack(t *testing.T) {
	tr := newTrader(t, setup{balance: sol, limits: guard.Limits{StaleAfter: 1e9}})
	frame := &game.Frame{Round: "a", Active: game.Some(true), Tick: game.Some(0), Price: game.Some(1.0)}
	buy := engine.Command{Kind: engine.Place, Intent: strategy.Intent{Action: strategy.Buy, Amount: ms}}
	refused := func(now int64) guard.Code {
		tr.now = now
		before := tr.engine.Tally().Codes[guard.Stale]
		tr.order(buy)
		if tr.engine.Tally().Codes[guard.Stale] > before {
			return guard.Stale
		}
		return ""
	}
	hour := int64(3600e9)
	tr.tell(2*hour, game.Event{Frame: frame})
	if code := refused(2 * hour); code != "" {
		t.Errorf("with a fresh frame: %s", code)
	}
	if code := refused(hour); code != guard.Stale {
		t.Errorf("after the clock was set back: %q", code)
	}
	frame.Tick = game.Some(1)
	tr.tell(hour+1, game.Event{Frame: frame})
	if code := refused(hour + 2); code != "" {
		t.Errorf("with a frame by the new clock: %s", code)
	}
	if code := refused(hour + 3e9); code != guard.Stale {
		t.Errorf("when the feed dies: %q", code)
	}
}

// TestJoinedInTheMiddle: the prices that the first frame of a round carries
// are all known, tick 0 among them.
func TestJoinedInTheMiddle(t *testing.T) {
	tr := newTrader(t, setup{balance: sol})
	prices := []float64{1, 1.1, 0.9, 1.3}
	tr.tell(1, game.Event{Frame: &game.Frame{
		Round: "a", Active: game.Some(true), Tick: game.Some(4), Price: game.Some(1.2), Prices: append(prices, 1.2),
	}})
	v := tr.engine.View()
	if !slices.Equal(v.Prices, []float64{1, 1.1, 0.9, 1.3, 1.2}) || v.Low != 0.9 || v.High != 1.3 || v.Tick != 4 {
		t.Errorf("prices %v, lowest %v, highest %v", v.Prices, v.Low, v.High)
	}
}
