package library

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"rugtape/internal/round"
	"rugtape/internal/tape"
)

const (
	// sealBatch is how many rounds become durable together.
	sealBatch = 256
	// sealWorkers is how many files are written at once. Syncing waits for
	// the disk and not for a processor, and a disk syncs many files together
	// in little more time than one.
	sealWorkers = 16
)

// sealing is a round on its way into the library.
type sealing struct {
	key  round.Key
	path string             // of its file, below home
	recs []*round.Recording // evidence that is to be joined with what is stored
	own  string             // hash of the revision that the same import sealed before, "" for none

	chained  bool   // a new revision is noted in the chain
	seedHash string // of the round as it is now

	stored  *roundFile // what the library holds, nil for nothing
	spoiled error      // why what it holds cannot be read, nil if it can
	row     row        // of the round as it is now
	changed bool
	temp    string // the new revision, durable but not yet in its place

	conflicts []round.Conflict // of the round as it is now
}

// seal joins evidence with what the library holds and stores those rounds
// that it changes: first every new file, synced, beside its place; then all
// renames; then the directories, synced; then the chain, synced; then the
// catalogue. What fails before the renames changes nothing. The caller holds the
// writing token.
func (l *Library) seal(ctx context.Context, batch []*sealing) error {
	err := l.prepareAll(ctx, batch)
	var changed []*sealing
	for _, s := range batch {
		if s.changed {
			changed = append(changed, s)
		}
	}
	if err != nil {
		l.dropTemps(changed)
		return err
	}
	if len(changed) == 0 {
		return nil
	}
	l.behind.Store(true)
	var rows []row
	for i, s := range changed {
		if err = l.place(s); err != nil {
			l.dropTemps(changed[i:])
			break
		}
		rows = append(rows, s.row)
	}
	if err := joined(err, l.syncDirs(changed)); err != nil {
		return l.notListed(ctx, failed("seal rounds in", l.home, err))
	}
	if err := l.chainSealed(changed); err != nil {
		return l.notListed(ctx, failed("note the sealed rounds in", l.chainPath(), err))
	}
	// The files are in their places: who leaves now may not take that back.
	err = l.cat.change(context.WithoutCancel(ctx), func(ctx context.Context, t *sql.Tx) error { return putRows(ctx, t, rows) })
	if err != nil {
		return l.notListed(ctx, failed("list the sealed rounds in", l.cataloguePath(), err))
	}
	l.behind.Store(false)
	return nil
}

// notListed makes sure that rounds which the disk was too full to list can be
// seen all the same.
func (l *Library) notListed(ctx context.Context, err error) error {
	if !isFull(err) {
		return err
	}
	return joined(err, l.leaveDisk(context.WithoutCancel(ctx)))
}

func (l *Library) prepareAll(ctx context.Context, batch []*sealing) error {
	for _, s := range batch {
		s.path = roundPath(s.key)
		if err := makeDirs(l.disk, l.home, filepath.Dir(filepath.Join(l.home, s.path))); err != nil {
			return failed("seal round", s.key.ID, err)
		}
	}
	return inParallel(ctx, sealWorkers, len(batch), func(i int) error {
		return failed("seal round", batch[i].key.ID, l.prepare(ctx, batch[i]))
	})
}

// prepare joins the evidence and, if it changes the round, writes the new
// revision beside its place.
func (l *Library) prepare(ctx context.Context, s *sealing) error {
	var err error
	if s.stored, err = l.readRound(s.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.spoiled = err
	}
	all := s.recs
	if s.stored != nil {
		all = append([]*round.Recording{s.stored.rec}, all...)
	}
	rec := round.Merge(all[0], all[1:]...)
	rec.Settle()
	s.conflicts, s.seedHash = rec.Conflicts, rec.SeedHash
	next, packed, err := l.revise(ctx, s, rec)
	if err != nil {
		return err
	}
	s.row = row{Entry: round.Entry{Summary: round.Summarize(rec), Revision: next.Revision, Hash: next.Hash}}
	if packed == nil {
		return nil
	}
	final := filepath.Join(l.home, s.path)
	s.temp = filepath.Join(filepath.Dir(final), "."+filepath.Base(final)+tempMark+newToken(4))
	if err := writeFile(l.disk, s.temp, roundMode, packed); err != nil {
		return err
	}
	s.changed = true
	info, err := os.Lstat(s.temp)
	if err != nil {
		return err
	}
	s.row.bytes, s.row.mtimeNS = info.Size(), info.ModTime().UnixNano()
	return nil
}

// revise gives the edition that holds a round as it is now, and its file if
// that is another than the stored one. Whatever one import brings of a round
// makes one revision, however often the round is sealed meanwhile.
func (l *Library) revise(ctx context.Context, s *sealing, rec *round.Recording) (tape.Edition, []byte, error) {
	switch {
	case s.spoiled != nil:
		last, err := l.lastEdition(ctx, s.key)
		if err != nil {
			return last, nil, err
		}
		packed, next, err := l.packRound(rec, tape.Edition{Revision: last.Revision + 1, Supersedes: last.Hash})
		return next, packed, err
	case s.stored == nil:
		packed, next, err := l.packRound(rec, tape.Edition{Revision: 1})
		return next, packed, err
	}
	have := s.stored.edition
	packed, same, err := l.packRound(rec, tape.Edition{Revision: have.Revision, Supersedes: have.Supersedes})
	switch {
	case err != nil:
		return same, nil, err
	case same.Hash == have.Hash:
		return have, nil, nil
	case have.Hash == s.own:
		return same, packed, nil
	}
	packed, next, err := l.packRound(rec, tape.Edition{Revision: have.Revision + 1, Supersedes: have.Hash})
	return next, packed, err
}

// lastEdition is what the catalogue knows of a round whose file is damaged.
func (l *Library) lastEdition(ctx context.Context, key round.Key) (tape.Edition, error) {
	var e tape.Edition
	err := l.cat.db.QueryRowContext(ctx, "SELECT revision, file_hash FROM rounds WHERE source = ? AND id = ?",
		string(key.Source), key.ID).Scan(&e.Revision, &e.Hash)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return e, err
}

// place renames a new revision over the old one.
func (l *Library) place(s *sealing) error {
	final := filepath.Join(l.home, s.path)
	if s.spoiled != nil {
		why := fmt.Sprintf("the stored file of round %s was damaged: %v", s.key.ID, s.spoiled)
		if err := l.setAside(final, why); err != nil {
			return err
		}
	}
	return l.disk.rename(s.temp, final)
}

func (l *Library) syncDirs(sealed []*sealing) error {
	done := map[string]bool{}
	for _, s := range sealed {
		dir := filepath.Dir(filepath.Join(l.home, s.path))
		if !done[dir] {
			done[dir] = true
			if err := l.disk.syncDir(dir); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *Library) dropTemps(batch []*sealing) {
	for _, s := range batch {
		_ = os.Remove(s.temp) // the next start removes what is left
	}
}
