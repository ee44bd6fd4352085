package tape

import (
	"errors"
	"io"
)

// JournalScan is what is in a file, without the entries themselves.
type JournalScan struct {
	Head   JournalHead
	Known  bool // the head: without it no entry can be read
	Closed bool // there is a trailer
	// End is the trailer, or what that of the first Safe bytes would be.
	End    JournalEnd
	Safe   int64 // bytes up to the last block that can be used, the trailer among them
	Damage JournalDamage
	scan   *journalWalk
}

// ScanJournal reads a file without unpacking it. That it has no end or is
// damaged is no error, unless it is no journal file or of a newer rugtape.
func ScanJournal(r io.Reader) (JournalScan, error) {
	w := newJournalWalk(r)
	for w.step() {
	}
	s := JournalScan{Head: w.about, Known: w.salted, Closed: w.closed, End: w.end, Safe: w.safe.at, Damage: w.lost(), scan: w}
	if !w.closed {
		s.End.Next, s.End.Bytes = w.next, s.Safe
	}
	if err := w.fault(); err != nil && !errors.Is(err, ErrJournalCut) && !errors.Is(err, ErrJournalDamaged) {
		return s, err
	}
	return s, nil
}

// Ending makes the trailer that ends a file behind its Safe bytes, where a
// crash left it open.
func (s JournalScan) Ending() ([]byte, error) {
	if s.Closed || !s.Known {
		return nil, errors.New("only a file with a head and without an end can be ended")
	}
	end := s.End
	end.Recovered = true
	return appendJournalEnd(nil, s.scan.salt, end, s.scan.hash)
}

// ReadJournalHead reads the head that a file begins with.
func ReadJournalHead(r io.ReaderAt) (JournalHead, error) {
	text := make([]byte, blockHeadBytes+maxJournalLine)
	n, err := r.ReadAt(text, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return JournalHead{}, err
	}
	line, ok := blockAt(text[:n], headBlock)
	if !ok {
		return JournalHead{}, ErrJournalNone
	}
	return parseJournalHead(line)
}

// ReadJournalEnd reads the trailer of a file of that size. ErrJournalCut says
// that it does not end with one.
func ReadJournalEnd(r io.ReaderAt, size int64) (JournalEnd, error) {
	text := make([]byte, min(size, blockHeadBytes+maxJournalLine))
	n, err := r.ReadAt(text, size-int64(len(text)))
	if err != nil && !errors.Is(err, io.EOF) {
		return JournalEnd{}, err
	}
	text = text[:n]
	for at := n - blockHeadBytes; at >= 0; at-- {
		if line, ok := blockAt(text[at:], endBlock); ok && len(line) == n-at-blockHeadBytes {
			return parseJournalEnd(line)
		}
	}
	return JournalEnd{}, ErrJournalCut
}
