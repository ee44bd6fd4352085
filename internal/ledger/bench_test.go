package ledger

import "testing"

// The cost of what a backtest does through the books: a tick with nothing
// open, a trade there and back, a rug.

func BenchmarkLive(b *testing.B) {
	a := Open(1e15)
	b.ReportAllocs()
	tick := 0
	for b.Loop() {
		tick++
		if _, lost := a.Live(tick); lost {
			b.Fatal("nothing was bet")
		}
	}
}

func BenchmarkBuySell(b *testing.B) {
	a := Open(1e15)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.Buy(3, 1.3456, 5e6); err != nil {
			b.Fatal(err)
		}
		if _, err := a.Sell(9, 1.3456, 1); err != nil {
			b.Fatal(err)
		}
		a.NewRound()
	}
}

func BenchmarkRound(b *testing.B) {
	a := Open(1e15)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.Buy(3, 1.3456, 5e6); err != nil {
			b.Fatal(err)
		}
		if _, err := a.PlaceBet(3, 2e6); err != nil {
			b.Fatal(err)
		}
		a.Rug(9, 0.0198)
		a.NewRound()
	}
}

func BenchmarkPnL(b *testing.B) {
	a := Open(1e15)
	for range 3 {
		if _, err := a.Buy(3, 1.3456, 5e6); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if a.PnL(2).Regular == 0 {
			b.Fatal("no P&L")
		}
	}
}
