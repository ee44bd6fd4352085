package tape

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// MaxLine is the longest line, or entry of a JSON document, that is read.
const MaxLine = 16 << 20

// lines reads a stream line by line and holds no more than MaxLine of it.
type lines struct {
	r    *bufio.Reader
	long bytes.Buffer // a line that did not fit into r's buffer
	max  int
	n    int // lines read
}

const readAhead = 64 << 10

func newLines(r io.Reader) *lines {
	return &lines{r: bufio.NewReaderSize(r, readAhead), max: MaxLine}
}

// next gives the next line with its end; only the last one may have none. It
// is valid until the next call. A line over the maximum is skipped: text is then its first few bytes and
// fits is false. err is io.EOF after the last line; at any other error text
// is what had been read of the line.
func (l *lines) next() (text []byte, fits bool, err error) {
	text, err = l.r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		text, fits, err = l.nextLong(text)
	} else {
		fits = true
	}
	switch {
	case err == nil:
		l.n++
		return text, fits, nil
	case len(text) == 0:
		return nil, true, err
	case errors.Is(err, io.EOF):
		err = nil // the last line has no end
	}
	l.n++
	return text, fits, err
}

func (l *lines) nextLong(text []byte) (line []byte, fits bool, err error) {
	fits = true
	l.long.Reset()
	l.long.Write(text)
	for {
		text, err = l.r.ReadSlice('\n')
		if l.long.Len()+len(text) > l.max+1 {
			fits = false
		}
		if fits {
			l.long.Write(text)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return l.long.Bytes(), fits, err
		}
	}
}

func trimEnd(text []byte) []byte {
	if n := len(text); n > 0 && text[n-1] == '\n' {
		text = text[:n-1]
	}
	if n := len(text); n > 0 && text[n-1] == '\r' {
		text = text[:n-1]
	}
	return text
}

func isBlank(line []byte) bool {
	for _, c := range line {
		if c != ' ' && c != '\t' && c != '\r' {
			return false
		}
	}
	return true
}
