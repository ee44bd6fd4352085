package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rugtape/internal/round"
	"rugtape/internal/tape"
)

// gathered is what files and folders say, without a library.
type gathered struct {
	ctx    context.Context
	take   func(name string, in io.Reader) error // reads one plain stream
	rounds map[round.Key]*round.Recording
	dirs   map[string]bool // entered, by their real paths
	// What could not be read: files that the user named, and files that were
	// found in a folder or an archive.
	named, found unread
}

// unread counts what could not be read and keeps the first reason.
type unread struct {
	n     int
	first error
}

func (u *unread) add(err error) {
	u.n++
	u.first = cmp.Or(u.first, err)
}

// err tells of all of them, nil where there are none.
func (u *unread) err() error {
	if u.n > 1 {
		return fmt.Errorf("%w (and %d more)", u.first, u.n-1)
	}
	return u.first
}

// gather reads all that the paths hold and joins what belongs to one round.
func gather(ctx context.Context, paths []string) (*gathered, error) {
	g := &gathered{ctx: ctx, rounds: map[round.Key]*round.Recording{}, dirs: map[string]bool{}}
	g.take = func(name string, in io.Reader) error {
		_, err := tape.Read(name, in, round.Site, g.add)
		return err
	}
	return g, g.visitAll(paths)
}

// visitAll reads what the paths hold, in their order.
func (g *gathered) visitAll(paths []string) error {
	for _, path := range paths {
		if _, err := os.Stat(path); err != nil {
			return fmt.Errorf("cannot read %s: %w; correct the path", path, reason(err))
		}
	}
	for _, path := range paths {
		g.visit(filepath.Clean(path), &g.named)
	}
	return g.ctx.Err()
}

// visit reads one file or all that is in a folder; links are followed, hidden
// names in folders passed over, as when importing.
func (g *gathered) visit(path string, lost *unread) {
	if g.ctx.Err() != nil {
		return
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
	case info.IsDir():
		err = g.enter(path)
	case !info.Mode().IsRegular():
		err = fmt.Errorf("read %s: it is no file that can be read to an end", path)
	default:
		err = g.read(path, info.Size())
	}
	if err != nil {
		lost.add(err)
	}
}

func (g *gathered) enter(path string) error {
	if real, err := filepath.EvalSymlinks(path); err != nil || g.dirs[real] {
		return err
	} else {
		g.dirs[real] = true
	}
	inside, err := os.ReadDir(path) // sorted; gives what it could read
	for _, entry := range inside {
		if !strings.HasPrefix(entry.Name(), ".") {
			g.visit(filepath.Join(path, entry.Name()), &g.found)
		}
	}
	return err
}

// read adds what one file says. Strange files in an archive are passed over.
func (g *gathered) read(path string, size int64) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	r := &untilEnd{ctx: g.ctx, file: file}
	err = tape.Streams(path, r, r, size, func(name string, in io.Reader) error {
		err := g.take(name, in)
		if errors.Is(err, tape.ErrUnknownFormat) {
			err = fmt.Errorf("%w; docs/format/imports.md lists the formats", err)
			if name != path {
				g.found.add(err)
				return nil
			}
		}
		return err
	})
	return cmp.Or(r.err, err)
}

func (g *gathered) add(rec *round.Recording) error {
	if have := g.rounds[rec.Key]; have != nil {
		rec = round.Merge(have, rec)
	}
	g.rounds[rec.Key] = rec
	return nil
}

// reason is what the system says, without the path.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// settled gives the rounds in the order of their ids.
func (g *gathered) settled() []*round.Recording {
	var all []*round.Recording
	for _, rec := range g.rounds {
		rec.Settle()
		all = append(all, rec)
	}
	slices.SortFunc(all, func(a, b *round.Recording) int {
		return cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(string(a.Source), string(b.Source)))
	})
	return all
}

// untilEnd reads a file until its end or that of ctx. It gives an error once;
// err keeps it.
type untilEnd struct {
	ctx  context.Context
	file *os.File
	err  error
}

func (r *untilEnd) Read(b []byte) (int, error) {
	return r.keep(func() (int, error) { return r.file.Read(b) })
}

// ReadAt serves the readers of zip files.
func (r *untilEnd) ReadAt(b []byte, at int64) (int, error) {
	return r.keep(func() (int, error) { return r.file.ReadAt(b, at) })
}

func (r *untilEnd) keep(read func() (int, error)) (n int, err error) {
	if r.err != nil {
		return 0, io.EOF
	}
	if err = r.ctx.Err(); err == nil {
		n, err = read()
	}
	if err != io.EOF {
		r.err = err
	}
	return n, err
}
