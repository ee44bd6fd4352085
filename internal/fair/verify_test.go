package fair

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// observed is a derived round as a perfect recorder would have seen it.
func observed(job Job) Observed {
	r := V3.Derive(job.Seed, job.Round, nil)
	return Observed{
		Round: job.Round, Seed: job.Seed, SeedHash: SeedHash(job.Seed), Version: "v3",
		Prices: r.Prices[:r.RugTick], RugTick: r.RugTick, RugPrice: r.RugPrice, Peak: r.Peak,
	}
}

// short is a made round that rugs early enough to try every bit of it.
var short = func() Observed {
	for i := 0; ; i++ {
		if o := observed(made(i)); o.RugTick >= 12 && o.RugTick <= 20 {
			return o
		}
	}
}()

func verify(t *testing.T, o Observed) Proof {
	t.Helper()
	p, err := Verify(o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var nan = math.NaN()

func TestVerify(t *testing.T) {
	rug := short.RugTick
	down := math.Nextafter(short.RugPrice, 0)
	for _, c := range []struct {
		name    string
		change  func(o *Observed)
		verdict Verdict
		first   int // FirstMismatch
		equal   int // PricesEqual
		checks  string
	}{
		// checks: hash, rug tick, rug price, peak
		{"whole", func(*Observed) {}, Verified, -1, rug + 1, "PPPP"},
		{"no version", func(o *Observed) { o.Version = "" }, Verified, -1, rug + 1, "PPPP"},
		{"no seed", func(o *Observed) { o.Seed = "" }, NoSeed, -1, 0, "----"},
		{"no round id", func(o *Observed) { o.Round = "" }, Partial, -1, 0, "P---"},
		{"no round id, wrong hash", func(o *Observed) { o.Round, o.SeedHash = "", SeedHash("x") }, Mismatch, -1, 0, "F---"},
		{"no peak", func(o *Observed) { o.Peak = nan }, Verified, -1, rug + 1, "PPP-"},
		{"no hash", func(o *Observed) { o.SeedHash = "" }, Partial, -1, rug + 1, "-PPP"},
		{"no rug price", func(o *Observed) { o.RugPrice = nan }, Partial, -1, rug, "PP-P"},
		{"rug tick not certain", func(o *Observed) { o.RugTick = -1 }, Partial, -1, rug + 1, "P-PP"},
		{"a tick missing", func(o *Observed) { o.Prices[5] = nan }, Partial, -1, rug, "PPPP"},
		{"the last tick missing", func(o *Observed) { o.Prices = o.Prices[:rug-1] }, Partial, -1, rug, "PPPP"},
		{"nothing but the seed", func(o *Observed) {
			*o = Observed{Round: o.Round, Seed: o.Seed, RugTick: -1, RugPrice: nan, Peak: nan}
		}, Partial, -1, 0, "----"},
		{"not seen past the rug", func(o *Observed) { o.Prices = append(o.Prices, nan, nan) }, Verified, -1, rug + 1, "PPPP"},
		{"hash of another seed", func(o *Observed) { o.SeedHash = SeedHash("x") }, Mismatch, -1, rug + 1, "FPPP"},
		{"hash in capitals", func(o *Observed) { o.SeedHash = "ABCDEF" + o.SeedHash[6:] }, Mismatch, -1, rug + 1, "FPPP"},
		{"another round's seed", func(o *Observed) { o.Seed = made(1).Seed }, Mismatch, 1, 1, "FFFF"},
		{"another round's id", func(o *Observed) { o.Round = made(1).Round }, Mismatch, 1, 1, "PFFF"},
		{"first price", func(o *Observed) { o.Prices[0] = math.Nextafter(1, 2) }, Mismatch, 0, rug, "PPPP"},
		{"two prices", func(o *Observed) { o.Prices[7]++; o.Prices[4]++ }, Mismatch, 4, rug - 1, "PPPP"},
		{"a live price at the rug", func(o *Observed) { o.Prices = append(o.Prices, o.RugPrice) }, Mismatch, rug, rug + 1, "PPPP"},
		{"a live price long after", func(o *Observed) { o.Prices = append(o.Prices, nan, nan, 1) }, Mismatch, rug + 2, rug + 1, "PPPP"},
		{"rug price", func(o *Observed) { o.RugPrice = down }, Mismatch, rug, rug, "PPFP"},
		{"rug price, rug tick not known", func(o *Observed) { o.RugPrice, o.RugTick = down, -1 }, Mismatch, rug, rug, "P-FP"},
		{"rug too early", func(o *Observed) { o.RugTick, o.Prices = 6, o.Prices[:6] }, Mismatch, 6, 7, "PFPP"},
		{"rug too late", func(o *Observed) { o.RugTick++ }, Mismatch, rug, rug + 1, "PFPP"},
		{"peak", func(o *Observed) { o.Peak *= 2 }, Mismatch, slices.Index(short.Prices, short.Peak), rug + 1, "PPPF"},
		{"peak and a price", func(o *Observed) { o.Peak *= 2; o.Prices[rug-1] = 2 }, Mismatch, rug - 1, rug, "PPPF"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := short
			o.Prices = slices.Clone(o.Prices)
			c.change(&o)
			p := verify(t, o)
			checks := ""
			for _, check := range []Check{p.HashOK, p.RugTickOK, p.RugPriceOK, p.PeakOK} {
				checks += [...]string{"-", "P", "F"}[check]
			}
			if p.Verdict != c.verdict || p.FirstMismatch != c.first || p.PricesEqual != c.equal || checks != c.checks {
				t.Errorf("got %s, first mismatch %d, %d prices equal, checks %s\nwant %s, first mismatch %d, %d prices equal, checks %s",
					p.Verdict, p.FirstMismatch, p.PricesEqual, checks, c.verdict, c.first, c.equal, c.checks)
			}
		})
	}
}

// What an explanation shows at the first mismatch.
func TestExpectedAndSeen(t *testing.T) {
	o := short
	o.Prices = slices.Clone(o.Prices)
	o.Prices[3] = 7
	if p := verify(t, o); p.Expected != short.Prices[3] || p.Seen != 7 || p.Derived.Low <= 0 {
		t.Errorf("price: expected %v, seen %v", p.Expected, p.Seen)
	}
	o = short
	o.RugTick, o.Prices = 6, short.Prices[:6]
	if p := verify(t, o); p.Expected != short.Prices[6] || p.Seen != short.RugPrice {
		t.Errorf("rug too early: expected the live price %v, seen the rug price, got %v, %v", short.Prices[6], p.Expected, p.Seen)
	}
	o = short
	o.RugTick++
	if p := verify(t, o); p.Expected != short.RugPrice || !math.IsNaN(p.Seen) {
		t.Errorf("rug too late: expected the rug price, seen nothing, got %v, %v", p.Expected, p.Seen)
	}
	if p := verify(t, short); !math.IsNaN(p.Expected) || !math.IsNaN(p.Seen) {
		t.Errorf("no mismatch, but %v and %v", p.Expected, p.Seen)
	}
}

func TestVerifyUnknownVersion(t *testing.T) {
	o := short
	o.Version = "v9"
	want := "verify round " + o.Round + `: unknown law "v9": the known ones are v1 v2 v3`
	if _, err := Verify(o); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// With a seed every change of one bit is told, at its tick. The one exception
// is no change of a price but the loss of it: a flip that makes NaN, which
// means "not seen".
func TestEveryBitTells(t *testing.T) {
	told := func(what string, at int, o Observed) {
		t.Helper()
		if p := verify(t, o); p.Verdict != Mismatch || p.FirstMismatch != at {
			t.Errorf("%s: %s at tick %d, want a mismatch at %d", what, p.Verdict, p.FirstMismatch, at)
		}
	}
	flips := func(price float64, each func(changed float64)) {
		for bit := range 64 {
			if changed := math.Float64frombits(math.Float64bits(price) ^ 1<<bit); !math.IsNaN(changed) {
				each(changed)
			}
		}
	}
	for tick := range short.Prices {
		flips(short.Prices[tick], func(changed float64) {
			o := short
			o.Prices = slices.Clone(o.Prices)
			o.Prices[tick] = changed
			told("price", tick, o)
		})
	}
	flips(short.RugPrice, func(changed float64) {
		o := short
		o.RugPrice = changed
		told("rug price", o.RugTick, o)
	})
	flips(short.Peak, func(changed float64) {
		o := short
		o.Peak = changed
		told("peak", slices.Index(o.Prices, short.Peak), o)
	})
	for bit := range 62 {
		o := short
		o.RugTick ^= 1 << bit
		told("rug tick", min(o.RugTick, short.RugTick), o)
	}
	flipText := func(text string, each func(changed string)) {
		for i := range 8 * len(text) {
			changed := []byte(text)
			changed[i/8] ^= 1 << (i % 8)
			each(string(changed))
		}
	}
	flipText(short.SeedHash, func(changed string) {
		o := short
		o.SeedHash = changed
		if p := verify(t, o); p.Verdict != Mismatch || p.HashOK != Failed || p.FirstMismatch != -1 {
			t.Errorf("hash %q: %s, hash %s, tick %d", changed, p.Verdict, p.HashOK, p.FirstMismatch)
		}
	})
	flipText(short.Seed, func(changed string) {
		o := short
		o.Seed = changed
		other := V3.Derive(changed, o.Round, nil)
		at := 0
		for at < min(short.RugTick, other.RugTick) && same(short.Prices[at], other.Prices[at]) {
			at++
		}
		told("seed", at, o)
		if p := verify(t, o); p.HashOK != Failed {
			t.Errorf("seed %q: hash %s", changed, p.HashOK)
		}
		o.SeedHash = "" // the prices alone tell it too
		told("seed without a hash", at, o)
	})
}

func TestStrings(t *testing.T) {
	for want, got := range map[string]string{
		"verified": Verified.String(), "mismatch": Mismatch.String(), "no-seed": NoSeed.String(), "partial": Partial.String(),
		"not checked": NotChecked.String(), "passed": Passed.String(), "failed": Failed.String(),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// corpus returns the directory of real recordings, or skips the test.
func corpus(t *testing.T) string {
	dir := os.Getenv("RUGTAPE_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "corpus")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the corpus of real recordings is not at %s: set RUGTAPE_CORPUS to where it is", dir)
	}
	return dir
}

// The six real rounds with their seeds: the law is the site's.
func TestRealSeededRounds(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(corpus(t), "raw", "seeded_games_6.json"))
	if err != nil {
		t.Fatal(err)
	}
	var rounds []struct {
		ID             string
		Prices         []float64
		PeakMultiplier float64
		ProvablyFair   struct{ ServerSeed, ServerSeedHash string }
		GameVersion    string
	}
	if err := json.Unmarshal(data, &rounds); err != nil {
		t.Fatal(err)
	}
	if len(rounds) != 6 {
		t.Fatalf("%d rounds, want 6", len(rounds))
	}
	for _, r := range rounds {
		rug := len(r.Prices) - 1
		o := Observed{
			Round: r.ID, Seed: r.ProvablyFair.ServerSeed, SeedHash: r.ProvablyFair.ServerSeedHash, Version: r.GameVersion,
			Prices: r.Prices[:rug], RugTick: rug, RugPrice: r.Prices[rug], Peak: r.PeakMultiplier,
		}
		if p := verify(t, o); p.Verdict != Verified || p.PeakOK != Passed || p.PricesEqual != len(r.Prices) || p.Consistency.Check != Passed {
			t.Errorf("%s: %s, %d of %d prices equal, first mismatch %d, %+v", r.ID, p.Verdict, p.PricesEqual, len(r.Prices), p.FirstMismatch, p.Consistency)
		}
	}
}
