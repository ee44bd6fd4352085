package journal

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// disk is what a journal needs of a file system. Tests put one in its place
// that fails, and that forgets what was not synced.
type disk interface {
	// makeDir makes a directory, if there is none, and those it stands in.
	makeDir(dir string) error
	// list gives the names of the files in a directory, and their sizes.
	list(dir string) ([]listed, error)
	// create opens a new file to write; it fails if there is one.
	create(path string) (file, error)
	// change opens a file to end it: what is written goes behind its end.
	change(path string) (file, error)
	// open opens a file to read.
	open(path string) (source, error)
	remove(path string) error
	// rename puts a file in the place of another, whole.
	rename(from, to string) error
	// syncDir makes the names in a directory durable.
	syncDir(dir string) error
}

type listed struct {
	name string
	size int64
}

// file is open to be written.
type file interface {
	io.WriteCloser
	Truncate(size int64) error
	// Sync makes what was written durable.
	Sync() error
}

// source is open to be read, perhaps while another writes to it.
type source interface {
	io.ReaderAt
	io.Closer
	size() (int64, error)
}

// Modes of a journal: it is nobody else's business.
const (
	dirMode  fs.FileMode = 0o700
	fileMode fs.FileMode = 0o600
)

type osDisk struct{}

func (osDisk) makeDir(dir string) error { return os.MkdirAll(dir, dirMode) }

func (osDisk) list(dir string) ([]listed, error) {
	entries, err := os.ReadDir(dir)
	var all []listed
	for _, e := range entries {
		if !e.Type().IsRegular() {
			continue
		}
		if info, err := e.Info(); err == nil { // else it was removed meanwhile
			all = append(all, listed{e.Name(), info.Size()})
		}
	}
	return all, err
}

func (osDisk) create(path string) (file, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, fileMode)
}

func (osDisk) change(path string) (file, error) {
	return os.OpenFile(path, os.O_APPEND|os.O_WRONLY, fileMode)
}

func (osDisk) open(path string) (source, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return osSource{f}, nil
}

func (osDisk) remove(path string) error { return os.Remove(path) }

func (osDisk) rename(from, to string) error { return os.Rename(from, to) }

func (osDisk) syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // its file systems keep names themselves
	}
	d, err := os.Open(filepath.Clean(dir))
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

type osSource struct{ *os.File }

func (s osSource) size() (int64, error) {
	info, err := s.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
