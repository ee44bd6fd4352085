package library

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"rugtape/internal/round"
)

// hookedDisk calls a function after each rename, with how many there were.
type hookedDisk struct {
	osDisk
	renames int
	renamed func(n int)
}

func (d *hookedDisk) rename(from, to string) error {
	err := d.osDisk.rename(from, to)
	if d.renames++; d.renamed != nil {
		d.renamed(d.renames)
	}
	return err
}

func ownerOn(t *testing.T, home string, d disk) *Library {
	t.Helper()
	l, err := openOn(context.Background(), home, Owner, d)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shut(t, l) })
	return l
}

// A change that is in place is listed as well, though its caller leaves
// between the last rename and the commit.
func TestCancelledAfterTheLastRename(t *testing.T) {
	keys := []round.Key{tell(0).key(), tell(2).key()}
	var undo string
	for name, c := range map[string]struct {
		renames int // of the change
		before  func(*Library) error
		change  func(context.Context, *Library) error
		left    int // rounds that are listed after it
	}{
		"import": {
			4, func(*Library) error { return nil },
			func(ctx context.Context, l *Library) error {
				_, err := l.Import(ctx, []string{taleFiles(t, 4)}, ImportOptions{Workers: 1})
				return err
			}, 4,
		},
		"delete": {
			3, func(l *Library) error { imported(t, l, taleFiles(t, 4)); return nil },
			func(ctx context.Context, l *Library) error {
				_, n, err := l.Delete(ctx, keys)
				if n != 2 || err != nil {
					t.Errorf("deleted %d, %v", n, err)
				}
				return err
			}, 2,
		},
		"restore": {
			2, func(l *Library) (err error) {
				imported(t, l, taleFiles(t, 4))
				undo, _, err = l.Delete(context.Background(), keys)
				return err
			},
			func(ctx context.Context, l *Library) error { _, err := l.Restore(ctx, undo); return err }, 4,
		},
	} {
		t.Run(name, func(t *testing.T) {
			home, d := t.TempDir(), &hookedDisk{}
			l := ownerOn(t, home, d)
			if err := c.before(l); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			last := d.renames + c.renames
			d.renamed = func(n int) {
				if n == last {
					cancel()
				}
			}
			if err := c.change(ctx, l); err != nil && !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
			if ctx.Err() == nil || d.renames != last {
				t.Errorf("%d renames, it was to end after %d", d.renames, last)
			}
			if page := listed(t, l, round.Query{}); page.Total != c.left {
				t.Errorf("%d rounds are listed, want %d", page.Total, c.left)
			}
			if bad, _ := faults(t, l); len(bad) > 0 {
				t.Errorf("faults %v", bad)
			}
			shut(t, l)
			if n := owner(t, home).Notices(); len(n) > 0 {
				t.Errorf("the home was left unclean: %q", n)
			}
		})
	}
}

// A change that hangs does not hold up the end of the process, and keeps the
// home from every other one.
func TestCloseWhileAChangeHangs(t *testing.T) {
	home, d := t.TempDir(), &hookedDisk{}
	l := ownerOn(t, home, d)
	hangs, goOn, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	first := d.renames + 1
	d.renamed = func(n int) {
		if n == first {
			close(hangs)
			<-goOn
		}
	}
	dir := taleFiles(t, 4)
	go func() {
		_, err := l.Import(context.Background(), []string{dir}, ImportOptions{})
		done <- err
	}()
	<-hangs
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	err := l.Close(ctx)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "an import") || !strings.Contains(err.Error(), home) {
		t.Errorf("it says: %v", err)
	}
	var owned *ErrOwned
	if _, err := Open(t.Context(), home, Owner); !errors.As(err, &owned) {
		t.Errorf("another owner: %v", err)
	}
	if held, err := readLock(l.lock.path); err != nil || held == nil {
		t.Errorf("the lock file says that the home is clean: %v", err)
	}
	// What hung goes on, and nothing new begins.
	close(goOn)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if _, _, err := l.Delete(t.Context(), []round.Key{tell(0).key()}); err == nil {
		t.Error("a change began after Close")
	}
	if err := l.Close(t.Context()); err != nil {
		t.Errorf("closed again: %v", err)
	}
	again := owner(t, home)
	if n := again.Notices(); len(n) > 0 {
		t.Errorf("it says %q", n)
	}
	if page := listed(t, again, round.Query{}); page.Total != 4 {
		t.Errorf("%d rounds are listed", page.Total)
	}
}

// A library that nobody changes is closed, whatever became of the context.
func TestCloseAfterTheTime(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 20 {
		l := ownerOn(t, t.TempDir(), osDisk{})
		if err := l.Close(ctx); err != nil {
			t.Fatal(err)
		}
	}
}
