package script

import (
	"errors"
	"fmt"
	"math"
	"unicode/utf8"

	"go.starlark.net/starlark"
)

// What a script may remember.
const (
	mostValues = 10_000
	mostText   = 256 << 10 // bytes, keys included
	deepest    = 16
)

// memory checks what a state holds. It is only what can be written down and
// read back as it was: nothing else, nothing that is in it twice (a change to
// one would show in the other), and nothing that cannot change any more.
type memory struct {
	values, text int
	seen         []starlark.Value // the lists and dicts so far
	path         []step
}

// step is one step into the state: a key, or an index if key is "".
type step struct {
	key   string
	index int
}

func (s *Script) checkState() {
	if s.err != nil || s.state == nil {
		return
	}
	m := &s.memory
	m.values, m.text, m.seen, m.path = 0, 0, m.seen[:0], m.path[:0]
	if err := m.check(s.state); err != nil {
		s.err = &Error{File: s.program.name, Text: m.where() + " " + err.Error()}
	}
}

// where names the place in the state that was checked last.
func (m *memory) where() string {
	where := stateName
	for _, step := range m.path {
		if step.key != "" {
			where += fmt.Sprintf("[%q]", shorten(step.key, 40))
		} else {
			where += fmt.Sprintf("[%d]", step.index)
		}
	}
	return where
}

// check leaves the path as it is where it finds something.
func (m *memory) check(v starlark.Value) error {
	if m.values++; m.values > mostValues {
		return fmt.Errorf("is too much: a state holds at most %d values", mostValues)
	}
	switch v := v.(type) {
	case starlark.NoneType, starlark.Bool:
	case starlark.Int:
		m.text += bitLen(v) / 8
	case starlark.Float:
		if f := float64(v); math.IsNaN(f) || math.IsInf(f, 0) {
			return fmt.Errorf("is %v: a state holds finite numbers", v)
		}
	case starlark.String:
		return m.string(string(v))
	case *starlark.List:
		return m.list(v)
	case *starlark.Dict:
		return m.dict(v)
	default:
		return fmt.Errorf("is a %s: a state holds numbers, texts, True, False, None, lists and dicts", v.Type())
	}
	return nil
}

func (m *memory) string(text string) error {
	m.text += len(text)
	switch {
	case m.text > mostText:
		return fmt.Errorf("is too much: a state holds at most %d bytes of text", mostText)
	case !utf8.ValidString(text):
		return errors.New("is a text that is no UTF-8")
	}
	return nil
}

func (m *memory) list(list *starlark.List) error {
	if err := m.holder(list); err != nil {
		return err
	}
	m.path = append(m.path, step{})
	for i := range list.Len() {
		m.path[len(m.path)-1].index = i
		if err := m.check(list.Index(i)); err != nil {
			return err
		}
	}
	m.path = m.path[:len(m.path)-1]
	return nil
}

func (m *memory) dict(dict *starlark.Dict) error {
	if err := m.holder(dict); err != nil {
		return err
	}
	m.path = append(m.path, step{})
	for key, v := range dict.Entries() {
		name, ok := key.(starlark.String)
		if !ok {
			m.path = m.path[:len(m.path)-1]
			return fmt.Errorf("has the key %s: keys of a state are texts", shorten(key.String(), 40))
		}
		m.path[len(m.path)-1].key = string(name)
		if err := m.string(string(name)); err != nil {
			return err
		}
		if err := m.check(v); err != nil {
			return err
		}
	}
	m.path = m.path[:len(m.path)-1]
	return nil
}

// holder checks a list or dict before what is in it.
func (m *memory) holder(v starlark.Value) error {
	if len(m.path) >= deepest {
		return fmt.Errorf("is nested more than %d deep", deepest)
	}
	for _, other := range m.seen {
		if other == v {
			return fmt.Errorf("is in the state twice: copy it by list(...) or dict(...)")
		}
	}
	if len(m.seen) == mostHolders {
		return fmt.Errorf("is too much: a state holds at most %d lists and dicts", mostHolders)
	}
	m.seen = append(m.seen, v)
	if len(m.path) > 0 && frozen(v) { // the state itself was tried once
		return fmt.Errorf("is a constant of the script: copy it by list(...) or dict(...)")
	}
	return nil
}

// mostHolders keeps the search for what is there twice short.
const mostHolders = 500

// frozen tries a change that changes nothing.
func frozen(v starlark.Value) bool {
	switch v := v.(type) {
	case *starlark.List:
		if v.Len() == 0 {
			return v.Clear() != nil
		}
		return v.SetIndex(0, v.Index(0)) != nil
	case *starlark.Dict:
		if v.Len() == 0 {
			return v.Clear() != nil
		}
		var key, value starlark.Value
		for key, value = range v.Entries() {
			break // nothing changes while a loop runs over it
		}
		return v.SetKey(key, value) != nil
	}
	return false
}
