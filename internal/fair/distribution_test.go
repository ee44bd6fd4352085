package fair

import (
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

// oddest is the p-value below which a generator is wrong. A right one is called
// so once in some ten thousand seeds; with the seed of every day it is not.
const oddest = 1e-6

// testSeed is 1 or, where RUGTAPE_TEST_SEED asks for it, that number or a "fresh"
// one.
func testSeed(t *testing.T) uint64 {
	text := os.Getenv("RUGTAPE_TEST_SEED")
	switch text {
	case "":
		return 1
	case "fresh":
		text = strconv.FormatInt(time.Now().UnixNano(), 10)
	}
	seed, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("RUGTAPE_TEST_SEED is %q: give a number, or fresh", text)
	}
	t.Logf("RUGTAPE_TEST_SEED=%d", seed)
	return seed
}

// common is a law in which everything that is rare is common: rounds that no
// draw ends, god candles, prices above their limit and above the cap.
var common = func() Law {
	l := V3
	l.Name, l.MaxTicks, l.RugChance = "common", 150, 0.01
	l.GodChance, l.GodMove, l.GodLimit = 0.02, 3, 4
	l.SqrtCap = 3
	return l
}()

// generators make n rounds of a law each: from server seeds, and freely.
var generators = []struct {
	name string
	each func(l Law, seed uint64, n int, add func(Round))
}{
	{"Derive", func(l Law, seed uint64, n int, add func(Round)) {
		buf := make([]float64, 0, l.MaxTicks+1)
		for i := range n / 2 { // it takes several times as long
			job := made(int(seed%1e6)*1e6 + i)
			add(l.Derive(job.Seed, job.Round, buf))
		}
	}},
	{"Drawer", drawn},
}

func drawn(l Law, seed uint64, n int, add func(Round)) {
	buf := make([]float64, 0, l.MaxTicks+1)
	d := NewDrawer(l, seed, 0)
	for i := range n {
		if i%50 == 0 { // streams, as sessions use them
			d.Seed(seed, uint64(i))
		}
		add(d.Round(buf))
	}
}

// Both generators follow the law, in everything that a round consists of.
func TestDistribution(t *testing.T) {
	seed := testSeed(t)
	for _, g := range generators {
		for _, l := range []Law{V1, V3, common} {
			tally := tally{law: l}
			g.each(l, seed, 15_000, tally.add)
			if tally.wrong != "" {
				t.Errorf("%s, %s: %s", g.name, l.Name, tally.wrong)
			}
			for _, v := range tally.pvalues() {
				t.Logf("%s, %-6s %-32s p = %.4f", g.name, l.Name, v.what, v.p)
				if !(v.p >= oddest) {
					t.Errorf("%s, %s, seed %d: %s: p = %.2g", g.name, l.Name, seed, v.what, v.p)
				}
			}
		}
	}
}

// A generator that is a little wrong is told, and by what is wrong about it.
func TestDistributionTellsWrong(t *testing.T) {
	seed := testSeed(t)
	for _, c := range []struct {
		what  string // "" where a round is impossible
		wrong func(l *Law)
	}{
		{"rug tick", func(l *Law) { l.RugChance = 0.011 }},
		{"rug tick", func(l *Law) { l.RugChance = 0.0058 }},
		{"rug tick", func(l *Law) { l.MaxTicks = 400 }},
		{"big moves", func(l *Law) { l.BigChance = 0.13 }},
		{"big sizes", func(l *Law) { l.BigMin = 0.152 }},
		{"god candles", func(l *Law) { l.GodChance = 0.0001 }},
		{"big sizes", func(l *Law) { l.BigMax = 0.249 }},
		{"", func(l *Law) { l.GodMove = 9 }},
		{"small moves, price 0.5 to 2", func(l *Law) { l.Volatility = 0.0047 }},
		{"small moves, price 0.5 to 2", func(l *Law) { l.DriftMin, l.DriftMax = l.DriftMin+5e-4, l.DriftMax-5e-4 }},
		{"", func(l *Law) { l.DriftMin, l.DriftMax = l.DriftMin+0.001, l.DriftMax+0.001 }},
		{"", func(l *Law) { l.SqrtCap = V1.SqrtCap }},
		{"", func(l *Law) { l.RugLoss = 0.980001 }},
	} {
		wrong := V3
		c.wrong(&wrong)
		tally := tally{law: V3}
		drawn(wrong, seed, 6_000, tally.add)
		told := tally.wrong != "" && c.what == ""
		for _, v := range tally.pvalues() {
			told = told || v.what == c.what && v.p < oddest
		}
		if !told {
			t.Errorf("seed %d: rounds of %+v pass for rounds of v3: %q %+v", seed, wrong, tally.wrong, tally.pvalues())
		}
	}
}

// Faults of the draws rather than of the law: each tick's draws are its decisions,
// x and y, and before are those of the tick before.
func TestDistributionTellsBadDraws(t *testing.T) {
	seed := testSeed(t)
	for what, spoil := range map[string]func(draws, before *[5]float64){
		"up or down":           func(draws, _ *[5]float64) { draws[4] = math.Pow(draws[4], 0.95) },
		"pairs of small moves": func(draws, before *[5]float64) { _, draws[3] = math.Modf(before[3] + 0.3) },
		"big after big": func(draws, before *[5]float64) {
			if draws[1] > 0.99 {
				draws[2] = before[2]
			}
		},
		"big sizes":                   func(draws, _ *[5]float64) { draws[3] = math.Floor(draws[3]*32) / 32 },
		"small moves, price 0.5 to 2": func(draws, _ *[5]float64) { draws[4] = draws[3] },
	} {
		rnd := rand.New(rand.NewPCG(seed, 0))
		tally := tally{law: V3}
		var draws [5]float64
		for range 5_000 {
			r := Round{Prices: []float64{1}}
			for {
				before := draws
				for i := range draws {
					draws[i] = rnd.Float64()
				}
				spoil(&draws, &before)
				price := r.Prices[len(r.Prices)-1]
				if draws[0] < V3.RugChance || len(r.Prices) == V3.MaxTicks {
					break
				}
				i := 0
				r.Prices = append(r.Prices, twinDrift(V3, price, func() float64 { i++; return draws[i] }))
			}
			r.RugTick = len(r.Prices)
			r.RugPrice = V3.RugPrice(slices.Min(r.Prices))
			r.Prices = append(r.Prices, r.RugPrice)
			tally.add(r)
		}
		if !slices.ContainsFunc(tally.pvalues(), func(v pvalue) bool { return v.what == what && v.p < oddest }) {
			t.Errorf("seed %d: spoilt draws pass the test of %s: %+v", seed, what, tally.pvalues())
		}
	}
}
