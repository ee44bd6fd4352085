package cli

import (
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
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			law, err := fair.LawByName(version)
			if err != nil {
				return err
			}
			if err := round.CheckID(id); err != nil {
				return err
			}
			return t.showDerived(law.Derive(seed, id, nil), seed, id)
		},
	}
	cmd.Flags().StringVar(&seed, "seed", "", "the revealed server seed, as the site shows it")
	cmd.Flags().StringVar(&id, "round", "", "the round's id")
	cmd.Flags().StringVar(&version, "law", "v3", "version of the law: v1, v2 or v3")
	_ = cmd.MarkFlagRequired("seed")
	_ = cmd.MarkFlagRequired("round")
	return cmd
}

func (t *tool) showDerived(r fair.Round, seed, id string) error {
	hash := fair.SeedHash(seed)
	if t.json {
		return t.put(struct {
			Round    string    `json:"round"`
			SeedHash string    `json:"seed_hash"`
			Law      string    `json:"law"`
			RugTick  int       `json:"rug_tick"`
			RugPrice float64   `json:"rug_price"`
			Peak     float64   `json:"peak"`
			Prices   []float64 `json:"prices"`
		}{id, hash, r.Law, r.RugTick, r.RugPrice, r.Peak, r.Prices})
	}
	t.say("round      %s", id)
	t.say("seed hash  %s", hash)
	t.say("law        %s", r.Law)
	t.say("rug        tick %d at %.6gx", r.RugTick, r.RugPrice)
	t.say("peak       %.4fx", r.Peak)
	for tick, price := range r.Prices {
		t.say("%6d  %v", tick, price)
	}
	return nil
}
