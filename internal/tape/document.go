package tape

import (
	"bufio"
	"bytes"
	"io"
)

// startsWithArray tells whether the first thing in the stream is a '['. It
// looks no further than the buffer reaches.
func startsWithArray(l *lines) bool {
	for n := 1; n <= l.r.Size(); n++ {
		head, err := l.r.Peek(n)
		if n < l.r.Buffered() {
			head, err = l.r.Peek(l.r.Buffered())
		}
		head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
		head = bytes.TrimLeft(head, " \t\r\n")
		if len(head) > 0 {
			return head[0] == '['
		}
		if err != nil {
			return false
		}
		n = l.r.Buffered()
	}
	return false
}

// opensDocument tells whether a line that is no whole record begins a JSON
// text over several lines: it is a brace alone, or format E's first member.
func opensDocument(line []byte) bool {
	line = bytes.TrimSpace(line)
	if len(line) == 0 || line[0] != '{' {
		return false
	}
	begin := bytes.TrimLeft(line[1:], " \t")
	if len(begin) == 0 {
		return true
	}
	return (bytes.HasPrefix(begin, []byte(`"meta"`)) || bytes.HasPrefix(begin, []byte(`"prices"`))) && !isWhole(line)
}

// rewind gives the stream from the line on that was read last.
func rewind(l *lines, line []byte) *lines {
	again := append(bytes.Clone(line), '\n')
	return &lines{r: bufio.NewReaderSize(io.MultiReader(bytes.NewReader(again), l.r), readAhead), max: l.max}
}

// entries takes a JSON text apart into its objects: the elements of an array,
// or objects one after the other. It goes by braces and quotes, so that an
// entry that is damaged inside costs only itself.
type entries struct {
	r     *bufio.Reader
	line  int  // that the next byte stands in
	fresh bool // it has no byte yet
	max   int

	began int // the line in which the last entry began
	text  []byte
	size  int // of the entry, where it is longer than max
}

// next gives the next object, or what stands between objects and is neither
// space nor comma nor bracket, and whether it was short enough to be kept.
// err comes with the last one; the text may be empty then.
func (e *entries) next() (text []byte, fits bool, err error) {
	e.text, e.size = e.text[:0], 0
	for {
		c, err := e.byte()
		if err != nil {
			e.began = e.line
			return nil, true, err
		}
		switch c {
		case '\n':
		case ' ', '\t', '\r', ',', '[', ']', '\xef', '\xbb', '\xbf':
		case '{':
			e.began = e.line
			err := e.object()
			return e.text, e.size <= e.max, err
		default:
			e.began = e.line
			e.keep(c)
			err := e.stray()
			return e.text, e.size <= e.max, err
		}
	}
}

// byte reads a byte and counts lines.
func (e *entries) byte() (byte, error) {
	c, err := e.r.ReadByte()
	if err == nil {
		if e.fresh = c == '\n'; e.fresh {
			e.line++
		}
	}
	return c, err
}

// read is how many lines have been read.
func (e *entries) read() int {
	if e.fresh {
		return e.line - 1
	}
	return e.line
}

func (e *entries) keep(c byte) {
	if e.size++; e.size <= e.max {
		e.text = append(e.text, c)
	}
}

// object reads on to the brace that closes the object.
func (e *entries) object() error {
	e.keep('{')
	depth, quoted := 1, false
	for depth > 0 {
		c, err := e.byte()
		if err != nil {
			return err
		}
		e.keep(c)
		switch {
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted:
			if c, err = e.byte(); err != nil {
				return err
			}
			e.keep(c)
		case quoted:
		case c == '{':
			depth++
		case c == '}':
			depth--
		}
	}
	return nil
}

// stray reads on to the end of the line or the next object.
func (e *entries) stray() error {
	for {
		c, err := e.r.ReadByte()
		if err != nil {
			return err
		}
		if c == '\n' || c == '{' {
			return e.r.UnreadByte()
		}
		e.fresh = false
		e.keep(c)
	}
}
