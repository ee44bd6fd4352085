package library

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"rugtape/internal/round"
)

// crashDisk loses its power after so many steps: nothing more is done, and of
// what was not synced, lose takes back what came last, from any moment on.
type crashDisk struct {
	osDisk
	mu     sync.Mutex // files are written by several at once
	left   int
	random *rand.Rand
	undo   []change // not synced yet, oldest first
}

// change is one that a loss of power may take back.
type change struct {
	path string // the file whose sync keeps its data, or the directory whose sync keeps its name
	back func() error
}

var errPower = errors.New("the power is gone")

func (d *crashDisk) step() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.left--; d.left < 0 {
		return errPower
	}
	return nil
}

// kept forgets the changes that a sync has made durable.
func (d *crashDisk) kept(path string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.undo = slices.DeleteFunc(d.undo, func(c change) bool { return c.path == path })
}

// may notes a change that is not synced yet.
func (d *crashDisk) may(path string, back func() error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.undo = append(d.undo, change{path, back})
}

// most draws a number from 0 to n.
func (d *crashDisk) most(n int) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.random.IntN(n + 1)
}

// lose is the loss of power.
func (d *crashDisk) lose() error {
	var errs []error
	for _, c := range slices.Backward(d.undo[d.random.IntN(len(d.undo)+1):]) {
		errs = append(errs, c.back())
	}
	d.undo = nil
	return errors.Join(errs...)
}

func (d *crashDisk) create(path string, mode fs.FileMode) (writer, error) {
	if err := d.step(); err != nil {
		return nil, err
	}
	w, err := d.osDisk.create(path, mode)
	if err == nil {
		d.may(filepath.Dir(path), func() error { return ignoreGone(os.Remove(path)) })
	}
	return &crashFile{w, d, path, 0}, err
}

func (d *crashDisk) extend(path string, size int64, mode fs.FileMode) (writer, error) {
	if err := d.step(); err != nil {
		return nil, err
	}
	_, before := os.Lstat(path)
	w, err := d.osDisk.extend(path, size, mode)
	if err == nil && before != nil {
		d.may(filepath.Dir(path), func() error { return ignoreGone(os.Remove(path)) })
	}
	return &crashFile{w, d, path, size}, err
}

func (d *crashDisk) rename(from, to string) error {
	if err := d.step(); err != nil {
		return err
	}
	old, oldErr := os.ReadFile(to)
	if err := d.osDisk.rename(from, to); err != nil {
		return err
	}
	d.may(filepath.Dir(to), func() error {
		err := os.Rename(to, from)
		if oldErr == nil {
			err = errors.Join(err, os.WriteFile(to, old, roundMode))
		}
		return err
	})
	return nil
}

func (d *crashDisk) syncDir(dir string) error {
	if err := d.step(); err != nil {
		return err
	}
	d.kept(dir)
	return nil
}

func (d *crashDisk) commit() error { return d.step() }

func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// crashFile may lose, or tear, what was written since it was synced.
type crashFile struct {
	writer
	disk *crashDisk
	path string
	size int64
}

func (f *crashFile) Write(b []byte) (int, error) {
	err := f.disk.step()
	if err != nil {
		b = b[:f.disk.most(len(b))]
	}
	size := f.size
	f.disk.may(f.path, func() error { return ignoreGone(os.Truncate(f.path, size+int64(f.disk.most(len(b))))) })
	n, writeErr := f.writer.Write(b)
	f.size += int64(n)
	return n, errors.Join(err, writeErr)
}

func (f *crashFile) Sync() error {
	if err := f.disk.step(); err != nil {
		return err
	}
	f.disk.kept(f.path)
	return nil
}

// promises are what was said to be on the disk: a revision of each round, and
// so many pins.
type promises struct {
	revision map[round.Key]int
	pins     int
}

const recordedRounds = 2

// record does what a recorder does: rounds are pinned, sealed, and sealed again
// once their seeds are told.
func record(l *Library, kept *promises) error {
	ctx := context.Background()
	for n := range recordedRounds {
		f := tell(n)
		if err := l.Pin(ctx, f.key(), seedHashOf(n), f.start.UnixNano()); err != nil {
			return err
		}
		kept.pins++
		recs := []*round.Recording{live(n, false)}
		if n > 0 {
			recs = append(recs, live(n-1, true))
		}
		entries, err := l.Seal(ctx, recs)
		if err != nil {
			return err
		}
		for _, e := range entries {
			kept.revision[e.Key] = e.Revision
		}
	}
	return nil
}

// TestPowerLoss: wherever the power is lost, what was sealed or pinned before
// is there, every round file is whole, and the chain is valid and names every
// round file as it is, once the recorder has sealed again what it was about to.
func TestPowerLoss(t *testing.T) {
	seed := rand.Uint64()
	ctx := context.Background()
	steps, ended := 0, false
	for ; !ended; steps++ {
		if testing.Short() && steps%7 != 0 {
			continue
		}
		home := t.TempDir()
		d := &crashDisk{left: 1 << 30, random: rand.New(rand.NewPCG(seed, uint64(steps)))}
		l, err := openOn(ctx, home, Owner, d)
		if err != nil {
			t.Fatal(err)
		}
		d.left, d.undo = steps, nil // nobody else is at it
		kept := promises{revision: map[round.Key]int{}}
		recordErr := record(l, &kept)
		ended = recordErr == nil
		at := fmt.Sprintf("seed %d, %d steps: %v", seed, steps, recordErr)
		d.left = 0
		if err := errors.Join(l.release(false), d.lose()); err != nil {
			t.Fatal(at, err)
		}
		holds(t, at, home, &kept)
	}
	if steps < 30 {
		t.Errorf("all was done in %d steps", steps)
	}
}

// holds opens a home after a crash and holds it against what was promised.
func holds(t *testing.T, at, home string, kept *promises) {
	t.Helper()
	l, err := Open(context.Background(), home, Owner)
	if err != nil {
		t.Fatal(at, err)
	}
	defer shut(t, l)
	if bad, _ := faults(t, l); len(bad) > 0 {
		t.Errorf("%s: faults %v", at, bad)
	}
	for key, revision := range kept.revision {
		if _, e, err := l.Get(context.Background(), key); err != nil || e.Revision < revision {
			t.Errorf("%s: %s is revision %d, and %d was sealed: %v", at, key.ID, e.Revision, revision, err)
		}
	}
	pins := 0
	for _, c := range chainOf(t, home) {
		if c.FileHash == "" {
			pins++
		}
	}
	if pins < kept.pins {
		t.Errorf("%s: %d pins are left of %d", at, pins, kept.pins)
	}
	if err := record(l, &promises{revision: map[round.Key]int{}}); err != nil {
		t.Fatal(at, err)
	}
	last := map[string]string{}
	for _, c := range chainOf(t, home) {
		if c.FileHash != "" {
			last[c.Round] = c.FileHash
		}
	}
	for _, e := range listed(t, l, round.Query{}).Entries {
		if last[e.ID] != e.Hash {
			t.Errorf("%s: the chain names %.8s for %s, which is %.8s", at, last[e.ID], e.ID, e.Hash)
		}
	}
	if bad, _ := faults(t, l); len(bad) > 0 || len(last) != recordedRounds {
		t.Errorf("%s: recorded again, %d rounds: faults %v", at, len(last), bad)
	}
}

// TestDiskFullWhileRecording: a full disk is said, and nothing that was sealed
// or pinned before is lost; with room again it goes on in the same process.
func TestDiskFullWhileRecording(t *testing.T) {
	ctx := context.Background()
	ended := false
	for steps := int64(0); !ended; steps++ {
		if testing.Short() && steps%7 != 0 {
			continue
		}
		home := t.TempDir()
		d := &smallDisk{}
		d.left.Store(1 << 40)
		l, err := openOn(ctx, home, Owner, d)
		if err != nil {
			t.Fatal(err)
		}
		d.left.Store(steps)
		kept := promises{revision: map[round.Key]int{}}
		err = record(l, &kept)
		ended = err == nil
		if err != nil && !errors.Is(err, ErrFull) {
			t.Errorf("%d steps: it says %v", steps, err)
		}
		if _, err := l.Key(ctx); !ended && !errors.Is(err, ErrFull) {
			t.Errorf("%d steps: the key: %v", steps, err)
		}
		d.left.Store(1 << 40)
		if err := record(l, &kept); err != nil {
			t.Errorf("%d steps: with room again: %v", steps, err)
		}
		if bad, items := faults(t, l); len(bad) > 0 || items != recordedRounds+1 {
			t.Errorf("%d steps: %d items, faults %v", steps, items, bad)
		}
		shut(t, l)
		if steps%5 == 0 { // a start takes long
			holds(t, fmt.Sprintf("%d steps", steps), home, &kept)
		}
	}
}
