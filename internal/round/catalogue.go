package round

import "errors"

// Query asks a catalogue for rounds. Zero fields do not filter.
type Query struct {
	Text        string // part of an id
	Source      Source
	Verdict     string
	Complete    bool
	Quarantined bool
	PeakMin     float64
	PeakMax     float64
	TicksMin    int
	TicksMax    int
	FromNS      int64 // start times, Unix nanoseconds, both included
	ToNS        int64
	Sort        string // started, ticks or peak, with '-' in front for falling; "" is -started
	Offset      int
	Limit       int // 0 for no limit
	// Samples lists the built-in samples too. While nothing is imported they
	// are listed in any case.
	Samples bool
}

// Entry is a round as a catalogue lists it.
type Entry struct {
	Summary
	Revision int    // of its file, 1 and up; 0 for a sample
	Hash     string // SHA-256 of its file in hex, "" for a sample
}

// Page is a part of a catalogue's answer.
type Page struct {
	Total   int // how many rounds match, on all pages
	Entries []Entry
	Samples bool // nothing is imported yet: these are the samples
}

// Errors that a catalogue tells by.
var (
	ErrUnknown = errors.New("no such round")
	ErrInvalid = errors.New("cannot be done as asked")
)
