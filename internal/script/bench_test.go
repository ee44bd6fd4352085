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

// targetSource is a plain strategy: it remembers nothing.
const targetSource = `params = {"m": 2.0, "stake": "0.01"}

def decide(view):
    if view.waiting > 0:
        return WAIT("an order is on its way")
    if view.holds:
        if view.price >= params["m"]:
            return SELL(1, why="the target is reached")
        return WAIT
    if view.phase == "presale":
        return BUY(params["stake"], why="the round opens")
    return WAIT
`

// meanSource looks back over 20 prices at each tick.
const meanSource = `
def decide(view):
    total = 0.0
    for p in view.prices[-20:]:
        if p != None:
            total += p
    if view.price < 0.5 * total / 20:
        return BUY("0.01", why="half of the mean")
    return WAIT
`

// stateSource remembers a few numbers.
const stateSource = `
state = {"ticks": 0, "best": 1.0, "last": None}

def decide(view):
    state["ticks"] += 1
    if view.price > state["best"]:
        state["best"] = view.price
    state["last"] = view.price
    return WAIT
`

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
