package tape

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/engine"
	"rugtape/internal/paper"
)

// Snapshot is a trader between two rounds: the engine, with its guard and its
// books, and the paper venue.
type Snapshot struct {
	Engine engine.Snapshot
	Paper  paper.State
}

// Errors of DecodeSnapshot. Whatever is wrong with a snapshot is one of them,
// or an error of the reader.
var (
	ErrSnapshotCut    = errors.New("the snapshot is cut short")
	ErrSnapshotHash   = errors.New("the snapshot was changed: it does not have the hash that it tells")
	ErrSnapshotLayout = errors.New("the snapshot does not keep to the layout")
	ErrSnapshotNewer  = errors.New("the snapshot was written by another version of rugtape")
)

// The layout is docs/format/snapshot.md. maxSnapshot is well above the four
// rounds of prices and the memory of a strategy that there can be.
const (
	snapshotPrefix = `{"rugtape":"snapshot","format":`
	snapshotFormat = `2,"state":`
	snapshotSuffix = `,"sha256":"`
	maxSnapshot    = 16 << 20
)

var snapshotEnd = len(snapshotSuffix) + hex.EncodedLen(sha256.Size) + len("\"}\n")

// Numbers in a snapshot: a price that is not known is null, a time is in
// nanoseconds.
var (
	snapshotNumbers = json.WithMarshalers(json.JoinMarshalers(
		json.MarshalToFunc(func(out *jsontext.Encoder, f float64) error {
			switch {
			case math.IsNaN(f):
				return out.WriteToken(jsontext.Null)
			case math.IsInf(f, 0):
				return fmt.Errorf("%v is no number of a snapshot", f)
			}
			return out.WriteToken(jsontext.Float(f))
		}),
		json.MarshalToFunc(func(out *jsontext.Encoder, d time.Duration) error { return out.WriteToken(jsontext.Int(int64(d))) }),
	))
	snapshotTexts = json.WithUnmarshalers(json.JoinUnmarshalers(
		json.UnmarshalFromFunc(func(in *jsontext.Decoder, f *float64) error {
			if in.PeekKind() != 'n' {
				return errors.ErrUnsupported // as any number
			}
			*f = math.NaN()
			return in.SkipValue()
		}),
		json.UnmarshalFromFunc(func(in *jsontext.Decoder, d *time.Duration) error {
			return json.UnmarshalDecode(in, (*int64)(d))
		}),
	))
)

// EncodeSnapshot writes a snapshot as one line of JSON: the same bytes for the
// same snapshot.
func EncodeSnapshot(w io.Writer, s Snapshot) error {
	line, err := snapshotLine(&s)
	if err != nil {
		return fmt.Errorf("encode a snapshot: %w", err)
	}
	if _, err := w.Write(line); err != nil {
		return fmt.Errorf("write a snapshot: %w", err)
	}
	return nil
}

func snapshotLine(s *Snapshot) ([]byte, error) {
	state, err := json.Marshal(s, snapshotNumbers)
	if err != nil {
		return nil, err
	}
	hash := sha256.Sum256(state)
	line := append([]byte(snapshotPrefix+snapshotFormat), state...)
	line = hex.AppendEncode(append(line, snapshotSuffix...), hash[:])
	if line = append(line, "\"}\n"...); len(line) > maxSnapshot {
		return nil, fmt.Errorf("it has %d bytes, more than %d", len(line), maxSnapshot)
	}
	return line, nil
}

// DecodeSnapshot reads what EncodeSnapshot wrote, and nothing else: a snapshot
// is taken only if it would be written again byte by byte.
func DecodeSnapshot(r io.Reader) (Snapshot, error) {
	line, err := io.ReadAll(io.LimitReader(r, maxSnapshot+1))
	if err != nil {
		return Snapshot{}, fmt.Errorf("read a snapshot: %w", err)
	}
	state, err := snapshotState(line)
	if err != nil {
		return Snapshot{}, err
	}
	var s Snapshot
	if err := json.Unmarshal(state, &s, json.RejectUnknownMembers(true), snapshotTexts); err != nil {
		return Snapshot{}, fmt.Errorf("%w: %w", ErrSnapshotLayout, err)
	}
	again, err := snapshotLine(&s)
	if err != nil {
		return Snapshot{}, fmt.Errorf("%w: %w", ErrSnapshotLayout, err)
	}
	if !bytes.Equal(again, line) {
		return Snapshot{}, fmt.Errorf("%w: a member is missing, or is not written as it should be", ErrSnapshotLayout)
	}
	return s, nil
}

// snapshotState is what the frame of a snapshot holds, if it is whole.
func snapshotState(line []byte) ([]byte, error) {
	rest, ours := bytes.CutPrefix(line, []byte(snapshotPrefix))
	switch {
	case !ours && bytes.HasPrefix([]byte(snapshotPrefix), line):
		return nil, ErrSnapshotCut
	case !ours:
		return nil, fmt.Errorf("%w: it is none, by its first bytes", ErrSnapshotLayout)
	case len(line) > maxSnapshot:
		return nil, fmt.Errorf("%w: it is longer than %d bytes", ErrSnapshotLayout, maxSnapshot)
	}
	rest, known := bytes.CutPrefix(rest, []byte(snapshotFormat))
	switch {
	case !known && bytes.HasPrefix([]byte(snapshotFormat), rest):
		return nil, ErrSnapshotCut
	case !known:
		return nil, ErrSnapshotNewer
	case len(rest) < snapshotEnd || rest[len(rest)-1] != '\n':
		return nil, ErrSnapshotCut
	}
	state, end := rest[:len(rest)-snapshotEnd], rest[len(rest)-snapshotEnd:]
	hash := sha256.Sum256(state)
	want := append(hex.AppendEncode([]byte(snapshotSuffix), hash[:]), "\"}\n"...)
	if !bytes.Equal(end, want) {
		return nil, ErrSnapshotHash
	}
	return state, nil
}
