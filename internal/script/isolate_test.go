//go:build unix

package script

import (
	"bytes"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"rugtape/internal/game"
	"rugtape/internal/ledger"
	"rugtape/internal/strategy"
)

// busySource uses all that a script is shown, and remembers it.
const busySource = `params = {"m": 1.2, "stake": "0.001"}
state = {"seen": [], "facts": 0}

def observe(fact):
    state["facts"] += 1
    if fact.kind == "booked" and fact.booked == "sold":
        state["last"] = fact.profit

def decide(view):
    state["seen"].append(len([p for p in view.prices if p == None]))
    if view.tick > 3 and view.holds and view.gain > 0:
        return SELL(0.5, why=str([view.gain, view.held, view.position.cost, view.position.since]))
    if view.bet == None and view.waiting == 0 and view.tick % 3 == 1:
        return SIDE(sol(view.balance / 7), why=str(view.prices))
    if view.price < params["m"]:
        return BUY(params["stake"], str([view.round, view.phase, view.high, view.low, view.balance, state]))
    return WAIT(str([view.bet and view.bet.end, view.position.quantity, view.position.avg_cost]))
`

// course shows a strategy some rounds, ticks first to last of each, and gives
// its intents. A gap in the prices is filled later.
func course(s Strategy, first, last int) (intents []strategy.Intent) {
	for round := range 3 {
		s.Observe(strategy.Fact{Kind: strategy.RoundOpened})
		price := 1.0
		prices := []float64{1}
		for tick := 1; tick < 40; tick++ {
			price *= 1 + math.Sin(float64(tick*(round+2)))/20
			prices = append(prices, price)
			prices[len(prices)-1-tick%2] = math.NaN()
			if tick%5 == 0 {
				prices[tick-1] = price / 2
			}
			if tick < first || tick > last {
				continue
			}
			v := strategy.View{
				Round: round, Phase: game.PhaseLive, Tick: tick, Price: price, High: 2, Low: price / 3, Prices: prices,
				Balance: 1_000_000_007, Waiting: tick % 2,
				Position: ledger.Position{Quantity: float64(tick % 4), AvgCost: 1, Cost: 3, Lots: 1, Since: tick / 2},
				Bet:      ledger.Bet{Start: 1, End: 41, Stake: 5}, HasBet: tick%7 < 3,
			}
			intents = append(intents, s.Decide(&v))
			s.Observe(strategy.Fact{Kind: strategy.Booked, Tick: tick, Entry: ledger.Entry{Kind: ledger.Sold, Price: price, Profit: -7}})
			s.Observe(strategy.Fact{Kind: strategy.Refused, Tick: tick, Code: "no", Intent: intents[len(intents)-1]})
		}
		s.Observe(strategy.Fact{Kind: strategy.Rugged, Tick: 40, Price: 0.01})
	}
	return intents
}

func isolatedProgram(t *testing.T, source string, options Options) *Program {
	t.Helper()
	options.Isolate, options.Host, options.Answer = true, childCommand("host"), patient
	p, err := Compile("t.star", source, map[string]string{}, options)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func begun(t *testing.T, m Maker) Strategy {
	t.Helper()
	s, err := m.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// The same views give the same intents: twice here, in another process, after
// Renew, and when the one takes over from the other half way.
func TestDeterminism(t *testing.T) {
	here := compiled(t, busySource)
	there := isolatedProgram(t, busySource, Options{})
	want := course(begun(t, here), 1, 39)
	again := begun(t, there)
	for name, s := range map[string]Strategy{"again": begun(t, here), "isolated": again} {
		sameIntents(t, name, course(s, 1, 39), want)
	}
	if err := again.Renew(); err != nil {
		t.Fatal(err)
	}
	sameIntents(t, "renewed", course(again, 1, 39), want)

	for _, c := range []struct {
		name string
		a, b Maker
	}{{"here to there", here, there}, {"there to here", there, here}} {
		one, two := begun(t, c.a), begun(t, c.b)
		_ = course(one, 1, 20)
		taken := one.(strategy.Keeper).State()
		if err := two.(strategy.Keeper).Restore(taken); err != nil {
			t.Fatal(err)
		}
		if restored := two.(strategy.Keeper).State(); restored != taken {
			t.Errorf("%s: the state %s was restored as %s", c.name, taken, restored)
		}
		sameIntents(t, c.name, course(two, 21, 30), course(one, 21, 30))
	}
}

func sameIntents(t *testing.T, name string, got, want []strategy.Intent) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d intents, want %d", name, len(got), len(want))
	}
	acted := 0
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("%s: intent %d is %+v, want %+v", name, i, got[i], want[i])
		}
		if got[i].Action != strategy.Wait {
			acted++
		}
	}
	if acted == 0 || strings.Contains(got[len(got)-1].Why.String(), "failed") {
		t.Fatalf("%s: the course says nothing: %+v", name, got[len(got)-1])
	}
}

// A script that fails in its own process fails as it would here.
func TestIsolatedFailure(t *testing.T) {
	leavesNothing(t)
	const source = "state = {\"n\": 0}\ndef decide(view):\n    state[\"n\"] += 1\n    return WAIT if state[\"n\"] < 2 else 1 + view.phase\n"
	here := compiled(t, source).New()
	there := begun(t, isolatedProgram(t, source, Options{}))
	defer there.Close()
	for range 3 {
		if one, two := here.Decide(live()), there.Decide(live()); one != two {
			t.Errorf("it says %q here and %q there", one.Why, two.Why)
		}
	}
	var typed *Error
	if !errors.As(there.Err(), &typed) || typed.Error() != here.Err().Error() || typed.Line != 4 {
		t.Errorf("it failed with %v, want %v", there.Err(), here.Err())
	}
	kept := there.(strategy.Keeper)
	if state := kept.State(); state != here.State() {
		t.Errorf("its state is %s, want %s", state, here.State())
	}
	if err := kept.Restore(`{"n":0}`); err != nil || there.Err() != nil {
		t.Fatal(err, there.Err())
	}
	if there.Decide(live()); there.Err() != nil || kept.State() != `{"n":1}` {
		t.Errorf("restored it is at %s, %v", kept.State(), there.Err())
	}
	if err := kept.Restore("nonsense"); err == nil {
		t.Error("it restored nonsense")
	}
}

// A script without a bound on its steps is bounded by its memory, whether it
// grows step by step or at one stroke; we are not.
func TestIsolatedMemory(t *testing.T) {
	for name, body := range map[string]string{
		"step by step":  "x = []\n    for i in range(1000000000):\n        x.append([i])",
		"at one stroke": "x = [0] * 1000000000",
		"by doubling":   "x = \"a\" * 1000\n    for i in range(40):\n        x += x",
	} {
		t.Run(name, func(t *testing.T) {
			leavesNothing(t)
			p := isolatedProgram(t, "def decide(view):\n    "+body+"\n    return WAIT\n", Options{Steps: mostSteps, Memory: 32 << 20})
			s := begun(t, p)
			defer s.Close()
			s.Decide(live())
			if want := "t.star: it used more than 32 MiB of memory"; s.Err() == nil || s.Err().Error() != want {
				t.Errorf("got  %v\nwant %s", s.Err(), want)
			}
		})
	}
	t.Run("enough", func(t *testing.T) {
		p := isolatedProgram(t, "def decide(view):\n    x = [0] * 250000\n    return WAIT\n", Options{Steps: mostSteps, Memory: 32 << 20})
		s := begun(t, p)
		for range 40 {
			s.Decide(live())
		}
		if s.Err() != nil {
			t.Errorf("4 MB at a time are too much: %v", s.Err())
		}
	})
}

func TestIsolatedWithoutHost(t *testing.T) {
	p, err := Compile("t.star", waits, nil, Options{Isolate: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Start(t.Context()); err == nil || err.Error() != "start an isolated script: no host is named" {
		t.Errorf("it started: %v", err)
	}
}

// A host ends with its input, and refuses what is not meant for it.
func TestHostRefuses(t *testing.T) {
	for input, want := range map[string]string{
		"":                                  "",
		"x\n":                               "read a line of rugtape's",
		`{"type":"view"}`:                   "",
		"{\"type\":\"view\",\"view\":{}}\n": `read "view" before hello`,
		"{\"type\":\"hello\"}\n":            `there is no line of the type "hello"`,
	} {
		var out bytes.Buffer
		err := Host(io.MultiReader(strings.NewReader(input)), &out)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) || out.Len() > 0 {
			t.Errorf("%q: %v, %q", input, err, &out)
		}
	}
}
