package tape

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"time"

	"github.com/klauspost/compress/zstd"
)

// JournalWriter writes one file of a journal, in blocks that are one Write
// each. The blocks of a section are one zstd stream, flushed at the end of
// each block; a section begins anew after a minute of entries, or sectionBytes
// of them, and is read without what was before it. The first error sticks.
type JournalWriter struct {
	w     io.Writer
	begin []byte // the block that begins a section
	next  uint64 // number of the next entry
	pack  *zstd.Encoder
	out   bytes.Buffer
	hash  hash.Hash
	end   JournalEnd
	err   error

	block blockHead // of the block under way
	raw   []byte    // its entries

	inSection   int   // bytes of entries in the section under way, 0 if it is to begin
	sectionTime int64 // of its first entry
}

const (
	sectionBytes = 4 << 20
	sectionNS    = int64(time.Minute)
	// packWindow holds some fifty of the frames that come each tick, or a full
	// one of 350 kB and what came before it: more packs hardly better.
	packWindow = 512 << 10
)

var noHead [blockHeadBytes]byte

// NewJournalWriter begins a file. Nothing is written before the first Flush.
func NewJournalWriter(w io.Writer, head JournalHead) (*JournalWriter, error) {
	line, err := head.line()
	if err != nil {
		return nil, fmt.Errorf("begin a journal file: %w", err)
	}
	pack, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
		zstd.WithWindowSize(packWindow), zstd.WithLowerEncoderMem(true), zstd.WithEncoderCRC(false))
	if err != nil {
		return nil, fmt.Errorf("begin a journal file: %w", err)
	}
	first := blockHead{kind: headBlock, salt: saltOf(line), raw: uint32(len(line)), first: head.First, timeNS: head.StartedNS}
	return &JournalWriter{
		w: w, begin: append(first.append(nil, line), line...), next: head.First, pack: pack, hash: sha256.New(),
		block: blockHead{kind: entryBlock, salt: first.salt},
	}, nil
}

// Add takes an entry, the next by number; its data is not kept. It is written
// with the block that it is in: when that is full, or by the next Flush.
func (w *JournalWriter) Add(e Entry) error {
	switch {
	case w.err != nil:
		return w.err
	case len(e.Data) > MaxEntry:
		return ErrEntryLong
	case !e.Kind.known() || e.Seq != w.next:
		return fmt.Errorf("entry %d (%s) where entry %d is due", e.Seq, e.Kind, w.next)
	}
	if since := e.TimeNS - w.sectionTime; w.inSection >= sectionBytes || since >= sectionNS || since <= -sectionNS {
		if err := w.Flush(); err != nil {
			return err
		}
		w.inSection, w.sectionTime = 0, e.TimeNS
	}
	if w.block.count == 0 {
		w.block.first, w.block.timeNS = e.Seq, e.TimeNS
	}
	w.raw = appendEntry(w.raw, e, w.block.timeNS)
	w.block.count++
	w.next++
	if len(w.raw) >= blockBytes {
		return w.Flush()
	}
	return nil
}

// Flush writes the block under way.
func (w *JournalWriter) Flush() error {
	if w.err != nil || w.block.count == 0 {
		return w.err
	}
	w.out.Reset()
	if w.inSection == 0 {
		w.out.Write(w.begin)
		w.pack.Reset(&w.out)
	}
	start := w.out.Len()
	w.out.Write(noHead[:]) // the head takes its place once the payload is known
	if _, err := w.pack.Write(w.raw); err != nil {
		return w.fail(err)
	}
	if err := w.pack.Flush(); err != nil {
		return w.fail(err)
	}
	w.block.raw = uint32(len(w.raw))
	block := w.out.Bytes()[start:]
	w.block.append(block[:0], block[blockHeadBytes:])
	w.end.Entries += uint64(w.block.count)
	w.end.Blocks++
	w.end.RawBytes += int64(len(w.raw))
	w.inSection += len(w.raw)
	w.block.count, w.raw = 0, w.raw[:0]
	err := w.write()
	if cap(w.raw) > 4*blockBytes {
		w.raw, w.out = nil, bytes.Buffer{} // one entry was long: its memory is not kept
	}
	return err
}

// Close writes what is left, and the trailer. It does not close the writer
// below.
func (w *JournalWriter) Close() error {
	if err := w.Flush(); err != nil {
		return err
	}
	w.out.Reset()
	if w.end.Blocks == 0 {
		w.out.Write(w.begin)
		if err := w.write(); err != nil {
			return err
		}
	}
	w.end.Next = w.next
	end, err := appendJournalEnd(nil, w.block.salt, w.end, w.hash)
	if err != nil {
		return w.fail(err)
	}
	w.out.Write(end)
	return w.write()
}

// write gives out what stands ready.
func (w *JournalWriter) write() error {
	n, err := w.w.Write(w.out.Bytes())
	if err == nil && n < w.out.Len() {
		err = io.ErrShortWrite
	}
	if err != nil {
		return w.fail(err)
	}
	w.hash.Write(w.out.Bytes())
	w.end.Bytes += int64(n)
	w.out.Reset()
	return nil
}

func (w *JournalWriter) fail(err error) error {
	w.err = fmt.Errorf("write the journal: %w", err)
	return w.err
}

// Bytes is how much has been written.
func (w *JournalWriter) Bytes() int64 { return w.end.Bytes }

// appendJournalEnd makes the trailer of a file whose bytes were hashed.
func appendJournalEnd(b []byte, salt uint32, e JournalEnd, sum hash.Hash) ([]byte, error) {
	e.SHA256 = hex.EncodeToString(sum.Sum(nil))
	line, err := e.line()
	if err != nil {
		return nil, err
	}
	b = blockHead{kind: endBlock, salt: salt, raw: uint32(len(line)), first: e.Next}.append(b, line)
	return append(b, line...), nil
}
