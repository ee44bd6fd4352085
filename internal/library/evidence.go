package library

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"

	"rugtape/internal/round"
	"rugtape/internal/tape"
)

// defaultHeld bounds the recordings that an import holds in memory, in bytes
// as weigh reckons them. When they are more, they are sealed.
const defaultHeld = 128 << 20

// weigh reckons the memory that a recording takes, in bytes.
func weigh(r *round.Recording) int {
	return 1024 + 24*cap(r.Ticks) + 160*len(r.Trades) + 128*len(r.SideBets) + 640*len(r.Actions) + 64*len(r.Conflicts)
}

// touched is what an import knows of a round that it has seen.
type touched struct {
	fresh     bool   // it was not in the library before
	own       string // hash of the revision that this import sealed, "" for none
	conflicts []round.Conflict

	complete, gapped, repaired, censored, noLive bool
}

func (n *touched) judge(s *round.Summary) {
	n.complete, n.gapped, n.repaired = s.Complete, s.Missing > 0, s.Repaired > 0
	n.noLive, n.censored = s.Live == 0, s.Live > 0 && !s.Ended
}

func (n *touched) addTo(r *ImportReport) {
	r.Rounds++
	for _, c := range []struct {
		is   bool
		into *int
	}{
		{n.fresh, &r.RoundsNew},
		{n.own != "" && !n.fresh, &r.Updated},
		{n.complete, &r.Complete},
		{n.gapped, &r.Gapped},
		{n.repaired, &r.Repaired},
		{n.censored, &r.Censored},
		{n.noLive, &r.NoLive},
		{len(n.conflicts) > 0, &r.Conflicts},
	} {
		if c.is {
			*c.into++
		}
	}
}

// hold takes a recording. When too many are held, it seals them before it
// returns, so that whoever reads waits.
func (im *importing) hold(at place, file string, rec *round.Recording) error {
	if err := context.Cause(im.ctx); err != nil {
		return err
	}
	if err := checkKey(rec.Key); err != nil {
		im.tally.lose(at, file, badKey, err.Error())
		return nil
	}
	im.mu.Lock()
	im.held[rec.Key] = append(im.held[rec.Key], rec)
	im.weight += weigh(rec)
	if _, known := im.rounds[rec.Key]; !known {
		im.rounds[rec.Key] = nil
		im.progress.rounds(len(im.rounds))
	}
	full := im.weight > im.maxHeld
	im.mu.Unlock()
	im.tally.count(func(r *ImportReport) { r.Recordings++ })
	if !full {
		return nil
	}
	return im.flush()
}

// flush seals what is held, in batches of sealBatch rounds. Of the chain's
// rounds, and of no others, it notes the new revisions: the recorder's evidence
// would not be that of the files any more.
func (im *importing) flush() error {
	if err := im.library.startWriting(im.ctx, "an import"); err != nil {
		return err
	}
	defer im.library.doneWriting()
	err := im.sealHeld()
	if noteErr := im.library.chainFollows(im.ctx); err == nil {
		err = noteErr
	}
	return err
}

func (im *importing) sealHeld() error {
	im.mu.Lock()
	held := im.held
	im.held, im.weight = map[round.Key][]*round.Recording{}, 0
	im.mu.Unlock()

	keys := slices.SortedFunc(maps.Keys(held), compareKeys)
	for part := range slices.Chunk(keys, sealBatch) {
		batch := make([]*sealing, len(part))
		for i, key := range part {
			batch[i] = &sealing{key: key, recs: held[key]}
			if known := im.known(key); known != nil {
				batch[i].own = known.own
			}
		}
		if err := im.library.seal(im.ctx, batch); err != nil {
			return err
		}
		for _, s := range batch {
			if err := im.note(s); err != nil {
				return err
			}
			delete(held, s.key)
		}
	}
	return nil
}

func compareKeys(a, b round.Key) int {
	return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.ID, b.ID))
}

func (im *importing) known(key round.Key) *touched {
	im.mu.Lock()
	defer im.mu.Unlock()
	return im.rounds[key]
}

// note remembers what became of a round.
func (im *importing) note(s *sealing) error {
	duplicates, err := im.library.duplicates(s)
	if err != nil {
		return failed("compare the recordings of round", s.key.ID, err)
	}
	im.tally.count(func(r *ImportReport) { r.Duplicates += duplicates })
	now := &touched{fresh: s.stored == nil && s.spoiled == nil, conflicts: s.conflicts}
	now.judge(&s.row.Summary)
	im.mu.Lock()
	defer im.mu.Unlock()
	if last := im.rounds[s.key]; last != nil {
		now.fresh, now.own = last.fresh, last.own
	}
	if s.changed {
		now.own = s.row.Hash
	}
	im.rounds[s.key] = now
	return nil
}

// duplicates counts the recordings that brought nothing new: those that
// repeat another of the batch exactly, and those that say nothing that the
// library did not hold.
func (l *Library) duplicates(s *sealing) (int, error) {
	if s.stored != nil && !s.changed {
		return len(s.recs), nil
	}
	if len(s.recs) == 1 {
		return 0, nil // it alone brought the change
	}
	seen, count := map[string]bool{}, 0
	for _, rec := range s.recs {
		mark, err := fingerprint(round.Merge(rec))
		if err != nil {
			return 0, err
		}
		repeats := seen[mark]
		seen[mark] = true
		if !repeats && s.stored != nil {
			if repeats, err = covers(s.stored.rec, rec); err != nil {
				return 0, err
			}
		}
		if repeats {
			count++
		}
	}
	return count, nil
}

// covers tells whether a recording says nothing that another does not.
func covers(all, part *round.Recording) (bool, error) {
	joined, err := fingerprint(round.Merge(all, part))
	if err != nil {
		return false, err
	}
	alone, err := fingerprint(round.Merge(all))
	return joined == alone, err
}

// fingerprint tells recordings apart by all that they say.
func fingerprint(rec *round.Recording) (string, error) {
	var text bytes.Buffer
	e, err := tape.EncodeRound(&text, rec, tape.Edition{Revision: 1})
	return e.Hash, err
}
