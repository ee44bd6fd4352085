package journal

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// What is kept of an order's evidence.
const (
	EvidenceRecord = "record.json"
	EvidenceBefore = "before.jpg"
	EvidenceAfter  = "after.jpg"
)

// Bounds of the evidence: when one is passed, that of the oldest orders goes.
const (
	mostEvidence  = 500
	evidenceBytes = 200 << 20
	evidenceFile  = 4 << 20
)

// Evidence keeps, of each order, what shows how it was pressed: a record and
// two pictures, each a file KEY-name. Each is whole or not there. It may be used
// by several goroutines, but not by one that may not wait for a disk.
type Evidence struct {
	disk disk
	dir  string
	most int   // orders
	room int64 // bytes

	mu sync.Mutex // one call that changes something at a time
}

// OpenEvidence opens the evidence in a folder. The folder is made with the
// first file in it.
func OpenEvidence(dir string) *Evidence {
	return &Evidence{disk: osDisk{}, dir: dir, most: mostEvidence, room: evidenceBytes}
}

// Put keeps a file of an order: one of the names above. Another of the same
// name is replaced. What the oldest orders have beyond the bounds is removed.
func (e *Evidence) Put(key uint64, name string, data []byte) error {
	path, err := e.path(key, name)
	if err != nil {
		return err
	}
	if len(data) > evidenceFile {
		return fmt.Errorf("the evidence %s of order %d has %d bytes, more than %d", name, key, len(data), evidenceFile)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.put(path, data); err != nil {
		return failedUntil("arm again", "keep the evidence", path, err)
	}
	return failedUntil("arm again", "remove old evidence from", e.dir, e.prune(key))
}

func (e *Evidence) put(path string, data []byte) error {
	if err := makeDir(e.disk, e.dir); err != nil {
		return err
	}
	temp := filepath.Join(e.dir, "."+filepath.Base(path)+".tmp")
	if err := e.disk.remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) { // a crash in the middle of this left it
		return err
	}
	if err := copyTo(e.disk, temp, bytes.NewReader(data)); err != nil {
		_ = e.disk.remove(temp)
		return err
	}
	if err := e.disk.rename(temp, path); err != nil {
		return err
	}
	return e.disk.syncDir(e.dir)
}

// Get gives a file of an order; fs.ErrNotExist where there is none.
func (e *Evidence) Get(key uint64, name string) (data []byte, err error) {
	path, err := e.path(key, name)
	if err != nil {
		return nil, err
	}
	in, err := e.disk.open(path)
	if err != nil {
		return nil, fmt.Errorf("read the evidence %s: %w", path, plainly(err))
	}
	defer func() { err = cmp.Or(err, in.Close()) }()
	return io.ReadAll(io.LimitReader(fromStart(in), evidenceFile))
}

func (e *Evidence) path(key uint64, name string) (string, error) {
	if key == 0 || name != EvidenceRecord && name != EvidenceBefore && name != EvidenceAfter {
		return "", fmt.Errorf("there is no evidence %.20q of order %d", name, key)
	}
	return filepath.Join(e.dir, fmt.Sprintf("%d-%s", key, name)), nil
}

// keyOf reads the key of an order out of a file's name.
func keyOf(name string) (key uint64, ok bool) {
	number, _, dashed := strings.Cut(name, "-")
	key, err := strconv.ParseUint(number, 10, 64)
	return key, dashed && err == nil
}

// prune removes the files of the oldest orders until the rest keeps to the
// bounds; never those of the order at hand.
func (e *Evidence) prune(hand uint64) error {
	files, err := e.disk.list(e.dir)
	if err != nil {
		return err
	}
	files = slices.DeleteFunc(files, func(f listed) bool { _, ok := keyOf(f.name); return !ok })
	slices.SortStableFunc(files, func(a, b listed) int {
		first, _ := keyOf(a.name)
		second, _ := keyOf(b.name)
		return cmp.Compare(second, first)
	})
	sum, orders, last := int64(0), 0, uint64(0)
	for _, f := range files {
		key, _ := keyOf(f.name)
		if key != last {
			orders++
		}
		last = key
		if sum += f.size; key == hand || orders <= e.most && sum <= e.room {
			continue
		}
		if err := e.disk.remove(filepath.Join(e.dir, f.name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
