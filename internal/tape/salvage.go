package tape

import (
	"bytes"
	"errors"

	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/wire"
)

// salvage takes the whole records out of a line that is none itself, as two
// recorders leave it that write to one file at once:
//
//	{"type": "tick", ... "cooldown_timer": 0, {"type": "tick", "t{"type": "tick", ... "trade_count": 7}
//
// At every brace it looks whether a whole JSON object of a known kind begins
// there. What it takes is whole; nothing is put together from parts.
func (r *reader) salvage(line []byte) (ticks, others int) {
	// A text of many braces costs at most a few times its length.
	budget := 4*len(line) + 4096
	for i := 0; i < len(line) && budget > 0; {
		brace := bytes.IndexByte(line[i:], '{')
		if brace < 0 {
			break
		}
		i += brace
		before := r.stats.Ticks
		if n := scanTick(line[i:], &r.row); n > 0 {
			r.tick(r.rows)
			i, ticks = i+n, ticks+r.stats.Ticks-before
			continue
		}
		n, read := wholeObject(line[i:])
		budget -= read
		if n == 0 || !r.salvageObject(line[i:i+n]) {
			i++
			continue
		}
		i += n
		if found := r.stats.Ticks - before; found > 0 {
			ticks += found
		} else {
			others++
		}
	}
	return ticks, others
}

func (r *reader) salvageObject(text []byte) bool {
	whole, err := r.record.decode(text)
	return whole && err == nil && r.take(text)
}

// wholeObject gives the length of the JSON object at the start of text, 0 if
// there is none, and how much of the text had to be read for that.
func wholeObject(text []byte) (n, read int) {
	d := jsontext.NewDecoder(bytes.NewBuffer(text), wire.Lenient)
	err := d.SkipValue()
	if err == nil {
		n = int(d.InputOffset())
		return n, n
	}
	var wrong *jsontext.SyntacticError
	if errors.As(err, &wrong) {
		return 0, int(wrong.ByteOffset) + 1
	}
	return 0, len(text)
}

func isWhole(text []byte) bool { return jsontext.Value(text).IsValid(wire.Lenient) }
