package web

import (
	"testing"

	"github.com/go-json-experiment/json"

	"rugtape/internal/game"
	"rugtape/internal/money"
	"rugtape/internal/round"
)

// TestPressesOf: what was not known is null and not 0, and the tick in view is the one
// that was noted, else the last that had come.
func TestPressesOf(t *testing.T) {
	rec := round.New(round.Key{Source: round.Site, ID: "r"})
	for at := range 4 {
		rec.Ticks = append(rec.Ticks, round.Tick{Price: 1, RecvNS: 1000e6 + int64(at)*250e6, Origin: game.FromFrame})
	}
	rec.Rugs = []round.Rug{{At: 4, Certain: true, Tick: round.Tick{Price: 0.02, RecvNS: 2000e6, Origin: game.FromFrame}}}
	rec.AddAction(round.Action{AtNS: 900e6, Control: round.AmountButton, Label: "X2", By: round.ByPlayer, Outcome: round.NoneExpected})
	rec.AddAction(round.Action{
		AtNS: 950e6, Control: round.BuyButton, Label: "BUY", By: round.ByRugtape, Order: 7, Outcome: round.Confirmed, ConfirmedNS: 951_500_000,
		Amount: game.Some(money.Lamports(30_000_000)), Before: round.Moment{Phase: game.PhasePresale, Tick: game.Some(210)},
	})
	rec.AddAction(round.Action{AtNS: 1600e6, Control: round.SellButton, By: round.ByPlayer, Outcome: round.Unknown})
	rec.AddAction(round.Action{AtNS: 1700e6, Control: round.SellButton, By: round.ByPlayer, Outcome: round.Unknown, Before: round.Moment{Tick: game.Some(1)}})
	rec.AddAction(round.Action{AtNS: 2100e6, Control: round.SellButton, By: round.ByPlayer, Outcome: round.Unknown})
	all := pressesOf(rec, 1000e6)
	var ticks []int
	for i := range all {
		ticks = append(ticks, all[i].Tick)
	}
	if want := []int{0, 0, 1, 2, 4}; len(ticks) != 5 || [5]int(ticks) != [5]int(want) {
		t.Fatalf("at ticks %v, want %v", ticks, want)
	}
	for i, want := range []string{
		`{"tick":0,"phase":"unknown","ms":-100,"control":"amount","label":"X2","amount":null,"part":null,"by":"player","order":null,"outcome":"none",` +
			`"latency_ms":null,"evidence":"","price":null,"done_price":null,"why":"",` + noBooks("before") + `,` + noBooks("after") + `}`,
		`{"tick":0,"phase":"presale","ms":-50,"control":"buy","label":"BUY","amount":0.03,"part":null,"by":"rugtape","order":7,"outcome":"confirmed",` +
			`"latency_ms":1.5,"evidence":"","price":null,"done_price":null,"why":"",` + noBooks("before") + `,` + noBooks("after") + `}`,
	} {
		if got, err := json.Marshal(all[i]); err != nil || string(got) != want {
			t.Errorf("%v\n%s, want\n%s", err, got, want)
		}
	}
	if none, err := json.Marshal(pressesOf(round.New(rec.Key), 0)); err != nil || string(none) != "[]" {
		t.Errorf("a round without presses has %s, %v", none, err)
	}
}

func noBooks(name string) string {
	return `"` + name + `":{"balance":null,"quantity":null,"avg_cost":null,"bet":null,"pnl":null,"server_cash":null,"server_quantity":null}`
}
