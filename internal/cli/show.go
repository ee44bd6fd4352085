package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"rugtape/internal/library"
	"rugtape/internal/round"
)

func newShow(t *tool) *cobra.Command {
	return &cobra.Command{
		Use:   "show ID",
		Short: "Show what is known of a round",
		Long:  "show tells what is known of a round. A part of its id is enough where no other round\nhas it.",
		Args:  takes("ID", 1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.read(cmd.Context(), func(lib *library.Library) error { return t.show(cmd.Context(), lib, args[0]) })
		},
	}
}

// showItem is the JSON of one round. Null is: not known.
type showItem struct {
	listItem
	SeedHash  *string    `json:"seed_hash"`
	Seed      *string    `json:"seed"`
	Pinned    bool       `json:"pinned"`
	Version   *string    `json:"version"`
	Gaps      [][2]int   `json:"gaps"`
	Trades    int        `json:"trades"`
	SideBets  int        `json:"side_bets"`
	Conflicts []string   `json:"conflicts"`
	From      []string   `json:"from"`
	Revision  int        `json:"revision"`
	FileHash  *string    `json:"file_hash"`
	Prices    []*float64 `json:"prices"` // live prices by tick
}

// find reads the round that an id or a part of one means.
func find(ctx context.Context, lib *library.Library, id string) (*round.Recording, round.Entry, error) {
	key, err := lib.Resolve(ctx, id, "")
	if err != nil {
		return nil, round.Entry{}, err
	}
	return lib.Get(ctx, key)
}

func (t *tool) show(ctx context.Context, lib *library.Library, id string) error {
	rec, entry, err := find(ctx, lib, id)
	if err != nil {
		return err
	}
	item := showItem{
		listItem: itemOf(entry), SeedHash: known(rec.SeedHash), Seed: known(rec.Seed), Pinned: entry.Pinned, Version: known(rec.Version),
		Trades: len(rec.Trades), SideBets: entry.SideBets, From: rec.From, Revision: entry.Revision, FileHash: known(entry.Hash),
		Prices: pricesOf(rec),
	}
	for _, g := range rec.Gaps() {
		item.Gaps = append(item.Gaps, [2]int{g.From, g.To})
	}
	for _, c := range rec.Conflicts {
		item.Conflicts = append(item.Conflicts, fmt.Sprintf("%s at tick %d: %s", c.Field, c.At, c.Value))
	}
	if t.json {
		return t.put(item)
	}
	t.say("round      %s (%s, revision %d)", item.Round, item.Source, item.Revision)
	if item.Started != nil {
		t.say("started    %s", *item.Started)
	}
	t.say("ticks      %d, %d known, %d missing, %d repaired", item.Ticks, entry.Seen, item.Missing, item.Repaired)
	if item.Peak != nil {
		t.say("peak       %.4fx at tick %d", entry.Peak, entry.PeakTick)
	}
	if entry.Ended {
		t.say("rug        tick %d%s at %.6fx", entry.Rug.At, orBefore(entry.Rug), entry.Rug.Price)
	}
	t.say("others     %s, %s", counted(item.Trades, "trade"), counted(item.SideBets, "side bet"))
	for _, g := range item.Gaps {
		t.say("missing    ticks %d to %d", g[0], g[1])
	}
	for _, c := range item.Conflicts {
		t.say("conflict   %s", c)
	}
	return t.showProof(rec, entry.Summary, round.Prove(rec))
}

func orBefore(rug round.Rug) string {
	if rug.Certain {
		return ""
	}
	return " or before (its frame was missed)"
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
