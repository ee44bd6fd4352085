package library

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"rugtape/internal/round"
	"rugtape/internal/tape"
)

// maxLosses is how many losses a report names. All are counted.
const maxLosses = 1000

// ImportReport says what an import found. The figures of rounds are those of
// the rounds seen in this import, as the library holds them after it.
type ImportReport struct {
	Files       int `json:"files"`      // files read, each member of an archive counted as one
	Rounds      int `json:"rounds"`     // distinct rounds
	RoundsNew   int `json:"rounds_new"` // of these, new to the library
	Updated     int `json:"updated"`    // rounds that were there and have a new revision
	Complete    int `json:"complete"`   // every live price is known, and the rug
	Gapped      int `json:"gapped"`     // a live tick is missing
	Repaired    int `json:"repaired"`   // a live tick was missing and its price is proven by other evidence
	Censored    int `json:"censored"`   // live ticks, but no rug
	NoLive      int `json:"no_live"`    // no live tick at all
	Conflicts   int `json:"conflicts"`  // evidence that contradicts itself
	Lines       int `json:"lines"`
	Ticks       int `json:"ticks"`           // tick records read, before joining
	Malformed   int `json:"malformed_lines"` // lines that are not a whole record
	Salvaged    int `json:"salvaged_ticks"`  // whole ticks found in malformed lines
	Recordings  int `json:"recordings"`      // accounts of a round that the files gave
	Duplicates  int `json:"duplicates"`      // recordings that brought nothing new, see Import
	Quarantined int `json:"quarantined"`     // files that cannot be read; what may hold a recording is set aside, see doc.go
	Skipped     int `json:"skipped"`         // what was found but not read: see Losses

	// Damage counts, for each kind, the files that have it.
	Damage map[string]int `json:"damage"`
	// Losses names what was lost or is wrong, in the order of the files: the
	// first 1000 of LossesTotal.
	Losses      []Loss `json:"losses"`
	LossesTotal int    `json:"losses_total"`
}

// Loss is something that an import could not use.
type Loss struct {
	File string `json:"file"`
	Line int    `json:"line"` // from 1; 0 for the whole file
	Kind string `json:"kind"`
	Text string `json:"text"`
}

// The kinds of damage that are found here; package tape knows more.
const (
	unreadable   = "unreadable"
	linkLoop     = "symlink loop"
	specialFile  = "special file"
	hiddenName   = "hidden"
	ownHome      = "the library itself"
	unknownKind  = "unknown format"
	brokenPack   = "damaged container"
	brokenFile   = "damaged file"
	badKey       = "bad round id"
	conflictKind = "conflict"
)

// place orders what is found by where it was, whoever finds it first.
type place struct{ file, member, line int }

func (p place) compare(o place) int {
	return cmp.Or(p.file-o.file, p.member-o.member, p.line-o.line)
}

type placedLoss struct {
	place
	Loss
}

// tally collects what the workers find. The sums do not depend on the order.
type tally struct {
	mu     sync.Mutex
	report ImportReport
	losses []placedLoss
	hurt   map[place]bool // files with a bad id, which counts once a file
}

func newTally() *tally {
	return &tally{report: ImportReport{Damage: map[string]int{}, Losses: []Loss{}}, hurt: map[place]bool{}}
}

// lose notes one loss; it counts as damage of its file.
func (t *tally) lose(at place, file, kind, text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if kind != badKey || !t.hurt[at] {
		t.report.Damage[kind]++
	}
	if kind == badKey {
		t.hurt[at] = true
	}
	t.report.LossesTotal++
	t.add(placedLoss{at, Loss{file, at.line, kind, text}})
}

// skip notes something that is not read.
func (t *tally) skip(at place, file, kind, text string) {
	t.lose(at, file, kind, text)
	t.count(func(r *ImportReport) { r.Skipped++ })
}

func (t *tally) count(add func(*ImportReport)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	add(&t.report)
}

// stream adds what reading one file gave.
func (t *tally) stream(at place, file string, s tape.Stats) {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := &t.report
	r.Lines += s.Lines
	r.Ticks += s.Ticks
	r.Malformed += s.Malformed
	r.Salvaged += s.Salvaged
	r.LossesTotal += s.LossesTotal
	for kind := range s.Damage {
		r.Damage[string(kind)]++
	}
	for _, l := range s.Losses {
		at.line = l.Line
		t.add(placedLoss{at, Loss{cmp.Or(l.File, file), l.Line, string(l.Kind), l.Text}})
	}
}

// add keeps a loss if it may be among the first.
func (t *tally) add(l placedLoss) {
	t.losses = append(t.losses, l)
	if len(t.losses) >= 4*maxLosses {
		t.trim()
	}
}

func (t *tally) trim() {
	slices.SortStableFunc(t.losses, func(a, b placedLoss) int {
		return cmp.Or(a.compare(b.place), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Text, b.Text))
	})
	t.losses = t.losses[:min(len(t.losses), maxLosses)]
}

// finish makes the report of what was found and of the rounds it changed.
func (t *tally) finish(rounds map[round.Key]*touched) ImportReport {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := t.report
	for key, n := range rounds {
		if n == nil {
			continue // it was not sealed: the import ended before
		}
		n.addTo(&r)
		for _, c := range n.conflicts {
			r.LossesTotal++
			t.add(placedLoss{place{file: lastPlace}, Loss{key.ID, 0, conflictKind, conflictText(c)}})
		}
	}
	t.trim()
	for _, l := range t.losses {
		r.Losses = append(r.Losses, l.Loss)
	}
	return r
}

// lastPlace comes after every file.
const lastPlace = 1 << 30

func conflictText(c round.Conflict) string {
	return fmt.Sprintf("%s at tick %d was also seen as %.40s", c.Field, c.At, c.Value)
}
