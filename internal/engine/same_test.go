package engine_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/engine"
	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/paper"
	"rugtape/internal/strategy"
	"rugtape/internal/tape"
)

// setups are all built-in strategies, some with a venue that is slow, refuses
// and rolls dice, under limits that bind now and then.
func setups() []setup {
	slow := paper.Model{Delay: 2, Jitter: 3, Refuse: 0.1, Seed: 7}
	tight := guard.Limits{
		Stake: 6 * ms, SideStake: 5 * ms, Exposure: 12 * ms, RoundLoss: 15 * ms, SessionLoss: 90 * ms, DayLoss: 80 * ms, LosingRounds: 6, Deviation: 0.2,
	}
	var all []setup
	for i, name := range append(strategy.Names(), "random:chance=0.3,seed=5", "kelly:chance=0.7", "martingale-sidebet:factor=3,most=0.1") {
		all = append(all, setup{name, sol, guard.Limits{}, []paper.Model{{}, slow}[i%2]}, setup{name, sol / 2, tight, slow})
	}
	return all
}

// eight rounds by the law.
const eight = 8

func events() []told { return drawnEvents(0, eight) }

// mark is a moment between two rounds at which a trader may be stopped.
type mark struct {
	event    int // the next one
	step     int
	snapshot []byte
}

// run tells a trader all events from one on, and gives its snapshots. After
// the end of each round an order by hand comes too late.
func run(t testing.TB, tr *trader, all []told, from int, keep bool) []mark {
	t.Helper()
	var marks []mark
	last := ""
	for i := from; i < len(all); i++ {
		if s, ok := tr.engine.Snapshot(); ok && s.Round != last {
			last = s.Round
			if keep {
				marks = append(marks, mark{i, len(tr.trace), encoded(t, tr)})
			}
			tr.order(engine.Command{Kind: engine.Place, Intent: strategy.Intent{Action: strategy.Buy, Amount: ms}}) // too late
		}
		tr.tell(all[i].ns, all[i].event)
	}
	return marks
}

// encoded is a trader between two rounds, as a file.
func encoded(t testing.TB, tr *trader) []byte {
	t.Helper()
	s, ok := tr.engine.Snapshot()
	var b bytes.Buffer
	if err := tape.EncodeSnapshot(&b, tape.Snapshot{Engine: s, Paper: tr.venue.State()}); err != nil || !ok {
		t.Fatal(ok, err)
	}
	return b.Bytes()
}

// restart makes a trader of a snapshot, and holds the two against each other.
func restart(t testing.TB, s setup, snapshot []byte) *trader {
	t.Helper()
	back, err := tape.DecodeSnapshot(bytes.NewReader(snapshot))
	if err != nil {
		t.Fatal(err)
	}
	config := s.config(t)
	config.Balance = 1 // the snapshot's counts
	e, err := engine.Restore(config, back.Engine)
	if err != nil {
		t.Fatal(err)
	}
	venue, err := paper.FromState(s.model, back.Paper)
	if err != nil {
		t.Fatal(err)
	}
	id, _ := e.Round()
	balance := e.Account().Balance()
	tr := &trader{t: t, engine: e, venue: venue, seq: back.Engine.Seq, round: id, start: s.balance, cash: balance - s.balance}
	if diff := cmp.Diff(string(snapshot), string(encoded(t, tr))); diff != "" {
		t.Fatalf("it is not what was stored (-stored +restored):\n%s", diff)
	}
	return tr
}

// TestRestarts: stopped at the end of any round and started again from a file,
// a trader does what it would have done, to the last word.
func TestRestarts(t *testing.T) {
	all := events()
	for _, s := range setups() {
		whole := newTrader(t, s)
		marks := run(t, whole, all, 0, true)
		if len(marks) < eight-1 {
			t.Fatalf("%v: %d rounds ended", s, len(marks))
		}
		for _, m := range marks {
			again := restart(t, s, m.snapshot)
			run(t, again, all, m.event, false)
			if diff := cmp.Diff(whole.trace[m.step:], again.trace); diff != "" {
				t.Fatalf("%v, from event %d (-whole +restarted):\n%s", s, m.event, diff)
			}
			if diff := cmp.Diff(string(encoded(t, whole)), string(encoded(t, again))); diff != "" { // the digest and the balance in it
				t.Fatalf("%v, from event %d (-whole +restarted):\n%s", s, m.event, diff)
			}
		}
	}
}

// TestOtherProcess: the same in a process of its own, which is this test binary
// again: it finds setup and snapshots in files and answers with digests.
func TestOtherProcess(t *testing.T) {
	const job = "RUGTAPE_ENGINE_JOB"
	if dir := os.Getenv(job); dir != "" {
		answer(t, dir)
		return
	}
	all := events()
	dir := t.TempDir()
	want := ""
	for i, s := range setups() {
		whole := newTrader(t, s)
		whole.quiet = true
		for j, m := range run(t, whole, all, 0, true) {
			name := fmt.Sprintf("%02d-%02d-%d.json", i, j, m.event)
			if err := os.WriteFile(filepath.Join(dir, name), m.snapshot, 0o600); err != nil {
				t.Fatal(err)
			}
			want += fmt.Sprintf("%s %s %v\n", name, whole.engine.Digest(), whole.engine.Account().Balance())
		}
	}
	child := exec.Command(os.Args[0], "-test.run=^TestOtherProcess$")
	child.Env = append(os.Environ(), job+"="+dir)
	if out, err := child.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	got, err := os.ReadFile(filepath.Join(dir, "answer"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("the other process comes to other ends (-this +other):\n%s", diff)
	}
}

func answer(t *testing.T, dir string) {
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	all, text := events(), ""
	for _, file := range files {
		var i, j, event int
		if _, err := fmt.Sscanf(filepath.Base(file), "%d-%d-%d.json", &i, &j, &event); err != nil {
			t.Fatal(err)
		}
		snapshot, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		tr := restart(t, setups()[i], snapshot)
		tr.quiet = true
		run(t, tr, all, event, false)
		text += fmt.Sprintf("%s %s %v\n", filepath.Base(file), tr.engine.Digest(), tr.engine.Account().Balance())
	}
	if err := os.WriteFile(filepath.Join(dir, "answer"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestRealEvents: what the server sent, joined in the middle of a round and
// over its end, gives the same at another speed and from a restart; then rounds by
// the law go on.
func TestRealEvents(t *testing.T) {
	all := corpusEvents(t, "raw/websocket_events_000_119.jsonl")
	all = append(all, corpusEvents(t, "raw/transition_shapes.jsonl")...)
	real := len(all)
	all = append(all, drawnEvents(0, 3)...)
	bets := 0
	for _, s := range setups() {
		whole := newTrader(t, s)
		marks := run(t, whole, all, 0, true)
		if len(marks) < 3 || marks[0].event >= real {
			t.Fatalf("%v: %d rounds ended, the first at %d of %d real events", s, len(marks), marks[0].event, real)
		}
		for _, m := range marks {
			again := restart(t, s, m.snapshot)
			run(t, again, all, m.event, false)
			if diff := cmp.Diff(whole.trace[m.step:], again.trace); diff != "" || whole.engine.Digest() != again.engine.Digest() {
				t.Fatalf("%v, from event %d (-whole +restarted):\n%s", s, m.event, diff)
			}
		}
		bets += whole.engine.Tally().Bets
	}
	if bets < 100 {
		t.Errorf("%d bets in all: the test shows little", bets)
	}
}

// TestSpeed: at another speed all is the same, as long as no limit of time
// binds.
func TestSpeed(t *testing.T) {
	all := events()
	for _, s := range setups() {
		plain := newTrader(t, s)
		run(t, plain, all, 0, false)
		for _, scale := range []struct{ num, den int64 }{{3, 2}, {1, 100}} {
			other := newTrader(t, s)
			var scaled []told
			for _, e := range all {
				scaled = append(scaled, told{1_750_000_000e9 + (e.ns-1_750_000_000e9)*scale.num/scale.den, e.event})
			}
			run(t, other, scaled, 0, false)
			if diff := cmp.Diff(plain.trace, other.trace); diff != "" || plain.engine.Digest() != other.engine.Digest() {
				t.Fatalf("%v at %d/%d of the time:\n%s", s, scale.num, scale.den, diff)
			}
		}
	}
}

// TestChunking: frames that also carry the last prices, come twice, or are
// followed by the one before, change nothing of what is booked.
func TestChunking(t *testing.T) {
	all := events()
	var noisy []told
	for i, e := range all {
		f := *e.event.Frame
		if f.Tick.Present {
			for j := max(0, i-4); j <= i; j++ {
				if b := all[j].event.Frame; b.Round == f.Round && b.Tick.Present && b.Tick.Value <= f.Tick.Value && (!b.Rugged.Value || f.Rugged.Value) {
					f.Partial = append(f.Partial, game.PricePoint{Tick: b.Tick.Value, Price: b.Price.Value})
				}
			}
		}
		noisy = append(noisy, told{e.ns, game.Event{Frame: &f}}, told{e.ns + 1, game.Event{Frame: &f}})
		if i%3 == 0 && i > 0 {
			noisy = append(noisy, told{e.ns + 2, all[i-1].event})
		}
	}
	for _, s := range setups() {
		plain, other := newTrader(t, s), newTrader(t, s)
		plain.quiet, other.quiet = true, true
		run(t, plain, all, 0, false)
		run(t, other, noisy, 0, false)
		if diff := cmp.Diff(plain.booked, other.booked); diff != "" {
			t.Fatalf("%v (-plain +noisy):\n%s", s, diff)
		}
	}
}

// TestGapsThatDoNotMatter: where nothing is decided or due in frames that are
// missed, and later ones carry their prices, the same is booked and the same prices
// are known in the end.
func TestGapsThatDoNotMatter(t *testing.T) {
	all := events()
	for _, spec := range []string{"target:m=1.5", "hold:n=30", "conservative", "foundational", "never"} {
		s := setup{spec: spec, balance: sol}
		plain, gapped := newTrader(t, s), newTrader(t, s)
		missed, filled := 0, false
		var lost []game.PricePoint
		for _, e := range all {
			before := len(plain.trace)
			plain.tell(e.ns, e.event)
			f := *e.event.Frame
			if idle := len(plain.trace) == before+1 && strings.Count(plain.trace[before], "\n") == 1; idle && f.Tick.Value > 1 && !f.Rugged.Value && len(lost) < 3 {
				lost = append(lost, game.PricePoint{Tick: f.Tick.Value, Price: f.Price.Value})
				missed++
				continue
			}
			f.Partial, lost = lost, nil
			gapped.tell(e.ns, game.Event{Frame: &f})
			a, b := plain.engine.View(), gapped.engine.View()
			filled = filled || len(f.Partial) > 0
			if !slices.Equal(a.Prices, b.Prices) || a.High != b.High || a.Low != b.Low {
				t.Fatalf("%s at tick %d: prices %v, with gaps %v", spec, a.Tick, a.Prices, b.Prices)
			}
		}
		if diff := cmp.Diff(plain.booked, gapped.booked); diff != "" || missed < 100 || !filled {
			t.Errorf("%s, %d frames missed (-plain +gapped):\n%s", spec, missed, diff)
		}
	}
}
