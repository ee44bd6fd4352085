package tape

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"rugtape/internal/game"
	"rugtape/internal/round"
)

// ErrUnknownFormat tells that nothing in a stream was recognised.
var ErrUnknownFormat = errors.New("not a recording in a known format")

// The names of the formats, as they stand in Stats.Format and in
// Recording.From. The letters are those of docs/format/imports.md.
const (
	formatGame    = "game-jsonl"     // A
	formatSession = "session-jsonl"  // B
	formatBare    = "recorder-jsonl" // C
	formatDemo    = "demonstrations" // D
	formatList    = "game-json"      // E
	formatRaw     = "raw-jsonl"      // H
	formatCDP     = "cdp-jsonl"      // I
	formatSamples = "event-samples"  // J
	formatHistory = "history-json"   // K
	formatOwn     = "rugtape"        // a round file; Recording.From keeps its own
)

// maxOpen is how many recordings are held while a stream is read.
const maxOpen = 32

// Read reads one plain stream in any known format, told apart by content,
// and calls each with its recordings: unsettled, of the source src, except
// that a round file keeps its own. Of a round that comes back after many
// others each gets several recordings, which round.Merge joins.
//
// Damage costs what it hits and is told by Stats, which is filled in case of
// an error too. An error of r comes back after what had been read was given
// on; one of each ends the reading at once; a round file that was cut or
// changed is an error; ErrUnknownFormat means that nothing was recognised.
func Read(name string, r io.Reader, src round.Source, each func(*round.Recording) error) (Stats, error) {
	rd := &reader{name: name, source: src, each: each, rows: formatGame}
	return rd.all(r)
}

// reader is the state of reading one stream.
type reader struct {
	name   string
	source round.Source
	each   func(*round.Recording) error
	raw    func(RawEvent) error // takes the raw events, where it is set

	stats    Stats
	formats  []string       // recognised so far, sorted
	nameless map[int]string // losses, by index, as they are told if the stream may name players
	stopped  error          // what each said
	fault    error          // of the first round file that is not whole

	line    int // being read
	rows    string
	bare    string // the round that bare ticks belong to
	demo    demo
	clock   clock
	machine game.Machine
	tracks  []*track // least recently used first, at most maxOpen
	frame   game.Frame
	row     row
	record  record
}

// all reads the stream to its end and tells how that went.
func (r *reader) all(in io.Reader) (Stats, error) {
	err := r.run(newLines(in))
	if err == nil {
		err = r.fault
	}
	if r.stopped == nil {
		r.finish()
	}
	r.hidePlayers()
	r.stats.Format = strings.Join(r.formats, "+")
	switch {
	case r.stopped != nil:
		return r.stats, r.stopped
	case err != nil:
		return r.stats, fmt.Errorf("read %s: %w", r.name, err)
	case len(r.formats) > 0:
		return r.stats, nil
	}
	return r.stats, fmt.Errorf("read %s: %w", r.name, r.unrecognised())
}

func (r *reader) run(l *lines) error {
	if startsWithArray(l) {
		return r.document(l, 1)
	}
	first := true
	for r.stopped == nil {
		text, fits, err := l.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		r.line = l.n
		r.stats.Lines = l.n
		if bytes.HasPrefix(text, []byte(ownPrefix)) {
			if err := r.own(l, text); err != nil {
				return err
			}
			continue
		}
		if text = trimEnd(text); l.n == 1 {
			text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
		}
		switch {
		case !fits:
			r.tooLong()
		case isBlank(text) && err != nil:
			return err
		case isBlank(text):
			r.stats.Blank++
			continue
		case first && opensDocument(text):
			return r.document(rewind(l, text), l.n)
		default:
			r.text(text)
		}
		first = false
		if err != nil {
			return err
		}
	}
	return nil
}

// text reads a line.
func (r *reader) text(line []byte) {
	if n := scanTick(line, &r.row); n > 0 && n == len(line) {
		r.tick(r.rows)
		return
	}
	whole, err := r.record.decode(line)
	switch {
	case !whole:
		r.malformed(line)
	case errors.Is(err, errNotObject):
		r.loseLine(UnknownRecord, "", line)
	case err != nil:
		r.loseLine(UnusableRecord, err.Error()+": ", line)
	case !r.take(line):
		r.loseLine(UnknownRecord, "", line)
	}
}

// document reads a stream that is one JSON text over any number of lines.
func (r *reader) document(l *lines, line int) error {
	e := entries{r: l.r, line: line, fresh: true, max: MaxLine}
	for r.stopped == nil {
		text, fits, err := e.next()
		r.line = e.began
		r.stats.Lines = e.read()
		switch {
		case len(text) == 0:
		case !fits:
			r.tooLong()
		default:
			r.text(text)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) tooLong() {
	r.stats.Malformed++
	r.lose(LineTooLong, fmt.Sprintf("longer than %d MiB", MaxLine>>20))
}

// malformed notes a line that is no record, and takes the whole records out
// of it.
func (r *reader) malformed(line []byte) {
	r.stats.Malformed++
	if text := bytes.TrimLeft(line, " \t"); bytes.HasPrefix(text, []byte("#")) || bytes.HasPrefix(text, []byte("//")) {
		r.loseLine(Comment, "", text)
		return
	}
	ticks, others := r.salvage(line)
	r.stats.Salvaged += ticks
	var kept []string
	if ticks > 0 {
		kept = append(kept, plural(ticks, "whole tick"))
	}
	if others > 0 {
		kept = append(kept, plural(others, "other whole record"))
	}
	if len(kept) == 0 {
		kept = append(kept, "nothing")
	}
	r.loseLine(TornLine, "kept "+strings.Join(kept, " and ")+" of ", line)
}

func (r *reader) lose(kind Damage, text string) {
	r.stats.lose(r.name, r.line, kind, 1, text)
}

func (r *reader) recognise(format string) {
	if i, found := slices.BinarySearch(r.formats, format); !found {
		r.formats = slices.Insert(r.formats, i, format)
	}
}

func (r *reader) unrecognised() error {
	if r.stats.Lines == r.stats.Blank {
		r.stats.damage(EmptyFile, 1)
		return fmt.Errorf("%w: it is empty", ErrUnknownFormat)
	}
	return ErrUnknownFormat
}
