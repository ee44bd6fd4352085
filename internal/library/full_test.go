package library

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

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

func (d *smallDisk) rename(from, to string) error {
	if err := d.step(); err != nil {
		return err
	}
	return d.osDisk.rename(from, to)
}

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
	put(t, dir, "junk.bin", []byte("junk"))
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
