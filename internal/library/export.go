package library

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rugtape/internal/round"
)

// ExportFormats are the formats of Export.
var ExportFormats = []string{"jsonl", "csv", "parquet"}

// ExportReport says what was exported.
type ExportReport struct {
	Rounds int   `json:"rounds"`
	Rows   int   `json:"rows"` // of the table; 0 for a directory of round files
	Bytes  int64 `json:"bytes"`
}

// Export writes the rounds that match a query, oldest first unless the query
// says otherwise; its offset and limit hold as well.
//
// "csv", "parquet", and "jsonl" where out ends in .jsonl write one table of
// all ticks, with columns that name the round and tell what it is worth. An
// existing file is replaced. "jsonl" otherwise makes a directory of plain
// round files, <source>/<id>.jsonl: all that is known of the rounds, ready to
// be imported again. The directory must be new or empty.
//
// What is written is there whole, or not at all.
func (l *Library) Export(ctx context.Context, q round.Query, format, out string) (ExportReport, error) {
	if format == "jsonl" && out != "" && !strings.HasSuffix(out, ".jsonl") {
		return l.export(ctx, q, format, out, l.exportFiles)
	}
	return l.export(ctx, q, format, out, tableExporter(l, &tickTable))
}

// ExportPresses writes one table of all presses on the game's page, of the rounds
// that match a query, in the order of the rounds and then of time. It is there
// whole, or not at all. docs/format/demonstrations.md says what the columns mean.
// The report counts the rounds that have presses.
func (l *Library) ExportPresses(ctx context.Context, q round.Query, format, out string) (ExportReport, error) {
	of, pressed := pressTable, 0
	of.rows = func(rec *round.Recording, s round.Summary) []pressRow {
		if len(rec.Actions) > 0 {
			pressed++
		}
		return pressTable.rows(rec, s)
	}
	report, err := l.export(ctx, q, format, out, tableExporter(l, &of))
	report.Rounds = pressed
	return report, err
}

// exporter writes rounds in a format to a place.
type exporter func(ctx context.Context, entries []round.Entry, format, out string, report *ExportReport) error

func (l *Library) export(ctx context.Context, q round.Query, format, out string, write exporter) (ExportReport, error) {
	var report ExportReport
	if !slices.Contains(ExportFormats, format) {
		return report, fmt.Errorf("%w: format %.20q: use one of %v", round.ErrInvalid, format, ExportFormats)
	}
	if out == "" {
		return report, fmt.Errorf("%w: where to export to was not said", round.ErrInvalid)
	}
	if q.Sort == "" {
		q.Sort = "started"
	}
	page, err := l.List(ctx, q)
	if err != nil {
		return report, err
	}
	report.Rounds = len(page.Entries)
	err = write(ctx, page.Entries, format, out, &report)
	return report, failed("export to", out, err)
}

// tableExporter writes tables.
func tableExporter[R any](l *Library, of *table[R]) exporter {
	return func(ctx context.Context, entries []round.Entry, format, out string, report *ExportReport) error {
		return exportTable(ctx, l, of, entries, format, out, report)
	}
}

// exportTable writes one table beside out and renames it.
func exportTable[R any](ctx context.Context, l *Library, of *table[R], entries []round.Entry, format, out string, report *ExportReport) error {
	if info, err := os.Stat(out); err == nil && !info.Mode().IsRegular() {
		return &Trouble{What: "cannot write " + out, Err: fs.ErrExist, Do: "name a file: there is something else of that name"}
	}
	temp := filepath.Join(filepath.Dir(out), "."+filepath.Base(out)+tempMark+newToken(4))
	f, err := l.disk.create(temp, 0o644)
	if err != nil {
		return missingParent(out, err)
	}
	sized := &sizedWriter{w: f}
	err = writeTable(ctx, l, of, entries, of.writer(format, sized), report)
	if err == nil {
		err = f.Sync()
	}
	err = joined(err, f.Close())
	if err == nil {
		err = l.disk.rename(temp, out)
	}
	if err != nil {
		_ = os.Remove(temp)
		return err
	}
	report.Bytes = sized.n
	return l.disk.syncDir(filepath.Dir(out))
}

func writeTable[R any](ctx context.Context, l *Library, of *table[R], entries []round.Entry, t tableWriter[R], report *ExportReport) error {
	for _, e := range entries {
		rec, now, err := l.Get(ctx, e.Key)
		if errors.Is(err, round.ErrUnknown) {
			report.Rounds-- // deleted since it was listed
			continue
		}
		if err != nil {
			return err
		}
		rows := of.rows(rec, now.Summary)
		if err := t.write(rows); err != nil {
			return err
		}
		report.Rows += len(rows)
	}
	return t.close()
}

// exportFiles fills a directory beside out and renames it.
func (l *Library) exportFiles(ctx context.Context, entries []round.Entry, format, out string, report *ExportReport) error {
	out = filepath.Clean(out)
	if left, err := os.ReadDir(out); err == nil && len(left) > 0 || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return &Trouble{What: "cannot write into " + out, Err: fs.ErrExist, Do: "name a new or empty directory, or a file that ends in .jsonl"}
	}
	temp := filepath.Join(filepath.Dir(out), "."+filepath.Base(out)+tempMark+newToken(4))
	if err := os.Mkdir(temp, 0o755); err != nil {
		return missingParent(out, err)
	}
	err := l.fillDirectory(ctx, entries, format, temp, report)
	if err == nil {
		_ = os.Remove(out) // it is empty, if it is there
		err = l.disk.rename(temp, out)
	}
	if err != nil {
		return joined(err, os.RemoveAll(temp))
	}
	return l.disk.syncDir(filepath.Dir(out))
}

func (l *Library) fillDirectory(ctx context.Context, entries []round.Entry, format, dir string, report *ExportReport) error {
	dirs := map[string]bool{dir: true}
	for _, e := range entries {
		name := strings.TrimSuffix(filepath.Base(roundPath(e.Key)), filepath.Ext(fileExt))
		into := filepath.Join(dir, string(e.Source))
		if !dirs[into] {
			dirs[into] = true
			if err := os.Mkdir(into, 0o755); err != nil {
				return err
			}
		}
		f, err := l.disk.create(filepath.Join(into, name), 0o644)
		if err != nil {
			return err
		}
		sized := &sizedWriter{w: f}
		err = l.Write(ctx, sized, e.Key, format)
		if err == nil {
			err = f.Sync()
		}
		if err = joined(err, f.Close()); err != nil {
			return err
		}
		report.Bytes += sized.n
	}
	for into := range dirs {
		if err := l.disk.syncDir(into); err != nil {
			return err
		}
	}
	return nil
}

func missingParent(out string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return &Trouble{What: "cannot write " + out, Err: err, Do: "make the directory it is to be in first"}
	}
	return err
}

// sizedWriter counts what is written.
type sizedWriter struct {
	w io.Writer
	n int64
}

func (s *sizedWriter) Write(b []byte) (int, error) {
	n, err := s.w.Write(b)
	s.n += int64(n)
	return n, err
}
