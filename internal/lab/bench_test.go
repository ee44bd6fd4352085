package lab

import (
	"testing"

	"rugtape/internal/fair"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// plan of n drawn rounds, a session each.
func drawnPlan(t testing.TB, name string, n int) *Plan {
	t.Helper()
	spec, err := strategy.Parse(name)
	if err != nil {
		t.Fatal(err)
	}
	return &Plan{
		Name: spec.String(), Spec: &spec, Make: func() (strategy.Strategy, error) { return spec.New(), nil },
		Rounds:     Rounds{Source: Drawn, Law: fair.V3, Seed: 1, Count: n},
		PerSession: 1, Balance: money.PerSOL,
	}
}

func never() bool { return false }

// play plays one shard at a table of its own.
func play(p *Plan, s Shard, stop func() bool) (Partial, error) {
	t := p.Table()
	defer t.Close()
	return t.Run(s, stop)
}

func BenchmarkDrawn(b *testing.B) {
	for _, name := range []string{"target:m=2", "hold:n=50", "conservative", "aggressive", "sidebet", "martingale-sidebet", "random"} {
		b.Run(name, func(b *testing.B) {
			p := drawnPlan(b, name, 1_000_000_000)
			ticks := int64(0)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				part, err := play(p, Shard{i * 1000, (i + 1) * 1000}, never)
				if err != nil {
					b.Fatal(err)
				}
				ticks += part.Ticks
			}
			b.ReportMetric(float64(ticks)/b.Elapsed().Seconds()/1e6, "Mticks/s")
			b.ReportMetric(float64(ticks)/float64(b.N)/1000, "ticks/round")
		})
	}
}
