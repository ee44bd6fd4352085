package script

import (
	"math"
	"strings"
	"sync"
	"testing"

	"rugtape/internal/game"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

func compiled(t testing.TB, source string, args ...string) *Program {
	t.Helper()
	values := map[string]string{}
	for _, arg := range args {
		name, value, _ := strings.Cut(arg, "=")
		values[name] = value
	}
	p, err := Compile("t.star", source, values, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// live is a view in which every field says something.
func live() *strategy.View {
	return &strategy.View{
		Round: 3, Phase: game.PhaseLive, Tick: 5, Price: 1.5, High: 1.75, Low: 0.875,
		Prices:   []float64{1, 1.25, math.NaN(), 0.875, 1.75, 1.5},
		Balance:  2_500_000_001,
		Position: ledger.Position{Quantity: 0.01, AvgCost: 1.25, Cost: 12_500_000, Lots: 1, Since: 1},
		Bet:      ledger.Bet{Start: 2, End: 42, Stake: 3_000_000}, HasBet: true,
		Waiting: 1,
	}
}

// says evaluates an expression on the view of live and gives its text.
func says(t *testing.T, expression string) string {
	t.Helper()
	s := compiled(t, "def decide(view):\n    return WAIT(str("+expression+"))\n").New()
	intent := s.Decide(live())
	if s.Err() != nil {
		t.Fatalf("%s: %v", expression, s.Err())
	}
	return intent.Why.String()
}

func TestView(t *testing.T) {
	for expression, want := range map[string]string{
		"view.round": "3", "view.phase": "live", "view.tick": "5", "view.price": "1.5", "view.high": "1.75", "view.low": "0.875",
		"view.balance": "2.500000001", "view.gain": "0.19999999999999996", "view.holds": "True", "view.held": "4", "view.live": "True",
		"view.waiting": "1", "view.prices": "[1.0, 1.25, None, 0.875, 1.75, 1.5]", "view.prices[-1]": "1.5", "len(view.prices)": "6",
		"view.prices[3:]": "[0.875, 1.75, 1.5]", "view.prices[::-2]": "[1.5, 0.875, 1.25]", "view.prices[4:1:-1]": "[1.75, 0.875, None]",
		"[p for p in view.prices if p != None]": "[1.0, 1.25, 0.875, 1.75, 1.5]", "max(view.prices[3:])": "1.75",
		"view.position.quantity": "0.01", "view.position.avg_cost": "1.25", "view.position.cost": "0.0125", "view.position.since": "1",
		"view.bet.start": "2", "view.bet.end": "42", "view.bet.stake": "0.003", "bool(view.position)": "True",
		"math.floor(view.price)": "1", "math.sqrt(4)": "2.0", "sol(0.12345678987)": "0.123456789", "sol(view.balance * 0.1)": "0.25",
	} {
		if got := says(t, expression); got != want {
			t.Errorf("%s is %s, want %s", expression, got, want)
		}
	}
	empty := compiled(t, "def decide(view):\n    return WAIT(str([view.bet, view.holds, view.held, view.gain, view.prices, view.phase]))\n").New()
	got := empty.Decide(&strategy.View{Phase: game.PhasePresale, Price: 1}).Why.String()
	if want := `[None, False, 0, 0.0, [], "presale"]`; got != want {
		t.Errorf("an empty view is %s, want %s", got, want)
	}
}

func TestIntents(t *testing.T) {
	why := strategy.Because
	for _, c := range []struct {
		returned string
		want     strategy.Intent
	}{
		{`WAIT`, strategy.Intent{Why: why("the script gives no reason")}},
		{`WAIT("late")`, strategy.Intent{Why: why("late")}},
		{`WAIT(why="100 %d")`, strategy.Intent{Why: why("100 %d")}},
		{`BUY("0.000000001")`, strategy.Intent{Action: strategy.Buy, Amount: 1, Why: why("line 2")}},
		{`BUY(0.1, "a")`, strategy.Intent{Action: strategy.Buy, Amount: 100_000_000, Why: why("a")}},
		{`BUY(0.1 * 3 - 0.1, "a")`, strategy.Intent{}}, // 0.20000000000000004
		{`BUY(1e-9, "a")`, strategy.Intent{Action: strategy.Buy, Amount: 1, Why: why("a")}},
		{`BUY(2, why="a")`, strategy.Intent{Action: strategy.Buy, Amount: 2 * money.PerSOL, Why: why("a")}},
		{`BUY(amount=view.balance, why="a")`, strategy.Intent{Action: strategy.Buy, Amount: 2_500_000_001, Why: why("a")}},
		{`SIDE("0.003", "a")`, strategy.Intent{Action: strategy.Side, Amount: 3_000_000, Why: why("a")}},
		{`SELL(why="a")`, strategy.Intent{Action: strategy.Sell, Part: 1, Why: why("a")}},
		{`SELL(0.25, "a")`, strategy.Intent{Action: strategy.Sell, Part: 0.25, Why: why("a")}},
		{`WAIT("é" * 150)`, strategy.Intent{Why: why(strings.Repeat("é", 100) + "...")}},
	} {
		s := compiled(t, "def decide(view):\n    return "+c.returned+"\n").New()
		got := s.Decide(live())
		if c.want == (strategy.Intent{}) {
			if s.Err() == nil || !strings.Contains(s.Err().Error(), "t.star:2:") || !strings.Contains(s.Err().Error(), "finer than a lamport") {
				t.Errorf("%s is %+v, %v; want that it is too fine", c.returned, got, s.Err())
			}
			continue
		}
		if s.Err() != nil || got != c.want {
			t.Errorf("%s is %+v, %v; want %+v", c.returned, got, s.Err(), c.want)
		}
	}
}

func TestFacts(t *testing.T) {
	s := compiled(t, `state = {"seen": []}
def observe(fact):
    state["seen"].append(str([fact.kind, fact.tick, fact.price, fact.booked, fact.quantity, fact.cash, fact.profit, fact.action, fact.amount, fact.part, fact.code]))
def decide(view):
    return WAIT("; ".join(state["seen"]))
`).New()
	entry := ledger.Entry{Kind: ledger.Sold, Tick: 7, Price: 2, Quantity: 0.5, Cash: money.PerSOL, Profit: -1}
	for _, f := range []strategy.Fact{
		{Kind: strategy.RoundOpened},
		{Kind: strategy.Booked, Tick: 7, Entry: entry},
		{Kind: strategy.Refused, Tick: 8, Intent: strategy.Intent{Action: strategy.Buy, Amount: 5_000_000}, Code: "no_funds"},
		{Kind: strategy.Rugged, Tick: 9, Price: 0.02},
	} {
		s.Observe(f)
	}
	got := s.Decide(live()).Why.String()
	want := []string{
		`["round_opened", 0, None, None, None, None, None, None, None, None, None]`,
		`["booked", 7, 2.0, "sold", 0.5, 1.0, -1e-09, None, None, None, None]`,
		`["refused", 8, None, None, None, None, None, "BUY", 0.005, 0.0, "no_funds"]`,
		`["rugged", 9, 0.02, None, None, None, None, None, None, None, None]`,
	}
	// The reason is cut; the state is not.
	for _, text := range want {
		if !strings.Contains(strings.ReplaceAll(s.State(), `\"`, `"`), text) {
			t.Errorf("the facts are %s\nwithout %s", s.State(), text)
		}
	}
	if !strings.HasPrefix(got, want[0]) || s.Err() != nil {
		t.Errorf("the reason is %s, %v", got, s.Err())
	}
}

func TestParams(t *testing.T) {
	const source = `params = {"m": 2.0, "n": -3, "stake": "0.01", "late": False}
M = params["m"]
def decide(view):
    return WAIT(str([M, params["m"] * 2, params["n"], params["stake"], params["late"]]))
`
	for _, c := range []struct {
		args []string
		want string
		name string
	}{
		{nil, `[2.0, 4.0, -3, "0.01", False]`, `:m=2,n=-3,stake="0.01",late=False`},
		{
			[]string{"m=1e-3", "n=7", `stake=a"b,c`, "late=true"},
			`[0.001, 0.002, 7, "a\"b,c", True]`,
			`:m=0.001,n=7,stake="a\"b,c",late=True`,
		},
		{[]string{"m=-5"}, `[-5.0, -10.0, -3, "0.01", False]`, `:m=-5,n=-3,stake="0.01",late=False`},
	} {
		p := compiled(t, source, c.args...)
		if got := p.New().Decide(live()).Why.String(); got != c.want {
			t.Errorf("%v: %s, want %s", c.args, got, c.want)
		}
		name, hash, _ := strings.Cut(p.String(), "@")
		if name != "t.star" || len(hash) < 17 || hash[16:] != c.name {
			t.Errorf("%v: the program is %s, want t.star@16 digits%s", c.args, p, c.name)
		}
	}
	types := ""
	for _, p := range compiled(t, source, "m=9").Params() {
		types += p.Name + " " + string(p.Type) + " " + p.Default + " " + p.Value + "; "
	}
	if want := "m number 2 9; n whole -3 -3; stake text 0.01 0.01; late switch False False; "; types != want {
		t.Errorf("the parameters are %q, want %q", types, want)
	}
}

// Strategies of one program share nothing that changes, on any goroutine.
func TestStrategiesAreIndependent(t *testing.T) {
	p := compiled(t, "state = {\"n\": 0}\ndef decide(view):\n    state[\"n\"] += 1\n    return WAIT(str(state[\"n\"]))\n")
	var together sync.WaitGroup
	for i := range 4 {
		together.Go(func() {
			s := p.New()
			for range 100 * (i + 1) {
				s.Decide(live())
			}
			if got, want := s.State(), `{"n":`+[]string{"100", "200", "300", "400"}[i]+`}`; got != want {
				t.Errorf("the state is %s, want %s", got, want)
			}
		})
	}
	together.Wait()
}

func TestPrinted(t *testing.T) {
	s := compiled(t, "def decide(view):\n    for i in range(150):\n        print(i, \"x\" * 1000)\n    return WAIT\n").New()
	s.Decide(live())
	lines := s.Printed()
	if s.Err() != nil || len(lines) != mostLines || !strings.HasPrefix(lines[0], "50 xx") || len(lines[0]) > longestLine+3 {
		t.Errorf("%d lines are kept, the first %.20q, %v", len(lines), lines[0], s.Err())
	}
}
