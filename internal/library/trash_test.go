package library

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/round"
)

func TestDeleteAndRestore(t *testing.T) {
	l := owner(t, t.TempDir())
	ctx := context.Background()
	imported(t, l, taleFiles(t, 6))
	files, rows := hashFiles(t, filepath.Join(l.home, roundsName)), dump(t, l)
	keys := []round.Key{tell(1).key(), tell(4).key(), tell(4).key(), tell(77).key()}
	undo, n, err := l.Delete(ctx, keys)
	if err != nil || n != 2 || undo == "" {
		t.Fatalf("%q, %d, %v", undo, n, err)
	}
	if _, _, err := l.Get(ctx, tell(1).key()); !errors.Is(err, round.ErrUnknown) {
		t.Errorf("a deleted round: %v", err)
	}
	if page := listed(t, l, round.Query{}); page.Total != 4 {
		t.Errorf("%d rounds are left", page.Total)
	}
	if bad, _ := faults(t, l); len(bad) > 0 {
		t.Errorf("faults %v", bad)
	}
	if n, err := l.Restore(ctx, undo); err != nil || n != 2 {
		t.Fatalf("restored %d, %v", n, err)
	}
	if diff := cmp.Diff(files, hashFiles(t, filepath.Join(l.home, roundsName))); diff != "" {
		t.Errorf("files differ: %s", diff)
	}
	if diff := cmp.Diff(rows, dump(t, l)); diff != "" {
		t.Errorf("the catalogue differs: %s", diff)
	}
	if _, err := l.Restore(ctx, undo); !errors.Is(err, round.ErrUnknown) {
		t.Errorf("restored twice: %v", err)
	}
	if _, _, err := l.Delete(ctx, []round.Key{tell(77).key()}); !errors.Is(err, round.ErrUnknown) {
		t.Errorf("nothing to delete: %v", err)
	}
}

// What was imported while a round lay in the trash is joined with it.
func TestRestoreJoins(t *testing.T) {
	l := owner(t, t.TempDir())
	ctx := context.Background()
	f := tell(2)
	for n := 3; f.RugTick < 100; n++ {
		f = tell(n)
	}
	dir := t.TempDir()
	front := put(t, dir, "a.jsonl", f.lines(func(tick int) bool { return tick < 20 }))
	back := put(t, dir, "b.jsonl", f.lines(func(tick int) bool { return tick >= 20 }))
	imported(t, l, front)
	undo, _, err := l.Delete(ctx, []round.Key{f.key()})
	if err != nil {
		t.Fatal(err)
	}
	if r := imported(t, l, back); r.RoundsNew != 1 || r.Gapped != 1 {
		t.Fatalf("%+v", r)
	}
	if n, err := l.Restore(ctx, undo); err != nil || n != 1 {
		t.Fatalf("restored %d, %v", n, err)
	}
	_, entry, err := l.Get(ctx, f.key())
	if err != nil || !entry.Complete || entry.Revision != 2 {
		t.Errorf("%+v, %v", entry, err)
	}
	if bad, _ := faults(t, l); len(bad) > 0 {
		t.Errorf("faults %v", bad)
	}
}

func TestTrashAtStart(t *testing.T) {
	home := t.TempDir()
	l := owner(t, home)
	ctx := context.Background()
	imported(t, l, taleFiles(t, 4))
	recent, _, err := l.Delete(ctx, []round.Key{tell(0).key()})
	if err != nil {
		t.Fatal(err)
	}
	old, _, err := l.Delete(ctx, []round.Key{tell(1).key()})
	if err != nil {
		t.Fatal(err)
	}
	bin := func(undo string) string { return filepath.Join(home, trashName, undo) }
	if err := os.Rename(bin(old), bin("u1000000000-00000000")); err != nil {
		t.Fatal(err)
	}
	// A crash while a third round was being deleted.
	path := roundPath(tell(2).key())
	half := filepath.Join(bin("u2000000000-00000000"+partEnd), path)
	if err := os.MkdirAll(filepath.Dir(half), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(home, path), half); err != nil {
		t.Fatal(err)
	}
	l.behind.Store(true)
	shut(t, l)
	l = owner(t, home)
	if page := listed(t, l, round.Query{}); page.Total != 2 {
		t.Errorf("%d rounds are listed", page.Total)
	}
	if _, _, err := l.Get(ctx, tell(2).key()); err != nil {
		t.Errorf("the unfinished delete was not taken back: %v", err)
	}
	if _, err := os.Stat(bin("u1000000000-00000000")); !os.IsNotExist(err) {
		t.Error("old trash was not emptied")
	}
	if n, err := l.Restore(ctx, recent); err != nil || n != 1 {
		t.Errorf("recent trash: %d, %v", n, err)
	}
	if text := strings.Join(l.Notices(), "\n"); !strings.Contains(text, "took back") || !strings.Contains(text, "emptied") {
		t.Errorf("it says %q", text)
	}
}
