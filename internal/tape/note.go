package tape

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
)

// Note is what a journal tells beside the messages: one of NoteStarted,
// NoteFeed, NoteClock, NoteDesk, NoteCommand, NoteDecision, NoteRound,
// NoteClosed, and of orders to the real game NoteReport, NoteArm, NoteDisarm,
// NoteAdopt and NoteGrant. docs/format/notes.md says what each is for.
type Note interface {
	// note is the name of the kind.
	note() string
	// check says what cannot be in a note of this kind.
	check() error
}

// NoteStarted tells that recording began: nothing that was under way before
// goes on in what follows.
type NoteStarted struct {
	Version string `json:"version"` // of rugtape
}

// NoteFeed tells how the feed is from now on.
type NoteFeed struct {
	State  string `json:"state"` // offline, connected, degraded, stale
	URL    string `json:"url"`
	Source string `json:"source,omitzero"` // of the server, once it is known
	Conn   int    `json:"conn"`            // 1 for the first connection of the feed, 0 before it
	Why    string `json:"why,omitzero"`
}

// NoteClock tells that the machine's clock was set: by so much, forward or
// back.
type NoteClock struct {
	JumpNS int64 `json:"jump_ns"`
}

func (NoteStarted) note() string { return "started" }
func (NoteFeed) note() string    { return "feed" }
func (NoteClock) note() string   { return "clock" }

func (NoteStarted) check() error { return nil }

func (n NoteFeed) check() error {
	if n.State == "" || n.Conn < 0 {
		return fmt.Errorf("a feed in state %.20q, connection %d", n.State, n.Conn)
	}
	return nil
}

func (n NoteClock) check() error {
	if n.JumpNS == 0 {
		return errors.New("a clock that did not jump")
	}
	return nil
}

// Errors of ParseNote.
var (
	ErrNoteLayout = errors.New("the note does not keep to the layout")
	// ErrNoteKind: it may be of a newer rugtape.
	ErrNoteKind = errors.New("the note is of no known kind")
)

const notePrefix = `{"note":"`

// EncodeNote writes a note as JSON: the same bytes for the same note. It fails
// where the note says what cannot be, or holds text that is not UTF-8.
func EncodeNote(n Note) ([]byte, error) {
	if err := n.check(); err != nil {
		return nil, fmt.Errorf("write a note: %w", err)
	}
	members, err := json.Marshal(n, json.Deterministic(true), snapshotNumbers)
	if err != nil {
		return nil, fmt.Errorf("write a note: %w", err)
	}
	return append([]byte(notePrefix+n.note()+`",`), members[1:]...), nil
}

// ParseNote reads what EncodeNote wrote, and nothing else: a note is taken
// only if it would be written again byte by byte.
func ParseNote(text []byte) (Note, error) {
	rest, ours := bytes.CutPrefix(text, []byte(notePrefix))
	kind, members, whole := bytes.Cut(rest, []byte(`",`))
	if !ours || !whole {
		return nil, fmt.Errorf("%w: it is none, by its first bytes", ErrNoteLayout)
	}
	parse, known := noteKinds[string(kind)]
	if !known {
		return nil, fmt.Errorf("%w: %.20q", ErrNoteKind, kind)
	}
	return parse(text, append([]byte{'{'}, members...))
}

// noteKinds has for each kind what reads it.
var noteKinds = map[string]func(text, members []byte) (Note, error){
	"started":  parseNote[NoteStarted],
	"feed":     parseNote[NoteFeed],
	"clock":    parseNote[NoteClock],
	"desk":     parseNote[NoteDesk],
	"command":  parseNote[NoteCommand],
	"decision": parseNote[NoteDecision],
	"round":    parseNote[NoteRound],
	"closed":   parseNote[NoteClosed],
	"report":   parseNote[NoteReport],
	"arm":      parseNote[NoteArm],
	"disarm":   parseNote[NoteDisarm],
	"adopt":    parseNote[NoteAdopt],
	"grant":    parseNote[NoteGrant],
	"press":    parseNote[NotePress],
}

func parseNote[N Note](text, members []byte) (Note, error) {
	var n N
	if err := json.Unmarshal(members, &n, json.RejectUnknownMembers(true), snapshotTexts); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoteLayout, err)
	}
	again, err := EncodeNote(n)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoteLayout, err)
	}
	if !bytes.Equal(again, text) {
		return nil, fmt.Errorf("%w: a member is missing, or is not written as it should be", ErrNoteLayout)
	}
	return n, nil
}
