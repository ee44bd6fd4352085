package library

import (
	"bufio"
	"encoding/csv"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/parquet-go/parquet-go"

	"rugtape/internal/round"
)

// table says what an exported table has of each round. The tags of the row
// are its columns in JSON and Parquet.
type table[R any] struct {
	rows   func(*round.Recording, round.Summary) []R
	header []string          // of CSV
	cells  func(*R) []string // a row of CSV
}

// tableWriter writes rows in one format.
type tableWriter[R any] interface {
	write(rows []R) error
	close() error // ends the table, not what it is written to
}

func (t *table[R]) writer(format string, w io.Writer) tableWriter[R] {
	switch format {
	case "csv":
		return &csvTable[R]{w: csv.NewWriter(w), table: t}
	case "parquet":
		return &parquetTable[R]{parquet.NewGenericWriter[R](w)}
	}
	return &jsonTable[R]{w: bufio.NewWriterSize(w, 1<<16)}
}

type jsonTable[R any] struct{ w *bufio.Writer }

func (t *jsonTable[R]) write(rows []R) error {
	for i := range rows {
		if err := json.MarshalWrite(t.w, &rows[i]); err != nil {
			return err
		}
		if err := t.w.WriteByte('\n'); err != nil {
			return err
		}
	}
	return nil
}

func (t *jsonTable[R]) close() error { return t.w.Flush() }

type csvTable[R any] struct {
	w      *csv.Writer
	table  *table[R]
	headed bool
}

func (t *csvTable[R]) write(rows []R) error {
	t.head()
	for i := range rows {
		_ = t.w.Write(t.table.cells(&rows[i])) // its error stays for close
	}
	return t.w.Error()
}

func (t *csvTable[R]) head() {
	if !t.headed {
		t.headed = true
		_ = t.w.Write(t.table.header)
	}
}

func (t *csvTable[R]) close() error {
	t.head()
	t.w.Flush()
	return t.w.Error()
}

type parquetTable[R any] struct {
	w *parquet.GenericWriter[R]
}

func (t *parquetTable[R]) write(rows []R) error {
	_, err := t.w.Write(rows)
	return err
}

func (t *parquetTable[R]) close() error { return t.w.Close() }
