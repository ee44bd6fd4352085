package library

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/round"
)

// Imports, deletes, restores, exports and lists at once leave the library
// that they would leave one after another.
func TestAllAtOnce(t *testing.T) {
	l := owner(t, t.TempDir())
	ctx := context.Background()
	dir := taleFiles(t, 12)
	out := t.TempDir()
	var group sync.WaitGroup
	run := func(what string, do func() error) {
		group.Go(func() {
			for range 5 {
				if err := do(); err != nil && !errors.Is(err, round.ErrUnknown) {
					t.Errorf("%s: %v", what, err)
				}
			}
		})
	}
	for range 2 {
		run("import", func() error {
			_, err := l.importHolding(ctx, []string{dir}, ImportOptions{}, 10<<10)
			return err
		})
	}
	run("delete and restore", func() error {
		undo, _, err := l.Delete(ctx, []round.Key{tell(1).key(), tell(4).key(), tell(9).key()})
		if err == nil {
			_, err = l.Restore(ctx, undo)
		}
		return err
	})
	run("list", func() error {
		_, err := l.List(ctx, round.Query{Text: "2025"})
		return err
	})
	run("check", func() error { return l.Check(ctx, true, func(CheckItem) error { return nil }) })
	run("export", func() error {
		_, err := l.Export(ctx, round.Query{}, "csv", filepath.Join(out, "x.csv"))
		return err
	})
	group.Wait()
	if bad, n := faults(t, l); len(bad) > 0 || n != 12 {
		t.Errorf("%d files, faults %v", n, bad)
	}
	if page := listed(t, l, round.Query{Complete: true}); page.Total != 12 {
		t.Errorf("%d rounds are complete", page.Total)
	}
	want := dump(t, l)
	if err := l.Check(ctx, true, func(CheckItem) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, dump(t, l)); diff != "" {
		t.Error(diff)
	}
}

// What is asked of a library that was closed is refused.
func TestClosed(t *testing.T) {
	l := owner(t, t.TempDir())
	ctx := context.Background()
	imported(t, l, taleFiles(t, 2))
	shut(t, l)
	if err := l.Close(context.Background()); err != nil {
		t.Errorf("closed twice: %v", err)
	}
	if _, err := l.List(ctx, round.Query{}); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("list: %v", err)
	}
	if _, err := l.Import(ctx, []string{taleFiles(t, 2)}, ImportOptions{}); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("import: %v", err)
	}
	if _, _, err := l.Delete(ctx, []round.Key{tell(0).key()}); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("delete: %v", err)
	}
}
