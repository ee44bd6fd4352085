package tape

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
)

// JournalDamage is what of a file is not as it was written.
type JournalDamage struct {
	Places  int    // where something is wrong
	Bytes   int64  // that are no part of any block
	Missing uint64 // entries, by their numbers
}

func (d JournalDamage) any() bool { return d != JournalDamage{} }

func (d JournalDamage) String() string {
	var parts []string
	if d.Places > 0 {
		parts = append(parts, plural(d.Places, "damaged place"))
	}
	if d.Bytes > 0 {
		parts = append(parts, fmt.Sprintf("%d bytes that are no part of it", d.Bytes))
	}
	return strings.Join(append(parts, fmt.Sprintf("%d entries missing", d.Missing)), ", ")
}

// journalWalk goes through a file from one block of entries that can be read
// to the next, and counts what it has to pass over.
type journalWalk struct {
	blockReader
	ours   bool // the file begins as a journal does
	about  JournalHead
	end    JournalEnd // counts so far; what the file says once it is closed
	hash   hash.Hash  // of the blocks that were used
	closed bool       // the trailer was read
	anew   bool       // the block at hand begins a stream
	err    error      // sticks; io.EOF after the trailer
	walkState
	safe struct { // after the last block that was used
		walkState
		at int64
	}
}

// walkState is what is known at a place in a file.
type walkState struct {
	next    uint64 // number of the entry that is due
	live    bool   // the section's stream is whole up to here
	fresh   bool   // and is to begin with the block of entries that comes
	damage  JournalDamage
	unheard uint64 // the number after the last entry of a block that could not be read
}

func newJournalWalk(r io.Reader) *journalWalk {
	w := &journalWalk{blockReader: newBlockReader(r), hash: sha256.New()}
	start, _ := w.r.Peek(len(blockMark)) // its error comes again when it is read
	w.ours = bytes.HasPrefix([]byte(blockMark), start)
	return w
}

// step goes to the next block of entries that can be unpacked: it goes on
// where the stream of the one before it ended, or begins one anew.
func (w *journalWalk) step() bool {
	for w.err == nil {
		passed, err := w.find()
		if err == nil {
			if passed > 0 {
				w.damage.Bytes += passed
				w.spoil()
			}
			err = w.read()
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			w.err = ErrJournalCut
		case err != nil:
			w.err = fmt.Errorf("read the journal: %w", err)
		case !w.intact:
			w.hear()
			w.spoil()
		case w.use():
			return true
		}
	}
	return false
}

// spoil notes a damaged place. The stream is broken there.
func (w *journalWalk) spoil() {
	w.damage.Places++
	w.live = false
}

// hear notes the entries of a block that cannot be read.
func (w *journalWalk) hear() {
	if w.block.kind == entryBlock {
		w.unheard = max(w.unheard, w.block.first+uint64(w.block.count))
	}
}

// use takes what a block says, and tells whether it has entries to be read.
func (w *journalWalk) use() bool {
	switch w.block.kind {
	case headBlock:
		w.begin()
	case endBlock:
		w.close()
	case entryBlock:
		return w.entries()
	}
	return false
}

// begin takes the head of a section.
func (w *journalWalk) begin() {
	head, err := parseJournalHead(w.payload)
	switch {
	case errors.Is(err, ErrJournalNewer):
		w.err = err
		return
	case err != nil || saltOf(w.payload) != w.block.salt:
		w.spoil()
		return
	case !w.salted:
		w.salt, w.salted, w.about, w.next = w.block.salt, true, head, head.First
	}
	w.live, w.fresh = true, true
	w.used()
}

// entries takes a block of entries if its stream is whole up to it.
func (w *journalWalk) entries() bool {
	first := w.block.first
	switch {
	case !w.live:
		w.hear()
		return false
	case first < w.next || first > w.next && !w.fresh:
		w.hear()
		w.spoil() // it was there before, or what its stream needs is not there
		return false
	}
	w.anew, w.fresh = w.fresh, false
	w.damage.Missing += first - w.next
	w.next = first + uint64(w.block.count)
	w.end.Entries += uint64(w.block.count)
	w.end.Blocks++
	w.end.RawBytes += int64(w.block.raw)
	w.used()
	return true
}

// used notes that all up to here is of use.
func (w *journalWalk) used() {
	w.hash.Write(w.head[:])
	w.hash.Write(w.payload)
	w.safe.walkState, w.safe.at = w.walkState, w.at
}

// lost is the damage so far, with what is only known of blocks that could not
// be read.
func (w *journalWalk) lost() JournalDamage {
	d := w.damage
	d.Missing += max(w.unheard, w.next) - w.next
	return d
}

// close takes the trailer, and holds against it what was read.
func (w *journalWalk) close() {
	end, err := parseJournalEnd(w.payload)
	if err != nil {
		w.spoil()
		return
	}
	before := w.at - int64(blockHeadBytes+len(w.payload))
	w.damage.Missing += max(end.Next, w.next) - w.next
	if same := end.Bytes == before && end.Next == w.next && end.SHA256 == hex.EncodeToString(w.hash.Sum(nil)); !same && !w.damage.any() {
		w.spoil()
	}
	w.end, w.closed, w.next = end, true, max(end.Next, w.next)
	w.safe.walkState, w.safe.at, w.err = w.walkState, w.at, io.EOF
	rest, err := io.Copy(io.Discard, w.r)
	if rest > 0 {
		w.at += rest
		w.damage.Bytes += rest
		w.spoil()
	}
	if err != nil {
		w.err = fmt.Errorf("read the journal: %w", err)
	}
}

// fault says how it ended.
func (w *journalWalk) fault() error {
	switch {
	case errors.Is(w.err, ErrJournalCut) && !w.salted && !w.ours:
		return ErrJournalNone
	case w.err == nil, !w.closed && !errors.Is(w.err, ErrJournalCut):
		return w.err
	}
	var errs []error
	if lost := w.lost(); lost.any() {
		errs = append(errs, fmt.Errorf("%w: %s", ErrJournalDamaged, lost))
	}
	if !errors.Is(w.err, io.EOF) {
		errs = append(errs, w.err)
	}
	return errors.Join(errs...)
}

// resume goes on from the last safe place.
func (w *journalWalk) resume(from io.Reader) {
	w.r.Reset(from)
	w.walkState, w.at, w.err = w.safe.walkState, w.safe.at, nil
	if w.at == 0 {
		start, _ := w.r.Peek(len(blockMark))
		w.ours = bytes.HasPrefix([]byte(blockMark), start)
	}
}
