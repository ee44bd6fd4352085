package wire

// Two read JSON text here without taking it apart: what skips a value, and
// the [Filter], which looks at every string. They must never disagree about
// where a string begins, or the filter would write down what it took for
// something else. So both go by this scanner, which is as lenient as both can
// be: commas may be missing or too many, and what is no value may stand for
// one, as long as it is made of the bytes of numbers, true, false and null.

// token is what a scanner found. Numbers are gone over, and names too: that
// of the member that a value belongs to is remembered.
type token uint8

const (
	tokenEnd   token = iota // the text is over
	tokenFault              // the byte there is out of place: nothing behind it is known
	tokenOpen               // { or [
	tokenShut               // } or ]
	tokenName               // a name, with its quotes, if it has escapes or may begin as playerLook
	tokenText               // a string that is a value, with its quotes
	tokenWord               // true, false, null, or what is like a number and none
)

// maxScan is how deep a scanner goes: there is a bit for each depth.
const maxScan = 63

type scanner struct {
	text     []byte
	at       int    // where the next token is looked for
	from, to int    // the token
	name     [2]int // from where to where the last name is, with its quotes
	depth    int
	objects  uint64 // bit d tells that what is open at depth d is an object
	before   byte   // what stands before: one of {[,: or 0 for a value or nothing
	begun    bool   // the one value of the text has begun
	escaped  bool   // the string has a backslash in it
}

// next finds the next token.
func (s *scanner) next() token {
	text, i := s.text, s.at
	for i < len(text) {
		what := part[text[i]]
		switch {
		case what == partComma && s.depth > 0:
			s.before = ','
			i++
			continue
		case what == partSpace:
			i++
			continue
		case s.depth == 0 && s.begun:
			return s.fault(i)
		}
		s.begun = true
		switch what {
		case partQuote:
			if found := s.quoted(i); found != tokenName || s.escaped || text[i+1] == playerLook[0] {
				return found
			}
			i = s.at
		case partNumber, partLetter:
			s.before = 0
			if s.scalar(i) {
				return tokenWord
			}
			i = s.at
		case partOpen:
			return s.open(i)
		case partShut:
			return s.shut(i)
		default:
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

// scalar goes over a number or word, and tells whether it has letters.
func (s *scanner) scalar(i int) (letters bool) {
	text, all := s.text, uint8(0)
	s.from = i
	for ; i < len(text); i++ {
		what := part[text[i]]
		if what < partScalar {
			break
		}
		all |= what
	}
	s.to, s.at = i, i
	return all == partLetter
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
	s.from, s.to, s.at = i, i+1, i+1
	return tokenOpen
}

func (s *scanner) shut(i int) token {
	if s.depth == 0 || s.inObject() != (s.text[i] == '}') {
		return s.fault(i)
	}
	s.depth--
	s.before = 0
	s.from, s.to, s.at = i, i+1, i+1
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
	s.from, s.to, s.escaped = i, end, escaped
	if named {
		s.at, s.before = next+1, ':'
		s.name = [2]int{i, end}
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
