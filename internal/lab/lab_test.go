package lab

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rugtape/internal/guard"
	"rugtape/internal/money"
	"rugtape/internal/paper"
	"rugtape/internal/strategy"
)

// run plays a plan, shard by shard.
func run(t testing.TB, p *Plan) Result {
	t.Helper()
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	total := p.Begin()
	for _, s := range p.Shards() {
		part, err := play(p, s, never)
		if err != nil {
			t.Fatal(err)
		}
		total.Add(part)
	}
	return total.Result()
}

// TestTheLawIsMet: what is played lies within four standard errors of what the
// law says, for every strategy whose mean is known.
func TestTheLawIsMet(t *testing.T) {
	for _, name := range []string{
		"target:m=1.1", "target:m=1.5", "target:m=2", "target:m=5", "target:m=3.7", "hold:n=1", "hold:n=20", "hold:n=150",
		"sidebet:below=0", "never",
	} {
		r := run(t, drawnPlan(t, name, 20_000))
		if math.IsNaN(r.Theory) || math.Abs(r.Z()) > 4 {
			t.Errorf("%s: %g +- %g a round, the law says %g, %.1f standard errors away", name, r.Mean, r.Stderr, r.Theory, r.Z())
		}
	}
}

// TestTheTheoryIsOnlyClaimedWhereItHolds names what makes it unknown.
func TestTheTheoryIsOnlyClaimedWhereItHolds(t *testing.T) {
	for why, change := range map[string]func(*Plan){
		"":                                          func(*Plan) {},
		"delays or refusals come in between":        func(p *Plan) { p.Model.Refuse = 0.1 },
		"limits come in between":                    func(p *Plan) { p.Limits.Stake = money.PerSOL },
		"the balance may not last for a session":    func(p *Plan) { p.PerSession = 101 },
		"its strategy is not a built-in one":        func(p *Plan) { p.Spec = nil },
		"there is no closed form for this strategy": func(p *Plan) { *p = *drawnPlan(t, "conservative", 10) },
	} {
		p := drawnPlan(t, "target:m=2", 10)
		change(p)
		if mean, unknown := p.Theory(); unknown != why || math.IsNaN(mean) != (why != "") {
			t.Errorf("%v, as %q; want %q", mean, unknown, why)
		}
	}
}

// TestExactRoundsAreTheLawsToo: rounds derived from seeds give the same mean.
func TestExactRoundsAreTheLawsToo(t *testing.T) {
	p := drawnPlan(t, "target:m=2", 5_000)
	p.Rounds.Exact = true
	if r := run(t, p); math.Abs(r.Z()) > 4 {
		t.Errorf("%.1f standard errors from the law", r.Z())
	}
}

// TestTheResultDoesNotDependOnTheShards: session by session or in one piece.
func TestTheResultDoesNotDependOnTheShards(t *testing.T) {
	p := drawnPlan(t, "martingale-sidebet", 600)
	p.PerSession = 7
	p.Model = paper.Model{Delay: 1, Jitter: 2, Refuse: 0.1}
	whole := run(t, p)
	total := p.Begin()
	for i := range p.Sessions() {
		part, err := play(p, Shard{i, i + 1}, never)
		if err != nil {
			t.Fatal(err)
		}
		total.Add(part)
	}
	single := total.Result()
	same := cmpopts.IgnoreFields(Result{}, "Hash", "Path", "Mean", "Stderr", "Low", "High", "Luck", "Fan") // sums of doubles, and drawn by shard
	if diff := cmp.Diff(whole, single, same, cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("(-by plan +by session):\n%s", diff)
	}
	if math.Abs(whole.Mean-single.Mean) > 1e-12 || math.Abs(whole.Stderr-single.Stderr) > 1e-12 {
		t.Errorf("%v +- %v, by session %v +- %v", whole.Mean, whole.Stderr, single.Mean, single.Stderr)
	}
	if again := run(t, p); again.Hash != whole.Hash {
		t.Error("the same plan has another hash the second time")
	}
	p.Rounds.Seed++
	if other := run(t, p); other.Hash == whole.Hash {
		t.Error("other rounds have the same hash")
	}
}

func TestShardsAddInTheirOrder(t *testing.T) {
	p := drawnPlan(t, "never", 100)
	total := p.Begin()
	defer func() {
		if recover() == nil {
			t.Error("a shard was added out of its turn")
		}
	}()
	total.Add(Partial{Shard: Shard{5, 6}})
}

// TestStderr holds the standard error against a plain computation over
// sessions of unequal length.
func TestStderr(t *testing.T) {
	nets, lengths := []float64{3, -1, 0, 4, -2.5, 1}, []float64{10, 10, 10, 10, 10, 4}
	var m moments
	sumNet, sumLength := 0.0, 0.0
	for i := range nets {
		m.add(nets[i], lengths[i])
		sumNet, sumLength = sumNet+nets[i], sumLength+lengths[i]
	}
	mean, squares := sumNet/sumLength, 0.0
	for i := range nets {
		squares += math.Pow(nets[i]-mean*lengths[i], 2)
	}
	want := math.Sqrt(squares*6/5) / sumLength
	if got := m.stderr(); math.Abs(got-want) > 1e-15 || m.mean() != mean {
		t.Errorf("%v +- %v, want %v +- %v", m.mean(), got, mean, want)
	}
}

// TestIntervalsHold: of many small runs with a known mean, about 95 of 100
// intervals hold it. 3 standard errors of that share are allowed.
func TestIntervalsHold(t *testing.T) {
	const runs = 400
	held := 0
	for seed := range uint64(runs) {
		p := drawnPlan(t, "sidebet:below=0", 200)
		p.Rounds.Seed = seed
		if r := run(t, p); r.Low <= r.Theory && r.Theory <= r.High {
			held++
		}
	}
	if share := float64(held) / runs; math.Abs(share-0.95) > 3*math.Sqrt(0.95*0.05/runs) {
		t.Errorf("%.3f of the intervals hold the true mean, want 0.95", share)
	}
}

func TestLuck(t *testing.T) {
	if p := luck(0, 1, 1e6); p != 0.5 {
		t.Errorf("a mean of 0 is luck with %v", p)
	}
	if p := luck(1.959964, 1, 1e6); math.Abs(p-0.025) > 1e-6 {
		t.Errorf("1.96 standard errors are luck with %v", p)
	}
	// Student's t for 2 degrees of freedom: P(T > 4.3027) = 0.025.
	if p := luck(4.302653, 1, 3); math.Abs(p-0.025) > 1e-6 {
		t.Errorf("three sessions: luck with %v", p)
	}
	if !math.IsNaN(luck(1, 0, 100)) || !math.IsNaN(luck(1, 1, 1)) {
		t.Error("there is luck where nothing varies")
	}
}

func TestQuantiles(t *testing.T) {
	nets := make([]money.Lamports, 200)
	for i := range nets {
		nets[i] = money.Lamports(i + 1)
	}
	q := quantilesOf(nets)
	want := Quantiles{Least: 1, P01: 2, P05: 10, P25: 50, P50: 100, P75: 150, P95: 190, P99: 198, Most: 200, Of: 200}
	if q != want {
		t.Errorf("%+v, want %+v", q, want)
	}
	h := histogramOf(nets)
	sum := 0
	for _, n := range h.Counts {
		sum += n
	}
	if sum != 200 || len(h.Edges) != len(h.Counts)+1 || !slices.IsSorted(h.Edges) {
		t.Errorf("%+v", h)
	}
	if h := histogramOf([]money.Lamports{5, 5, 5}); h.Edges[0] >= h.Edges[1] {
		t.Errorf("of equal nets: %+v", h)
	}
}

func TestARunThatIsStoppedGivesNothing(t *testing.T) {
	p := drawnPlan(t, "target:m=2", 1000)
	p.PerSession = 1000
	asked := 0
	_, err := play(p, Shard{0, 1}, func() bool { asked++; return asked > 3 })
	if !errors.Is(err, ErrStopped) || asked != 4 {
		t.Errorf("%v after it was asked %d times", err, asked)
	}
}

// failing decides some ticks and then fails, as a script may.
type failing struct{ left int }

func (f *failing) Decide(*strategy.View) strategy.Intent { f.left--; return strategy.Intent{} }

func (f *failing) Err() error {
	if f.left < 0 {
		return errors.New("it has failed")
	}
	return nil
}

func TestAFailingStrategyEndsTheRun(t *testing.T) {
	p := drawnPlan(t, "never", 100)
	p.Make = func() (strategy.Strategy, error) { return &failing{left: 300}, nil }
	if _, err := play(p, Shard{0, 100}, never); err == nil || err.Error() != "it has failed" {
		t.Error(err)
	}
	p.Make = func() (strategy.Strategy, error) { return nil, errors.New("it does not start") }
	if _, err := play(p, Shard{0, 100}, never); err == nil || err.Error() != "it does not start" {
		t.Error(err)
	}
}

// outside holds something, which it counts, and remembers how often it was
// renewed.
type outside struct {
	failing
	open    *int
	renewed *int
}

func (o *outside) Renew() error { *o.renewed++; return nil }
func (o *outside) Close()       { *o.open-- }

func TestWhatAStrategyHoldsIsEnded(t *testing.T) {
	open, made, renewed := 0, 0, 0
	p := drawnPlan(t, "never", 10)
	for _, c := range []struct{ decisions, renewed int }{{1 << 30, 9}, {5, 0}} {
		made, renewed = 0, 0
		p.Make = func() (strategy.Strategy, error) {
			open, made = open+1, made+1
			return &outside{failing{c.decisions}, &open, &renewed}, nil
		}
		_, err := play(p, Shard{0, 10}, never)
		if failed := c.decisions == 5; failed != (err != nil) || open != 0 || made != 1 || renewed != c.renewed {
			t.Errorf("%v: %d made, %d still open, renewed %d times", err, made, open, renewed)
		}
	}
}

func TestPlansAreChecked(t *testing.T) {
	for want, change := range map[string]func(*Plan){
		"0 rounds":            func(p *Plan) { p.Rounds.Count = 0 },
		"-1 rounds":           func(p *Plan) { p.Rounds.Count = -1 },
		"no recorded round":   func(p *Plan) { p.Rounds = Rounds{Source: "site"} },
		"0 rounds in a":       func(p *Plan) { p.PerSession = 0 },
		"a balance of 0":      func(p *Plan) { p.Balance = 0 },
		"a balance of 2e":     func(p *Plan) { p.Balance = 2 * maxBalance },
		"limit stake is -1":   func(p *Plan) { p.Limits = guard.Limits{Stake: -money.PerSOL} },
		"a delay of -1 ticks": func(p *Plan) { p.Model.Delay = -1 },
		"a chance of refusal": func(p *Plan) { p.Model.Refuse = math.NaN() },
	} {
		p := drawnPlan(t, "never", 10)
		change(p)
		err := p.Check()
		if want == "a balance of 2e" {
			want = "use at most"
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
}

// TestNothingIsAllocatedAtATick: what a long run allocates does not grow with
// its ticks.
func TestNothingIsAllocatedAtATick(t *testing.T) {
	for _, name := range []string{"target:m=2", "conservative", "sidebet"} {
		p := drawnPlan(t, name, 1_000_000)
		tab := p.Table()
		if err := tab.sit(0); err != nil {
			t.Fatal(err)
		}
		for n := range 2_000 {
			tab.play(n)
		}
		if got := testing.AllocsPerRun(20, func() { tab.play(0) }); got != 0 {
			t.Errorf("%s: %v allocations a round", name, got)
		}
	}
}

func TestADelayIsPaidFor(t *testing.T) {
	// In rounds that only rise, selling a tick later is selling higher.
	rising := Tape{Prices: []float64{1, 1.1, 1.21, 1.331, 1.4641}, Rug: 5, RugPrice: 0.02}
	for delay, want := range []float64{1.21, 1.331, 1.4641, 0.02} {
		p := drawnPlan(t, "hold:n=2,stake=0.01", 1)
		p.Rounds = Rounds{Source: "site", Tapes: []Tape{rising, rising}}
		p.Model.Delay = delay
		r := run(t, p)
		if got := r.Mean; math.Abs(got-0.01*(want-1)) > 1e-8 {
			t.Errorf("with a delay of %d it earns %v a round, want %v", delay, got, 0.01*(want-1))
		}
	}
}
