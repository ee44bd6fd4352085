package library

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"rugtape/internal/fair"
	"rugtape/internal/game"
	"rugtape/internal/round"
)

// What the samples are chosen for. Their prices follow from their seeds.
var sampleFacts = []struct {
	live int
	peak string
}{
	{1, "1.00"},
	{3, "1.02"},
	{125, "1.07"},
	{625, "1.08"},
	{1306, "3.98"},
	{98, "5.00"},
	{260, "1.65"},
	{306, "150.92"},
	{500, "20.43"},
	{350, "19.09"},
	{1191, "31.49"},
	{301, "7.39"},
}

// sampleKeys are the keys of the samples, oldest first.
func sampleKeys() []round.Key {
	var keys []round.Key
	for _, n := range samples {
		keys = append(keys, sampleKey(n))
	}
	return keys
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
		if e.Key != sampleKeys()[i] || e.Live != want.live || fmt.Sprintf("%.2f", e.Peak) != want.peak || !e.Complete || e.Verdict != fair.Verified || e.Repaired != 0 {
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
	if rec, _, _ := l.Get(ctx, sampleKeys()[0]); rec.Ticks[0].Origin == game.Missing {
		t.Error("a sample was changed")
	}
	if _, _, err := l.Delete(ctx, sampleKeys()[:1]); !errors.Is(err, round.ErrInvalid) {
		t.Errorf("a sample was deleted: %v", err)
	}

	imported(t, l, taleFiles(t, 2))
	if page := listed(t, l, round.Query{}); page.Samples || page.Total != 2 {
		t.Errorf("with two rounds: %+v", page)
	}
	if page := listed(t, l, round.Query{Samples: true}); page.Samples || page.Total != 2+len(samples) {
		t.Errorf("with samples asked for: total %d", page.Total)
	}
	if page := listed(t, l, round.Query{Source: round.Sample}); page.Total != len(samples) {
		t.Errorf("by source: total %d", page.Total)
	}
	if _, err := l.Import(ctx, []string{t.TempDir()}, ImportOptions{Source: round.Sample}); !errors.Is(err, round.ErrInvalid) {
		t.Errorf("imported as samples: %v", err)
	}
}
