package library

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Spool is a place for files that came from elsewhere, until they have been
// imported. What is left of it when the library is next opened is removed.
type Spool struct {
	path string
	n    int
}

// Spool makes one. It takes an Owner.
func (l *Library) Spool() (*Spool, error) {
	if err := l.refuseReader("take an upload"); err != nil {
		return nil, err
	}
	path, err := os.MkdirTemp(filepath.Join(l.home, tmpName), "upload-")
	if err != nil {
		return nil, failed("make room for an upload in", l.home, err)
	}
	return &Spool{path: path}, nil
}

// Add copies one file into the spool. It is called what its sender calls it,
// as far as that can be a file's name. A file that breaks off is removed.
func (s *Spool) Add(name string, r io.Reader) error {
	s.n++
	path := filepath.Join(s.path, safeName(name))
	if _, err := os.Lstat(path); err == nil {
		path = filepath.Join(s.path, fmt.Sprintf("%d-%s", s.n, safeName(name)))
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, secretMode)
	if err != nil {
		return failed("keep the upload", name, err)
	}
	_, err = io.Copy(f, r)
	if err = joined(err, f.Close()); err != nil {
		return failed("keep the upload", name, joined(err, os.Remove(path)))
	}
	return nil
}

// Path is the directory that Import is to be given. Reports name the files in
// it as they were sent.
func (s *Spool) Path() string { return s.path }

// Remove removes the spool and what is in it.
func (s *Spool) Remove() error { return failed("remove", s.path, os.RemoveAll(s.path)) }

// inSpool tells whether a path lies in a spool, and in which.
func (l *Library) inSpool(path string) (dir string, in bool) {
	full, err := filepath.Abs(path)
	if err != nil {
		return "", false
	}
	below, found := strings.CutPrefix(full, filepath.Join(l.home, tmpName)+string(filepath.Separator))
	if !found {
		return "", false
	}
	name, _, _ := strings.Cut(below, string(filepath.Separator))
	return filepath.Join(l.home, tmpName, name), true
}
