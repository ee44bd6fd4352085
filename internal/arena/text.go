package arena

import (
	"math"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/money"
)

// text is JSON that is being written. Names and values are put one after the
// other; the commas come by themselves.
type text struct{ b []byte }

// open begins an object or array.
func (t *text) open(bracket byte) {
	t.comma()
	t.b = append(t.b, bracket)
}

func (t *text) close(bracket byte) { t.b = append(t.b, bracket) }

// comma parts a value from the one before it.
func (t *text) comma() {
	if n := len(t.b); n > 0 {
		switch t.b[n-1] {
		case '{', '[', ':', ',':
		default:
			t.b = append(t.b, ',')
		}
	}
}

func (t *text) name(name string) {
	t.comma()
	t.b = append(append(append(t.b, '"'), name...), '"', ':')
}

// raw puts a value that is JSON already.
func (t *text) raw(name string, value []byte) {
	t.name(name)
	t.b = append(t.b, value...)
}

func (t *text) null(name string) { t.raw(name, []byte("null")) }

func (t *text) flag(name string, on bool) {
	t.name(name)
	t.b = strconv.AppendBool(t.b, on)
}

func (t *text) whole(name string, n int64) {
	t.name(name)
	t.b = strconv.AppendInt(t.b, n, 10)
}

func (t *text) number(name string, x float64) {
	t.name(name)
	t.b = appendNumber(t.b, x)
}

func (t *text) sol(name string, l money.Lamports) { t.number(name, l.Float()) }

// word puts a string; text that is none is mended.
func (t *text) word(name, s string) {
	t.name(name)
	t.b, _ = jsontext.AppendQuote(t.b, s)
}

// wordOrNull puts a string, or null for an empty one.
func (t *text) wordOrNull(name, s string) {
	if s == "" {
		t.null(name)
	} else {
		t.word(name, s)
	}
}

func (t *text) numbers(name string, all []float64) {
	t.name(name)
	t.b = append(t.b, '[')
	for i, x := range all {
		if i > 0 {
			t.b = append(t.b, ',')
		}
		t.b = appendNumber(t.b, x)
	}
	t.b = append(t.b, ']')
}

// appendNumber writes a double as JavaScript does (ECMAScript's
// Number::toString): the fewest digits that read back the same, and an
// exponent below 1e-6 and from 1e21 on. What is no number is null, as there.
func appendNumber(dst []byte, x float64) []byte {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return append(dst, "null"...)
	}
	if size := math.Abs(x); size == 0 || size >= 1e-6 && size < 1e21 {
		return strconv.AppendFloat(dst, x+0, 'f', -1, 64) // -0 is 0
	}
	start := len(dst)
	dst = strconv.AppendFloat(dst, x, 'e', -1, 64)
	// Go pads the exponent to two digits.
	if n := len(dst); n-start > 4 && dst[n-2] == '0' && (dst[n-3] == '-' || dst[n-3] == '+') {
		dst[n-2] = dst[n-1]
		dst = dst[:n-1]
	}
	return dst
}
