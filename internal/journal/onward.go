package journal

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"rugtape/internal/tape"
)

// lookEvery is how often a Reader that follows looks for more.
const lookEvery = 200 * time.Millisecond

// begin opens the file that comes next, or waits for one. false: there is
// none.
func (r *Reader) begin() bool {
	name := r.after()
	for name == "" && r.folder && r.pause() {
		name = r.after()
	}
	if name == "" || r.err != nil {
		return false
	}
	r.name = name
	path := r.path
	if r.folder {
		path = filepath.Join(r.path, name)
	}
	in, err := r.disk.open(path)
	if r.folder && errors.Is(err, fs.ErrNotExist) {
		return true // it was removed for its age: the next one shows what is missing
	}
	if err != nil {
		return r.fail(path, err)
	}
	r.file = &reading{path: path, in: in, tape: tape.NewJournalReader(fromStart(in))}
	if r.file.size, err = in.size(); err != nil {
		return r.fail(path, err)
	}
	if first, ok := firstOf(name); ok && r.due > 0 && first > r.due {
		r.damage.Missing += first - r.due
	} else if ok && first < r.due {
		r.damage.Places++ // the same numbers twice: the first that came count
	}
	return true
}

// after is the name of the file that comes after the last one, "" for none.
// It skips those that end before the entry that is asked for.
func (r *Reader) after() (name string) {
	if !r.folder {
		if r.name == "" {
			return filepath.Base(r.path)
		}
		return ""
	}
	all, err := namesOn(r.disk, r.path)
	if err != nil {
		r.err = err
	}
	for _, l := range all {
		first, _ := firstOf(l.name)
		if !comesAfter(l.name, r.name) {
			continue
		}
		if name != "" && first > r.from {
			break
		}
		name = l.name
		if r.name != "" {
			break
		}
	}
	return name
}

// comesAfter compares names of files by the order of the journal.
func comesAfter(name, other string) bool {
	first, _ := firstOf(name)
	before, _ := firstOf(other)
	return cmp.Or(cmp.Compare(first, before), cmp.Compare(name, other)) > 0
}

// onward decides what to do where a file gives no more. false: that is the
// end.
func (r *Reader) onward() bool {
	f := r.file
	if err := f.tape.Err(); !errors.Is(err, tape.ErrJournalCut) {
		return r.leave(err)
	}
	for {
		later := r.folder && r.after() != "" // looked for first: a file is ended before the next is begun
		size, err := f.in.size()
		switch {
		case err != nil:
			return r.fail(f.path, err)
		case r.err != nil:
			return false
		case size != f.size:
			f.size = size
			f.tape.Resume(from(f.in, f.tape.Safe()))
			return true
		case later: // it was left open, and nobody has ended it yet
			if f.tape.Safe() < size {
				r.damage.Places++
			}
			return r.leave(nil)
		case !r.pause():
			r.cut = true
			return false
		}
	}
}

// leave ends the file at hand; the next one comes.
func (r *Reader) leave(err error) bool {
	f := r.file
	switch {
	case errors.Is(err, tape.ErrJournalNone) && r.folder:
		r.damage.Places++
	case err != nil && !errors.Is(err, tape.ErrJournalDamaged):
		return r.fail(f.path, err)
	}
	r.damage = sum(r.damage, f.tape.Damage())
	r.due = max(r.due, f.tape.Due())
	if err := r.Close(); err != nil {
		return r.fail(f.path, err)
	}
	return true
}

func (r *Reader) fail(path string, err error) bool {
	r.err = fmt.Errorf("read the journal file %s: %w", path, plainly(err))
	return false
}

// pause waits a little, if there is something to wait for. false: there is
// not, or no longer.
func (r *Reader) pause() bool {
	if r.follow == nil || r.err != nil {
		return false
	}
	look := time.NewTimer(lookEvery)
	defer look.Stop()
	select {
	case <-look.C:
		return true
	case <-r.follow.Done():
		return false
	}
}
