package app

import (
	"context"
	"errors"

	"rugtape/internal/desk"
	"rugtape/internal/library"
	"rugtape/internal/round"
	"rugtape/internal/web"
)

// shelf is the library as the players, the jobs and the page need it.
type shelf struct {
	*library.Library
	changed func() // tells the pages that the catalogue has changed
}

// Tape lays out a round for a player and the desk beside it.
func (s *shelf) Tape(ctx context.Context, key round.Key) (*desk.Tape, error) {
	rec, _, err := s.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	return desk.NewTape(rec), nil
}

var errLastRound = errors.New("there is no later round")

// Next finds the round of the same source that came after another.
func (s *shelf) Next(ctx context.Context, key round.Key) (round.Key, error) {
	_, after, err := s.Neighbours(ctx, key)
	if err != nil {
		return round.Key{}, err
	}
	if after == nil {
		return round.Key{}, errLastRound
	}
	return *after, nil
}

// Delete moves rounds to the trash and tells the pages.
func (s *shelf) Delete(ctx context.Context, keys []round.Key) (undo string, n int, err error) {
	defer s.changed()
	return s.Library.Delete(ctx, keys)
}

// Restore takes rounds back from the trash and tells the pages.
func (s *shelf) Restore(ctx context.Context, undo string) (n int, err error) {
	defer s.changed()
	return s.Library.Restore(ctx, undo)
}

// Import imports files and tells how far it is.
func (s *shelf) Import(ctx context.Context, paths []string, source round.Source, progress func(web.Job)) (any, error) {
	report, err := s.Library.Import(ctx, paths, library.ImportOptions{
		Source: source,
		Progress: func(p library.Progress) {
			progress(web.Job{
				Files: p.Files, FilesDone: p.FilesDone, Bytes: p.Bytes, BytesDone: p.BytesDone,
				Lines: p.Lines, Rounds: p.Rounds,
			})
		},
	})
	return report, err
}

// Spool makes room for an upload.
func (s *shelf) Spool() (spool, error) {
	u, err := s.Library.Spool()
	if err != nil {
		return nil, err
	}
	return u, nil
}
