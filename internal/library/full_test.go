package library

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/round"
)

// smallDisk is a disk on which left more steps succeed; then it is full.
type smallDisk struct {
	osDisk
	left atomic.Int64
}

var errNoSpace = &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}

func (d *smallDisk) step() error {
	if d.left.Add(-1) < 0 {
		return errNoSpace
	}
	return nil
}

func (d *smallDisk) create(path string, mode fs.FileMode) (writer, error) {
	if err := d.step(); err != nil {
		return nil, err
	}
	w, err := d.osDisk.create(path, mode)
	return &smallFile{w, d}, err
}

func (d *smallDisk) extend(path string, size int64, mode fs.FileMode) (writer, error) {
	if err := d.step(); err != nil {
		return nil, err
	}
	w, err := d.osDisk.extend(path, size, mode)
	return &smallFile{w, d}, err
}

func (d *smallDisk) rename(from, to string) error {
	if err := d.step(); err != nil {
		return err
	}
	return d.osDisk.rename(from, to)
}

func (d *smallDisk) commit() error { return d.step() }

func (d *smallDisk) syncDir(dir string) error {
	if err := d.step(); err != nil {
		return err
	}
	return d.osDisk.syncDir(dir)
}

type smallFile struct {
	writer
	disk *smallDisk
}

func (f *smallFile) Write(b []byte) (int, error) {
	if err := f.disk.step(); err != nil {
		n, _ := f.writer.Write(b[:len(b)/2])
		return n, err
	}
	return f.writer.Write(b)
}

func (f *smallFile) Sync() error { return errors.Join(f.disk.step(), f.writer.Sync()) }

// Wherever an import finds the disk full, it says so, leaves nothing that is
// half-written, and can be done again when there is room.
func TestDiskFull(t *testing.T) {
	dir := taleFiles(t, 6)
	put(t, dir, "junk.gz", []byte("\x1f\x8b\x08 and nothing that could be read"))
	ctx := context.Background()
	ended := false
	for steps := int64(0); !ended; steps++ {
		if testing.Short() && steps%7 != 0 {
			continue
		}
		t.Run(fmt.Sprint(steps), func(t *testing.T) {
			home := t.TempDir()
			d := &smallDisk{}
			d.left.Store(1 << 40)
			l, err := openOn(ctx, home, Owner, d)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { shut(t, l) }()
			d.left.Store(steps)
			_, err = l.importHolding(ctx, []string{dir}, ImportOptions{Workers: 1}, 20<<10)
			if err == nil {
				ended = true
				return
			}
			if !errors.Is(err, ErrFull) || !strings.Contains(err.Error(), "free some space") {
				t.Errorf("it says: %v", err)
			}
			for path := range hashFiles(t, home) {
				if isTemporary(filepath.Base(path)) {
					t.Errorf("%s was left", path)
				}
			}
			sealed, err := l.roundFiles()
			if err != nil {
				t.Fatal(err)
			}
			shows(t, l, len(sealed))
			d.left.Store(1 << 40)
			r, err := l.Import(ctx, []string{dir}, ImportOptions{})
			if err != nil || r.Rounds != 6 || r.Complete != 6 {
				t.Errorf("with room again: %+v, %v", r, err)
			}
			if page := listed(t, l, round.Query{}); page.Total != 6 {
				t.Errorf("%d rounds are listed", page.Total)
			}
			if bad, _ := faults(t, l); len(bad) > 0 {
				t.Errorf("faults %v", bad)
			}
		})
	}
}

// shows tells whether a library lists n rounds; none is listed as samples.
func shows(t *testing.T, l *Library, n int) {
	t.Helper()
	if page := listed(t, l, round.Query{}); page.Samples != (n == 0) || n > 0 && page.Total != n {
		t.Errorf("%d rounds are listed, samples %t; want %d", page.Total, page.Samples, n)
	}
}

// sees does the same as a Reader.
func sees(t *testing.T, home string, n int) {
	t.Helper()
	r, err := Open(context.Background(), home, Reader)
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, r)
	shows(t, r, n)
}

// After a crash before the catalogue could follow the files, a Reader shows
// all rounds; so does an Owner for which the disk is still full. It goes on
// when there is room.
func TestFilesAheadOfTheCatalogue(t *testing.T) {
	ctx := context.Background()
	for name, spoil := range map[string]func(path string) error{
		"old":     func(string) error { return nil },
		"missing": os.Remove,
		"damaged": func(path string) error { return os.WriteFile(path, []byte("no database"), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			home, dir := t.TempDir(), taleFiles(t, 4)
			l := owner(t, home)
			imported(t, l, dir)
			gone := filepath.Join(home, roundPath(tell(0).key()))
			err := l.cat.change(ctx, func(ctx context.Context, t *sql.Tx) error { // a crash, told by hand
				return dropRows(ctx, t, []round.Key{tell(1).key(), tell(2).key()})
			})
			l.behind.Store(true)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Remove(gone); err != nil {
				t.Fatal(err)
			}
			shut(t, l)
			if err := spoil(l.cataloguePath()); err != nil {
				t.Fatal(err)
			}
			before := hashFiles(t, home)
			r, err := Open(ctx, home, Reader)
			if err != nil {
				t.Fatal(err)
			}
			defer shut(t, r)
			shows(t, r, 3)
			if len(r.Notices()) != 1 {
				t.Errorf("the reader says %q", r.Notices())
			}
			if bad, _ := faults(t, r); name == "old" && len(bad) != 3 {
				t.Errorf("a check tells of %v", bad)
			}
			if diff := cmp.Diff(before, hashFiles(t, home)); diff != "" && name != "old" { // SQLite keeps a log beside what is read
				t.Errorf("a reader changed the home: %s", diff)
			}

			d := &smallDisk{}
			full, err := openOn(ctx, home, Owner, d)
			if err != nil {
				t.Fatal(err)
			}
			defer shut(t, full)
			if n := full.Notices(); len(n) != 2 || !strings.Contains(n[1], "disk is full") {
				t.Errorf("it says %q", n)
			}
			shows(t, full, 3)
			shows(t, r, 3)
			more := put(t, t.TempDir(), "more.jsonl", tell(7).lines(nil))
			for range 2 {
				if _, err := full.Import(ctx, []string{more}, ImportOptions{}); !errors.Is(err, ErrFull) {
					t.Errorf("an import says %v", err)
				}
				if _, _, err := full.Delete(ctx, []round.Key{tell(1).key()}); !errors.Is(err, ErrFull) {
					t.Errorf("a delete says %v", err)
				}
				shows(t, full, 3)
			}
			// Closed so, it is not taken for a catalogue that agrees.
			if err := full.Close(ctx); err != nil {
				t.Error(err)
			}
			d.left.Store(0)
			if full, err = openOn(ctx, home, Owner, d); err != nil {
				t.Fatal(err)
			}
			defer shut(t, full)
			shows(t, full, 3)
			d.left.Store(1 << 40)
			if _, err := full.Import(ctx, []string{more}, ImportOptions{}); err != nil {
				t.Errorf("with room again: %v", err)
			}
			shows(t, full, 4)
			shows(t, r, 4)
			if bad, _ := faults(t, full); len(bad) > 0 {
				t.Errorf("faults %v", bad)
			}
			if err := full.Close(ctx); err != nil {
				t.Error(err)
			}
			if n := owner(t, home).Notices(); len(n) > 0 {
				t.Errorf("after a clean end it says %q", n)
			}
		})
	}
}

// A full disk in the middle of a delete or of a restore loses no round.
func TestDiskFullInTheTrash(t *testing.T) {
	dir := taleFiles(t, 4)
	ctx := context.Background()
	keys := []round.Key{tell(0).key(), tell(2).key(), tell(3).key()}
	ended := false
	for steps := int64(0); !ended; steps++ {
		home := t.TempDir()
		d := &smallDisk{}
		d.left.Store(1 << 40)
		l, err := openOn(ctx, home, Owner, d)
		if err != nil {
			t.Fatal(err)
		}
		imported(t, l, dir)
		d.left.Store(steps)
		undo, _, deleteErr := l.Delete(ctx, keys)
		if undo != "" {
			_, err = l.Restore(ctx, undo)
			ended = err == nil && deleteErr == nil
		}
		d.left.Store(1 << 40)
		if err != nil {
			if _, err := l.Restore(ctx, undo); err != nil {
				t.Errorf("%d steps: restored again: %v", steps, err)
			}
		}
		// What has no token is not lost either: the next start takes it back.
		shut(t, l)
		if l, err = Open(ctx, home, Owner); err != nil {
			t.Fatal(err)
		}
		if page := listed(t, l, round.Query{}); page.Total != 4 {
			t.Errorf("%d steps: %d rounds are listed: %v, %v", steps, page.Total, deleteErr, err)
		}
		if bad, _ := faults(t, l); len(bad) > 0 {
			t.Errorf("%d steps: faults %v", steps, bad)
		}
		shut(t, l)
	}
}
