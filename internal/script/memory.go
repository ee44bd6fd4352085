package script

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"go.starlark.net/starlark"
)

// failedMark begins the state of a script that has failed: the error follows.
const failedMark = "!"

// State is the script's dict state as JSON, "" where it has none. Keys stand
// in the order of the dict, because a loop over it follows that order; a float
// has a point or an exponent, an int has neither. A script that has failed
// stays so: its state is the failure.
func (s *Script) State() string {
	switch {
	case s.err != nil:
		return failedState(s.err)
	case s.state == nil:
		return ""
	}
	return string(appendJSON(nil, s.state))
}

func failedState(err error) string {
	text, err := json.Marshal(asError(err), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		panic(err) // it has texts and numbers
	}
	return failedMark + string(text)
}

// readFailure takes the failure out of a state, if it is one.
func readFailure(state string) (failure *Error, failed bool, err error) {
	text, failed := strings.CutPrefix(state, failedMark)
	if !failed {
		return nil, false, nil
	}
	failure = new(Error)
	return failure, true, json.Unmarshal([]byte(text), failure)
}

// Restore takes back what State gave: the script goes on from there.
func (s *Script) Restore(state string) error {
	if s.decide == nil {
		return s.Err() // it never came to decide
	}
	if err := s.restore(state); err != nil {
		return fmt.Errorf("restore %s: %w", s.program.name, err)
	}
	return nil
}

func (s *Script) restore(state string) error {
	failure, failed, err := readFailure(state)
	if err != nil {
		return err
	}
	if s.err = failure; failed {
		return nil
	}
	if s.state == nil {
		if state != "" {
			return errors.New("the script has no state")
		}
		return nil
	}
	kept, err := readState(state)
	if err != nil {
		return err
	}
	if err := s.state.Clear(); err != nil {
		return err
	}
	for key, v := range kept.Entries() {
		if err := s.state.SetKey(key, v); err != nil {
			return err
		}
	}
	s.checkState()
	return s.Err()
}

// appendJSON writes what memory has checked.
func appendJSON(b []byte, v starlark.Value) []byte {
	switch v := v.(type) {
	case starlark.NoneType:
		return append(b, "null"...)
	case starlark.Bool:
		return strconv.AppendBool(b, bool(v))
	case starlark.Int:
		return append(b, v.String()...)
	case starlark.Float:
		return appendFloat(b, float64(v))
	case starlark.String:
		b, _ = jsontext.AppendQuote(b, string(v)) // fails for what is no UTF-8, which was checked
		return b
	case *starlark.List:
		b = append(b, '[')
		for i := range v.Len() {
			b = append(b, ","[:min(i, 1)]...)
			b = appendJSON(b, v.Index(i))
		}
		return append(b, ']')
	case *starlark.Dict:
		b = append(b, '{')
		i := 0
		for key, value := range v.Entries() {
			b = append(b, ","[:min(i, 1)]...)
			b = append(appendJSON(b, key), ':')
			b = appendJSON(b, value)
			i++
		}
		return append(b, '}')
	}
	panic(fmt.Sprintf("script: a %s in a state that was checked", v.Type()))
}

func appendFloat(b []byte, f float64) []byte {
	start := len(b)
	b = strconv.AppendFloat(b, f, 'g', -1, 64)
	if !bytes.ContainsAny(b[start:], ".e") {
		b = append(b, ".0"...)
	}
	return b
}

// readState reads a dict and nothing after it.
func readState(text string) (*starlark.Dict, error) {
	if len(text) > 16*mostText { // \u0000 is six bytes for one; numbers are at most 25
		return nil, errors.New("the state is too long")
	}
	d := jsontext.NewDecoder(strings.NewReader(text))
	v, err := readValue(d, 0)
	if err != nil {
		return nil, err
	}
	dict, ok := v.(*starlark.Dict)
	if !ok {
		return nil, errors.New("a state is a JSON object")
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is more after the state")
	}
	return dict, nil
}

func readValue(d *jsontext.Decoder, depth int) (starlark.Value, error) {
	if depth > deepest {
		return nil, fmt.Errorf("the state is nested more than %d deep", deepest)
	}
	token, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case 'n':
		return starlark.None, nil
	case 't', 'f':
		return starlark.Bool(token.Bool()), nil
	case '"':
		return starlark.String(token.String()), nil
	case '0':
		return readNumber(token.String())
	case '[':
		return readList(d, depth)
	}
	return readDict(d, depth)
}

func readNumber(text string) (starlark.Value, error) {
	if strings.ContainsAny(text, ".eE") {
		f, err := strconv.ParseFloat(text, 64)
		return starlark.Float(f), err
	}
	n, ok := new(big.Int).SetString(text, 10)
	if !ok || n.BitLen() > maxBits {
		return nil, fmt.Errorf("%s is not a number of a state", shorten(text, 40))
	}
	return starlark.MakeBigInt(n), nil
}

func readList(d *jsontext.Decoder, depth int) (starlark.Value, error) {
	var elements []starlark.Value
	for d.PeekKind() != ']' {
		v, err := readValue(d, depth+1)
		if err != nil {
			return nil, err
		}
		elements = append(elements, v)
	}
	_, err := d.ReadToken()
	return starlark.NewList(elements), err
}

func readDict(d *jsontext.Decoder, depth int) (starlark.Value, error) {
	dict := new(starlark.Dict)
	for d.PeekKind() != '}' {
		key, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		name := starlark.String(key.String())
		v, err := readValue(d, depth+1)
		if err != nil {
			return nil, err
		}
		if err := dict.SetKey(name, v); err != nil {
			return nil, err
		}
	}
	_, err := d.ReadToken()
	return dict, err
}
