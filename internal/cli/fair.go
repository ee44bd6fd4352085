package cli

import (
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"rugtape/internal/fair"
	"rugtape/internal/round"
)

func newFair(t *tool) *cobra.Command {
	var seed, id, version string
	cmd := &cobra.Command{
		Use:   "fair --seed S --round ID [--law v1|v2|v3]",
		Short: "Make a round from its seed by the law",
		Long: "fair makes the round that the law draws from a server seed and a round id: every\n" +
			"price bit for bit, the tick of the rug and the rug price.",
		Example: "  rugtape fair --seed e2896666bec952ac4dbc65d73e1d08dcd5da597137dcf6255f23cd67db9dcd7c --round 20251207-1e01ac417e8043ca",
		Args:    takesNothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := needs(cmd, "seed", "round"); err != nil {
				return err
			}
			if strings.ContainsFunc(seed, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsGraphic(r) || r == ' ' }) {
				return seeHelp(cmd, "the seed %.80q holds what no seed holds: give the digits as the site shows them", seed)
			}
			law, err := fair.LawByName(version)
			if err != nil {
				return err
			}
			if err := round.CheckID(id); err != nil {
				return err
			}
			return t.showDerived(law.Derive(seed, id, nil), seed, id)
		},
		DisableFlagsInUseLine: true,
	}
	cmd.Flags().StringVar(&seed, "seed", "", "the revealed server seed, as the site shows it")
	cmd.Flags().StringVar(&id, "round", "", "the round's id")
	cmd.Flags().StringVar(&version, "law", "v3", "version of the law: v1, v2 or v3")
	return cmd
}

// derivedItem is the JSON of a round made by the law.
type derivedItem struct {
	Round    string    `json:"round"`
	SeedHash string    `json:"seed_hash"`
	Law      string    `json:"law"`
	RugTick  int       `json:"rug_tick"`
	RugPrice float64   `json:"rug_price"`
	Peak     float64   `json:"peak"`
	Prices   []float64 `json:"prices"` // the live ones by tick, then the rug price
}

func (t *tool) showDerived(r fair.Round, seed, id string) error {
	hash := fair.SeedHash(seed)
	if t.json {
		return t.put(derivedItem{id, hash, r.Law, r.RugTick, r.RugPrice, r.Peak, r.Prices})
	}
	t.say("round      %s", id)
	t.say("seed hash  %s", hash)
	t.say("law        %s", r.Law)
	t.say("rug        tick %d at %.6fx", r.RugTick, r.RugPrice)
	t.say("peak       %.4fx", r.Peak)
	for tick, price := range r.Prices {
		t.say("%6d  %v", tick, price)
	}
	return nil
}
