package library

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// disk is what writing needs of a file system. A test puts one in its place
// that fills up.
type disk interface {
	// create opens a new file to write; it fails if there is one.
	create(path string, mode fs.FileMode) (writer, error)
	// extend opens a file to write behind its first size bytes, which it cuts
	// it to; it makes one where there is none.
	extend(path string, size int64, mode fs.FileMode) (writer, error)
	// rename puts a file in the place of another, whole.
	rename(from, to string) error
	// syncDir makes the names in a directory durable.
	syncDir(dir string) error
	// commit is asked before the catalogue on this disk takes a change: SQLite
	// writes by itself. An error of it takes the change back.
	commit() error
}

type writer interface {
	io.WriteCloser
	// Sync makes what was written durable.
	Sync() error
}

type osDisk struct{}

func (osDisk) create(path string, mode fs.FileMode) (writer, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
}

func (osDisk) extend(path string, size int64, mode fs.FileMode) (writer, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, mode)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && info.Size() < size {
		err = fmt.Errorf("%s has %d bytes, and %d were written: something else has changed it", path, info.Size(), size)
	}
	if err == nil {
		err = f.Truncate(size)
	}
	if err == nil {
		_, err = f.Seek(size, io.SeekStart)
	}
	if err != nil {
		return nil, joined(err, f.Close())
	}
	return f, nil
}

func (osDisk) rename(from, to string) error {
	if runtime.GOOS == "windows" {
		_ = os.Chmod(to, 0o600) // a read-only file cannot be replaced there
	}
	return os.Rename(from, to)
}

func (osDisk) syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // its file systems keep names themselves
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

func (osDisk) commit() error { return nil }

// Modes of what a library holds: recordings are nobody else's business.
const (
	dirMode    fs.FileMode = 0o700
	roundMode  fs.FileMode = 0o444
	secretMode fs.FileMode = 0o600
)

// tempMark stands in the name of every file that is not whole yet.
const tempMark = ".tmp-"

// writeFile writes a file that is durable when it returns, but whose name is
// not: the directory is to be synced. Nothing stays if it fails.
func writeFile(d disk, path string, mode fs.FileMode, data []byte) error {
	return fillFile(d, path, mode, bytes.NewReader(data))
}

func fillFile(d disk, path string, mode fs.FileMode, data io.Reader) error {
	f, err := d.create(path, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, data)
	if err == nil {
		err = f.Sync()
	}
	if err = joined(err, f.Close()); err != nil {
		_ = os.Remove(path)
	}
	return err
}

// replaceFile puts a whole file in the place of path or changes nothing.
func replaceFile(d disk, path string, mode fs.FileMode, data []byte) error {
	return copyFile(d, path, mode, bytes.NewReader(data))
}

// copyFile does the same with what can be read.
func copyFile(d disk, path string, mode fs.FileMode, data io.Reader) error {
	temp := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+tempMark+newToken(4))
	if err := fillFile(d, temp, mode, data); err != nil {
		return err
	}
	if err := d.rename(temp, path); err != nil {
		_ = os.Remove(temp)
		return err
	}
	return d.syncDir(filepath.Dir(path))
}

// makeDirs makes a directory below home, durably, and those it stands in.
func makeDirs(d disk, home, path string) error {
	if path == home {
		return nil
	}
	err := os.Mkdir(path, dirMode)
	switch {
	case errors.Is(err, fs.ErrExist):
		return nil
	case errors.Is(err, fs.ErrNotExist):
		if err := makeDirs(d, home, filepath.Dir(path)); err != nil {
			return err
		}
		return makeDirs(d, home, path)
	case err != nil:
		return err
	}
	return d.syncDir(filepath.Dir(path))
}

// moveFile moves a file to another directory, durably.
func moveFile(d disk, from, to string) error {
	if err := d.rename(from, to); err != nil {
		return err
	}
	return joined(d.syncDir(filepath.Dir(to)), d.syncDir(filepath.Dir(from)))
}
