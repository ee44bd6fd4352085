package tape

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/klauspost/compress/zstd"
)

// JournalReader reads one file of a journal:
//
//	r := tape.NewJournalReader(file)
//	for r.Next() {
//		e := r.Entry()
//	}
//	err := r.Err() // ErrJournalCut, ErrJournalDamaged, both, or what the reader says
//
// Damage costs what it hits, up to the next fresh start of the stream: reading
// goes on there. It holds one block at a time, some MaxEntry packed and
// unpacked at most.
type JournalReader struct {
	walk   *journalWalk
	unpack *zstd.Decoder
	feed   feed
	entry  Entry

	raw  []byte // of the block at hand
	rest []byte // of it, what was not given out
	left uint32 // entries in rest
}

// maxPackWindow bounds the memory that a file may ask for.
const maxPackWindow = 1 << 20

// NewJournalReader reads a file from its beginning.
func NewJournalReader(r io.Reader) *JournalReader {
	j := &JournalReader{walk: newJournalWalk(r)}
	var err error
	j.unpack, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxPackWindow))
	if err != nil {
		j.walk.err = fmt.Errorf("read the journal: %w", err)
	}
	return j
}

// Next goes to the next entry. After false, Err says why.
func (r *JournalReader) Next() bool {
	for {
		if r.left > 0 && r.cut() {
			return true
		}
		if !r.walk.step() {
			return false
		}
		r.open()
	}
}

// Entry is the entry at hand. Its data is valid until the next call of Next.
func (r *JournalReader) Entry() Entry { return r.entry }

// cut takes the next entry of the block.
func (r *JournalReader) cut() bool {
	e, rest, ok := cutEntry(r.rest, r.walk.block.timeNS)
	if !ok || r.left == 1 && len(rest) > 0 {
		r.discard()
		return false
	}
	e.Seq = r.walk.next - uint64(r.left)
	r.entry, r.rest = e, rest
	r.left--
	return true
}

// open unpacks a block. What has the right sum and cannot be unpacked was
// not written by a JournalWriter.
func (r *JournalReader) open() {
	r.feed = r.walk.payload
	r.left = r.walk.block.count
	if r.walk.anew {
		if err := r.unpack.Reset(&r.feed); err != nil {
			r.discard()
			return
		}
	}
	r.raw = slices.Grow(r.raw[:0], int(r.walk.block.raw))[:r.walk.block.raw]
	if _, err := io.ReadFull(r.unpack, r.raw); err != nil {
		r.discard()
		return
	}
	r.rest = r.raw
}

// discard gives up the rest of a block, and the stream.
func (r *JournalReader) discard() {
	r.walk.damage.Missing += uint64(r.left)
	r.left = 0
	r.walk.spoil()
	r.walk.safe.walkState = r.walk.walkState // all that was used up to here
}

// feed is the payload of a block, as it is unpacked.
type feed []byte

func (f *feed) Read(b []byte) (int, error) {
	if len(*f) == 0 {
		return 0, io.EOF
	}
	n := copy(b, *f)
	*f = (*f)[n:]
	return n, nil
}

// Head says what the entries are, once the first of them was read.
func (r *JournalReader) Head() (JournalHead, bool) { return r.walk.about, r.walk.salted }

// End is the trailer, once Next has come to it.
func (r *JournalReader) End() (JournalEnd, bool) { return r.walk.end, r.walk.closed }

// Due is the number of the entry that would come next.
func (r *JournalReader) Due() uint64 { return r.walk.next }

// Damage is what was lost so far. What no later block tells of is not known.
func (r *JournalReader) Damage() JournalDamage { return r.walk.lost() }

// Err says how reading ended: nil if the file is whole. What is damaged is
// told at the end.
func (r *JournalReader) Err() error { return r.walk.fault() }

// Safe is where the last block ends that was used: after ErrJournalCut, reading
// goes on from there.
func (r *JournalReader) Safe() int64 { return r.walk.safe.at }

// Resume goes on after ErrJournalCut with what the file holds from Safe on.
func (r *JournalReader) Resume(from io.Reader) {
	if errors.Is(r.walk.err, ErrJournalCut) {
		r.walk.resume(from)
	}
}
