package hands

import (
	"testing"

	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// BenchmarkHear hears a purse that says what our books say, with a hundred ticks told
// and so many orders open.
func BenchmarkHear(b *testing.B) {
	for _, bench := range []struct {
		name string
		open int
	}{{"none", 0}, {"one", 1}, {"three", 3}} {
		b.Run(bench.name, func(b *testing.B) {
			f, books := New(), ledger.Open(10*money.PerSOL)
			f.Presale("r", 10_000, 0)
			f.Hear(Heard{}, &books)
			price := 1.0
			for tick := range 100 {
				price *= 1.001
				f.Tick("r", tick, price, second+int64(tick)*second/4)
			}
			now := 26 * second
			for key := range bench.open {
				f.Sent(guard.Order{Key: uint64(key + 1), Action: strategy.Buy, Amount: stake, Tick: 95}, now)
			}
			server := theirs{books.Clone()}
			b.ReportAllocs()
			for b.Loop() {
				f.words = nil
				f.changed++
				f.Hear(Heard{AtNS: now + ms, Purse: server.purse()}, &books)
			}
		})
	}
}
