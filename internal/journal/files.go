package journal

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"rugtape/internal/tape"
)

// fileExt ends the name of every file of a journal.
const fileExt = ".rtj"

// nameOf names a file after the number of its first entry, which orders the
// files, and, for people, the time.
func nameOf(first uint64, started time.Time) string {
	return fmt.Sprintf("%012d-%s%s", first, started.UTC().Format("20060102T150405Z"), fileExt)
}

// firstOf reads the number out of a name.
func firstOf(name string) (first uint64, ok bool) {
	number, _, dashed := strings.Cut(name, "-")
	first, err := strconv.ParseUint(number, 10, 64)
	return first, dashed && err == nil && strings.HasSuffix(name, fileExt)
}

// File is a file of a journal.
type File struct {
	Path      string
	First     uint64 // number of its first entry
	StartedNS int64  // by the clock of then, 0 if that cannot be read
	Bytes     int64
	Closed    bool            // it has its trailer, and is not written any more
	End       tape.JournalEnd // the trailer
}

// Files lists the files of a journal in their order. A folder that is not
// there holds none.
func Files(dir string) ([]File, error) { return filesOn(osDisk{}, dir) }

func filesOn(d disk, dir string) ([]File, error) {
	var files []File
	named, err := namesOn(d, dir)
	for _, l := range named {
		f, err := inspect(d, filepath.Join(dir, l.name), l.size)
		switch {
		case errors.Is(err, fs.ErrNotExist): // removed meanwhile
		case err != nil:
			return nil, failed("read", f.Path, err)
		default:
			files = append(files, f)
		}
	}
	return files, err
}

// namesOn lists the names of the files of a journal, in their order.
func namesOn(d disk, dir string) ([]listed, error) {
	all, err := d.list(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, failed("read", dir, err)
	}
	all = slices.DeleteFunc(all, func(l listed) bool { _, ok := firstOf(l.name); return !ok })
	slices.SortFunc(all, func(a, b listed) int {
		first, _ := firstOf(a.name)
		second, _ := firstOf(b.name)
		return cmp.Or(cmp.Compare(first, second), strings.Compare(a.name, b.name))
	})
	return all, nil
}

// inspect reads the two ends of a file.
func inspect(d disk, path string, size int64) (f File, err error) {
	f = File{Path: path, Bytes: size}
	f.First, _ = firstOf(filepath.Base(path))
	in, err := d.open(path)
	if err != nil {
		return f, err
	}
	defer func() { err = cmp.Or(err, in.Close()) }()
	head, err := tape.ReadJournalHead(in)
	if err == nil {
		f.StartedNS = head.StartedNS
	}
	end, err := tape.ReadJournalEnd(in, size)
	if err == nil {
		f.Closed, f.End = true, end
		return f, nil
	}
	if errors.Is(err, tape.ErrJournalCut) || errors.Is(err, tape.ErrJournalDamaged) {
		err = nil
	}
	return f, err
}

// nextNumber is the number after the last entry that can be read; 1 where
// there is none.
func nextNumber(d disk, files []File) (next uint64, err error) {
	next = 1
	for _, f := range files {
		end := f.End
		if !f.Closed {
			if end, err = unended(d, f.Path); err != nil {
				return 0, err
			}
		}
		next = max(next, end.Next)
	}
	return next, nil
}

// unended reads what a file without a trailer holds.
func unended(d disk, path string) (end tape.JournalEnd, err error) {
	in, err := d.open(path)
	if err != nil {
		return end, failed("read", path, err)
	}
	defer func() { err = cmp.Or(err, in.Close()) }()
	s, err := tape.ScanJournal(fromStart(in))
	if errors.Is(err, tape.ErrJournalNone) {
		return end, nil
	}
	return s.End, failed("read", path, err)
}

// fromStart reads a source from its beginning.
func fromStart(in source) io.Reader { return from(in, 0) }

func from(in source, at int64) io.Reader { return io.NewSectionReader(in, at, math.MaxInt64-at) }
