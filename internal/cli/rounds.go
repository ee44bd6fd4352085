package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"rugtape/internal/library"
	"rugtape/internal/round"
)

// read opens the library to read beside whoever owns it.
func (t *tool) read(ctx context.Context, use func(*library.Library) error) error {
	lib, err := library.Open(ctx, t.home, library.Reader)
	if err != nil {
		return err
	}
	defer lib.Close()
	return use(lib)
}

// listItem is the JSON of a round in a list. Null is: not known.
type listItem struct {
	Round         string       `json:"round"`
	Source        round.Source `json:"source"`
	Started       *string      `json:"started"` // UTC
	Ticks         int          `json:"ticks"`
	Peak          float64      `json:"peak"`
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
		Round: e.ID, Source: e.Source, Ticks: e.Live, Peak: e.Peak, Complete: e.Complete,
		Missing: e.Missing, Repaired: e.Repaired, Verdict: e.Verdict.String(), Quarantined: e.Quarantined,
	}
	if e.StartedNS != 0 {
		started := time.Unix(0, e.StartedNS).UTC().Format(time.RFC3339Nano)
		item.Started = &started
	}
	if e.Ended {
		item.RugTick, item.RugPrice = &e.Rug.At, &e.Rug.Price
	}
	if e.Checkable() {
		item.LawConsistent = &e.LawConsistent
	}
	return item
}

func newList(t *tool) *cobra.Command {
	q := round.Query{Sort: "started"}
	var source string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the rounds of the library",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if source != "" {
				from, err := round.ParseSource(source)
				if err != nil {
					return err
				}
				q.Source = from
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
	flags.IntVar(&q.Limit, "limit", 0, "at most so many")
	return cmd
}

func (t *tool) list(ctx context.Context, lib *library.Library, q round.Query) error {
	page, err := lib.List(ctx, q)
	if err != nil {
		return err
	}
	if page.Samples && !q.Samples && q.Source == "" {
		// The samples stand in for an empty library in the app, not here.
		page.Entries = nil
	}
	for _, e := range page.Entries {
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
		case !e.Complete && e.Missing > 0:
			state = counted(e.Missing, "tick") + " missing"
		case !e.Complete:
			state = "end not seen"
		}
		t.say("%s  %-6s  %5d ticks  peak %9.4fx  %-8s  %s", e.ID, e.Source, e.Live, e.Peak, e.Verdict, state)
	}
	if len(page.Entries) == 0 && !t.json {
		t.say("no rounds: import some with rugtape library import PATH, or see the samples with --samples")
	}
	return nil
}

func newShow(t *tool) *cobra.Command {
	return &cobra.Command{
		Use:   "show ID",
		Short: "Show what is known of a round",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.read(cmd.Context(), func(lib *library.Library) error { return t.show(cmd.Context(), lib, args[0]) })
		},
	}
}

// showItem is the JSON of one round.
type showItem struct {
	listItem
	SeedHash  string     `json:"seed_hash"`
	Seed      string     `json:"seed"`
	Pinned    bool       `json:"pinned"`
	Version   string     `json:"version"`
	Gaps      [][2]int   `json:"gaps"`
	Trades    int        `json:"trades"`
	SideBets  int        `json:"side_bets"`
	Conflicts []string   `json:"conflicts"`
	From      []string   `json:"from"`
	Revision  int        `json:"revision"`
	FileHash  string     `json:"file_hash"`
	Prices    []*float64 `json:"prices"` // live prices by tick, null where missing
}

func (t *tool) show(ctx context.Context, lib *library.Library, id string) error {
	key, err := lib.Resolve(ctx, id, "")
	if err != nil {
		return err
	}
	rec, entry, err := lib.Get(ctx, key)
	if err != nil {
		return err
	}
	item := showItem{
		listItem: itemOf(entry), SeedHash: rec.SeedHash, Seed: rec.Seed, Pinned: entry.Pinned, Version: rec.Version,
		Trades: len(rec.Trades), SideBets: len(rec.SideBets), From: rec.From, Revision: entry.Revision, FileHash: entry.Hash,
	}
	for _, g := range rec.Gaps() {
		item.Gaps = append(item.Gaps, [2]int{g.From, g.To})
	}
	for _, c := range rec.Conflicts {
		item.Conflicts = append(item.Conflicts, fmt.Sprintf("%s at tick %d: %s", c.Field, c.At, c.Value))
	}
	if t.json {
		item.Prices = pricesOf(rec)
		return t.put(item)
	}
	t.say("round      %s (%s, revision %d)", item.Round, item.Source, item.Revision)
	if item.Started != nil {
		t.say("started    %s", *item.Started)
	}
	t.say("ticks      %d, %d known, %d missing, %d repaired", item.Ticks, entry.Seen, item.Missing, item.Repaired)
	t.say("peak       %.4fx at tick %d", item.Peak, entry.PeakTick)
	if entry.Ended {
		t.say("rug        tick %d at %.6fx%s", entry.Rug.At, entry.Rug.Price, map[bool]string{false: " (or before: its frame was missed)"}[entry.Rug.Certain])
	}
	t.say("others     %d trades, %d side bet entries", item.Trades, item.SideBets)
	for _, g := range item.Gaps {
		t.say("missing    ticks %d to %d", g[0], g[1])
	}
	for _, c := range item.Conflicts {
		t.say("conflict   %s", c)
	}
	return t.showProof(rec, entry.Summary, round.Prove(rec))
}

func newCheck(t *tool) *cobra.Command {
	var rebuild bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check every file of the library",
		Long: "check reads every round file: whether it is whole, read-only and what the catalogue\n" +
			"says. With --rebuild the catalogue is then made anew from the files. It exits with 1\n" +
			"if a file is at fault.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return t.check(cmd.Context(), rebuild) },
	}
	cmd.Flags().BoolVar(&rebuild, "rebuild", false, "make the catalogue anew from the files")
	return cmd
}

func (t *tool) check(ctx context.Context, rebuild bool) error {
	mode := library.Reader
	if rebuild {
		mode = library.Owner
	}
	lib, err := library.Open(ctx, t.home, mode)
	if err != nil {
		return err
	}
	defer lib.Close()
	files, faults := 0, 0
	err = lib.Check(ctx, rebuild, func(item library.CheckItem) error {
		files++
		if !item.OK {
			faults++
		}
		switch {
		case t.json:
			return t.put(item)
		case !item.OK:
			t.say("%s: %s", item.Path, item.Fault)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !t.json {
		t.say("%s checked, %s", counted(files, "file"), counted(faults, "fault"))
	}
	if faults > 0 {
		return errNo
	}
	return nil
}

func pricesOf(rec *round.Recording) []*float64 {
	prices := make([]*float64, rec.Live())
	for at := range prices {
		if at < len(rec.Ticks) && rec.Ticks[at].Known() {
			prices[at] = &rec.Ticks[at].Price
		}
	}
	return prices
}
