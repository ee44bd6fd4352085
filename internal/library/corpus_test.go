package library

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/round"
)

// Real recordings, split and damaged as they are, give the same files in any
// order and by any number of workers.
func TestCorpusInAnyOrder(t *testing.T) {
	dir := corpus(t)
	paths, err := filepath.Glob(filepath.Join(dir, "sample", "*.jsonl"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no sample in the corpus: %v", err)
	}
	paths = append(paths, filepath.Join(dir, "raw", "seeded_games_6.json"), filepath.Join(dir, "raw", "websocket_events_000_119.jsonl"))
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	var want map[string]string
	var report ImportReport
	for _, workers := range []int{1, 2, 7} {
		l := owner(t, t.TempDir())
		r, err := l.Import(context.Background(), paths, ImportOptions{Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		got := hashFiles(t, filepath.Join(l.home, roundsName))
		r.Losses = nil // they are in the order of the files
		if want == nil {
			want, report = got, r
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("seed %d, %d workers: %s", seed, workers, diff)
		}
		if diff := cmp.Diff(report, r); diff != "" {
			t.Errorf("seed %d, %d workers: %s", seed, workers, diff)
		}
		random.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
		shut(t, l)
	}
}

// The whole collection: 555 recordings of 536 rounds, a session file with two
// more, and an empty file, in one archive.
func TestCorpusWhole(t *testing.T) {
	path := filepath.Join(corpus(t), "recordings.tar.zst")
	l := owner(t, t.TempDir())
	first := imported(t, l, path)
	if first.Files != 557 || first.Rounds != 538 || first.RoundsNew != 538 || first.Quarantined != 1 || first.Conflicts != 0 {
		t.Errorf("first: %+v", first)
	}
	// docs/format/imports.md has the same counts.
	for kind, n := range map[string]int{
		"cooldown rows out of order": 343, "timestamps run backwards": 49, "torn line": 13, "comment": 1,
		"first two live rows swapped": 5, "tick gap": 5, "total_ticks does not match": 89, "empty file": 1,
	} {
		if first.Damage[kind] != n {
			t.Errorf("%s: %d files, want %d", kind, first.Damage[kind], n)
		}
	}
	if page := listed(t, l, round.Query{Complete: true, Limit: 1}); page.Total != first.Complete || first.Complete < 500 {
		t.Errorf("%d rounds are listed as complete, the report says %d", page.Total, first.Complete)
	}
	files := hashFiles(t, filepath.Join(l.home, roundsName))
	second := imported(t, l, path)
	if second.RoundsNew != 0 || second.Updated != 0 || second.Duplicates != second.Recordings || second.Complete != first.Complete {
		t.Errorf("second: %+v", second)
	}
	if diff := cmp.Diff(files, hashFiles(t, filepath.Join(l.home, roundsName))); diff != "" {
		t.Errorf("the second import changed files: %s", diff)
	}
	if bad, n := faults(t, l); len(bad) > 0 || n != 538 {
		t.Errorf("%d files, faults %v", n, bad)
	}
}

// The rounds with seeds are proven, wherever they come from.
func TestCorpusSeeds(t *testing.T) {
	dir := corpus(t)
	l := owner(t, t.TempDir())
	imported(t, l, filepath.Join(dir, "raw"))
	page := listed(t, l, round.Query{Verdict: "verified"})
	proven := map[string]bool{}
	for _, e := range page.Entries {
		proven[e.ID] = true
	}
	if len(proven) != 6 {
		t.Errorf("%d rounds are proven, want the 6 whose seeds were revealed", len(proven))
	}
}
