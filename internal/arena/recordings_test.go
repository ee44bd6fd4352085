package arena

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"rugtape/internal/game"
	"rugtape/internal/round"
)

// recorded makes a recording of a drawn round, with ticks at uneven times.
func recorded(seed uint64) *round.Recording {
	p := newLottery(seed, time.Date(2025, time.June, 1, 0, 0, 0, 0, time.UTC)).draw(0)
	rec := round.New(round.Key{Source: round.Site, ID: p.id})
	rec.Seed, rec.SeedHash, rec.Version = p.seed, p.hash, p.version
	at := int64(1_750_000_000_000_000_000)
	for tick, price := range p.prices {
		rec.Ticks = append(rec.Ticks, round.Tick{Price: price, RecvNS: at, Origin: game.FromFrame})
		at += int64(200+tick%7*20) * 1e6
	}
	rec.Rugs = []round.Rug{{At: p.rugTick, Certain: true, Tick: round.Tick{Price: p.rugPrice, RecvNS: at, Origin: game.FromFrame}}}
	rec.Trades = []game.Trade{
		{ID: "one", Round: p.id, Player: "p-1", Side: game.Buy, Tick: 1, Price: p.prices[min(1, p.rugTick-1)], Quantity: 1e8, Amount: 1e8, Coin: "solana"},
		{ID: "late", Round: p.id, Player: "p-1", Side: game.Sell, Tick: p.rugTick + 1, Price: 1, Quantity: 1e8, Amount: 1e8, Coin: "solana"},
	}
	return rec
}

// reel gives recordings, and then an error.
func reel(all ...*round.Recording) func(context.Context) (*round.Recording, error) {
	return func(ctx context.Context) (*round.Recording, error) {
		if len(all) == 0 {
			return nil, errEmptied
		}
		next := all[0]
		all = all[1:]
		return next, ctx.Err()
	}
}

var errEmptied = errors.New("there are no more")

// TestRecordingsAreServedAsTheyWere: under their own ids, with their seeds,
// prices and trades; those with gaps are passed over. When there are no more
// the arena ends and says so.
func TestRecordingsAreServedAsTheyWere(t *testing.T) {
	first, gap, second, third := recorded(1), recorded(2), recorded(3), recorded(4)
	gap.Ticks[0] = round.Tick{}
	second.Seed, second.SeedHash, second.Version = "", "", "" // as most recordings are
	s, err := Listen(Options{Listen: "127.0.0.1:0", Rounds: reel(first, gap, second, third)})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Run(context.Background()) }()
	c := dial(t, s)
	c.say("40")
	if p := c.next(); !strings.Contains(string(p.Data), `"arena":"replay"`) {
		t.Errorf("let in with %s", p.Data)
	}
	var l listener
	for {
		_, text, err := c.conn.Read(c.ctx)
		if err != nil {
			break
		}
		p := packetOf(t, text)
		if string(text) == "2" {
			c.answer()
		}
		l.hear(t, p)
	}
	if err := <-done; !errors.Is(err, errEmptied) {
		t.Errorf("the arena ended with %v", err)
	}
	if want := []string{first.ID, second.ID, third.ID}; !slices.Equal(l.ids, want) {
		t.Fatalf("served %v, want %v", l.ids, want)
	}
	for i, want := range []*round.Recording{first, second} {
		got := l.rounds[want.ID]
		if !got.Complete() || got.Quarantined() || got.Seed != want.Seed || got.SeedHash != want.SeedHash || len(got.Ticks) != len(want.Ticks) {
			t.Errorf("round %d: %+v", i, round.Summarize(got))
		}
		for tick := range got.Ticks {
			if got.Ticks[tick].Price != want.Ticks[tick].Price {
				t.Errorf("round %d, tick %d: %v, want %v", i, tick, got.Ticks[tick].Price, want.Ticks[tick].Price)
			}
		}
		if len(got.Trades) != 1 || got.Trades[0].ID != "one" {
			t.Errorf("round %d: trades %+v", i, got.Trades)
		}
	}
}

// TestRecordedTiming: ticks come as far apart as they were recorded, unless
// that was not recorded, or too long ago to wait for.
func TestRecordedTiming(t *testing.T) {
	rec := recorded(3)
	rec.Ticks[2].RecvNS = 0
	rec.Ticks[5].RecvNS = rec.Ticks[4].RecvNS + int64(time.Hour)
	o := Options{}
	o.settle()
	w := newWorld(o)
	w.offer(planOf(rec))
	waits := map[int]time.Duration{}
	for w.stage != rugged {
		before := w.due
		if w.beat(someday); w.stage == live {
			waits[w.tick+1] = w.due - before
		}
	}
	for tick, want := range map[int]time.Duration{
		1: 200 * time.Millisecond, 2: nominalTick, 3: nominalTick, 4: 260 * time.Millisecond, 5: maxWait, 6: nominalTick,
	} {
		if waits[tick] != want {
			t.Errorf("tick %d comes after %v, want %v", tick, waits[tick], want)
		}
	}
}

// TestWhatCannotBeServed has no plan.
func TestWhatCannotBeServed(t *testing.T) {
	for what, spoil := range map[string]func(*round.Recording){
		"no rug":            func(r *round.Recording) { r.Rugs = nil },
		"an uncertain rug":  func(r *round.Recording) { r.Rugs[0].Certain = false },
		"a gap":             func(r *round.Recording) { r.Ticks[1] = round.Tick{} },
		"no tick":           func(r *round.Recording) { r.Ticks, r.Rugs[0].At = nil, 0 },
		"it went on":        func(r *round.Recording) { r.Rugs[0].At-- },
		"its end is missed": func(r *round.Recording) { r.Rugs[0].At++ },
	} {
		rec := recorded(3)
		if planOf(rec) == nil {
			t.Fatal("a whole recording has no plan")
		}
		if spoil(rec); planOf(rec) != nil {
			t.Errorf("%s: it has a plan", what)
		}
	}
}
