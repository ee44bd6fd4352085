package library

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// source is a file that an import is to read.
type source struct {
	path string
	name string // as reports call it
	size int64
}

// walker finds the files below the paths that a user named.
type walker struct {
	ctx   context.Context
	home  os.FileInfo // not to be read into
	tally *tally
	found []source
	seen  map[string]bool // directories entered, by their real paths
}

// walk lists the files to read: those named, and what is in directories, in
// the order of their names. What is not read is told to the tally.
func (l *Library) walk(ctx context.Context, paths []string, t *tally) []source {
	w := &walker{ctx: ctx, tally: t}
	w.home, _ = os.Stat(l.home)
	for _, path := range paths {
		w.seen = map[string]bool{}
		path = filepath.Clean(path)
		name := path
		if dir, in := l.inSpool(path); in {
			name, _ = filepath.Rel(dir, path)
		}
		w.visit(path, name, true)
	}
	return w.found
}

// visit looks at one name. named says that the user gave it.
func (w *walker) visit(path, name string, named bool) {
	if w.ctx.Err() != nil {
		return
	}
	if base := filepath.Base(path); !named && strings.HasPrefix(base, ".") {
		w.skip(name, hiddenName, "its name begins with a dot: name it to have it read")
		return
	}
	info, err := os.Stat(path) // follows links
	switch {
	case errors.Is(err, syscall.ELOOP):
		w.skip(name, linkLoop, "a link leads back to itself")
	case err != nil:
		w.skip(name, unreadable, reason(err))
	case info.IsDir() && !named && w.home != nil && os.SameFile(info, w.home):
		w.skip(name, ownHome, "it is the library that is imported into")
	case info.IsDir():
		w.enter(path, name)
	case !info.Mode().IsRegular():
		w.skip(name, specialFile, "it is no file that can be read to an end: "+info.Mode().Type().String())
	default:
		w.found = append(w.found, source{path, name, info.Size()})
	}
}

// enter reads a directory, each one once.
func (w *walker) enter(path, name string) {
	real, err := filepath.EvalSymlinks(path)
	if err == nil && w.seen[real] {
		w.skip(name, linkLoop, "it is the directory "+real+", which was read already")
		return
	}
	w.seen[real] = true
	entries, err := os.ReadDir(path) // sorted; gives what it could read
	for _, e := range entries {
		w.visit(filepath.Join(path, e.Name()), filepath.Join(name, e.Name()), false)
	}
	if err != nil {
		w.skip(name, unreadable, reason(err))
	}
}

// skip tells of a name that comes where it stands among the files.
func (w *walker) skip(name, kind, text string) {
	w.tally.skip(place{file: len(w.found), member: -1}, name, kind, text)
}

// reason is what the system says, without the path.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
