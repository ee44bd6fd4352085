package library

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/round"
)

func TestImportIsIdempotent(t *testing.T) {
	l := owner(t, t.TempDir())
	dir := taleFiles(t, 10)
	first := imported(t, l, dir)
	if first.Files != 12 || first.Rounds != 10 || first.RoundsNew != 10 || first.Complete != 10 || first.Duplicates != 0 {
		t.Fatalf("first import: %+v", first)
	}
	files := hashFiles(t, filepath.Join(l.home, roundsName))
	second := imported(t, l, dir)
	if second.Rounds != 10 || second.RoundsNew != 0 || second.Updated != 0 || second.Duplicates != 12 || second.Complete != 10 {
		t.Errorf("second import: %+v", second)
	}
	if diff := cmp.Diff(files, hashFiles(t, filepath.Join(l.home, roundsName))); diff != "" {
		t.Errorf("the second import changed files: %s", diff)
	}
	if bad, n := faults(t, l); len(bad) > 0 || n != 10 {
		t.Errorf("%d files, faults %v", n, bad)
	}
}

func TestImportDoesNotDependOnOrderOrWorkers(t *testing.T) {
	dir := taleFiles(t, 25)
	paths, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	var want map[string]string
	var report ImportReport
	for _, c := range []struct{ workers, held int }{{1, defaultHeld}, {2, defaultHeld}, {8, defaultHeld}, {1, 1}, {3, 1}, {2, 40 << 10}} {
		random.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
		l := owner(t, t.TempDir())
		r, err := l.importHolding(context.Background(), paths, ImportOptions{Workers: c.workers}, c.held)
		if err != nil {
			t.Fatal(err)
		}
		got := hashFiles(t, filepath.Join(l.home, roundsName))
		if want == nil {
			want, report = got, r
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("seed %d, %d workers, %d bytes held: the files differ: %s", seed, c.workers, c.held, diff)
		}
		if diff := cmp.Diff(report, r); diff != "" {
			t.Errorf("seed %d, %d workers, %d bytes held: the reports differ: %s", seed, c.workers, c.held, diff)
		}
		shut(t, l)
	}
}

func TestImportRevisesARound(t *testing.T) {
	l := owner(t, t.TempDir())
	ctx := context.Background()
	f := tell(3)
	dir := t.TempDir()
	part := put(t, dir, "part.jsonl", f.lines(func(tick int) bool { return tick != 1 }))
	whole := put(t, dir, "whole.jsonl", f.lines(nil))
	r := imported(t, l, part)
	if r.Gapped != 1 || r.Complete != 0 || r.RoundsNew != 1 {
		t.Fatalf("with a tick missing: %+v", r)
	}
	_, first, err := l.Get(ctx, f.key())
	if err != nil {
		t.Fatal(err)
	}
	// Both in one import, in any order of reading: one new revision, and the
	// part is a duplicate of what is there.
	r = imported(t, l, part, whole)
	if r.Updated != 1 || r.RoundsNew != 0 || r.Gapped != 0 || r.Complete != 1 || r.Duplicates != 1 {
		t.Errorf("with the whole: %+v", r)
	}
	_, second, err := l.Get(ctx, f.key())
	if err != nil {
		t.Fatal(err)
	}
	if first.Revision != 1 || second.Revision != 2 || first.Hash == second.Hash {
		t.Errorf("revisions %d and %d", first.Revision, second.Revision)
	}
	file, err := l.readRound(roundPath(f.key()))
	if err != nil {
		t.Fatal(err)
	}
	if file.edition.Supersedes != first.Hash {
		t.Errorf("it supersedes %q, want %q", file.edition.Supersedes, first.Hash)
	}
	if got := listed(t, l, round.Query{}).Entries; len(got) != 1 || got[0].Hash != second.Hash {
		t.Errorf("the catalogue has %+v", got)
	}
}

func TestImportFindsFiles(t *testing.T) {
	l := owner(t, t.TempDir())
	dir := t.TempDir()
	put(t, dir, "a/one.jsonl", tell(1).lines(nil))
	put(t, dir, "a/.hidden.jsonl", tell(2).lines(nil))
	put(t, dir, "b/two.jsonl", tell(2).lines(nil))
	put(t, dir, "b/junk.bin", []byte("\x00\x01\x02 no recording\n"))
	put(t, dir, "b/empty.jsonl", nil)
	for link, to := range map[string]string{"b/up": "..", "b/again": "../a", "gone": "nowhere", "loop": "loop"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Skip("links cannot be made here:", err)
		}
	}
	r := imported(t, l, dir)
	if r.Files != 4 || r.Rounds != 2 || r.Quarantined != 2 || r.Skipped != 5 {
		t.Errorf("%+v", r)
	}
	for kind, n := range map[string]int{unknownKind: 1, "empty file": 1, hiddenName: 1, linkLoop: 3, unreadable: 1} {
		if r.Damage[kind] != n {
			t.Errorf("%s: %d files, want %d", kind, r.Damage[kind], n)
		}
	}
	if !slices.ContainsFunc(r.Losses, func(l Loss) bool { return strings.HasSuffix(l.File, "junk.bin") && l.Kind == unknownKind }) {
		t.Errorf("the losses do not name the junk: %v", r.Losses)
	}
	kept, err := filepath.Glob(filepath.Join(l.home, quarantineName, "*-junk.bin*"))
	if err != nil || len(kept) > 0 { // nothing in it was recognised
		t.Errorf("in quarantine: %v, %v", kept, err)
	}
	// The library itself is not read into, whatever it lies in.
	outer := t.TempDir()
	inner := owner(t, filepath.Join(outer, "home"))
	put(t, outer, "one.jsonl", tell(1).lines(nil))
	if r := imported(t, inner, outer); r.Rounds != 1 || r.Quarantined != 0 || r.Damage[ownHome] != 1 {
		t.Errorf("a directory that holds the home: %+v", r)
	}
}

func TestImportRefuses(t *testing.T) {
	l := owner(t, t.TempDir())
	ctx := context.Background()
	for name, paths := range map[string][]string{"nothing": nil, "a missing path": {tell(1).id}} {
		if _, err := l.Import(ctx, paths, ImportOptions{}); err == nil {
			t.Errorf("%s was imported", name)
		}
	}
	if _, err := l.Import(ctx, []string{"."}, ImportOptions{Source: "../x"}); !errors.Is(err, round.ErrInvalid) {
		t.Errorf("a source of no kind: %v", err)
	}
	r, err := Open(ctx, l.home, Reader)
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, r)
	if _, err := r.Import(ctx, []string{"."}, ImportOptions{}); !errors.Is(err, ErrReadOnly) {
		t.Errorf("a reader imports: %v", err)
	}
}

func TestImportCancelled(t *testing.T) {
	l := owner(t, t.TempDir())
	dir := taleFiles(t, 40)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var calls []Progress
	_, err := l.importHolding(ctx, []string{dir}, ImportOptions{Workers: 2, Progress: func(p Progress) {
		calls = append(calls, p)
		if p.FilesDone > 20 {
			cancel()
		}
	}}, 30<<10)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("cancelled import: %v", err)
	}
	page := listed(t, l, round.Query{})
	if page.Samples || page.Total == 40 {
		t.Errorf("%d rounds are there, samples %t", page.Total, page.Samples)
	}
	if bad, n := faults(t, l); len(bad) > 0 || n != page.Total {
		t.Errorf("%d files, %d rounds, faults %v", n, page.Total, bad)
	}
	if !slices.IsSortedFunc(calls, func(a, b Progress) int { return int(a.BytesDone - b.BytesDone) }) {
		t.Error("the bytes done went back")
	}
	// What was broken off can be done again.
	if r := imported(t, l, dir); r.Rounds != 40 || r.RoundsNew != 40-page.Total {
		t.Errorf("after a cancelled import with %d rounds: %+v", page.Total, r)
	}
}

func TestImportTellsProgress(t *testing.T) {
	l := owner(t, t.TempDir())
	dir := taleFiles(t, 10)
	var last Progress
	calls := 0
	r, err := l.Import(context.Background(), []string{dir}, ImportOptions{Progress: func(p Progress) { last = p; calls++ }})
	if err != nil {
		t.Fatal(err)
	}
	want := Progress{Files: 12, FilesDone: 12, Bytes: last.Bytes, BytesDone: last.Bytes, Lines: r.Lines, Rounds: 10}
	if last != want || last.Bytes == 0 {
		t.Errorf("the last word is %+v, want %+v", last, want)
	}
	if calls > 2*tellings {
		t.Errorf("it was told %d times", calls)
	}
}

// Ids and sources come from files that anybody may have made.
func TestHostileIDsNeverBecomePaths(t *testing.T) {
	outer := t.TempDir()
	l := owner(t, filepath.Join(outer, "a", "b", "home"))
	dir := t.TempDir()
	ids := []string{"../../../../evil", "..", "/evil", `..\\evil`, "a/b", "evil\\u0000x", strings.Repeat("x", 65), ""}
	good := tell(1)
	for i, id := range ids {
		text := strings.ReplaceAll(string(good.lines(nil)), good.id, id)
		put(t, dir, "game_"+string(rune('a'+i))+".jsonl", []byte(text))
	}
	put(t, dir, "good.jsonl", good.lines(nil))
	r := imported(t, l, dir)
	if r.Rounds != 1 || r.Damage[badKey] == 0 {
		t.Errorf("%+v", r)
	}
	got := hashFiles(t, outer)
	for path := range maps.Keys(got) {
		if strings.Contains(path, "evil") || !strings.HasPrefix(path, "a/b/home/") {
			t.Errorf("there is a file %s", path)
		}
	}
	for _, key := range []round.Key{{Source: round.Site, ID: "../../x"}, {Source: "..", ID: "x"}, {}} {
		if _, _, err := l.Get(context.Background(), key); !errors.Is(err, round.ErrUnknown) {
			t.Errorf("get %v: %v", key, err)
		}
		if _, _, err := l.Delete(context.Background(), []round.Key{key}); !errors.Is(err, round.ErrUnknown) {
			t.Errorf("delete %v: %v", key, err)
		}
	}
	for _, undo := range []string{"../rounds", "", "u1-../../xx", "u1/../../x"} {
		if _, err := l.Restore(context.Background(), undo); !errors.Is(err, round.ErrInvalid) {
			t.Errorf("restore %q: %v", undo, err)
		}
	}
}
