package round

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"rugtape/internal/fair"
	"rugtape/internal/game"
)

const testID = "20250701-55b97a42871f441f"

// A published round: its seed makes 83 live ticks by the law v1 or v2.
const (
	testSeed = "fedde170f25570df546c5c16de6f571b8253221f9307e977c4f5354a5aa078a4"
	testHash = "eda505784c52cba72256771a21db61b4313749fb2675d14d3641bf5de589da42"
)

// record plays frames of the derived test round through the machine into a
// recording. Ticks for which keep is false are left out; so is the rug's own
// frame if keep(T) is false.
func record(keep func(tick int) bool) *Recording {
	derived := fair.V2.Derive(testSeed, testID, nil)
	var m game.Machine
	r := New(Key{Site, testID})
	r.Version = "v2"
	for tick, price := range derived.Prices {
		if !keep(tick) {
			continue
		}
		f := &game.Frame{
			Round: testID, Active: game.Some(true), Tick: game.Some(tick), Price: game.Some(price),
			Rugged: game.Some(tick == derived.RugTick), SeedHash: testHash,
		}
		for _, fact := range m.Step(game.Event{RecvNS: 1e18 + int64(tick)*250e6, Frame: f}) {
			r.Apply(fact)
		}
	}
	return r
}

func all(int) bool { return true }

func reveal(r *Recording) {
	r.Apply(game.Fact{Kind: game.Revealed, Round: r.ID, Past: &game.Past{Round: r.ID, Seed: testSeed, SeedHash: testHash}})
}

func TestACompleteRecording(t *testing.T) {
	r := record(all)
	r.Settle()
	if !r.Complete() || len(r.Gaps()) != 0 || r.Live() != 83 {
		t.Fatalf("complete %v, gaps %v, %d live ticks; want complete, none, 83", r.Complete(), r.Gaps(), r.Live())
	}
	s := Summarize(r)
	if s.Peak != 3.8474620187013504 || s.Verdict != fair.NoSeed || s.LawConsistent != fair.Passed || s.Pinned {
		t.Errorf("peak %v, verdict %v, consistent %v, pinned %v", s.Peak, s.Verdict, s.LawConsistent, s.Pinned)
	}
	reveal(r)
	r.Settle()
	if s := Summarize(r); s.Verdict != fair.Verified || s.Repaired != 0 {
		t.Errorf("with its seed: verdict %v, %d repaired", s.Verdict, s.Repaired)
	}
}

func TestGapsAreRepairedFromTheSeedAlone(t *testing.T) {
	// Ticks 10..19 and the frame of the rug are missing.
	r := record(func(tick int) bool { return tick < 10 || tick > 19 && tick < 83 })
	r.Settle()
	if got := r.Gaps(); len(got) != 1 || got[0] != (Gap{10, 19}) || r.Complete() {
		t.Fatalf("gaps %v, complete %v; want 10..19 and not complete", got, r.Complete())
	}
	reveal(r)
	r.Settle()
	if !r.Complete() {
		t.Fatalf("not complete with the seed: gaps %v", r.Gaps())
	}
	if got := r.Repairs(); len(got) != 1 || got[0] != (Repair{10, 19, game.FromSeed}) {
		t.Errorf("repairs %v; want 10..19 from the seed", got)
	}
	if rug, ok := r.Rug(); !ok || rug.At != 83 || rug.Origin != game.FromSeed {
		t.Errorf("rug %+v; want tick 83 from the seed", rug)
	}
	if s := Summarize(r); s.Verdict != fair.Partial {
		t.Errorf("verdict %v; want partial: what the seed repaired was not seen", s.Verdict)
	}
	if p := Prove(r); p.PricesChecked != 73 || p.RugTickOK != fair.NotChecked {
		t.Errorf("%d prices were checked, the rug's tick %v; want the 73 that were seen, and it not checked", p.PricesChecked, p.RugTickOK)
	}
}

// TestAnUnknownLawProvesNothing and finds nothing impossible.
func TestAnUnknownLawProvesNothing(t *testing.T) {
	r := record(all)
	r.Version = "v9"
	reveal(r)
	r.Settle()
	s := Summarize(r)
	if s.Verdict != fair.NoSeed || s.LawConsistent != fair.NotChecked || Prove(r).Consistency.Why == "" {
		t.Errorf("verdict %v, consistent %v: %q", s.Verdict, s.LawConsistent, Prove(r).Consistency.Why)
	}
}

func TestNothingIsRepairedWhereTheSeedDoesNotHold(t *testing.T) {
	r := record(func(tick int) bool { return tick != 10 })
	r.Ticks[20].Price += 1e-12
	reveal(r)
	r.Settle()
	if r.Complete() || len(r.Repairs()) != 0 {
		t.Errorf("complete %v, repairs %v: a seed that does not make the round repairs nothing", r.Complete(), r.Repairs())
	}
	if s := Summarize(r); s.Verdict != fair.Mismatch {
		t.Errorf("verdict %v, want mismatch", s.Verdict)
	}
}

func TestAClaimedSeedMustMakeTheRound(t *testing.T) {
	r := record(all)
	r.Claims = []string{"0169a2a1090cb0daca81", testSeed}
	r.Settle()
	if r.Seed != testSeed || !r.SeedClaimed {
		t.Errorf("seed %q; want the one that makes the round", r.Seed)
	}
	r = record(all)
	r.Claims = []string{"0169a2a1090cb0daca81"}
	r.Settle()
	if r.Seed != "" || Summarize(r).Verdict != fair.NoSeed {
		t.Errorf("the seed %q was taken though it does not make the round", r.Seed)
	}
}

// TestPinned needs the fingerprint before the round and the seed after it.
func TestPinned(t *testing.T) {
	r := record(all)
	early := New(r.Key)
	early.Apply(game.Fact{Kind: game.HashSeen, Round: r.ID, Text: testHash, RecvNS: 1e18 - 10e9, Phase: game.PhaseCooldown})
	reveal(r)
	r.Settle()
	if Summarize(r).Pinned {
		t.Error("pinned though the fingerprint was first seen at tick 0")
	}
	r = Merge(r, early)
	r.Settle()
	if !Summarize(r).Pinned {
		t.Error("not pinned though the fingerprint was seen ten seconds before")
	}
}

func TestARoundThatGoesOn(t *testing.T) {
	r := New(Key{Site, "r"})
	var m game.Machine
	for tick, price := range []float64{1, 0.9, 0.018, 0.0181, 0.0179, 0.000358} {
		f := &game.Frame{
			Round: "r", Active: game.Some(true), Tick: game.Some(tick), Price: game.Some(price),
			Rugged: game.Some(tick == 2 || tick == 5),
		}
		for _, fact := range m.Step(game.Event{RecvNS: int64(tick + 1), Frame: f}) {
			r.Apply(fact)
		}
	}
	r.Settle()
	s := Summarize(r)
	if s.Rug.At != 5 || !s.Resumed || s.LawConsistent != fair.Failed {
		t.Errorf("rug at %d, resumed %v, consistent %v; want 5, true and false: the law knows no such thing", s.Rug.At, s.Resumed, s.LawConsistent)
	}
}

// drawn is any recording of the round, contradictions included.
func drawn(t *rapid.T, name string) *Recording {
	r := New(Key{Site, "r"})
	few := rapid.IntRange(0, 3)
	kinds := []game.FactKind{
		game.RoundOpened, game.HashSeen, game.VersionSeen, game.Ticked, game.Filled,
		game.Conflicted, game.Rugged, game.Traded, game.Revealed,
	}
	for i := range rapid.IntRange(0, 12).Draw(t, name) {
		n, v := few.Draw(t, "tick"), few.Draw(t, "value")
		f := game.Fact{
			Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Round: "r", RecvNS: int64(few.Draw(t, "ns")),
			Tick: n, Price: float64(v), Origin: game.Origin(1 + few.Draw(t, "origin")),
			Text: fmt.Sprint("v", v), Uncertain: rapid.Bool().Draw(t, "uncertain"), Phase: game.Phase(v),
			Trade: &game.Trade{ID: fmt.Sprint(v), Tick: n},
		}
		f.Past = &game.Past{Round: "r", Seed: []string{"", "s1", "s2"}[v%3], EndedNS: int64(n)}
		if i%2 == 0 {
			f.Past.Peak = game.Some(float64(v))
		}
		if n > 0 {
			f.Past.Prices = []float64{1, float64(v), 0.02}
		}
		r.Apply(f)
	}
	if rapid.Bool().Draw(t, "claims") {
		r.Claims = []string{fmt.Sprint("c", few.Draw(t, "claim"))}
	}
	return r
}

var sameRecording = cmp.Options{cmpopts.EquateEmpty(), cmp.AllowUnexported(Recording{})}

// TestMergeIsAJoin is what importing in any order rests on.
func TestMergeIsAJoin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := drawn(t, "a"), drawn(t, "b"), drawn(t, "c")
		equal := func(law string, x, y *Recording) {
			if diff := cmp.Diff(x, y, sameRecording); diff != "" {
				t.Fatalf("%s does not hold:\n%s", law, diff)
			}
		}
		equal("a+b = b+a", Merge(a, b), Merge(b, a))
		equal("(a+b)+c = a+(b+c)", Merge(Merge(a, b), c), Merge(a, Merge(b, c)))
		equal("a+a = a", Merge(a, a), Merge(a))
		equal("(a+b)+b = a+b", Merge(Merge(a, b), b), Merge(a, b))
		settled := Merge(a, b)
		settled.Settle()
		equal("settled(a+b)+c = a+b+c", Merge(settled, c), Merge(a, b, c))
		again := Merge(settled)
		again.Settle()
		equal("settling twice", again, settled)
	})
}

// TestMergeIsAJoinWhereASeedProves draws parts of a real round, its seed among
// them, so that settling concludes something.
func TestMergeIsAJoinWhereASeedProves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var parts []*Recording
		for range 3 {
			kept := rapid.SliceOfN(rapid.Bool(), 84, 84).Draw(t, "kept")
			r := record(func(tick int) bool { return kept[tick] })
			switch rapid.IntRange(0, 3).Draw(t, "seed") {
			case 1:
				reveal(r)
			case 2:
				r.Apply(game.Fact{Kind: game.Revealed, Round: r.ID, Past: &game.Past{Round: r.ID, Seed: "another"}})
			case 3:
				r.Claims = []string{testSeed}
			}
			parts = append(parts, r)
		}
		step := func(parts ...*Recording) *Recording { // as imports one after another do it
			r := parts[0]
			for _, next := range parts[1:] {
				r = Merge(r, next)
				r.Settle()
			}
			return r
		}
		a, b := step(parts[0], parts[1], parts[2]), step(parts[2], parts[0], parts[1])
		if diff := cmp.Diff(a, b, sameRecording); diff != "" {
			t.Fatalf("the order makes a difference:\n%s", diff)
		}
	})
}

// TestConflictsAreBounded: however much contradicts itself.
func TestConflictsAreBounded(t *testing.T) {
	r := New(Key{Site, "r"})
	for i := range 100_000 {
		r.Apply(game.Fact{Kind: game.Ticked, Round: "r", Tick: i % 4, Price: float64(i), Origin: game.FromFrame, RecvNS: int64(i + 1)})
	}
	if len(r.Conflicts) != 4*maxConflicts || r.Ticks[3].Price != 3 {
		t.Errorf("%d conflicts; price %v of tick 3, want the first seen", len(r.Conflicts), r.Ticks[3].Price)
	}
}

// TestMergeJoinsParts cuts the recording of a real round into overlapping
// parts and joins them in every order.
func TestMergeJoinsParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := record(all)
		part := rapid.SliceOfN(rapid.IntRange(0, 2), 84, 84).Draw(t, "part")
		var parts []*Recording
		for p := range 3 {
			parts = append(parts, record(func(tick int) bool { return part[tick] == p || tick%7 == 0 || tick == 83 }))
		}
		parts = rapid.Permutation(parts).Draw(t, "order")
		got := Merge(parts[0], parts[1:]...)
		got.Settle()
		whole.Settle()
		// A part does not know the tick of its rug for certain, if the tick
		// before is in another part. What it knows stays beside the certain one.
		got.Rugs = slices.DeleteFunc(got.Rugs, func(g Rug) bool { return !g.Certain })
		if len(got.Rugs) > 0 {
			if diff := cmp.Diff(whole, got, sameRecording, cmpopts.IgnoreFields(Recording{}, "OpenedNS", "HashSeenNS")); diff != "" {
				t.Fatalf("the parts do not make the whole:\n%s", diff)
			}
		}
		if len(got.Gaps()) != 0 {
			t.Fatalf("gaps %v after joining all parts", got.Gaps())
		}
	})
}

func TestCheckID(t *testing.T) {
	for id, ok := range map[string]bool{
		testID: true, "r_1": true, "": false, "../x": false, "a/b": false, "a\x00": false, "ä": false, ".": false,
		"0123456789012345678901234567890123456789012345678901234567890123456789": false,
	} {
		if err := CheckID(id); (err == nil) != ok {
			t.Errorf("CheckID(%q) = %v", id, err)
		}
	}
}

func TestASideBetIsToldTwiceAndIsOne(t *testing.T) {
	r := New(Key{Site, "r"})
	r.Apply(game.Fact{Kind: game.Revealed, Round: "r", Past: &game.Past{Round: "r", SideBets: []game.SideBet{
		{ID: "1", Player: "p", Start: 33, End: 73, Stake: 8},
		{ID: "2", Player: "p", Start: 33, End: 73, Stake: 8, Settled: true, Payout: 40},
		{ID: "3", Player: "q", Start: 33, End: 73, Stake: 1},
		{ID: "4", Player: "p", Start: 0, End: 40, Stake: 8, Settled: true},
	}}})
	var ids string
	for _, b := range r.Bets() {
		ids += b.ID
	}
	if ids != "423" {
		t.Errorf("bets %s; want 4 from before the round, 2 with its payout, and 3, which was not settled", ids)
	}
}
