package ledger

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"rugtape/internal/money"
)

// TestAdoptGoesOnAsTheServer: books that are taken from what an account of one
// buy shows bring the same cash from then on.
func TestAdoptGoesOnAsTheServer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Custom(func(t *rapid.T) money.Lamports { return money.Lamports(rapid.Int64Range(1, 1e9).Draw(t, "amount")) })
		server := Open(10 * money.PerSOL)
		server.NewRound()
		tick, price := rapid.IntRange(0, 50).Draw(t, "tick"), rapid.Float64Range(0.01, 50).Draw(t, "price")
		if _, err := server.Buy(tick, price, amount.Draw(t, "buy")); err != nil {
			t.Skip(err)
		}
		if rapid.Bool().Draw(t, "sold") {
			_, _ = server.Sell(tick+1, price, rapid.SampledFrom([]float64{0.1, 0.25, 0.5}).Draw(t, "part"))
		}
		if rapid.Bool().Draw(t, "bets") {
			_, _ = server.PlaceBet(tick+1, amount.Draw(t, "bet"))
		}
		p := server.Position()
		if p.AvgCost == 0 {
			t.Skip("its cost is below a lamport")
		}
		b := Books{Balance: server.Balance(), Quantity: p.Quantity, AvgCost: p.AvgCost, Realised: server.realised, Sidebet: server.sidebet}
		b.Invested = lamports(server.PnL(price).Invested)
		if bet, running := server.Bet(); running {
			b.Bet = &bet
		}
		ours, err := Adopt(tick+2, b)
		if err != nil {
			t.Fatal(err)
		}
		if got := ours.Position(); got.Quantity != p.Quantity || got.AvgCost != p.AvgCost || got.Since != tick+2 {
			t.Fatalf("it holds %+v, the server %+v", got, p)
		}
		if got := ours.PnL(price); got.Invested != server.PnL(price).Invested || math.Abs(got.Total-server.PnL(price).Total) > 1e-6 {
			t.Fatalf("its figures are %+v, the server's %+v", got, server.PnL(price))
		}
		for range rapid.IntRange(0, 3).Draw(t, "sales") {
			tick++
			at, part := rapid.Float64Range(0.01, 50).Draw(t, "at"), rapid.Float64Range(0.01, 1).Draw(t, "part")
			a, errA := ours.Sell(tick+2, at, part)
			b, errB := server.Sell(tick+2, at, part)
			if a.Cash != b.Cash || (errA == nil) != (errB == nil) {
				t.Fatalf("a sale brings %v (%v), the server has %v (%v)", a.Cash, errA, b.Cash, errB)
			}
		}
		end := tick + 3 + rapid.IntRange(0, 60).Draw(t, "rug")
		ours.Rug(end, 0.005)
		server.Rug(end, 0.005)
		if ours.Balance() != server.Balance() {
			t.Fatalf("it ends with %v, the server with %v", ours.Balance(), server.Balance())
		}
	})
}

// TestAdoptWhatIsSaid: whatever a server says is refused, or makes books that
// go on.
func TestAdoptWhatIsSaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		figure := rapid.OneOf(rapid.Float64(), rapid.Float64Range(0, 10), rapid.SampledFrom([]float64{0, 1e-9, 1, limit, math.Inf(1), math.NaN()}))
		amount := rapid.OneOf(rapid.Int64(), rapid.Int64Range(0, 1e10))
		b := Books{
			Balance: money.Lamports(amount.Draw(t, "balance")), Quantity: figure.Draw(t, "quantity"), AvgCost: figure.Draw(t, "cost"),
			Realised: figure.Draw(t, "realised"), Sidebet: figure.Draw(t, "sidebet"), Invested: money.Lamports(amount.Draw(t, "invested")),
		}
		if rapid.Bool().Draw(t, "bets") {
			start := rapid.IntRange(-1, 5).Draw(t, "start")
			b.Bet = &Bet{start, start + rapid.SampledFrom([]int{BetWindow, BetWindow, 0}).Draw(t, "window"), money.Lamports(amount.Draw(t, "stake"))}
		}
		a, err := Adopt(7, b)
		if err != nil {
			return
		}
		if a.Balance() != b.Balance || a.Position().Quantity != b.Quantity {
			t.Fatalf("%+v makes a balance of %v and %+v", b, a.Balance(), a.Position())
		}
		_, _ = a.Buy(8, 1.5, money.PerSOL/10)
		_, _ = a.Sell(9, 0.5, 0.5)
		a.Rug(10, 0.01)
		a.NewRound()
	})
}

func TestAdoptRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		books Books
		want  error
	}{
		"a balance below 0":    {Books{Balance: -1}, ErrRange},
		"too much":             {Books{Balance: Limit + 1}, ErrRange},
		"no number":            {Books{Quantity: math.NaN()}, ErrRange},
		"less than nothing":    {Books{Quantity: -1, AvgCost: 1}, ErrRange},
		"no P&L":               {Books{Realised: math.Inf(-1)}, ErrRange},
		"held at no cost":      {Books{Quantity: 1}, ErrAmount},
		"held at no number":    {Books{Quantity: 1, AvgCost: math.NaN()}, ErrAmount},
		"held beyond measures": {Books{Quantity: limit, AvgCost: 2}, ErrAmount},
	} {
		if _, err := Adopt(0, c.books); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	for _, bet := range []Bet{{Start: 0, End: 39, Stake: 1}, {Start: 0, End: 40}, {Start: 0, End: 40, Stake: Limit + 1}} {
		if _, err := Adopt(0, Books{Bet: &bet}); err == nil {
			t.Errorf("the bet %+v was taken", bet)
		}
	}
}
