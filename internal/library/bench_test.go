package library

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"rugtape/internal/round"
	"rugtape/internal/tape"
)

// lazyDisk does not wait for the disk: what is left is the work itself.
type lazyDisk struct{ osDisk }

type lazyFile struct{ writer }

func (lazyFile) Sync() error { return nil }

func (lazyDisk) syncDir(string) error { return nil }

func (d lazyDisk) create(path string, mode fs.FileMode) (writer, error) {
	w, err := d.osDisk.create(path, mode)
	return lazyFile{w}, err
}

// BenchmarkImport imports the whole corpus into an empty library, with and
// without waiting for the disk, and once more when it is all there.
func BenchmarkImport(b *testing.B) {
	path := filepath.Join(corpus(b), "recordings.tar.zst")
	run := func(b *testing.B, d disk, workers, times int) {
		lines := 0
		for b.Loop() {
			b.StopTimer()
			l, err := openOn(context.Background(), b.TempDir(), Owner, d)
			if err != nil {
				b.Fatal(err)
			}
			for i := range times {
				if i == times-1 {
					b.StartTimer()
				}
				r, err := l.Import(context.Background(), []string{path}, ImportOptions{Workers: workers})
				if err != nil {
					b.Fatal(err)
				}
				lines += r.Lines * max(0, i-times+2)
			}
			b.StopTimer()
			shut(b, l)
			b.StartTimer()
		}
		b.ReportMetric(float64(lines)/b.Elapsed().Seconds(), "lines/s")
	}
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("sync/workers=%d", workers), func(b *testing.B) { run(b, osDisk{}, workers, 1) })
		b.Run(fmt.Sprintf("nosync/workers=%d", workers), func(b *testing.B) { run(b, lazyDisk{}, workers, 1) })
	}
	b.Run("again/workers=2", func(b *testing.B) { run(b, osDisk{}, 2, 2) })
}

// BenchmarkRead is the part of an import that is not the library's: taking
// the archive apart and reading the lines.
func BenchmarkRead(b *testing.B) {
	packed, err := os.ReadFile(filepath.Join(corpus(b), "recordings.tar.zst"))
	if err != nil {
		b.Fatal(err)
	}
	lines := 0
	for b.Loop() {
		err := tape.Streams("x", bytes.NewReader(packed), nil, -1, func(name string, r io.Reader) error {
			s, _ := tape.Read(name, r, round.Site, func(*round.Recording) error { return nil })
			lines += s.Lines
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(lines)/b.Elapsed().Seconds(), "lines/s")
}

// BenchmarkList asks for the first page of a library of 20,000 rounds.
func BenchmarkList(b *testing.B) {
	l := owner(b, b.TempDir())
	var rows []row
	for i := range 20_000 {
		s := tell(i % 500)
		rows = append(rows, row{Entry: round.Entry{Summary: round.Summary{
			Key: round.Key{Source: round.Site, ID: fmt.Sprintf("20251029-%016x", i)}, StartedNS: int64(1e18 + i*1e9), Live: s.RugTick, Seen: s.RugTick,
			Peak: s.Peak, Spark: s.Prices[:min(64, len(s.Prices))],
		}}})
	}
	ctx := context.Background()
	if err := l.cat.change(ctx, func(ctx context.Context, t *sql.Tx) error { return putRows(ctx, t, rows) }); err != nil {
		b.Fatal(err)
	}
	for name, q := range map[string]round.Query{
		"youngest": {Limit: 100}, "peak": {Limit: 100, Sort: "-peak"}, "text": {Limit: 100, Text: "abc"}, "far": {Limit: 100, Offset: 19_000},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := l.List(ctx, q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
