package arena

import "testing"

// BenchmarkBeat is what a beat of the world costs, all its frames encoded,
// with as many simulated players as make frames of the site's sizes.
func BenchmarkBeat(b *testing.B) {
	d := direct(Options{Seed: 1, Players: DefaultPlayers})
	for range 5_000 {
		d.next()
	}
	b.ReportAllocs()
	for b.Loop() {
		d.next()
	}
}
