package tape

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rugtape/internal/game"
	"rugtape/internal/money"
	"rugtape/internal/round"
)

// pressedSample is a recording with presses: one that says all there is to
// say, one that says the least.
func pressedSample() *round.Recording {
	const at = 1735740015_000000000
	rec := round.New(round.Key{Source: round.Arena, ID: "20250101-00000000000000aa"})
	rec.Ticks = []round.Tick{{Price: 1, RecvNS: at, Origin: game.FromFrame}}
	rec.Actions = []round.Action{
		{AtNS: at + 1, Control: round.AmountButton, By: round.ByPlayer, Outcome: round.NoneExpected},
		{
			AtNS: at + 2, Control: round.SellButton, Label: "SELL+0.030 SOL", Amount: game.Some[money.Lamports](30_000_000), Part: game.Some(0.25),
			By: round.ByRugtape, Order: math.MaxUint64, Outcome: round.Refused, ConfirmedNS: at + 3, Evidence: round.ByAck,
			DonePrice: game.Some(1.25), Why: "nothing held",
			Before: round.Moment{
				Phase: game.PhaseLive, Tick: game.Some(0), Price: game.Some(1.0),
				Ours: round.Books{
					Balance: game.Some[money.Lamports](0), Quantity: game.Some(0.08), AvgCost: game.Some(1.25),
					Bet: game.Some[money.Lamports](1), BetEnd: game.Some(40), PnL: game.Some(-0.5),
				},
				Server: round.Purse{Cash: game.Some(0.0), Quantity: game.Some(0.08), AvgCost: game.Some(1.25), PnL: game.Some(-1.5)},
			},
			After: round.Moment{Server: round.Purse{Cash: game.Some(2.0)}},
		},
	}
	return rec
}

// TestActionLayout pins the lines that docs/format/round.md describes.
func TestActionLayout(t *testing.T) {
	file, e := encode(t, pressedSample(), Edition{Revision: 1})
	want := `{"rugtape":"round","format":2,"source":"arena","id":"20250101-00000000000000aa","revision":1}
{"tick":0,"price":1,"recv_ns":1735740015000000000}
{"action":"amount","at_ns":1735740015000000001,"by":"player","outcome":"none"}
{"action":"sell","at_ns":1735740015000000002,"label":"SELL+0.030 SOL","amount":0.03,"part":0.25,"by":"rugtape","order":18446744073709551615,` +
		`"outcome":"refused","confirmed_ns":1735740015000000003,"evidence":"ack","done_price":1.25,"why":"nothing held",` +
		`"before":{"phase":"live","tick":0,"price":1,"balance":0,"quantity":0.08,"avg_cost":1.25,"bet":0.000000001,"bet_end":40,"pnl":-0.5,` +
		`"server_cash":0,"server_quantity":0.08,"server_avg_cost":1.25,"server_pnl":-1.5},"after":{"server_cash":2}}
{"end":"round","ticks":1,"missing":0,"filled":0,"rugs":0,"trades":0,"side_bets":0,"actions":2,"conflicts":0,"lines":4,"sha256":"` + e.Hash + `"}
`
	if diff := cmp.Diff(want, string(file)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	rec, _, err := DecodeRound(bytes.NewReader(file))
	must(t, err)
	if diff := cmp.Diff(pressedSample(), rec); diff != "" {
		t.Errorf("(-encoded +decoded):\n%s", diff)
	}
}

// drawAction is any press; what is drawn as absent is not 0.
func drawAction(t *rapid.T) round.Action {
	floats := rapid.Custom(func(t *rapid.T) game.Opt[float64] {
		if !rapid.Bool().Draw(t, "there") {
			return game.Opt[float64]{}
		}
		return game.Some(rapid.Float64Range(-10, 10).Draw(t, "float"))
	})
	sums := rapid.Map(rapid.Int64Range(-1, 3), func(n int64) game.Opt[money.Lamports] {
		return game.Opt[money.Lamports]{Value: money.Lamports(max(n, 0)), Present: n >= 0}
	})
	ticks := rapid.Map(rapid.IntRange(-1, 3), func(n int) game.Opt[int] { return game.Opt[int]{Value: max(n, 0), Present: n >= 0} })
	moment := rapid.Custom(func(t *rapid.T) round.Moment {
		return round.Moment{
			Phase: game.Phase(rapid.IntRange(0, int(game.PhaseRugged)).Draw(t, "phase")), Tick: ticks.Draw(t, "tick"), Price: floats.Draw(t, "price"),
			Ours: round.Books{
				Balance: sums.Draw(t, "balance"), Quantity: floats.Draw(t, "quantity"), AvgCost: floats.Draw(t, "cost"),
				Bet: sums.Draw(t, "bet"), BetEnd: ticks.Draw(t, "bet end"), PnL: floats.Draw(t, "pnl"),
			},
			Server: round.Purse{Cash: floats.Draw(t, "cash"), Quantity: floats.Draw(t, "held"), AvgCost: floats.Draw(t, "at"), PnL: floats.Draw(t, "sum")},
		}
	})
	text := rapid.StringN(0, 12, -1)
	return round.Action{
		AtNS: rapid.Int64().Draw(t, "at"), Control: rapid.SampledFrom(round.Controls).Draw(t, "control"), Label: text.Draw(t, "label"),
		Amount: sums.Draw(t, "amount"), Part: floats.Draw(t, "part"), By: rapid.SampledFrom(round.Hands).Draw(t, "by"), Order: rapid.Uint64().Draw(t, "order"),
		Outcome: rapid.SampledFrom(round.Outcomes).Draw(t, "outcome"), ConfirmedNS: rapid.Int64().Draw(t, "confirmed"),
		Evidence: rapid.SampledFrom(round.Evidences).Draw(t, "evidence"), DonePrice: floats.Draw(t, "price"), Why: text.Draw(t, "why"),
		Before: moment.Draw(t, "before"), After: moment.Draw(t, "after"),
	}
}

func TestActionWrong(t *testing.T) {
	file, _ := encode(t, pressedSample(), Edition{Revision: 1})
	for name, change := range map[string][2]string{
		"an unknown control":     {`"action":"sell"`, `"action":"short"`},
		"no time":                {`"at_ns":1735740015000000001,`, ``},
		"an unknown hand":        {`"by":"player"`, `"by":"cat"`},
		"no outcome":             {`,"outcome":"none"`, ``},
		"an unknown outcome":     {`"outcome":"none"`, `"outcome":"fine"`},
		"an unknown evidence":    {`"evidence":"ack"`, `"evidence":"hearsay"`},
		"a tick beyond all":      {`"tick":0,"price":1,"balance"`, `"tick":10001,"price":1,"balance"`},
		"a bet that ends before": {`"bet_end":40`, `"bet_end":-1`},
		"an unknown phase":       {`"phase":"live"`, `"phase":"unknown"`},
		"an unknown member":      {`"tick":0,"price":1,"balance"`, `"tock":0,"price":1,"balance"`},
		"an amount too fine":     {`"amount":0.03`, `"amount":0.0300000000001`},
	} {
		changed := strings.Replace(string(file), change[0], change[1], 1)
		if changed == string(file) {
			t.Fatalf("%s: nothing was changed", name)
		}
		if _, _, err := DecodeRound(strings.NewReader(changed)); !errors.Is(err, ErrLayout) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, change := range map[string]func(a *round.Action){
		"a control that is none":     func(a *round.Action) { a.Control = "short" },
		"nobody's press":             func(a *round.Action) { a.By = "" },
		"a press without an outcome": func(a *round.Action) { a.Outcome = "" },
		"a price that is no number":  func(a *round.Action) { a.DonePrice = game.Some(math.NaN()) },
		"an endless cash":            func(a *round.Action) { a.After.Server.Cash = game.Some(math.Inf(1)) },
		"a phase that is none":       func(a *round.Action) { a.Before.Phase = 99 },
	} {
		rec := pressedSample()
		change(&rec.Actions[1])
		var out bytes.Buffer
		if _, err := EncodeRound(&out, rec, Edition{Revision: 1}); err == nil || out.Len() > 0 {
			t.Errorf("%s: error %v, %d bytes written", name, err, out.Len())
		}
	}
}
