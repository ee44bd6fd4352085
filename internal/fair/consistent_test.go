package fair

import (
	"bufio"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// seedless is a round as seen without its seed, to be changed.
func seedless(l Law, i int) Observed {
	job := made(i)
	r := l.Derive(job.Seed, job.Round, nil)
	return Observed{
		Round: job.Round, Version: l.Name,
		Prices: r.Prices[:r.RugTick], RugTick: r.RugTick, RugPrice: r.RugPrice, Peak: r.Peak,
	}
}

// What the law makes is never called impossible, however much of it is missing.
func TestDerivedRoundsAreConsistent(t *testing.T) {
	const seed = 4
	rnd := rand.New(rand.NewPCG(seed, 0))
	for _, l := range Laws() {
		for i := range 1000 {
			o := seedless(l, i)
			if c := l.Consistent(o); c.Check != Passed || c.FirstImpossible != -1 || c.Why != "" {
				t.Fatalf("%s, made round %d: %+v", l.Name, i, c)
			}
			punch(rnd, &o)
			if c := l.Consistent(o); c.Check != Passed {
				t.Fatalf("seed %d, %s, made round %d with gaps: %+v\n%v", seed, l.Name, i, c, o)
			}
		}
	}
}

// punch loses ticks as recorders do: single ones, runs, the start, the end, the
// rug's tick.
func punch(rnd *rand.Rand, o *Observed) {
	for range 1 + rnd.IntN(3) {
		from := rnd.IntN(len(o.Prices))
		to := min(len(o.Prices), from+1+rnd.IntN(1+rnd.IntN(40)))
		for tick := from; tick < to; tick++ {
			o.Prices[tick] = nan
		}
	}
	switch rnd.IntN(4) {
	case 0:
		o.Prices = o.Prices[:rnd.IntN(len(o.Prices)+1)]
	case 1:
		o.RugTick = -1
	}
}

// Any draws lead into the reach, from any price; far up is where the volatility
// of v1, which has no cap, is largest.
func TestStepsFarUp(t *testing.T) {
	const seed = 5
	rnd := rand.New(rand.NewPCG(seed, 0))
	for _, l := range Laws() {
		r := newRule(l)
		for range 1000 {
			from := math.Exp(rnd.Float64()*40 - 20)
			within := reach{{from * rnd.Float64(), from * (1 + rnd.Float64())}}
			exact := reach{{from, from}}
			for range 10 {
				draws := [4]float64{rnd.Float64(), rnd.Float64(), rnd.Float64(), rnd.Float64()}
				for i := range draws {
					if n := rnd.IntN(8); n < 2 {
						draws[i] = [2]float64{0, lastDraw}[n]
					}
				}
				i := -1
				to := twinDrift(l, from, func() float64 { i++; return draws[i%4] })
				if !r.leads(exact, to) || !r.leads(within, to) || !slices.ContainsFunc(r.next(within), func(s span) bool { return s.low <= to && to <= s.high }) {
					t.Fatalf("seed %d: %s goes from %v to %v with the draws %v, which is said to be impossible from %v or %v", seed, l.Name, from, to, draws, exact, within)
				}
			}
		}
	}
}

// The bounds of a step are those that the extreme draws attain, to the bit.
func TestBoundsAreExact(t *testing.T) {
	const seed = 6
	rnd := rand.New(rand.NewPCG(seed, 0))
	r := newRule(V3)
	for range 500 {
		p := math.Exp(rnd.Float64()*8 - 4)
		draws := func(list ...float64) func() float64 {
			return func() (d float64) { d, list = list[0], list[1:]; return d }
		}
		bounds := []float64{
			twinDrift(V3, p, draws(1, 0, lastDraw, 0)), // a big move down
			twinDrift(V3, p, draws(1, 0, 0, 0)),
			twinDrift(V3, p, draws(1, 1, 0, 0)), // a small one
			twinDrift(V3, p, draws(1, 1, lastDraw, lastDraw)),
			twinDrift(V3, p, draws(1, 0, 0, 1)), // a big move up
			twinDrift(V3, p, draws(1, 0, lastDraw, 1)),
		}
		if p <= 100 {
			bounds = append(bounds, p*10, p*10)
		}
		for i, b := range bounds {
			out := math.Nextafter(b, [2]float64{0, math.Inf(1)}[i%2])
			if from := (reach{{p, p}}); !r.leads(from, b) || r.leads(from, out) {
				t.Fatalf("from %v: %v can be and %v cannot", p, b, out)
			}
		}
	}
}

func TestConsistent(t *testing.T) {
	// A round long enough to have a low in its middle.
	var whole Observed
	for i := 0; ; i++ {
		whole = seedless(V3, i)
		if at := slices.Index(whole.Prices, slices.Min(whole.Prices)); at > 20 && at < whole.RugTick-20 && whole.RugTick < 200 {
			break
		}
	}
	rug := whole.RugTick
	low := slices.Min(whole.Prices)
	atLow := slices.Index(whole.Prices, low)
	ulp := func(x float64, n int) float64 { return math.Float64frombits(math.Float64bits(x) + uint64(n)) }
	lose := func(o *Observed, from, to int) {
		for tick := from; tick < to; tick++ {
			o.Prices[tick] = nan
		}
	}
	const fine = -1
	for _, c := range []struct {
		name   string
		change func(o *Observed)
		first  int
		why    string
	}{
		{"whole", func(*Observed) {}, fine, ""},
		// What cannot be told without a seed.
		{"a last bit", func(o *Observed) { o.Prices[10] = ulp(o.Prices[10], 1) }, fine, ""},
		{"a peak that is not one", func(o *Observed) { o.Peak = 99 }, fine, ""},
		{"a rug price that fits a low missed", func(o *Observed) { lose(o, atLow, atLow+1) }, fine, ""},
		{"a rug at another tick", func(o *Observed) { o.RugTick += 5 }, fine, ""},
		{"nothing seen", func(o *Observed) { *o = Observed{RugTick: -1, RugPrice: nan, Peak: nan} }, fine, ""},
		{"only the rug", func(o *Observed) { o.Prices = nil }, fine, ""},
		// What can be.
		{"first price", func(o *Observed) { o.Prices[0] = ulp(1, 1) }, 0, "a round starts at 1"},
		{"a step too large", func(o *Observed) { o.Prices[10] = o.Prices[9] * 1.3 }, 10, "no draw of the law v3 leads to"},
		{"a step between big and small", func(o *Observed) { o.Prices[10] = o.Prices[9] * 1.1 }, 10, "no draw"},
		{"a step that leads nowhere", func(o *Observed) { o.Prices[10] = o.Prices[9] * 10; o.Prices[11] = o.Prices[9] }, 11, "no draw"},
		{"two ticks swapped far apart", func(o *Observed) { o.Prices[atLow], o.Prices[2] = o.Prices[2], o.Prices[atLow] }, 2, "no draw"},
		{"infinity", func(o *Observed) { o.Prices[10] = math.Inf(1) }, 10, "no draw"},
		{"a negative price", func(o *Observed) { o.Prices[10] *= -1 }, 10, "no draw"},
		{"a step too large over a gap", func(o *Observed) { lose(o, 10, 11); o.Prices[11] = o.Prices[9] * 2 }, 11, "no draw"},
		{"a wrong low", func(o *Observed) { o.Prices[atLow] = ulp(low, -4) }, rug, "does not follow from the lowest price"},
		{"rug price, last bit", func(o *Observed) { o.RugPrice = ulp(o.RugPrice, 1) }, rug, "does not follow"},
		{"rug price, last bit, ticks after it not seen", func(o *Observed) {
			o.Prices = append(o.Prices, nan, nan)
			o.RugPrice = ulp(o.RugPrice, -1)
		}, rug, "does not follow"},
		{"rug price above, a tick missing", func(o *Observed) { lose(o, 10, 11); o.RugPrice = ulp(o.RugPrice, 2) }, rug, "is above"},
		{"rug price too low for the gap", func(o *Observed) { lose(o, 10, 11); o.RugPrice /= 4 }, rug, "too low"},
		{"rug price too low for the missing end", func(o *Observed) { o.Prices = o.Prices[:rug-1]; o.RugPrice /= 4 }, rug, "too low"},
		{"rug price of no low", func(o *Observed) { o.RugTick = -1; o.RugPrice = noRugPrice(low) }, rug, "from no lowest price"},
		{"nothing seen, rug price above 0.02", func(o *Observed) { o.Prices, o.RugPrice = nil, 0.03 }, rug, "is above"},
		{"a live price at the rug", func(o *Observed) { o.Prices = append(o.Prices, o.Prices[rug-1]) }, rug, "but the round rugged"},
		{"rug at 0", func(o *Observed) { o.RugTick = 0 }, 0, "cannot rug at tick 0"},
		{"rug after the last tick", func(o *Observed) { o.RugTick = 5001 }, 5000, "at the latest"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := whole
			o.Prices = slices.Clone(o.Prices)
			c.change(&o)
			got := V3.Consistent(o)
			if (got.Check == Failed) != (c.first != fine) || got.FirstImpossible != c.first || !strings.Contains(got.Why, c.why) || (got.Check == Failed) != (got.Why != "") {
				t.Errorf("got %+v, want first impossible %d because %q", got, c.first, c.why)
			}
		})
	}
}

// noRugPrice is a price, below the rug price of low, that no low makes: the
// factor is above a power of two, so some doubles are left out.
func noRugPrice(low float64) float64 {
	for rug := V3.RugPrice(low); ; {
		rug = math.Nextafter(rug, 0)
		if at := rug / (1 - V3.RugLoss); V3.RugPrice(math.Nextafter(at, 0)) != rug && V3.RugPrice(at) != rug && V3.RugPrice(math.Nextafter(at, 9)) != rug {
			return rug
		}
	}
}

func TestConsistentBeyondTheLastTick(t *testing.T) {
	prices := slices.Repeat([]float64{1}, 5001)
	o := Observed{Prices: prices, RugTick: -1, RugPrice: nan, Peak: nan}
	if c := V3.Consistent(o); c.Check != Failed || c.FirstImpossible != 5000 {
		t.Errorf("%+v", c)
	}
}

// A long gap stays a few intervals, however it began.
func TestReachStaysSmall(t *testing.T) {
	r := newRule(V3)
	from := reach{{1, 1}}
	for tick := range 5000 {
		from = r.next(from)
		if len(from) > 12 {
			t.Fatalf("tick %d: %d intervals: %v", tick, len(from), from)
		}
	}
}

func TestSeedHash(t *testing.T) {
	const want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // FIPS 180-2, "abc"
	if got := SeedHash("abc"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Whatever was seen, Verify says something and no more.
func FuzzVerify(f *testing.F) {
	f.Add([]byte{1, 2, 3}, 5, 0.02, 1.5, "seed")
	f.Add([]byte{}, -1, nan, nan, "")
	f.Add([]byte{255, 0, 128}, math.MaxInt, -1.0, math.Inf(1), "\xff")
	f.Fuzz(func(t *testing.T, moves []byte, rugTick int, rugPrice, peak float64, seed string) {
		o := Observed{Round: "r", Seed: seed, RugTick: rugTick, RugPrice: rugPrice, Peak: peak}
		price := 1.0
		for _, m := range moves {
			price *= 0.7 + float64(m&0x3f)/100
			if o.Prices = append(o.Prices, price); m > 250 {
				o.Prices[len(o.Prices)-1] = nan
			}
		}
		p, err := Verify(o)
		if err != nil {
			t.Fatal(err)
		}
		if p.Verdict == Verified || p.PricesEqual > p.PricesChecked || (p.FirstMismatch >= 0) != (p.Verdict == Mismatch) {
			t.Errorf("%+v of %+v", p, o)
		}
	})
}

// Twenty real recordings without seeds: nothing in them is impossible.
func TestRealRecordingsAreConsistent(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpus(t), "sample", "*.jsonl"))
	if err != nil || len(files) != 20 {
		t.Fatalf("%d files, %v, want 20", len(files), err)
	}
	for _, file := range files {
		o := readTicks(t, file)
		if c := V3.Consistent(o); c.Check != Passed || o.RugTick < 1 || len(o.Prices) != o.RugTick {
			t.Errorf("%s: %d live ticks, rug at %d: %+v", filepath.Base(file), len(o.Prices), o.RugTick, c)
		}
	}
}

// readTicks reads a well-formed recording of format A.
func readTicks(t *testing.T, name string) Observed {
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	o := Observed{RugTick: -1, RugPrice: nan, Peak: nan}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var row struct {
			Type           string
			Tick           int
			Price          float64
			Active, Rugged bool
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		switch {
		case row.Type != "tick" || !row.Active || o.RugTick >= 0:
		case row.Rugged:
			o.RugTick, o.RugPrice = row.Tick, row.Price
		default:
			for len(o.Prices) <= row.Tick {
				o.Prices = append(o.Prices, nan)
			}
			o.Prices[row.Tick] = row.Price
		}
	}
	return o
}
