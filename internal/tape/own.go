package tape

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"rugtape/internal/game"
	"rugtape/internal/round"
)

// own reads the round files of ours that follow one another in the stream,
// from the line first on. One that is not whole is not believed in any part
// and is a fault of the stream; the next one is read all the same. The error
// is the reader's.
func (r *reader) own(l *lines, first []byte) error {
	r.recognise(formatOwn)
	for first != nil && r.stopped == nil {
		began := l.n
		d := decoder{lines: l, hash: sha256.New()}
		rec, _, err := d.file(first)
		r.stats.Lines = l.n
		if err == nil {
			r.giveOwn(rec)
			return nil
		}
		if r.fault == nil {
			r.fault = fmt.Errorf("the round file at line %d: %w", began, err)
		}
		if first, err = nextOwn(l, &d); err != nil {
			return err
		}
		r.stats.Lines = l.n
	}
	return nil
}

func (r *reader) giveOwn(rec *round.Recording) {
	for _, t := range rec.Ticks {
		if t.Origin == game.FromFrame {
			r.stats.Ticks++
		}
	}
	if rec.Quarantined() {
		r.stats.damage(Contradiction, 1)
	}
	// The join with nothing puts the evidence in order and leaves out what
	// had been concluded from it.
	r.stopped = r.each(round.Merge(round.New(rec.Key), rec))
}

// nextOwn skips what is left of a file that is not whole, to the header of
// the next one. That may stand in the very line that was wrong, behind what
// is left of a cut one.
func nextOwn(l *lines, d *decoder) (first []byte, err error) {
	text := d.current
	if bytes.HasPrefix(text, []byte(ownPrefix)) && d.count <= 1 {
		text = text[1:] // the header of this one
	}
	for {
		if i := bytes.Index(text, []byte(ownPrefix)); i >= 0 {
			return text[i:], nil
		}
		if text, _, err = l.next(); errors.Is(err, io.EOF) {
			return nil, nil
		} else if err != nil {
			return nil, err
		}
	}
}
