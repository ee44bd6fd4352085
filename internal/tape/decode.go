package tape

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/go-json-experiment/json"

	"rugtape/internal/game"
	"rugtape/internal/round"
)

// DecodeRound reads a round file: exactly the recording that was encoded. A
// file that was cut, changed or added to is an error.
func DecodeRound(r io.Reader) (*round.Recording, Edition, error) {
	l := newLines(r)
	d := decoder{lines: l, hash: sha256.New()}
	rec, e, err := d.file(nil)
	if err == nil {
		if _, _, next := l.next(); next == nil {
			err = ErrTrailing
		} else if !errors.Is(next, io.EOF) {
			err = next
		}
	}
	if err != nil {
		return nil, Edition{}, err
	}
	return rec, e, nil
}

// decoder reads one round file from its lines.
type decoder struct {
	lines   *lines
	hash    hash.Hash
	count   int    // lines before the footer
	current []byte // the line being read
	kind    int    // index in kinds of the last line
	format  int    // as the header tells
	rec     *round.Recording
	edition Edition
}

// kinds are the lines of a file in their order. Ticks and gaps alternate.
var kinds = []struct {
	prefix string
	read   func(d *decoder, line []byte) error
	once   bool
}{
	{ownPrefix, (*decoder).header, true},
	{tickPrefix, (*decoder).tick, false},
	{gapPrefix, (*decoder).gap, false},
	{rugPrefix, (*decoder).rug, false},
	{endedPrefix, (*decoder).ended, true},
	{peakPrefix, (*decoder).peak, true},
	{seedPrefix, (*decoder).seed, true},
	{claimPrefix, (*decoder).claim, false},
	{tradePrefix, (*decoder).trade, false},
	{sideBetPrefix, (*decoder).sideBet, false},
	{actionPrefix, (*decoder).action, false},
	{conflictPrefix, (*decoder).conflict, false},
}

// kinds that may come in any order among themselves.
const tickKind, gapKind = 1, 2

// file reads one file; first is its first line if that was read already.
func (d *decoder) file(first []byte) (*round.Recording, Edition, error) {
	for line := first; ; line = nil {
		if line == nil {
			var fits bool
			var err error
			line, fits, err = d.lines.next()
			switch {
			case errors.Is(err, io.EOF):
				return nil, Edition{}, ErrCut
			case err != nil:
				return nil, Edition{}, err
			case !fits:
				return nil, Edition{}, d.wrong("longer than %d MiB", MaxLine>>20)
			}
		}
		d.current = line
		if line[len(line)-1] != '\n' {
			return nil, Edition{}, ErrCut
		}
		if bytes.HasPrefix(line, []byte(footerPrefix)) && d.count > 0 {
			return d.footer(line)
		}
		d.hash.Write(line)
		d.count++
		if err := d.line(line); err != nil {
			return nil, Edition{}, err
		}
	}
}

func (d *decoder) line(line []byte) error {
	if d.kind == tickKind && d.quickTick(line) {
		return nil
	}
	for kind := range kinds {
		k := &kinds[kind]
		if !bytes.HasPrefix(line, []byte(k.prefix)) {
			continue
		}
		switch {
		case d.count == 1 && kind != 0:
			return d.wrong("the header is missing")
		case kind == d.kind && k.once && d.count > 1:
			return d.wrong("%s stands twice", k.prefix)
		case kind < d.kind && !(kind == tickKind && d.kind == gapKind):
			return d.wrong("%s stands after %s", k.prefix, kinds[d.kind].prefix)
		}
		d.kind = kind
		return k.read(d, line)
	}
	return d.wrong("%s", excerpt(trimEnd(line)))
}

func (d *decoder) wrong(format string, args ...any) error {
	return fmt.Errorf("%w: line %d: %s", ErrLayout, d.lines.n, fmt.Sprintf(format, args...))
}

func (d *decoder) footer(line []byte) (*round.Recording, Edition, error) {
	if d.format != formatOf(d.rec) {
		return nil, Edition{}, d.wrong("format %d, of what format %d is for", d.format, formatOf(d.rec))
	}
	var sum [sha256.Size]byte
	d.hash.Sum(sum[:0])
	want := countFooter(d.rec, d.count).append(nil, sum)
	if !bytes.Equal(line, want) {
		return nil, Edition{}, ErrHash
	}
	d.edition.Hash = hex.EncodeToString(sum[:])
	return d.rec, d.edition, nil
}

// decode reads a line that must have no unknown and no repeated members.
func (d *decoder) decode(line []byte, v any) error {
	if err := json.Unmarshal(line, v, json.RejectUnknownMembers(true)); err != nil {
		return d.wrong("%v", err)
	}
	return nil
}

func (d *decoder) header(line []byte) error {
	var kind struct {
		Rugtape string `json:"rugtape"`
		Format  int    `json:"format"`
	}
	if err := json.Unmarshal(line, &kind); err != nil {
		return d.wrong("%v", err)
	}
	if kind.Format > newestFormat {
		return fmt.Errorf("%w: format %d, this one reads %d", ErrNewer, kind.Format, newestFormat)
	}
	var h struct {
		Rugtape    string   `json:"rugtape"`
		Format     int      `json:"format"`
		Source     string   `json:"source"`
		ID         string   `json:"id"`
		Revision   int      `json:"revision"`
		Supersedes string   `json:"supersedes"`
		Version    string   `json:"version"`
		SeedHash   string   `json:"seed_hash"`
		HashSeenNS int64    `json:"hash_seen_ns"`
		OpenedNS   int64    `json:"opened_ns"`
		Formats    []string `json:"formats"`
	}
	if err := d.decode(line, &h); err != nil {
		return err
	}
	source, err := round.ParseSource(h.Source)
	if err == nil {
		err = round.CheckID(h.ID)
	}
	if err != nil {
		return d.wrong("%v", err)
	}
	if h.Rugtape != "round" || h.Format < plainFormat || h.Revision < 1 || !ascending(h.Formats) {
		return d.wrong("not the header of a round")
	}
	d.rec = round.New(round.Key{Source: source, ID: h.ID})
	d.rec.Version, d.rec.SeedHash, d.rec.HashSeenNS = h.Version, h.SeedHash, h.HashSeenNS
	d.rec.OpenedNS, d.rec.From = h.OpenedNS, h.Formats
	d.format = h.Format
	d.edition = Edition{Revision: h.Revision, Supersedes: h.Supersedes}
	return nil
}

func ascending(list []string) bool {
	for i := 1; i < len(list); i++ {
		if list[i] <= list[i-1] {
			return false
		}
	}
	return true
}

// quickTick reads a tick line as EncodeRound writes most of them.
func (d *decoder) quickTick(line []byte) bool {
	s := scanner{rest: line}
	var at int
	t := round.Tick{Origin: game.FromFrame}
	if !s.literal(tickPrefix) || !s.whole(&at) || at != len(d.rec.Ticks) || at > game.MaxTick ||
		!s.literal(`,"price":`) || !s.float(&t.Price) {
		return false
	}
	if s.literal(`,"recv_ns":`) && !s.time(&t.RecvNS) || string(s.rest) != "}\n" {
		return false
	}
	d.rec.Ticks = append(d.rec.Ticks, t)
	return true
}
