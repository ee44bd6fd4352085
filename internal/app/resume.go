package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"rugtape/internal/game"
	"rugtape/internal/journal"
	"rugtape/internal/round"
	"rugtape/internal/tape"
	"rugtape/internal/wire"
)

// resume is the begin of every recording: the rounds in journal files that a
// crash left open are sealed, and then those files are ended, so that a crash in
// between costs nothing. The journal has each message before anything was made of it:
// nothing is lost that was synced, and a round that was sealed before gains nothing by
// being sealed again. It tells what it did, for a person; nothing as a rule.
func resume(ctx context.Context, keep Keeper, dir string, otherwise round.Source) (notices []string, err error) {
	files, err := journal.Files(dir)
	if err != nil {
		return nil, fmt.Errorf("take up the journal %s: %w", dir, err)
	}
	open := slices.IndexFunc(files, func(f journal.File) bool { return !f.Closed })
	rounds := 0
	if open >= 0 {
		if rounds, err = sealAgain(ctx, keep, dir, files[open].First, otherwise); err != nil {
			return nil, err
		}
	}
	report, err := journal.Recover(ctx, dir) // also makes sure of the end of the last file
	if err != nil {
		return nil, fmt.Errorf("end the journal %s: %w", dir, err)
	}
	for _, ended := range report.Ended {
		notices = append(notices, ended.String())
	}
	if open >= 0 {
		notices = append(notices, fmt.Sprintf("the recording before was not ended: what its journal holds of %d rounds is sealed", rounds))
	}
	return notices, nil
}

// sealAgain seals the rounds that a journal holds from an entry on, and gives
// how many there are.
func sealAgain(ctx context.Context, keep Keeper, dir string, from uint64, otherwise round.Source) (int, error) {
	key, err := keep.Key(ctx)
	if err != nil {
		return 0, err
	}
	rounds, err := roundsOf(ctx, dir, from, wire.NewFilter(key), otherwise)
	if err != nil || len(rounds) == 0 {
		return 0, err
	}
	if _, err := keep.Seal(ctx, rounds); err != nil {
		return 0, fmt.Errorf("seal what the journal %s holds: %w", dir, err)
	}
	return len(rounds), nil
}

// resumeBefore is how many entries before the first file that was left open are
// read too: the round that ran may have begun there.
const resumeBefore = 20_000 // more than the longest round's

// roundsOf makes recordings of what a journal holds from an entry on.
func roundsOf(ctx context.Context, dir string, from uint64, filter *wire.Filter, otherwise round.Source) ([]*round.Recording, error) {
	entries, err := journal.OpenReader(dir)
	if err != nil {
		return nil, fmt.Errorf("read the journal %s: %w", dir, err)
	}
	defer entries.Close()
	r := rereading{open: map[round.Key]*round.Recording{}}
	if from > resumeBefore {
		entries.From(from - resumeBefore)
	}
	var text []byte
	for entries.Next() && ctx.Err() == nil {
		switch entry := entries.Entry(); entry.Kind {
		case tape.EntryReceived:
			text = filter.Reveal(text[:0], entry.Data)
			r.message(text, entry.TimeNS)
		case tape.EntryNote:
			r.note(entry.Data)
		}
	}
	r.from(cmp.Or(r.source, otherwise))
	return r.rounds, errors.Join(ctx.Err(), damageIsNoError(entries.Err()))
}

// damageIsNoError passes over what a crash does to a journal: what is whole of it
// was read.
func damageIsNoError(err error) error {
	if errors.Is(err, tape.ErrJournalDamaged) || errors.Is(err, tape.ErrJournalCut) {
		return nil
	}
	return err
}

// rereading makes recordings of messages that were recorded.
type rereading struct {
	source  round.Source // "" until a note has told it
	machine game.Machine
	open    map[round.Key]*round.Recording
	rounds  []*round.Recording
}

// note takes whose rounds the journal holds from here on, as a connection may be
// older than the recording, so that its own word for it need not be there; and presses.
func (r *rereading) note(text []byte) {
	n, err := tape.ParseNote(text)
	if err != nil {
		return // it tells nothing of rounds
	}
	switch n := n.(type) {
	case tape.NoteFeed:
		if source, err := round.ParseSource(n.Source); err == nil {
			r.from(source)
		}
	case tape.NotePress:
		if a, err := n.Action(); err == nil {
			r.recording(n.Key()).AddAction(a)
		}
	}
}

// from sets the source. The first one counts for what came before it too: a
// change is always noted.
func (r *rereading) from(source round.Source) {
	switch r.source {
	case source:
		return
	case "":
		clear(r.open)
		for _, rec := range r.rounds {
			rec.Source = source
			r.open[rec.Key] = rec
		}
	default:
		r.machine = game.Machine{}
	}
	r.source = source
}

func (r *rereading) message(text []byte, recvNS int64) {
	said, err := heard(text, recvNS)
	if err != nil || !said.Known {
		return // it was counted when it came
	}
	for _, f := range r.machine.Step(said.Event) {
		r.apply(&f)
	}
}

func (r *rereading) apply(f *game.Fact) {
	key := round.Key{Source: r.source, ID: f.Round}
	if round.CheckID(f.Round) != nil {
		return
	}
	r.recording(key).Apply(*f)
}

func (r *rereading) recording(key round.Key) *round.Recording {
	rec := r.open[key]
	if rec == nil {
		rec = round.New(key)
		rec.From = []string{recordedLive}
		r.open[key] = rec
		r.rounds = append(r.rounds, rec)
	}
	return rec
}
