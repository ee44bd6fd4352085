package wire

import (
	"errors"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
)

// A frame has 10 kB, of which a few hundred bytes are used. So it is taken
// apart here: what is used is given on and checked there, and the rest is
// stepped over, which takes a fifth of the time of parsing it.

var (
	errCut       = errors.New("the JSON text is cut short")
	errNotObject = errors.New("not a JSON object")
	errNotArray  = errors.New("not a JSON array")
	errMany      = errors.New("more")
)

// members calls each with the members of a JSON object in their order, names
// without quotes, values as JSON text. An error of each is given back.
func members(object []byte, each func(name, value []byte) error) error {
	return walk(object, '{', '}', errNotObject, each)
}

// elements calls each with the elements of a JSON array in their order.
func elements(array []byte, each func(value []byte) error) error {
	return walk(array, '[', ']', errNotArray, func(_, value []byte) error { return each(value) })
}

// few calls each with the elements of an array that has no more than most: an
// error stands for the rest. What is read of an entry takes more memory than
// an entry without content.
func few(array []byte, most int, each func(value []byte) error) error {
	count := 0
	return elements(array, func(value []byte) error {
		if count++; count > most {
			return fmt.Errorf("%w than %d entries", errMany, most)
		}
		return each(value)
	})
}

func walk(text []byte, open, shut byte, wrong error, each func(name, value []byte) error) error {
	i := space(text, 0)
	if i == len(text) || text[i] != open {
		return wrong
	}
	i = space(text, i+1)
	if i < len(text) && text[i] == shut {
		return atEnd(text, i+1)
	}
	for {
		var name []byte
		if open == '{' {
			var err error
			if name, i, err = memberName(text, i); err != nil {
				return err
			}
		}
		end, err := skip(text, i)
		if err != nil {
			return err
		}
		if err := each(name, text[i:end]); err != nil {
			return err
		}
		switch i = space(text, end); {
		case i == len(text):
			return errCut
		case text[i] == shut:
			return atEnd(text, i+1)
		case text[i] != ',':
			return wrongAt(text, i)
		}
		i = space(text, i+1)
	}
}

// memberName reads a member's name at i and gives where its value begins.
func memberName(text []byte, i int) (name []byte, value int, err error) {
	if i == len(text) {
		return nil, i, errCut
	}
	if text[i] != '"' {
		return nil, i, wrongAt(text, i)
	}
	end, escaped := skipString(text, i)
	if end < 0 {
		return nil, i, errCut
	}
	name = text[i+1 : end-1]
	if escaped {
		// Where it is not text, it is the name of nothing that is used.
		var bad error
		if name, bad = jsontext.AppendUnquote(nil, text[i:end]); bad != nil {
			name = nil
		}
	}
	if i = space(text, end); i == len(text) {
		return nil, i, errCut
	}
	if text[i] != ':' {
		return nil, i, wrongAt(text, i)
	}
	return name, space(text, i+1), nil
}

func space(text []byte, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\n' || text[i] == '\r' || text[i] == '\t') {
		i++
	}
	return i
}

func atEnd(text []byte, i int) error {
	if i = space(text, i); i < len(text) {
		return wrongAt(text, i)
	}
	return nil
}

func wrongAt(text []byte, i int) error {
	if i >= len(text) {
		return errCut
	}
	return fmt.Errorf("byte %d: %q is out of place", i, text[i])
}
