package app

import (
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"
	"strings"
	"time"

	"rugtape/internal/feed"
	"rugtape/internal/journal"
	"rugtape/internal/round"
	"rugtape/internal/tape"
	"rugtape/internal/web"
	"rugtape/internal/wire"
)

// The states of a recorder.
const (
	recorderOff    = "off"
	recorderOn     = "recording"
	RecorderHalted = "halted" // by a fault
)

// recordedLive is the format that a round names which was recorded as it ran.
const recordedLive = "live"

// journalEnds is how long the journal may take to close.
const journalEnds = 3 * time.Second

// recorder keeps what the edge hears: every message in the journal, before it
// is read, and each round as a sealed file once it is over.
type recorder struct {
	sealing
	dir     string
	clock   clock
	filter  *wire.Filter
	keyless error  // why there is no key to filter with that lasts: nothing is recorded then
	state   string // and why it is off or halted, and hint what to do
	why     string
	hint    string
	raw     bool
	journal *journal.Journal // nil while off
	wrote   journal.State    // of the last one, once it is closed
	alarm   *web.Alarm

	ticks, gaps, filled int
}

func newRecorder(o LiveOptions, c clock) recorder {
	key, err := o.Keep.Key(context.Background())
	if err != nil {
		_, _ = rand.Read(key[:]) // what is shown is filtered all the same; it never fails
	}
	return recorder{sealing: newSealing(o.Keep), dir: o.Dir, clock: c, state: recorderOff, filter: wire.NewFilter(key), keyless: err}
}

// turn turns the recorder on or off.
func (r *recorder) turn(on, raw bool, head tape.JournalHead, first tape.Note) error {
	if on == (r.state == recorderOn) && raw == r.raw {
		return nil
	}
	if r.state == recorderOn {
		r.flush()
		r.closeJournal()
	}
	r.state, r.why, r.hint, r.raw, r.alarm = recorderOff, "", "", raw, nil
	if !on {
		return nil
	}
	if r.keyless != nil {
		return r.halt(r.keyless, "mend it, then turn the recorder on again")
	}
	head.Rule = wire.FilterRule
	if raw {
		head.Rule = "raw"
	}
	j, err := journal.Open(journal.Options{Dir: r.dir, Head: head})
	if err != nil {
		return r.halt(err, "mend it, then turn the recorder on again")
	}
	r.journal, r.state = j, recorderOn
	r.note(first, head.StartedNS)
	return nil
}

// halt ends the recording and says so where everybody sees it.
func (r *recorder) halt(err error, hint string) error {
	if r.journal != nil {
		r.closeJournal()
	}
	what, hint := r.plainly(err, hint)
	r.state, r.why, r.hint = RecorderHalted, what, hint
	r.raise("The recording has halted: "+what, hint)
	return refusal{what, hint}
}

// plainly is what an error says to whoever sees the page: not where the home
// lies, and what to do only once.
func (r *recorder) plainly(err error, otherwise string) (what, hint string) {
	what, hint = strings.TrimPrefix(err.Error(), journal.ErrHalted.Error()+": "), otherwise
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) {
		hint = hinted.Hint()
		what = strings.TrimSuffix(what, "; "+hint)
	}
	return strings.ReplaceAll(what, filepath.Dir(r.dir)+string(filepath.Separator), ""), hint
}

// watchJournal halts with the journal, and raises an alarm for as long as it is
// late.
func (r *recorder) watchJournal() {
	if r.journal == nil {
		return
	}
	s := r.journal.State()
	switch {
	case s.Halted != nil:
		_ = r.halt(s.Halted, "make room or mend the disk, then turn the recorder on again")
	case s.Late && r.alarm == nil:
		r.raise(lateText, "a crash now would cost more than a second of the recording; nothing is lost yet")
	case !s.Late && r.alarm != nil && r.alarm.Text == lateText:
		r.alarm = nil
	}
}

const lateText = "The disk is slow: the journal is more than a second behind"

func (r *recorder) raise(text, hint string) {
	r.alarm = &web.Alarm{Text: text, Hint: hint, SinceNS: r.clock.now()}
}

func (r *recorder) closeJournal() {
	ctx, cancel := context.WithTimeout(context.Background(), journalEnds)
	defer cancel()
	end := r.journal.Close
	if len(r.due) > 0 || r.hung { // or what could not be sealed would not be tried again
		end = r.journal.Leave
	}
	if err := end(ctx); err != nil && r.alarm == nil {
		r.raise("The journal could not be closed: "+err.Error(), "the next start reads what is whole of it")
	}
	r.wrote, r.journal = r.journal.State(), nil
}

// message records a message as it came, and gives it as it may be shown.
func (r *recorder) message(m *feed.Message) []byte {
	shown := r.filter.Append(make([]byte, 0, len(m.Text)+len(m.Text)/8), m.Text)
	kept := shown
	if r.raw {
		kept = m.Text
	}
	r.append(tape.EntryReceived, m.RecvNS, kept)
	return shown
}

// note records what is no message: what the recorder's own side did.
func (r *recorder) note(n tape.Note, nowNS int64) {
	if r.journal == nil {
		return
	}
	text, err := tape.EncodeNote(n)
	if err != nil {
		_ = r.halt(err, "this is a fault of rugtape: tell its makers; what was recorded before is whole")
		return
	}
	r.append(tape.EntryNote, nowNS, text)
}

// demonstrated keeps a press with its round, which may be over by now. It fails on
// one that no file can have.
func (r *recorder) demonstrated(key round.Key, a round.Action) error {
	if key.ID == "" || round.CheckID(key.ID) != nil {
		return nil // in no round
	}
	n, err := tape.NewNotePress(key, a)
	if err != nil {
		return err
	}
	now := r.clock.now()
	r.note(n, now)
	o := r.openRound(key)
	o.rec.AddAction(a)
	o.touchedNS = now
	return nil
}

func (r *recorder) append(kind tape.EntryKind, timeNS int64, data []byte) {
	if r.journal == nil {
		return
	}
	err := r.journal.Append(kind, timeNS, data)
	if errors.Is(err, tape.ErrEntryLong) { // of a server that means harm; cut, with the mark that the filter cuts by
		err = r.journal.Append(kind, timeNS, append(data[:tape.MaxEntry-1:tape.MaxEntry-1], '?'))
	}
	if err != nil {
		_ = r.halt(err, "make room or mend the disk, then turn the recorder on again")
	}
}

// news tells that the journal has something to show.
func (r *recorder) news() <-chan struct{} {
	if r.journal == nil {
		return nil
	}
	return r.journal.Changed()
}

func (r *recorder) status() web.RecorderStatus {
	s := web.RecorderStatus{
		State: r.state, Why: r.why, Hint: r.hint, Raw: r.raw,
		Rounds: r.rounds, Ticks: r.ticks, Gaps: r.gaps, Filled: r.filled, Unsealed: len(r.due), Last: r.last,
	}
	j := r.wrote
	if r.journal != nil {
		j = r.journal.State()
	}
	s.Bytes, s.Entries, s.SyncedNS, s.BehindMS, s.Late = j.Bytes, j.Entries, j.SyncedNS, j.BehindNS/1e6, j.Late
	if j.File != "" {
		s.File = filepath.Base(j.File) // where the home lies is nobody else's business
	}
	return s
}
