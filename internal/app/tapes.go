package app

import (
	"context"

	"rugtape/internal/lab"
	"rugtape/internal/round"
)

// recordings is what the lab needs of the library.
type recordings interface {
	List(ctx context.Context, q round.Query) (round.Page, error)
	Get(ctx context.Context, key round.Key) (*round.Recording, round.Entry, error)
}

// Tapes makes tapes of all rounds of a source, the oldest first. Samples are
// played only if they are asked for by their source.
func Tapes(ctx context.Context, rounds recordings, source round.Source, finish bool) (lab.Rounds, error) {
	r := lab.Rounds{Source: string(source), Finish: finish}
	page, err := rounds.List(ctx, round.Query{Source: source, Sort: "started", Samples: source == round.Sample})
	if err != nil {
		return r, err
	}
	if page.Samples && source != round.Sample {
		return r, nil // nothing is imported: the page shows samples instead
	}
	for _, entry := range page.Entries {
		rec, _, err := rounds.Get(ctx, entry.Key)
		if err != nil {
			return r, err
		}
		r.Gather(rec)
	}
	return r, nil
}
