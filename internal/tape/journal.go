package tape

import (
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
)

// EntryKind says what an entry of a journal is.
type EntryKind uint8

// The kinds of entries.
const (
	EntryReceived EntryKind = iota + 1 // a message of the server, as it came through the filter
	EntrySent                          // a message of ours
	EntryNote                          // what is no message: connects, decisions, digests
)

func (k EntryKind) String() string {
	switch k {
	case EntryReceived:
		return "in"
	case EntrySent:
		return "out"
	case EntryNote:
		return "note"
	}
	return fmt.Sprintf("kind %d", uint8(k))
}

func (k EntryKind) known() bool { return k >= EntryReceived && k <= EntryNote }

// Entry is one thing that a journal tells.
type Entry struct {
	// Seq numbers the entries of a journal, over all its files, without a
	// gap. It gives their order: clocks are set back.
	Seq    uint64
	TimeNS int64 // when it was received, sent or noted
	Kind   EntryKind
	Data   []byte // at most MaxEntry
}

// MaxEntry is the longest entry. A feed reads at most half as much at a time;
// the filter may make that longer.
const MaxEntry = 8 << 20

// JournalHead says what the entries of a file are. It is repeated at each
// fresh start, so that no damage costs more than what it hits.
type JournalHead struct {
	Source    string // the server, as far as it was known: site, arena, replay
	URL       string
	Rule      string // of the filter that the messages went through
	Run       string // drawn for each file: nothing that a server sends can pass for a part of it
	StartedNS int64
	First     uint64 // number of the first entry
}

// JournalEnd is the trailer of a file: what is in it.
type JournalEnd struct {
	Entries  uint64 `json:"entries"`
	Next     uint64 `json:"next"`      // number of the first entry after it
	Blocks   uint64 `json:"blocks"`    // of entries
	RawBytes int64  `json:"raw_bytes"` // of the blocks, unpacked
	Bytes    int64  `json:"bytes"`     // of the file before the trailer
	// Recovered: the file was left open, and was ended by a later start.
	Recovered bool   `json:"recovered"`
	SHA256    string `json:"sha256"` // of those bytes, in hex
}

// Errors of a JournalReader.
var (
	// ErrJournalCut: there is no trailer. The file is being written, or was
	// left open by a crash; what was given out before is whole.
	ErrJournalCut = errors.New("the journal file has no end: it is still being written, or was cut off")
	// ErrJournalDamaged: some of it is not as it was written. JournalDamage
	// tells how much was lost.
	ErrJournalDamaged = errors.New("the journal file is damaged")
	ErrJournalNone    = errors.New("this is no journal file")
	ErrJournalNewer   = errors.New("the journal file was written by a newer rugtape")
	// ErrEntryLong: an entry has more than MaxEntry bytes.
	ErrEntryLong = fmt.Errorf("an entry of a journal has at most %d MiB", MaxEntry>>20)
)

const journalFormat = 1

// headLine and endLine are the payloads of the blocks of head and end.
type headLine struct {
	Rugtape   string `json:"rugtape"`
	Format    int    `json:"format"`
	Source    string `json:"source"`
	URL       string `json:"url"`
	Rule      string `json:"rule"`
	Run       string `json:"run"`
	StartedNS int64  `json:"started_ns"`
	First     uint64 `json:"first"`
}

type endLine struct {
	End string `json:"end"`
	JournalEnd
}

func (h JournalHead) line() ([]byte, error) {
	return journalLine(headLine{"journal", journalFormat, h.Source, h.URL, h.Rule, h.Run, h.StartedNS, h.First})
}

func (e JournalEnd) line() ([]byte, error) { return journalLine(endLine{"journal", e}) }

// journalLine makes a line that a person finds with the eye.
func journalLine(v any) ([]byte, error) {
	line, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	if line = append(line, '\n'); len(line) > maxJournalLine {
		return nil, fmt.Errorf("it has %d bytes, more than %d", len(line), maxJournalLine)
	}
	return line, nil
}

func parseJournalHead(line []byte) (JournalHead, error) {
	var h headLine
	if err := json.Unmarshal(line, &h); err != nil || h.Rugtape != "journal" {
		return JournalHead{}, ErrJournalNone
	}
	if h.Format > journalFormat {
		return JournalHead{}, ErrJournalNewer
	}
	return JournalHead{h.Source, h.URL, h.Rule, h.Run, h.StartedNS, h.First}, nil
}

func parseJournalEnd(line []byte) (JournalEnd, error) {
	var e endLine
	if err := json.Unmarshal(line, &e); err != nil || e.End != "journal" {
		return JournalEnd{}, ErrJournalDamaged
	}
	return e.JournalEnd, nil
}
