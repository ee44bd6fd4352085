package library

import (
	"context"
	"fmt"
	"slices"

	"rugtape/internal/round"
)

// Seal joins the recordings of rounds with each other and with what the
// library holds, as Import does, and gives the rounds as they are now, in the
// order in which they first come. Each round that it changes is a new revision, named by
// the chain. All of it is on the disk when Seal returns; after an error, what
// was sealed before it stays, and Seal can be called again with the same. The
// recordings must not change meanwhile.
func (l *Library) Seal(ctx context.Context, recs []*round.Recording) ([]round.Entry, error) {
	if err := l.refuseReader("seal rounds"); err != nil {
		return nil, err
	}
	var batch []*sealing
	at := map[round.Key]*sealing{}
	for _, rec := range recs {
		if err := checkKey(rec.Key); err != nil {
			return nil, fmt.Errorf("%w: %w", round.ErrInvalid, err)
		}
		s := at[rec.Key]
		if s == nil {
			s = &sealing{key: rec.Key, chained: true}
			at[rec.Key], batch = s, append(batch, s)
		}
		s.recs = append(s.recs, rec)
	}
	if err := l.startWriting(ctx, "sealing rounds"); err != nil {
		return nil, err
	}
	defer l.doneWriting()
	var entries []round.Entry
	for part := range slices.Chunk(batch, sealBatch) {
		if err := l.seal(ctx, part); err != nil {
			return entries, err
		}
		if err := l.chainUnchanged(part); err != nil {
			return entries, failed("note the sealed rounds in", l.chainPath(), err)
		}
		for _, s := range part {
			entries = append(entries, s.row.Entry)
		}
	}
	return entries, nil
}

// chainUnchanged notes rounds that were sealed as they are before, if the
// chain does not say so: a crash may have come in between.
func (l *Library) chainUnchanged(batch []*sealing) error {
	var names chainNames
	for _, s := range batch {
		if s.changed {
			continue
		}
		if names == nil {
			var err error
			if names, err = l.readChain(nil); err != nil {
				return err
			}
		}
		if !names[markOf(s.path)].holds(s.row.Hash) {
			l.chain.due = append(l.chain.due, sealedLine(s.key, s.seedHash, s.row.Hash))
		}
	}
	return l.writeDue()
}
