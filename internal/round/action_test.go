package round

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rugtape/internal/game"
	"rugtape/internal/money"
)

// pressed draws presses that differ in few things, so that many are equal.
func pressed(t *rapid.T, name string) *Recording {
	r := New(Key{Site, "r"})
	few := rapid.Int64Range(0, 2)
	for range rapid.IntRange(0, 6).Draw(t, name) {
		a := Action{
			AtNS: few.Draw(t, "at"), Control: rapid.SampledFrom(Controls[:2]).Draw(t, "control"),
			By: rapid.SampledFrom(Hands[:2]).Draw(t, "by"), Outcome: rapid.SampledFrom(Outcomes[1:3]).Draw(t, "outcome"),
		}
		switch rapid.IntRange(0, 4).Draw(t, "what else") {
		case 0:
			a.Amount = game.Some[money.Lamports](0)
		case 1:
			a.Before.Server.PnL = game.Some(0.0)
		case 2:
			a.Before.Server.PnL = game.Some(math.Copysign(0, -1))
		case 3:
			a.After.Ours.BetEnd = game.Some(int(few.Draw(t, "end")))
		}
		r.AddAction(a)
	}
	return r
}

// TestMergeOfActionsIsAJoin: presses are a set by all that they say.
func TestMergeOfActionsIsAJoin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := pressed(t, "a"), pressed(t, "b"), pressed(t, "c")
		equal := func(law string, x, y *Recording) {
			if diff := cmp.Diff(x.Actions, y.Actions, sameRecording); diff != "" {
				t.Fatalf("%s does not hold:\n%s", law, diff)
			}
		}
		equal("a+b = b+a", Merge(a, b), Merge(b, a))
		equal("(a+b)+c = a+(b+c)", Merge(Merge(a, b), c), Merge(a, Merge(b, c)))
		equal("a+a = a", Merge(a, a), a)
		before := len(a.Actions)
		all := Merge(a, b, c)
		for _, each := range all.Actions {
			found := 0
			for _, r := range []*Recording{a, b, c} {
				for _, have := range r.Actions {
					if compareActions(have, each) == 0 {
						found++
					}
				}
			}
			if found == 0 {
				t.Fatalf("the press %+v came out of nothing", each)
			}
		}
		all.AddAction(Action{AtNS: 99})
		if len(a.Actions) != before {
			t.Fatal("what is added to the joined recording shows in a part")
		}
	})
}

// TestAbsentIsNotZero: neither are 0 and -0 the same figure.
func TestAbsentIsNotZero(t *testing.T) {
	r := New(Key{Site, "r"})
	for range 2 {
		r.AddAction(Action{})
		r.AddAction(Action{Part: game.Some(0.0)})
		r.AddAction(Action{Part: game.Some(math.Copysign(0, -1))})
		r.AddAction(Action{Amount: game.Some[money.Lamports](0)})
	}
	if len(r.Actions) != 4 {
		t.Errorf("%d presses, want 4", len(r.Actions))
	}
	var none Action
	if none.LatencyNS().Present {
		t.Error("a press that was not confirmed has a latency")
	}
	if took := (&Action{AtNS: 5, ConfirmedNS: 7}).LatencyNS(); took != game.Some[int64](2) {
		t.Errorf("latency %+v", took)
	}
}

// TestWordsAreBounded: a label is one line of text, whatever the page had.
func TestWordsAreBounded(t *testing.T) {
	r := New(Key{Site, "r"})
	r.AddAction(Action{Label: " BUY\n\t+0.030  SOL ", Why: strings.Repeat("é", maxWords)})
	a := r.Actions[0]
	if a.Label != "BUY +0.030 SOL" || len(a.Why) != maxWords || !utf8.ValidString(a.Why) {
		t.Errorf("%q, %d bytes", a.Label, len(a.Why))
	}
	r.AddAction(Action{Label: "\xff"})
	for _, a := range r.Actions {
		if !utf8.ValidString(a.Label) {
			t.Errorf("%q is no text", a.Label)
		}
	}
}

func TestControlOf(t *testing.T) {
	for name, want := range map[string]Control{
		"BUY": BuyButton, "SELL": SellButton, "SIDE": SideBetButton, "SIDEBET": SideBetButton, "+0.001": AmountButton, "1/2": AmountButton,
		"X2": AmountButton, "MAX": AmountButton, "X": AmountButton, "clear": AmountButton, "10%": PercentButton, "100%": PercentButton,
		"amount": "", "side panel": "", "": "", "BUYER": "", "101%": "", "0%": "", "NaN%": "",
	} {
		if got, _, ok := ControlOf(name); got != want || ok != (want != "") {
			t.Errorf("ControlOf(%q) = %q, %v; want %q", name, got, ok, want)
		}
	}
	if _, part, _ := ControlOf("25%"); part != game.Some(0.25) {
		t.Errorf("25%% is the part %+v", part)
	}
}
