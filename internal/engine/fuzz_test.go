package engine_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"rugtape/internal/engine"
	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/paper"
	"rugtape/internal/strategy"
)

// FuzzFrames tells an engine frames of any content: ids that change with each,
// ticks that jump, prices and rug prices without end, rugs that are none, orders by
// hand in between. Nothing panics, and the books stay right at every step.
func FuzzFrames(f *testing.F) {
	f.Add([]byte("a round of bytes, to begin with"), 1.5, uint8(0))
	f.Add([]byte{0, 8, 16, 24, 32, 40, 48, 56, 64, 72, 129, 3, 4, 250}, 1e300, uint8(7))
	f.Add([]byte{4, 4, 4, 12, 20, 28, 255, 4, 12, 20}, 1e-9, uint8(9))
	f.Fuzz(func(t *testing.T, script []byte, scale float64, kind uint8) {
		names := strategy.Names()
		s := setup{spec: names[int(kind)%len(names)], balance: ledger.Limit, model: paper.Model{Delay: int(kind) % 4, Jitter: int(kind) % 3}}
		if s.spec == "random" {
			s.spec = "random:chance=0.9"
		}
		tr := newTrader(t, s)
		tr.quiet = true
		for i, b := range script {
			now := int64(i) * tickNS
			frame := &game.Frame{Round: string(rune('a' + b>>6)), Active: game.Some(true), Tick: game.Some(i / 2), Price: game.Some(1 + float64(b)/100)}
			switch b % 16 {
			case 0:
				frame.Price = game.Some(scale * float64(b))
			case 1:
				frame.Rugged = game.Some(true)
				frame.Price = game.Some(scale)
			case 2:
				frame.Rugged = game.Some(true)
				frame.Price = game.Some(0.02)
				frame.Partial = []game.PricePoint{{Tick: i / 2, Price: 0.02}}
			case 3:
				frame.Tick = game.Some(int(b) * 50)
			case 4:
				*frame = game.Frame{Round: frame.Round, CooldownMS: game.Some(int(b) * 100)}
			case 5:
				frame.Partial = []game.PricePoint{{Tick: i/2 - 3, Price: scale}, {Tick: i/2 - 1, Price: math.Abs(scale)}}
			case 6:
				frame.History = []game.Past{{Round: string(rune('a' + (b+1)>>6)), Prices: []float64{1, scale, math.Abs(scale)}}}
			case 7:
				frame.Tick, frame.Price = game.Some(0), game.Some(math.SmallestNonzeroFloat64)
			case 8:
				tr.now = now
				tr.order(engine.Command{Kind: engine.Place, Intent: strategy.Intent{Action: strategy.Buy, Amount: ledger.Limit >> (b >> 4)}, Decided: scale})
				continue
			case 9:
				tr.now = now
				tr.order(engine.Command{Kind: engine.Place, Intent: strategy.Intent{Action: strategy.Sell, Part: math.Abs(scale)}})
				tr.order(engine.Command{Kind: engine.Place, Intent: strategy.Intent{Action: strategy.Side, Amount: ledger.Limit >> (b >> 4)}})
				continue
			case 10:
				frame.Round = string(rune('a' + i%7))
			}
			tr.tell(now, game.Event{Frame: frame})
		}
		if s, ok := tr.engine.Snapshot(); ok {
			if _, err := engine.Restore(tr.setup.config(t), s); err != nil {
				t.Errorf("what it came to cannot be restored: %v", err)
			}
		}
	})
}

// TestBooks: whatever random orders come by hand, from a strategy that knows no
// sense, through a venue that delays and refuses, the balance is what was booked,
// and the guard counts what is at risk (trader.check, at every step).
func TestBooks(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := setup{
			spec: "random:chance=0.4", balance: sol / 20,
			limits: guard.Limits{
				RoundLoss: rapid.SampledFrom([]money.Lamports{0, 20 * ms}).Draw(rt, "round loss"),
				DayLoss:   rapid.SampledFrom([]money.Lamports{0, 30 * ms}).Draw(rt, "day loss"),
			},
			model: paper.Model{
				Delay: rapid.IntRange(0, 4).Draw(rt, "delay"), Jitter: rapid.IntRange(0, 4).Draw(rt, "jitter"),
				Refuse: rapid.SampledFrom([]float64{0, 0.3}).Draw(rt, "refuse"), Seed: rapid.Uint64().Draw(rt, "seed"),
			},
		}
		tr := newTrader(t, s)
		tr.quiet = true
		first := rapid.IntRange(100, 200).Draw(rt, "first")
		all := drawnEvents(first, first+2)
		for _, e := range all[:min(len(all), 400)] {
			tr.tell(e.ns, e.event)
			switch rapid.IntRange(0, 30).Draw(rt, "hand") {
			case 0:
				tr.order(engine.Command{Kind: engine.Place, Intent: strategy.Intent{Action: strategy.Buy, Amount: ms}})
			case 1:
				tr.order(engine.Command{Kind: engine.Place, Intent: strategy.Intent{Action: strategy.Sell, Part: rapid.Float64Range(0, 1.1).Draw(rt, "part")}})
			case 2:
				tr.order(engine.Command{Kind: engine.Place, Intent: strategy.Intent{Action: strategy.Side, Amount: ms}})
			case 3:
				tr.order(engine.Command{Kind: engine.NewSession})
			}
		}
	})
}
