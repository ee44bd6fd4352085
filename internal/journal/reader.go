package journal

import (
	"context"
	"errors"
	"fmt"
	"os"

	"rugtape/internal/tape"
)

// Reader reads a journal, or one file of it, also while it is being written.
// Where something is damaged it goes on behind it.
type Reader struct {
	disk   disk
	path   string
	folder bool
	follow context.Context // to wait for more until it ends; nil to end with what is there

	file   *reading // at hand, nil before the first and between two
	name   string   // of the last file that was begun
	entry  tape.Entry
	from   uint64             // entries before it are not given out
	due    uint64             // number after what the files before hold, 0 for any
	damage tape.JournalDamage // of the files before, and between them
	cut    bool               // the last file has no end
	err    error
}

// reading is a file that is open.
type reading struct {
	path string
	in   source
	size int64 // when it was last looked at
	tape *tape.JournalReader
}

// OpenReader opens a file, or a folder of them.
func OpenReader(path string) (*Reader, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w; correct the path", path, plainly(err))
	}
	return &Reader{disk: osDisk{}, path: path, folder: info.IsDir()}, nil
}

// Follow makes Next wait for more, until ctx ends.
func (r *Reader) Follow(ctx context.Context) { r.follow = ctx }

// From leaves out the entries before a number. It is to be called before Next.
func (r *Reader) From(seq uint64) { r.from = seq }

// Next goes to the next entry. After false, Err says why.
func (r *Reader) Next() bool {
	for r.err == nil {
		switch {
		case r.file == nil:
			if !r.begin() {
				return false
			}
		case !r.file.tape.Next():
			if !r.onward() {
				return false
			}
		case r.file.tape.Entry().Seq >= max(r.from, r.due):
			r.entry = r.file.tape.Entry()
			return true
		}
	}
	return false
}

// Entry is the entry at hand. Its data is valid until the next call of Next.
func (r *Reader) Entry() tape.Entry { return r.entry }

// File is the path of the file at hand, "" where there is none.
func (r *Reader) File() string {
	if r.file == nil {
		return ""
	}
	return r.file.path
}

// Head says what the entries of the file at hand are.
func (r *Reader) Head() (head tape.JournalHead, ok bool) {
	if r.file == nil {
		return head, false
	}
	return r.file.tape.Head()
}

// Damage is what was found damaged so far, in all files and between them.
func (r *Reader) Damage() tape.JournalDamage {
	if r.file == nil {
		return r.damage
	}
	return sum(r.damage, r.file.tape.Damage())
}

func sum(a, b tape.JournalDamage) tape.JournalDamage {
	return tape.JournalDamage{Places: a.Places + b.Places, Bytes: a.Bytes + b.Bytes, Missing: a.Missing + b.Missing}
}

// Err says how reading ended: nil if all files are ended and whole,
// tape.ErrJournalDamaged if something was damaged, tape.ErrJournalCut if the
// last file has no end, as one that is being written; both, or why a file
// could not be read.
func (r *Reader) Err() error {
	if r.err != nil {
		return r.err
	}
	var damaged, cut error
	if d := r.Damage(); d != (tape.JournalDamage{}) {
		damaged = fmt.Errorf("%w: %s", tape.ErrJournalDamaged, d)
	}
	if r.cut {
		cut = tape.ErrJournalCut
	}
	return errors.Join(damaged, cut)
}

// Close lets go of the file at hand.
func (r *Reader) Close() error {
	if r.file == nil {
		return nil
	}
	err := r.file.in.Close()
	r.file = nil
	return err
}
