//go:build unix

package script

import (
	"path/filepath"
	"syscall"
	"testing"

	"rugtape/internal/game"
	"rugtape/internal/strategy"
)

// The figures of docs/strategies.md: decisions a second of
// one processor (-cpu 1).
func BenchmarkDecide(b *testing.B) {
	for _, c := range []struct{ name, source string }{
		{"target", targetSource},
		{"mean", meanSource},
		{"state", stateSource},
	} {
		b.Run(c.name, func(b *testing.B) { benchmarkDecide(b, c.source) })
	}
}

func benchmarkDecide(b *testing.B, source string) {
	p, err := Compile("bench.star", source, nil, Options{})
	if err != nil {
		b.Fatal(err)
	}
	s := p.New()
	v := strategy.View{Phase: game.PhaseLive, Tick: 99, Price: 1.5, High: 1.6, Low: 0.9, Prices: make([]float64, 100)}
	v.Position.Quantity = 1
	for i := range v.Prices {
		v.Prices[i] = 1 + float64(i)/100
	}
	b.ReportAllocs()
	before := processorTime(b)
	for b.Loop() {
		s.Decide(&v)
	}
	if s.Err() != nil {
		b.Fatal(s.Err())
	}
	b.ReportMetric(float64(b.N)/(processorTime(b)-before), "decisions/cpu-s")
}

// processorTime is what the process has taken of the processors, in seconds:
// unlike the clock's, it says something on a busy machine.
func processorTime(b *testing.B) float64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return float64(used.Utime.Nano()+used.Stime.Nano()) / 1e9
}

func BenchmarkNew(b *testing.B) {
	p, err := Compile("target.star", targetSource, nil, Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		p.New()
	}
}

// BenchmarkOutside is a decision in another process, there and back.
func BenchmarkOutside(b *testing.B) {
	isolated, err := Compile("target.star", targetSource, nil, Options{Isolate: true, Host: childCommand("host")})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("isolated", func(b *testing.B) { benchmarkOutside(b, isolated) })
	program, err := NewCommand(childCommand("answers", waitReply), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("program", func(b *testing.B) { benchmarkOutside(b, program) })
	python, err := Open("program:python3 "+filepath.Join(examples, "dip.py"), Options{})
	if err != nil {
		b.Skip(err)
	}
	b.Run("python", func(b *testing.B) { benchmarkOutside(b, python) })
}

func benchmarkOutside(b *testing.B, maker Maker) {
	s, err := maker.Start(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	v := live()
	for b.Loop() {
		s.Decide(v)
	}
	if s.Err() != nil {
		b.Fatal(s.Err())
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "decisions/s")
}
