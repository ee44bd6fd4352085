package wire

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
	escaped  bool   // the string has a backslash in it
}

// next finds the next token.
func (s *scanner) next() token {
	text, i := s.text, s.at
	for i < len(text) {
		switch what := part[text[i]]; what {
		case partComma:
			if s.depth == 0 {
				return s.fault(i)
			}
			s.before = ','
			i++
		case partSpace:
			i++
		default:
			if s.depth == 0 && s.begun {
				return s.fault(i)
			}
			s.begun = true
			s.from = i
			switch what {
			case partQuote:
				return s.quoted(i)
			case partNumber, partLetter:
				s.before = 0
				s.scalar(i)
				return tokenScalar
			case partOpen:
				return s.open(i)
			case partShut:
				return s.shut(i)
			}
			return s.fault(i)
		}
	}
	if s.depth > 0 || !s.begun {
		return s.fault(i)
	}
	return tokenEnd
}

func (s *scanner) fault(at int) token {
	s.from, s.to, s.at = at, at, at
	return tokenFault
}

func (s *scanner) scalar(i int) {
	text, all := s.text, uint8(0)
	for ; i < len(text); i++ {
		what := part[text[i]]
		if what < partScalar {
			break
		}
		all |= what
	}
	s.to, s.at, s.letters = i, i, all == partLetter
}

func (s *scanner) open(i int) token {
	if s.depth == maxScan {
		return s.fault(i)
	}
	s.before = s.text[i]
	s.depth++
	bit := uint64(1) << s.depth
	s.objects &^= bit
	if s.before == '{' {
		s.objects |= bit
	}
	s.to, s.at = i+1, i+1
	return tokenOpen
}

func (s *scanner) shut(i int) token {
	if s.depth == 0 || s.inObject() != (s.text[i] == '}') {
		return s.fault(i)
	}
	s.depth--
	s.before = 0
	s.to, s.at = i+1, i+1
	return tokenShut
}

func (s *scanner) inObject() bool { return s.objects>>s.depth&1 != 0 }

// quoted reads a string, which has its place: a name behind { or a comma, and
// before a colon; a value behind [ or a comma or a colon, and before a comma
// or an end.
func (s *scanner) quoted(i int) token {
	end, escaped := skipString(s.text, i)
	if end < 0 {
		return s.fault(i)
	}
	next, follower := end, byte(0)
	if next < len(s.text) && s.text[next] <= ' ' {
		next = space(s.text, next)
	}
	if next < len(s.text) {
		follower = s.text[next]
	}
	named, fits := false, false
	switch before := s.before; {
	case s.depth == 0:
		fits = next == len(s.text)
	case before == 0:
	case !s.inObject():
		fits = follower == ',' || follower == ']'
	case before == ':':
		fits = follower == ',' || follower == '}'
	default:
		named, fits = true, follower == ':'
	}
	if !fits {
		return s.fault(i)
	}
	s.to, s.escaped = end, escaped
	if named {
		s.at, s.before = next+1, ':'
		return tokenName
	}
	s.at, s.before = next, 0
	return tokenText
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
