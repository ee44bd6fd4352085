package hands

import (
	"testing"

	"rugtape/internal/game"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
)

// purseOf is the server's word on a player who holds so much.
func purseOf(cash, quantity float64) Heard {
	return Heard{Purse: &game.Purse{Cash: game.Some(cash), Quantity: game.Some(quantity)}}
}

// took is the server's answer to an order that it has taken, at a price if it tells one.
func took(name string, amount money.Lamports, part float64, price game.Opt[float64]) Heard {
	return Heard{Ack: &Ack{Name: name, Amount: amount, Part: part, Success: game.Some(true), Price: price}}
}

// TestShadow: what the player orders by hand is booked as the ledger books it, at
// the price and the tick that the server tells.
func TestShadow(t *testing.T) {
	const buys, bets = money.PerSOL / 100, money.PerSOL / 500
	var s Shadow
	s.Open("r1")
	s.Tick("r1", 0, 1)
	s.Hear(took(BuyOrder, buys, 0, game.Some(1.0))) // before there are books
	s.Hear(purseOf(1, 0.01))                        // something is held: not to be begun with
	if s.Books() != nil {
		t.Fatalf("there are books before a purse in which nothing is held: %+v", s.Books())
	}
	s.Hear(purseOf(1, 0))

	want, err := ledger.Adopt(0, ledger.Books{Balance: money.PerSOL})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(err)
	same := func(when string) {
		t.Helper()
		bet, running := s.Books().Bet()
		wantBet, wantRunning := want.Bet()
		if s.Books().Balance() != want.Balance() || s.Books().Position() != want.Position() || bet != wantBet || running != wantRunning {
			t.Errorf("%s: %v SOL, %+v, bet %+v; want %v, %+v, %+v", when,
				s.Books().Balance(), s.Books().Position(), bet, want.Balance(), want.Position(), wantBet)
		}
	}
	for tick, price := range []float64{1, 1.1, 1.2, 1.1, 1.3} {
		s.Tick("r1", tick, price)
		want.Live(tick)
	}
	s.Tick("r0", 5, 9) // of another round
	s.Hear(took(BuyOrder, buys, 0, game.Some(1.1)))
	_, err = want.Buy(3, 1.1, buys) // the last tick of that price
	must(err)
	same("bought")
	refused := took(BuyOrder, buys, 0, game.Some(1.3))
	refused.Ack.Success = game.Some(false)
	s.Hear(refused)
	same("a buy was refused")
	s.Hear(took(SellOrder, 0, 0.25, game.Some(1.3)))
	_, err = want.Sell(4, 1.3, 0.25)
	must(err)
	same("a part was sold")

	s.Hear(took(SideOrder, bets, 0, game.Opt[float64]{}))
	same("a bet was taken, its tick is not known")
	s.Hear(Heard{Bet: &game.SideBet{Start: 4, End: 4 + ledger.BetWindow, Stake: bets + 1}}) // another's
	same("a bet of another size")
	s.Hear(Heard{Bet: &game.SideBet{Start: 4, End: 4 + ledger.BetWindow, Stake: bets}})
	_, err = want.PlaceBet(4, bets)
	must(err)
	same("the bet runs")

	s.Over("r0", 9, 0)
	same("the rug of another round")
	s.Over("r1", 5, 0.02)
	s.Over("r1", 5, 0.02)
	want.Rug(5, 0.02)
	same("rugged")
	s.Hear(took(BuyOrder, buys, 0, game.Some(1.3)))
	same("what comes after the rug")

	s.Open("r2")
	want.NewRound()
	s.Hear(took(SideOrder, bets, 0, game.Opt[float64]{}))
	_, err = want.PlaceBet(0, bets)
	must(err)
	same("a bet before the round")
	s.Hear(took(BuyOrder, buys, 0, game.Some(1.0)))
	_, err = want.Buy(0, 1, buys)
	must(err)
	same("a buy before the round")
	s.Tick("r2", 0, 1)
	s.Open("r3") // the rug was not told
	want.Rug(1, 0)
	want.NewRound()
	same("the next round")
}

// TestShadowAdopts: what the server says takes the place of the books, unless no
// account can have it.
func TestShadowAdopts(t *testing.T) {
	var s Shadow
	s.Open("r1")
	s.Tick("r1", 7, 1.5)
	if s.Adopt(ledger.Books{Balance: 1, Quantity: -1}) || s.Books() != nil {
		t.Error("a debt of tokens was adopted")
	}
	if !s.Adopt(ledger.Books{Balance: 5, Quantity: 0.008, AvgCost: 1.25, Invested: 10_000_000}) {
		t.Fatal("what the server says was not adopted")
	}
	if held := s.Books().Position(); held.Quantity != 0.008 || s.Books().Balance() != 5 {
		t.Errorf("the books have %+v, %v", held, s.Books().Balance())
	}
}
