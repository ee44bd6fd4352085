package report

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
)

// Format is a kind of file that a report can be.
type Format string

// The formats.
const (
	HTML Format = "html"
	JSON Format = "json"
	CSV  Format = "csv"
)

// Formats lists them.
var Formats = []Format{HTML, JSON, CSV}

// FormatOf tells the format of a file by its name.
func FormatOf(path string) (Format, error) {
	return ParseFormat(strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), "."))
}

// ParseFormat reads the name of a format.
func ParseFormat(name string) (Format, error) {
	if slices.Contains(Formats, Format(name)) {
		return Format(name), nil
	}
	return "", fmt.Errorf("a report is a .html, .json or .csv file, not %.20q", name)
}

var errFormat = errors.New("there is no such format of a report")

// Write writes the report of a backtest.
func (f Format) Write(w io.Writer, r Result) error {
	switch f {
	case JSON:
		return writeJSON(w, r)
	case CSV:
		return writeCSV(w, []Cell{{Result: r}})
	case HTML:
		return writeHTML(w, page{Title: r.Strategy, Result: &r})
	}
	return errFormat
}

// WriteSweep writes the report of a sweep.
func (f Format) WriteSweep(w io.Writer, s Sweep) error {
	switch f {
	case JSON:
		return writeJSON(w, s)
	case CSV:
		return writeCSV(w, s.Cells)
	case HTML:
		return writeHTML(w, page{Title: s.Strategy, Sweep: &s})
	}
	return errFormat
}

func writeJSON(w io.Writer, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}
