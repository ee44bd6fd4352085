package wire

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// ErrTooDeep is that an event is nested deeper than any that is known, by
// far.
var ErrTooDeep = errors.New("nested too deep")

// maxDepth is how deep a value may be nested. It is less than maxScan, so
// that what the filter could not follow to its end cannot be decoded either.
const maxDepth = 32

// skip gives the end of the value that begins at i.
func skip(text []byte, i int) (int, error) {
	if i >= len(text) {
		return i, errCut
	}
	switch part[text[i]] {
	case partQuote:
		if end, _ := skipString(text, i); end >= 0 {
			return end, nil
		}
		return i, errCut
	case partOpen:
		return skipNested(text, i)
	case partNumber, partLetter:
		s := scanner{text: text}
		s.scalar(i)
		return s.to, nil
	}
	return i, wrongAt(text, i)
}

func skipNested(text []byte, i int) (int, error) {
	s := scanner{text: text, at: i}
	for {
		switch s.next() {
		case tokenShut:
			if s.depth == 0 {
				return s.to, nil
			}
		case tokenOpen:
			if s.depth > maxDepth {
				return i, ErrTooDeep
			}
		case tokenFault, tokenEnd:
			return i, wrongAt(text, s.from)
		}
	}
}

// skipString gives the end of the string that begins at i, below 0 if it has
// none, and whether there is a backslash in it.
func skipString(text []byte, i int) (end int, escaped bool) {
	const (
		ones    = 0x0101010101010101
		highs   = 0x8080808080808080
		quotes  = ones * '"'
		escapes = ones * '\\'
	)
	for i++; i+8 <= len(text); {
		word := binary.LittleEndian.Uint64(text[i:])
		quote, escape := word^quotes, word^escapes
		// The lowest high bit that is set is at the first byte that is 0.
		found := ((quote-ones)&^quote | (escape-ones)&^escape) & highs
		if found == 0 {
			i += 8
			continue
		}
		i += bits.TrailingZeros64(found) / 8
		if text[i] == '"' {
			return i + 1, escaped
		}
		escaped = true
		i += 2
	}
	for ; i < len(text); i++ {
		switch text[i] {
		case '"':
			return i + 1, escaped
		case '\\':
			escaped = true
			i++
		}
	}
	return -1, escaped
}
