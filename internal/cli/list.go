package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"rugtape/internal/library"
	"rugtape/internal/round"
)

// listItem is the JSON of a round in a list. Null is: not known.
type listItem struct {
	Round         string       `json:"round"`
	Source        round.Source `json:"source"`
	Started       *string      `json:"started"` // UTC
	Ticks         int          `json:"ticks"`
	Peak          *float64     `json:"peak"`
	RugTick       *int         `json:"rug_tick"`
	RugPrice      *float64     `json:"rug_price"`
	Complete      bool         `json:"complete"`
	Missing       int          `json:"missing"`
	Repaired      int          `json:"repaired"`
	Verdict       string       `json:"verdict"`
	LawConsistent *bool        `json:"law_consistent"`
	Quarantined   bool         `json:"quarantined"`
}

func itemOf(e round.Entry) listItem {
	item := listItem{
		Round: e.ID, Source: e.Source, Ticks: e.Live, Complete: e.Complete,
		Missing: e.Missing, Repaired: e.Repaired, Verdict: e.Verdict.String(), Quarantined: e.Quarantined,
		LawConsistent: tri(e.LawConsistent),
	}
	if e.StartedNS != 0 {
		item.Started = known(time.Unix(0, e.StartedNS).UTC().Format(time.RFC3339Nano))
	}
	if e.Seen > 0 {
		item.Peak = &e.Peak
	}
	if e.Ended {
		item.RugPrice = &e.Rug.Price
	}
	if e.Ended && e.Rug.Certain {
		item.RugTick = &e.Rug.At
	}
	return item
}

func newList(t *tool) *cobra.Command {
	var q round.Query
	var source string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the rounds of the library",
		Args:  takesNothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if source != "" {
				from, err := round.ParseSource(source)
				if err != nil {
					return err
				}
				q.Source = from
			}
			if q.Limit < 0 {
				return seeHelp(cmd, "--limit %d: use a number above 0, or 0 for no limit", q.Limit)
			}
			return t.read(cmd.Context(), func(lib *library.Library) error { return t.list(cmd.Context(), lib, q) })
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&q.Samples, "samples", false, "list the built-in samples too")
	flags.StringVar(&source, "source", "", "only rounds of this source: site, arena, replay or sample")
	flags.StringVar(&q.Text, "search", "", "only rounds whose id contains this")
	flags.StringVar(&q.Verdict, "verdict", "", "only rounds with this verdict: verified, mismatch, no-seed or partial")
	flags.BoolVar(&q.Complete, "complete", false, "only complete rounds")
	flags.StringVar(&q.Sort, "sort", "started", "started, ticks or peak, with - in front for falling")
	flags.IntVar(&q.Limit, "limit", 0, "list at most so many, 0 for all")
	return cmd
}

func (t *tool) list(ctx context.Context, lib *library.Library, q round.Query) error {
	rounds, err := entries(ctx, lib, q)
	if err != nil {
		return err
	}
	for _, e := range rounds {
		if t.json {
			if err := t.put(itemOf(e)); err != nil {
				return err
			}
			continue
		}
		state := "complete"
		switch {
		case e.Quarantined:
			state = "contradicts itself"
		case e.Missing > 0:
			state = counted(e.Missing, "tick") + " missing"
		case !e.Complete:
			state = "end not seen"
		}
		t.say("%s  %-6s  %5d ticks  peak %9.4fx  %-8s  %s", e.ID, e.Source, e.Live, e.Peak, e.Verdict, state)
	}
	if len(rounds) == 0 && !t.json {
		return t.listNothing(ctx, lib)
	}
	return nil
}

// listNothing says why a list is empty.
func (t *tool) listNothing(ctx context.Context, lib *library.Library) error {
	all, err := entries(ctx, lib, round.Query{Limit: 1})
	if err != nil {
		return err
	}
	if len(all) > 0 {
		t.say("no round matches")
	} else {
		t.say("no rounds yet: import some with rugtape library import PATH, or see the samples with --samples")
	}
	return nil
}
