package journal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"rugtape/internal/tape"
)

// Report tells what Recover found and did.
type Report struct{ Ended []Ended }

// Ended is a file that a crash left open, as it is now.
type Ended struct {
	Path    string
	Entries uint64
	Next    uint64             // number after its last entry
	Damage  tape.JournalDamage // of what it keeps
	Cut     int64              // bytes behind its last whole block, that were cut off
	Kept    string             // where those are, "" if there was no room to keep them
}

// String tells it to a person.
func (e Ended) String() string {
	text := fmt.Sprintf("ended %s, which was left open, with %d entries", filepath.Base(e.Path), e.Entries)
	if e.Entries == 0 {
		text = fmt.Sprintf("removed %s, which was left open without a whole entry", filepath.Base(e.Path))
	}
	if e.Damage != (tape.JournalDamage{}) {
		text += "; it has " + e.Damage.String()
	}
	switch {
	case e.Kept != "":
		text += fmt.Sprintf("; its last %d bytes are no whole block and are kept in %s", e.Cut, e.Kept)
	case e.Cut > 0:
		text += fmt.Sprintf("; its last %d bytes were no whole block and are gone, as the quarantine is full", e.Cut)
	}
	return text
}

// Recover ends the files of a journal that a crash left open: their whole
// blocks stay, what is behind them goes into quarantine, and they get a
// trailer that says so. It is for the owner of the home, before Open. What it
// could not do it leaves as it was, for the next time.
func Recover(ctx context.Context, dir string) (Report, error) {
	return recoverOn(ctx, osDisk{}, dir)
}

func recoverOn(ctx context.Context, d disk, dir string) (Report, error) {
	var report Report
	files, err := filesOn(d, dir)
	if err != nil {
		return report, err
	}
	for i, f := range files {
		if err := ctx.Err(); err != nil {
			return report, err
		}
		if f.Closed {
			if i == len(files)-1 {
				err = settle(d, f.Path)
			}
			if err != nil {
				return report, failed("sync the journal file", f.Path, err)
			}
			continue
		}
		ended, err := endFile(ctx, d, f)
		if err != nil {
			return report, failed("end the journal file", f.Path, err)
		}
		report.Ended = append(report.Ended, ended)
	}
	return report, nil
}

// settle makes durable what a process may have been killed over: the last file
// with its trailer, which the system may not have written yet.
func settle(d disk, path string) error {
	f, err := d.change(path)
	if err != nil {
		return err
	}
	return cmp.Or(f.Sync(), f.Close(), d.syncDir(filepath.Dir(path)))
}

// endFile ends one file. Each step leaves what the next start can go on with.
func endFile(ctx context.Context, d disk, f File) (Ended, error) {
	in, err := d.open(f.Path)
	if err != nil {
		return Ended{}, err
	}
	defer in.Close()
	s, err := tape.ScanJournal(&untilEnd{ctx, fromStart(in)})
	if err != nil && !errors.Is(err, tape.ErrJournalNone) {
		return Ended{}, err
	}
	size, err := in.size()
	if err != nil {
		return Ended{}, err
	}
	e := Ended{Path: f.Path, Entries: s.End.Entries, Next: s.End.Next, Damage: s.Damage, Cut: size - s.Safe}
	if s.Safe == 0 && size > 0 { // nothing of it can be read: no copy is needed
		e.Kept, err = setAside(d, f.Path)
		return e, err
	}
	if e.Cut > 0 {
		if e.Kept, err = quarantine(d, f.Path, in, s.Safe, size); err != nil {
			return e, err
		}
	}
	if s.End.Entries == 0 {
		err = d.remove(f.Path)
	} else {
		err = cutAndEnd(d, f.Path, s)
	}
	return e, cmp.Or(err, d.syncDir(filepath.Dir(f.Path)))
}

// cutAndEnd takes off what is behind the last whole block, and writes the
// trailer there.
func cutAndEnd(d disk, path string, s tape.JournalScan) (err error) {
	out, err := d.change(path)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, out.Close()) }()
	if err := out.Truncate(s.Safe); err != nil {
		return err
	}
	if !s.Closed {
		ending, err := s.Ending()
		if err != nil {
			return err
		}
		if _, err := out.Write(ending); err != nil {
			return err
		}
	}
	return out.Sync()
}

// untilEnd reads until ctx ends.
type untilEnd struct {
	ctx context.Context
	in  io.Reader
}

func (r *untilEnd) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.in.Read(b)
}
