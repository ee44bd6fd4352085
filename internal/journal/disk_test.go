package journal

import (
	"errors"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// memDisk is a disk in memory. It keeps apart what processes see and what
// would be there after the power failed: the bytes that were synced, and the
// names in directories that were. Any call of it can be made to fail.
type memDisk struct {
	mu      sync.Mutex
	names   map[string]*memFile
	durable map[string]*memFile // names after a loss of power
	dirs    map[string]bool
	calls   []string // that changed something, by kind
	failAt  int      // the call that fails, counted from 0; -1 for none
	fault   error
	forGood bool          // all calls after it fail too
	never   string        // the kind of call that always fails, "" for none
	short   bool          // a write that fails writes half
	slow    time.Duration // that a sync takes
	hang    chan struct{} // what a sync waits for, nil for nothing
	failed  time.Time     // when it did
}

type memFile struct {
	data   []byte
	synced []byte
	writes []int // lengths of the writes since the last sync
}

func newMemDisk() *memDisk {
	return &memDisk{names: map[string]*memFile{}, durable: map[string]*memFile{}, dirs: map[string]bool{}, failAt: -1}
}

// step counts a call that changes something, and fails it if it is due.
func (d *memDisk) step(what string) error {
	n := len(d.calls)
	d.calls = append(d.calls, what)
	if what == d.never || n == d.failAt || d.failAt >= 0 && n > d.failAt && d.forGood {
		if d.failed.IsZero() {
			d.failed = time.Now()
		}
		return d.fault
	}
	return nil
}

// count tells how many calls of a kind there were.
func (d *memDisk) count(kind string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return countOf(d.calls, kind)
}

func (d *memDisk) makeDir(dir string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.dirs[dir] {
		return nil
	}
	if err := d.step("makeDir"); err != nil {
		return err
	}
	d.dirs[dir] = true
	return nil
}

func (d *memDisk) list(dir string) ([]listed, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.dirs[dir] {
		return nil, &fs.PathError{Op: "open", Path: dir, Err: fs.ErrNotExist}
	}
	var all []listed
	for _, path := range slices.Sorted(maps.Keys(d.names)) {
		if filepath.Dir(path) == dir {
			all = append(all, listed{filepath.Base(path), int64(len(d.names[path].data))})
		}
	}
	return all, nil
}

func (d *memDisk) create(path string) (file, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.step("create"); err != nil {
		return nil, err
	}
	if d.names[path] != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrExist}
	}
	d.names[path] = &memFile{}
	return &memHandle{d, d.names[path]}, nil
}

func (d *memDisk) lookUp(path string) (*memFile, error) {
	f := d.names[path]
	if f == nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
	}
	return f, nil
}

func (d *memDisk) change(path string) (file, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f, err := d.lookUp(path)
	return &memHandle{d, f}, errors.Join(err, d.step("change"))
}

func (d *memDisk) open(path string) (source, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f, err := d.lookUp(path)
	if err != nil {
		return nil, err
	}
	return &memHandle{d, f}, nil
}

func (d *memDisk) remove(path string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := d.lookUp(path); err != nil {
		return err
	}
	if err := d.step("remove"); err != nil {
		return err
	}
	delete(d.names, path)
	return nil
}

func (d *memDisk) rename(from, to string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	f, err := d.lookUp(from)
	if err = errors.Join(err, d.step("rename")); err != nil {
		return err
	}
	delete(d.names, from)
	d.names[to] = f
	return nil
}

func (d *memDisk) syncDir(dir string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.step("syncDir"); err != nil {
		return err
	}
	within := func(path string, _ *memFile) bool { return filepath.Dir(path) == dir }
	maps.DeleteFunc(d.durable, within)
	for path, f := range d.names {
		if within(path, f) {
			d.durable[path] = f
		}
	}
	return nil
}

// memHandle is a file that is open, to read or to write.
type memHandle struct {
	disk *memDisk
	file *memFile
}

func (h *memHandle) Write(b []byte) (int, error) {
	h.disk.mu.Lock()
	defer h.disk.mu.Unlock()
	n := len(b)
	err := h.disk.step("write")
	if err != nil {
		n = 0
		if h.disk.short {
			n = len(b) / 2
		}
	}
	h.file.data = append(h.file.data[:len(h.file.data):len(h.file.data)], b[:n]...)
	h.file.writes = append(h.file.writes, n)
	return n, err
}

func (h *memHandle) Truncate(size int64) error {
	h.disk.mu.Lock()
	defer h.disk.mu.Unlock()
	if err := h.disk.step("truncate"); err != nil {
		return err
	}
	h.file.data = h.file.data[:size:size]
	return nil
}

func (h *memHandle) Sync() error {
	h.disk.mu.Lock()
	slow, hang := h.disk.slow, h.disk.hang
	h.disk.mu.Unlock()
	if slow > 0 {
		<-time.After(slow)
	}
	if hang != nil {
		<-hang
	}
	h.disk.mu.Lock()
	defer h.disk.mu.Unlock()
	if err := h.disk.step("sync"); err != nil {
		return err
	}
	h.file.synced, h.file.writes = h.file.data, nil
	return nil
}

func (h *memHandle) Close() error { return nil }

func (h *memHandle) ReadAt(b []byte, at int64) (int, error) {
	h.disk.mu.Lock()
	defer h.disk.mu.Unlock()
	if at >= int64(len(h.file.data)) {
		return 0, io.EOF
	}
	n := copy(b, h.file.data[at:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (h *memHandle) size() (int64, error) {
	h.disk.mu.Lock()
	defer h.disk.mu.Unlock()
	return int64(len(h.file.data)), nil
}

// loss is what a loss of power leaves of what was not synced.
type loss func(f *memFile) []byte

var losses = map[string]loss{
	"all of it":    func(f *memFile) []byte { return f.data },
	"none of it":   func(f *memFile) []byte { return f.synced },
	"zeros":        func(f *memFile) []byte { return append(slices.Clone(f.synced), make([]byte, f.unsynced())...) },
	"a part of it": func(f *memFile) []byte { return f.torn(f.unsynced() / 2) },
	"a hole in it": func(f *memFile) []byte {
		data := slices.Clone(f.data)
		if f.unsynced() > 0 && len(f.writes) > 0 {
			at := len(f.synced)
			clear(data[at:min(len(data), at+f.writes[0])])
		}
		return data
	},
}

// unsynced is how much was written behind what was synced.
func (f *memFile) unsynced() int { return max(0, len(f.data)-len(f.synced)) }

// torn is a file of which so much more than was synced is there.
func (f *memFile) torn(n int) []byte {
	if f.unsynced() == 0 {
		return f.synced
	}
	return f.data[:len(f.synced)+n]
}

// lose gives the disk that is there when the power is back. Names that were
// not synced are there or not.
func (d *memDisk) lose(names bool, left loss) *memDisk {
	d.mu.Lock()
	defer d.mu.Unlock()
	after := newMemDisk()
	after.dirs = maps.Clone(d.dirs)
	from := d.durable
	if names {
		from = d.names
	}
	for path, f := range from {
		data := slices.Clone(left(f))
		after.names[path] = &memFile{data: data, synced: data}
		after.durable[path] = after.names[path]
	}
	return after
}
