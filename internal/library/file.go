package library

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"rugtape/internal/round"
	"rugtape/internal/tape"
)

// maxRoundFile bounds the size of a round file, compressed or not.
const maxRoundFile = 256 << 20

// packRound writes a round as the bytes of its file.
func (l *Library) packRound(rec *round.Recording, e tape.Edition) ([]byte, tape.Edition, error) {
	var plain bytes.Buffer
	e, err := tape.EncodeRound(&plain, rec, e)
	if err != nil {
		return nil, e, err
	}
	return l.pack.EncodeAll(plain.Bytes(), nil), e, nil
}

// plainFile reads a round file and takes the compression off. path is below
// home, be it this one or a bin of its trash.
func (l *Library) plainFile(home, path string) ([]byte, os.FileInfo, error) {
	f, err := os.Open(filepath.Join(home, path))
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxRoundFile {
		return nil, nil, fmt.Errorf("it is no round file: %s of %d bytes", info.Mode().Type(), info.Size())
	}
	packed, err := io.ReadAll(f)
	if err != nil {
		return nil, nil, err
	}
	plain, err := l.open.DecodeAll(packed, nil)
	return plain, info, err
}

// roundFile is a round as it lies on disk.
type roundFile struct {
	rec     *round.Recording
	edition tape.Edition
	info    os.FileInfo
}

// readRound reads a round file and checks that it lies where its round
// belongs. Any fault of it is an error, a missing file fs.ErrNotExist.
func (l *Library) readRound(path string) (*roundFile, error) { return l.readRoundIn(l.home, path) }

func (l *Library) readRoundIn(home, path string) (*roundFile, error) {
	plain, info, err := l.plainFile(home, path)
	if err != nil {
		return nil, err
	}
	rec, edition, err := tape.DecodeRound(bytes.NewReader(plain))
	if err != nil {
		return nil, err
	}
	if err := checkKey(rec.Key); err != nil {
		return nil, err
	}
	if want := roundPath(rec.Key); want != path {
		return nil, fmt.Errorf("it holds the round that belongs in %s", want)
	}
	return &roundFile{rec, edition, info}, nil
}

// checkKey tells whether a key that came from outside may name a file.
func checkKey(key round.Key) error {
	if _, err := round.ParseSource(string(key.Source)); err != nil {
		return err
	}
	if key.Source == round.Sample {
		return errors.New("it is one of the built-in samples, which are not stored")
	}
	return round.CheckID(key.ID)
}

// row is what the catalogue says of the file.
func (f *roundFile) row() row {
	return row{
		Entry:   round.Entry{Summary: round.Summarize(f.rec), Revision: f.edition.Revision, Hash: f.edition.Hash},
		bytes:   f.info.Size(),
		mtimeNS: f.info.ModTime().UnixNano(),
	}
}

// Get reads a round. It fails with round.ErrUnknown, or with *Trouble where
// its file is damaged.
func (l *Library) Get(ctx context.Context, key round.Key) (*round.Recording, round.Entry, error) {
	if err := ctx.Err(); err != nil {
		return nil, round.Entry{}, err
	}
	if rec := sample(key); rec != nil {
		return rec, round.Entry{Summary: round.Summarize(rec)}, nil
	}
	if checkKey(key) != nil {
		return nil, round.Entry{}, unknownRound(key)
	}
	f, err := l.readRound(roundPath(key))
	if errors.Is(err, fs.ErrNotExist) && l.mode == Owner {
		// It may be on its way to the trash, or back: look again after that.
		if err := l.takeTurn(ctx, "reading a round"); err != nil {
			return nil, round.Entry{}, err
		}
		l.doneWriting()
		f, err = l.readRound(roundPath(key))
	}
	if err != nil {
		return nil, round.Entry{}, l.unreadable(ctx, key, err)
	}
	return f.rec, f.row().Entry, nil
}

// unreadable explains why a round cannot be read.
func (l *Library) unreadable(ctx context.Context, key round.Key, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, fs.ErrNotExist) {
		if _, _, lost := l.Neighbours(ctx, key); lost != nil {
			return unknownRound(key)
		}
		return &Trouble{
			What: "the file of round " + key.ID + " is gone", Err: err,
			Do: "put it back, or bring the catalogue up to the files with \"rugtape library check --rebuild\"",
		}
	}
	return &Trouble{
		What: "cannot read " + filepath.Join(l.home, roundPath(key)), Err: err,
		Do: "import the recordings of the round again: the damaged file is then set aside",
	}
}

// Write writes a round to w: as its round file, uncompressed, for the format
// "jsonl", or as a table of ticks for "csv". Other formats are
// round.ErrInvalid, unknown rounds round.ErrUnknown.
func (l *Library) Write(ctx context.Context, w io.Writer, key round.Key, format string) error {
	if format != "jsonl" && format != "csv" {
		return fmt.Errorf("%w: format %.20q: use jsonl or csv", round.ErrInvalid, format)
	}
	rec, entry, err := l.Get(ctx, key)
	if err != nil {
		return err
	}
	switch {
	case format == "csv":
		err = tape.EncodeCSV(w, rec)
	case entry.Revision == 0: // a sample has no file
		_, err = tape.EncodeRound(w, rec, tape.Edition{Revision: 1})
	default:
		var plain []byte
		if plain, _, err = l.plainFile(l.home, roundPath(key)); err == nil {
			_, err = w.Write(plain)
		}
	}
	return failed("write round", key.ID, err)
}
