package ledger

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rugtape/internal/money"
)

// TestStateComesBack restores an account in the middle and lets both go on.
func TestStateComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Open(1e12)
		for range rapid.IntRange(0, 20).Draw(t, "steps") {
			act(t, &a)
		}
		b, err := FromState(a.State())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(a, b, cmp.AllowUnexported(Account{}, lot{}), equateEmpty); diff != "" {
			t.Fatal(diff)
		}
	})
}

var equateEmpty = cmp.Transformer("emptyIsNil", func(lots []lot) []lot {
	if len(lots) == 0 {
		return nil
	}
	return lots[:len(lots):len(lots)]
})

func act(t *rapid.T, a *Account) {
	price := rapid.Float64Range(0.01, 20).Draw(t, "price")
	switch rapid.IntRange(0, 3).Draw(t, "what") {
	case 0, 1:
		_, _ = a.Buy(1, price, money.Lamports(rapid.Int64Range(1, 1e9).Draw(t, "amount")))
	case 2:
		_, _ = a.Sell(1, price, rapid.Float64Range(0, 1).Draw(t, "part"))
	default:
		_, _ = a.PlaceBet(rapid.IntRange(0, 9).Draw(t, "start"), money.Lamports(rapid.Int64Range(1, 1e9).Draw(t, "stake")))
	}
}

func TestImpossibleStates(t *testing.T) {
	a := Open(1e12)
	for _, price := range []float64{1, 3} {
		if _, err := a.Buy(1, price, 1e9); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := a.PlaceBet(1, 1e9); err != nil {
		t.Fatal(err)
	}
	if _, err := FromState(a.State()); err != nil {
		t.Fatal(err)
	}
	nan := math.NaN()
	for name, change := range map[string]func(s *State){
		"a balance of one lamport more": func(s *State) { s.Balance++ },
		"a basis from nowhere":          func(s *State) { s.Basis = 5 },
		"no lots":                       func(s *State) { s.Lots = nil },
		"no quantity":                   func(s *State) { s.Quantity = 0 },
		"quantity NaN":                  func(s *State) { s.Quantity = nan },
		"average NaN":                   func(s *State) { s.AvgCost = nan },
		"realised NaN":                  func(s *State) { s.Realised = nan },
		"realised beyond the range":     func(s *State) { s.Realised = 1e300 },
		"sidebet infinite":              func(s *State) { s.Sidebet = math.Inf(1) },
		"a lot at 0":                    func(s *State) { s.Lots[0].Price = 0 },
		"a lot at NaN":                  func(s *State) { s.Lots[0].Price = nan },
		"a lot that grew":               func(s *State) { s.Lots[0].Quantity *= 2 },
		"a lot that was not paid":       func(s *State) { s.Lots[1].Paid = 1 },
		"a bet of another window":       func(s *State) { s.Bet.End++ },
		"a bet of nothing":              func(s *State) { s.Bet.Stake = 0 },
		"fewer than no sales":           func(s *State) { s.Sales = -1 },
	} {
		s := a.State()
		change(&s)
		if _, err := FromState(s); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
