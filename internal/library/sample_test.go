package library

import (
	"context"
	"errors"
	"testing"

	"rugtape/internal/fair"
	"rugtape/internal/game"
	"rugtape/internal/round"
)

// The ticks, rug and peak of the samples as the site's history told them.
var sampleFacts = []struct {
	live int
	peak float64
}{
	{86, 1.7116540575489452},
	{34, 2.14820947780492},
	{73, 1.0287470151822817},
	{1137, 7.384555885937261},
	{329, 5.8400948741084},
	{92, 1.223525528686852},
}

func TestSamples(t *testing.T) {
	l := owner(t, t.TempDir())
	ctx := context.Background()
	page := listed(t, l, round.Query{Sort: "started"})
	if !page.Samples || page.Total != len(sampleFacts) {
		t.Fatalf("an empty library lists %d rounds, samples %t", page.Total, page.Samples)
	}
	for i, e := range page.Entries {
		want := sampleFacts[i]
		if e.Key != Samples()[i] || e.Live != want.live || e.Peak != want.peak || !e.Complete || e.Verdict != fair.Verified || e.Repaired != 0 {
			t.Errorf("sample %d: %+v", i, e)
		}
		rec, entry, err := l.Get(ctx, e.Key)
		if err != nil || len(rec.Ticks) != want.live || entry.StartedNS != e.StartedNS {
			t.Errorf("sample %d: %d ticks, started %d, %v", i, len(rec.Ticks), entry.StartedNS, err)
		}
		if i > 0 && e.StartedNS < page.Entries[i-1].StartedNS {
			t.Errorf("sample %d starts before the last one", i)
		}
		rec.Ticks[0] = round.Tick{} // the caller's own
	}
	if rec, _, _ := l.Get(ctx, Samples()[0]); rec.Ticks[0].Origin == game.Missing {
		t.Error("a sample was changed")
	}
	if _, _, err := l.Delete(ctx, Samples()[:1]); !errors.Is(err, round.ErrInvalid) {
		t.Errorf("a sample was deleted: %v", err)
	}

	imported(t, l, taleFiles(t, 2))
	if page := listed(t, l, round.Query{}); page.Samples || page.Total != 2 {
		t.Errorf("with two rounds: %+v", page)
	}
	if page := listed(t, l, round.Query{Samples: true}); page.Samples || page.Total != 8 {
		t.Errorf("with samples asked for: total %d", page.Total)
	}
	if page := listed(t, l, round.Query{Source: round.Sample}); page.Total != 6 {
		t.Errorf("by source: total %d", page.Total)
	}
	if c, err := l.Counts(ctx, ""); err != nil || c.Rounds != 2 || c.Complete != 2 {
		t.Errorf("counts %+v, %v", c, err)
	}
	if _, err := l.Import(ctx, []string{t.TempDir()}, ImportOptions{Source: round.Sample}); !errors.Is(err, round.ErrInvalid) {
		t.Errorf("imported as samples: %v", err)
	}
}
