package fair

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

// made is the i-th made round, as bench/made.mjs makes it: no real one.
func made(i int) Job {
	n := strconv.Itoa(i)
	return Job{
		Seed:  SeedHash("rugtape seed " + n),
		Round: "20260101-" + SeedHash("rugtape round " + n)[:16],
	}
}

// differs tells two rounds apart by their bits.
func differs(a, b Round) bool {
	return a.Law != b.Law || a.RugTick != b.RugTick ||
		!same(a.RugPrice, b.RugPrice) || !same(a.Peak, b.Peak) || !same(a.Low, b.Low) ||
		!slices.EqualFunc(a.Prices, b.Prices, same)
}

func TestDeriveIsTheTwins(t *testing.T) {
	gods, over100 := 0, 0
	buf := make([]float64, 0, V3.MaxTicks+1)
	for _, l := range Laws() {
		for i := range 1500 {
			job := made(i)
			got, want := l.Derive(job.Seed, job.Round, buf), twinDerive(l, job.Seed, job.Round)
			if differs(got, want) {
				t.Fatalf("%s, made round %d:\ngot  %v\nwant %v", l.Name, i, got, want)
			}
			for t, price := range got.Prices[1:] {
				if price == got.Prices[t]*10 {
					gods++
				}
				if price > 100 {
					over100++
				}
			}
		}
	}
	if gods == 0 || over100 == 0 {
		t.Errorf("%d god candles and %d ticks above 100: too few seeds to meet what is rare", gods, over100)
	}
}

// The law is data: any parameters do, and rare branches become common.
func TestDeriveOtherLaws(t *testing.T) {
	const seed = 3
	rnd := rand.New(rand.NewPCG(seed, 0))
	for i := range 2000 {
		l := Law{
			Name:       "other",
			RugChance:  rnd.Float64() * 0.2,
			GodChance:  max(0, rnd.Float64()-0.5) * 0.2,
			GodMove:    1 + 10*rnd.Float64(),
			GodLimit:   5 * rnd.Float64(),
			BigChance:  rnd.Float64(),
			BigMin:     rnd.Float64() / 2,
			BigMax:     rnd.Float64() * 1.5,
			DriftMin:   -rnd.Float64() * 0.2,
			DriftMax:   rnd.Float64() * 0.2,
			Volatility: rnd.Float64(),
			SqrtCap:    20 * rnd.Float64(),
			MaxTicks:   1 + rnd.IntN(100),
			RugLoss:    rnd.Float64(),
		}
		job := made(i)
		got, want := l.Derive(job.Seed, job.Round, nil), twinDerive(l, job.Seed, job.Round)
		if differs(got, want) {
			t.Fatalf("seed %d, made round %d, %+v:\ngot  %v\nwant %v", seed, i, l, got, want)
		}
	}
}

func TestRoundThatNoDrawEnds(t *testing.T) {
	l := V3
	l.RugChance = 0
	job := made(0)
	r := l.Derive(job.Seed, job.Round, nil)
	if r.RugTick != 5000 || len(r.Prices) != 5001 || r.Prices[5000] != r.RugPrice {
		t.Errorf("ends at tick %d with %d prices, want 5000 and 5001", r.RugTick, len(r.Prices))
	}
}

func TestRound(t *testing.T) {
	for i := range 500 {
		job := made(i)
		r := V3.Derive(job.Seed, job.Round, nil)
		live := r.Prices[:r.RugTick]
		if r.Peak != slices.Max(live) || r.Low != slices.Min(live) || live[r.PeakTick()] != r.Peak ||
			r.Prices[r.RugTick] != r.RugPrice || r.RugPrice != r.Low*0.020000000000000018 {
			t.Fatalf("made round %d contradicts itself: %+v", i, r)
		}
	}
}

func TestRugPrice(t *testing.T) {
	for _, c := range []struct{ low, want float64 }{
		{1, 0.020000000000000018},
		{0.5, 0.010000000000000009},
		{0, 0},
	} {
		if got := V3.RugPrice(c.low); got != c.want {
			t.Errorf("low %v: got %v, want %v", c.low, got, c.want)
		}
	}
}

func TestDeriveKeepsToItsBuffer(t *testing.T) {
	buf := make([]float64, 3, V3.MaxTicks+1)
	job := made(0)
	r := V3.Derive(job.Seed, job.Round, buf)
	if &r.Prices[0] != &buf[0] {
		t.Error("the prices are not in the buffer that was given")
	}
	i := 0
	if n := testing.AllocsPerRun(200, func() {
		job := &jobs[i%len(jobs)]
		i++
		V3.Derive(job.Seed, job.Round, buf)
	}); n != 0 {
		t.Errorf("%v allocations a round, want none", n)
	}
}

func TestLawByName(t *testing.T) {
	for _, l := range Laws() {
		if got, err := LawByName(l.Name); err != nil || got != l {
			t.Errorf("LawByName(%q) = %v, %v", l.Name, got, err)
		}
	}
	_, err := LawByName("v4")
	if err == nil || err.Error() != `unknown law "v4": the known ones are v1 v2 v3` {
		t.Errorf("error for v4: %v", err)
	}
	if math.IsInf(V3.SqrtCap, 1) || V2.GodChance != 0 || !math.IsInf(V1.SqrtCap, 1) {
		t.Error("v1 has no cap, v2 no god candle, v3 both")
	}
}
