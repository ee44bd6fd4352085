package cli

import (
	"github.com/spf13/cobra"

	"rugtape/internal/money"
	"rugtape/internal/report"
)

func newOdds(t *tool) *cobra.Command {
	var ask oddsAsk
	cmd := &cobra.Command{
		Use:   "odds [--target M] [--hold N] [--side-bet] [--stake SOL]",
		Short: "Say the exact odds of targets, holds and the side bet",
		Long: "odds computes what a way to play is worth by the law v3; it draws no rounds. A position\n" +
			"is bought at price 1 at tick 0 and sold at the first price that is at least the target,\n" +
			"or at the price of a tick. Means are fractions of the stake: as the server books, where a\n" +
			"rug pays a fiftieth of the round's lowest price, and as if a rug paid nothing. With\n" +
			"nothing asked for, a table of the usual ones.\n\n" +
			"Chances of a rug and the side bet are closed forms. A target's value V solves\n" +
			"V(p) = 0.995*E[p' >= m ? p' : V(p')] over the law's own distribution of the next price\n" +
			"p', by elimination on a grid of prices; a hold's goes tick by tick over such a grid.\n" +
			"Both are within 0.001 % of exact. docs/game.md says more of the method.",
		Example: "  rugtape odds\n" +
			"  rugtape odds --target 2 --stake 0.01\n" +
			"  rugtape odds --hold 60 --side-bet --json",
		Args: takesNothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			answer, err := ask.answer(cmd)
			if err != nil {
				return err
			}
			if t.json {
				return t.put(answer)
			}
			t.showOdds(answer)
			return nil
		},
		DisableFlagsInUseLine: true,
	}
	f := cmd.Flags()
	f.Float64Var(&ask.target, "target", 0, "sell at the first price that is at least this")
	f.IntVar(&ask.hold, "hold", 0, "sell at the price of this tick")
	f.BoolVar(&ask.sideBet, "side-bet", false, "bet on a rug within 40 ticks")
	f.StringVar(&ask.stake, "stake", "", "an amount of SOL to say the cost of")
	return cmd
}

// oddsAsk holds the flags.
type oddsAsk struct {
	target  float64
	hold    int
	sideBet bool
	stake   string
}

// answer computes the odds that were asked for, or the usual ones.
func (ask *oddsAsk) answer(cmd *cobra.Command) (*report.Odds, error) {
	given := cmd.Flags().Changed
	want := report.OddsAsk{SideBet: ask.sideBet}
	if given("stake") {
		stake, err := money.Parse(ask.stake)
		if err != nil || stake <= 0 {
			return nil, seeHelp(cmd, "--stake %.40q: use an amount of SOL above 0, such as 0.01", ask.stake)
		}
		want.Stake = &stake
	}
	if given("target") {
		want.Target = &ask.target
	}
	if given("hold") {
		want.Hold = &ask.hold
	}
	odds, err := report.OddsOf(want)
	if err != nil {
		return nil, seeHelp(cmd, "%v", err)
	}
	return odds, nil
}
