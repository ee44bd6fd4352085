package tape

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/round"
)

// NotePress tells of a press on the game's page of which no more is to be heard,
// so that a crash costs no more of presses than of anything else.
type NotePress struct {
	Source round.Source   `json:"source"`
	Round  string         `json:"round"`
	Press  jsontext.Value `json:"press"` // as a line of the round file has it
}

func (NotePress) note() string { return "press" }

// NewNotePress notes a press and its round. It fails on a press or a round that no
// file can have.
func NewNotePress(key round.Key, a round.Action) (NotePress, error) {
	rec := round.New(key)
	rec.AddAction(a)
	line, err := pressLine(&rec.Actions[0])
	if err != nil {
		return NotePress{}, fmt.Errorf("write a note: %w", err)
	}
	n := NotePress{key.Source, key.ID, line}
	if err := n.check(); err != nil {
		return NotePress{}, fmt.Errorf("write a note: %w", err)
	}
	return n, nil
}

func pressLine(a *round.Action) (jsontext.Value, error) {
	if err := possible(a); err != nil {
		return nil, err
	}
	var e encoder
	e.action(a)
	return bytes.TrimSuffix(e.b, []byte{'\n'}), e.err
}

// Action is the press, and Key its round.
func (n NotePress) Action() (round.Action, error) {
	d := decoder{rec: new(round.Recording), lines: new(lines)}
	if err := d.action(n.Press); err != nil {
		return round.Action{}, err
	}
	return d.rec.Actions[0], nil
}

// Key is that of its round.
func (n NotePress) Key() round.Key { return round.Key{Source: n.Source, ID: n.Round} }

func (n NotePress) check() error {
	if _, err := round.ParseSource(string(n.Source)); err != nil {
		return err
	}
	if err := round.CheckID(n.Round); err != nil {
		return err
	}
	a, err := n.Action()
	if err != nil {
		return err
	}
	if again, err := pressLine(&a); err != nil || !bytes.Equal(again, n.Press) {
		return errors.Join(fmt.Errorf("%w: a press is not written as in a round file", ErrNoteLayout), err)
	}
	return nil
}
