package lab

import (
	"math"
	"strings"
	"testing"

	"rugtape/internal/game"
	"rugtape/internal/round"
)

// recording of live prices; 0 is a missing one, a rug of -1 was not seen.
func recording(rug int, rugPrice float64, prices ...float64) *round.Recording {
	r := round.New(round.Key{Source: round.Site, ID: "r"})
	for at, price := range prices {
		if price != 0 {
			r.Apply(game.Fact{Kind: game.Ticked, Round: "r", RecvNS: int64(at+1) * 250e6, Tick: at, Price: price, Origin: game.FromFrame})
		}
	}
	if rug >= 0 {
		r.Apply(game.Fact{Kind: game.Rugged, Round: "r", RecvNS: 1e12, Tick: rug, Price: rugPrice, Origin: game.FromFrame})
	}
	r.Settle()
	return r
}

func TestTapes(t *testing.T) {
	quarantined := recording(2, 0.02, 1, 1.01)
	quarantined.Apply(game.Fact{Kind: game.Conflicted, Round: "r", RecvNS: 9e12, Tick: 1, Price: 1.02, Origin: game.FromFrame})
	for _, c := range []struct {
		name string
		rec  *round.Recording
		why  string
		rug  int
	}{
		{"whole", recording(3, 0.02, 1, 1.01, 1.02), "", 3},
		{"with a gap", recording(4, 0.02, 1, 1.01, 0, 1.02), "", 4},
		{"a gap before the rug", recording(5, 0.02, 1, 1.01), "", 5},
		{"no end", recording(-1, 0, 1, 1.01, 1.02), "", -1},
		{"no start", recording(3, 0.02, 0, 1.01, 1.02), NoStart, 0},
		{"no live tick", recording(-1, 0), NoLiveTick, 0},
		{"contradiction", quarantined, Contradicts, 0},
		{"went on", recording(1, 0.02, 1, 0.02, 0.03), WentOn, 0},
	} {
		tape, why := TapeOf(c.rec)
		if why != c.why || why == "" && tape.Rug != c.rug {
			t.Errorf("%s: %q, rug at %d; want %q, %d", c.name, why, tape.Rug, c.why, c.rug)
		}
	}
}

// TestARoundWithoutAnEndIsFinishedByTheLaw: the recorded part is played as it
// was, and the rest as the law draws it from there.
func TestARoundWithoutAnEndIsFinishedByTheLaw(t *testing.T) {
	var r Rounds
	r.Source, r.Finish = "site", true
	for range 5_000 {
		r.Gather(recording(-1, 0, 1, 1.2, 1.1))
	}
	p := drawnPlan(t, "hold:n=2", 1)
	p.Rounds = r
	result := run(t, p)
	if result.Finished != 5_000 || result.Stderr != 0 || math.Abs(result.Mean-0.001) > 1e-9 {
		t.Errorf("sold within the recorded part, %d finished: %v +- %v a round", result.Finished, result.Mean, result.Stderr)
	}
	// One more tick: by the law it rugs with 0.005, else the price grows by
	// 0.4465 % in the mean (docs/game.md). The low is 1: a rug pays 2 %.
	p = drawnPlan(t, "hold:n=3", 1)
	p.Rounds = r
	result = run(t, p)
	want := 0.01 * (0.995*1.1*1.004465 + 0.005*0.02 - 1)
	if math.Abs(result.Mean-want) > 4*result.Stderr {
		t.Errorf("%v +- %v a round, want %v", result.Mean, result.Stderr, want)
	}
	if len(result.Warnings) == 0 || !strings.Contains(strings.Join(result.Warnings, "; "), "drawn by the law") {
		t.Errorf("the warnings %q do not say that rounds were finished", result.Warnings)
	}
}

func TestLengthBiasIsTold(t *testing.T) {
	var r Rounds
	r.Source = "site"
	r.Gather(recording(3, 0.02, 1, 1.01, 1.02))
	r.Gather(recording(-1, 0, 1, 1.01, 1.02))
	r.Gather(recording(3, 0.02, 0, 1.01, 1.02))
	if len(r.Tapes) != 1 || r.Excluded[NoEnd] != 1 || r.Excluded[NoStart] != 1 {
		t.Fatalf("%d tapes, left out %v", len(r.Tapes), r.Excluded)
	}
	p := drawnPlan(t, "never", 1)
	p.Rounds = r
	if told := strings.Join(run(t, p).Warnings, "; "); strings.Count(told, "length bias") != 2 {
		t.Errorf("the warnings are %q", told)
	}
}
