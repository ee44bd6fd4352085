package fair

import "testing"

// Tick by tick, as a simulation draws.
func BenchmarkDrawer(b *testing.B) {
	d := NewDrawer(V3, 1, 0)
	rounds, ticks := 0, 0
	b.ReportAllocs()
	for b.Loop() {
		d.Open()
		for rugged := false; !rugged; ticks++ {
			_, rugged = d.Next()
		}
		rounds++
	}
	reportDrawn(b, rounds, ticks)
}

// A round at a time, with its prices, peak and low.
func BenchmarkDrawerRound(b *testing.B) {
	d := NewDrawer(V3, 1, 0)
	buf := make([]float64, 0, V3.MaxTicks+1)
	rounds, ticks := 0, 0
	b.ReportAllocs()
	for b.Loop() {
		ticks += d.Round(buf).RugTick
		rounds++
	}
	reportDrawn(b, rounds, ticks)
}

func reportDrawn(b *testing.B, rounds, ticks int) {
	report(b, rounds, ticks)
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(ticks), "ns/tick")
}
