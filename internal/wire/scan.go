package wire

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// Two read JSON text here without taking it apart: what skips a value, and
// the [Filter], which looks at every string. They must never disagree about
// where a string begins, or the filter would write down what it took for
// something else. So both go by this scanner, which is as lenient as both can
// be: commas may be missing or too many, and what is no value may stand for
// one, as long as it is made of the bytes of numbers, true, false and null.

// token is what a scanner found.
type token uint8

const (
	tokenEnd    token = iota // the text is over
	tokenFault               // the byte there is out of place: nothing behind it is known
	tokenOpen                // { or [
	tokenShut                // } or ]
	tokenName                // the name of a member, with its quotes; a colon follows
	tokenText                // a string that is a value, with its quotes
	tokenScalar              // a run of bytes of numbers, true, false, null
)

// maxScan is how deep a scanner goes: there is a bit for each depth.
const maxScan = 63

type scanner struct {
	text     []byte
	at       int // where the next token is looked for
	from, to int // the token
	depth    int
	objects  uint64 // bit d tells that what is open at depth d is an object
	before   byte   // what stands before: one of {[,: or 0 for a value or nothing
	begun    bool   // the one value of the text has begun
	letters  bool   // the scalar is not of digits, signs and points alone
}

// next finds the next token.
func (s *scanner) next() token {
	for s.at < len(s.text) {
		c := s.text[s.at]
		switch part[c] {
		case partSpace:
			s.at++
			continue
		case partComma:
			if s.depth == 0 {
				return s.fault(s.at)
			}
			s.before = c
			s.at++
			continue
		}
		if s.depth == 0 && s.begun {
			return s.fault(s.at)
		}
		s.begun = true
		s.from = s.at
		switch part[c] {
		case partNumber, partLetter:
			s.before = 0
			s.scalar()
			return tokenScalar
		case partQuote:
			return s.quoted()
		case partOpen:
			return s.open(c)
		case partShut:
			return s.shut(c)
		}
		return s.fault(s.at)
	}
	if s.depth > 0 || !s.begun {
		return s.fault(s.at)
	}
	return tokenEnd
}

func (s *scanner) fault(at int) token {
	s.from, s.to, s.at = at, at, at
	return tokenFault
}

func (s *scanner) scalar() {
	i, all := s.at, uint8(0)
	for i < len(s.text) && part[s.text[i]]&partScalar != 0 {
		all |= part[s.text[i]]
		i++
	}
	s.to, s.at, s.letters = i, i, all == partLetter
}

func (s *scanner) open(c byte) token {
	if s.depth == maxScan {
		return s.fault(s.at)
	}
	s.depth++
	bit := uint64(1) << s.depth
	s.objects &^= bit
	if c == '{' {
		s.objects |= bit
	}
	s.before = c
	s.at++
	s.to = s.at
	return tokenOpen
}

func (s *scanner) shut(c byte) token {
	if s.depth == 0 || s.inObject() != (c == '}') {
		return s.fault(s.at)
	}
	s.depth--
	s.before = 0
	s.at++
	s.to = s.at
	return tokenShut
}

func (s *scanner) inObject() bool { return s.objects>>s.depth&1 != 0 }

// quoted reads a string, which has its place: a name behind { or a comma, and
// before a colon; a value behind [ or a comma or a colon, and before a comma
// or an end.
func (s *scanner) quoted() token {
	end := skipString(s.text, s.at)
	if end < 0 {
		return s.fault(s.at)
	}
	next := space(s.text, end)
	follower := byte(0)
	if next < len(s.text) {
		follower = s.text[next]
	}
	named, shut := s.inObject() && s.before != ':', byte(']')
	if s.inObject() {
		shut = '}'
	}
	switch {
	case named && (s.before == 0 || follower != ':'):
		return s.fault(s.at)
	case named:
		s.to, s.at, s.before = end, next+1, ':'
		return tokenName
	case s.depth == 0 && next < len(s.text),
		s.depth > 0 && (s.before == 0 || follower != ',' && follower != shut):
		return s.fault(s.at)
	}
	s.to, s.at, s.before = end, next, 0
	return tokenText
}

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
		if end := skipString(text, i); end >= 0 {
			return end, nil
		}
		return i, errCut
	case partOpen:
		return skipNested(text, i)
	case partNumber, partLetter:
		s := scanner{text: text, at: i}
		s.scalar()
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
// none.
func skipString(text []byte, i int) int {
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
			return i + 1
		}
		i += 2
	}
	for ; i < len(text); i++ {
		switch text[i] {
		case '"':
			return i + 1
		case '\\':
			i++
		}
	}
	return -1
}

// What a byte can be outside of strings.
const (
	partNone = iota
	partSpace
	partComma
	partQuote
	partOpen
	partShut
	partScalar = 8 // a bit of these two
	partNumber = partScalar
	partLetter = partScalar | 1
)

var part = func() (is [256]uint8) {
	for what, chars := range map[uint8]string{
		partSpace: " \n\r\t", partComma: ",", partQuote: `"`, partOpen: "{[", partShut: "}]", partNumber: "+-.0123456789", partLetter: "Eaeflnrstu",
	} {
		for _, c := range []byte(chars) {
			is[c] = what
		}
	}
	return is
}()
