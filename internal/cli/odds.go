package cli

import (
	"math"
	"slices"

	"github.com/spf13/cobra"

	"rugtape/internal/fair"
	"rugtape/internal/money"
)

// usualTargets and usualHolds are shown where nothing is asked for.
var (
	usualTargets = []float64{1.1, 1.5, 2, 5, 10, 50, 100}
	usualHolds   = []int{10, 40, 60, 100, 200, 500}
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

// oddsAsk is what was asked for.
type oddsAsk struct {
	target  float64
	hold    int
	sideBet bool
	stake   string
}

// oddsAnswer is the JSON of it. What was not asked for is left out.
type oddsAnswer struct {
	Law     string          `json:"law"`
	Stake   *money.Lamports `json:"stake,omitzero"`
	Target  *targetItem     `json:"target,omitzero"`
	Hold    *holdItem       `json:"hold,omitzero"`
	Targets []targetItem    `json:"targets,omitzero"` // the usual ones, where nothing is asked for
	Holds   []holdItem      `json:"holds,omitzero"`
	SideBet *sideBetItem    `json:"side_bet,omitzero"`
}

// Cost is null without a stake.
type (
	targetItem struct {
		Target               float64  `json:"target"`
		Reach                float64  `json:"reach"`
		TicksHeld            float64  `json:"ticks_held"`
		MeanIfRugPaysNothing float64  `json:"mean_if_rug_pays_nothing"`
		MeanBooked           float64  `json:"mean_booked"`
		Cost                 *float64 `json:"cost,omitzero"`
	}
	holdItem struct {
		Ticks                int      `json:"ticks"`
		Survive              float64  `json:"survive"`
		RugWithin            float64  `json:"rug_within"`
		TicksHeld            float64  `json:"ticks_held"`
		Mean                 float64  `json:"mean"` // as booked
		MeanIfRugPaysNothing float64  `json:"mean_if_rug_pays_nothing"`
		Cost                 *float64 `json:"cost,omitzero"`
	}
	sideBetItem struct {
		Ticks     int      `json:"ticks"`
		Pays      float64  `json:"pays"` // times the stake, in all
		Win       float64  `json:"win"`
		BreakEven float64  `json:"break_even"`
		Mean      float64  `json:"mean"`
		Cost      *float64 `json:"cost,omitzero"`
	}
)

// answer computes the odds that were asked for, or the usual ones.
func (ask *oddsAsk) answer(cmd *cobra.Command) (*oddsAnswer, error) {
	a := &oddsAnswer{Law: fair.V3.Name}
	given := cmd.Flags().Changed
	if given("stake") {
		stake, err := money.Parse(ask.stake)
		if err != nil || stake <= 0 {
			return nil, seeHelp(cmd, "--stake %.40q: use an amount of SOL above 0, such as 0.01", ask.stake)
		}
		a.Stake = &stake
	}
	if !given("target") && !given("hold") && !ask.sideBet {
		return a, a.usual()
	}
	if given("target") {
		o, err := fair.V3.Target(ask.target)
		if err != nil {
			return nil, seeHelp(cmd, "%v", err)
		}
		item := a.target(o)
		a.Target = &item
	}
	if given("hold") {
		o, err := fair.V3.Hold(ask.hold)
		if err != nil {
			return nil, seeHelp(cmd, "%v", err)
		}
		item := a.hold(o)
		a.Hold = &item
	}
	if ask.sideBet {
		a.sideBet()
	}
	return a, nil
}

func (a *oddsAnswer) usual() error {
	for _, m := range usualTargets {
		o, err := fair.V3.Target(m)
		if err != nil {
			return err
		}
		a.Targets = append(a.Targets, a.target(o))
	}
	all, err := fair.V3.Holds(slices.Max(usualHolds))
	if err != nil {
		return err
	}
	for _, n := range usualHolds {
		a.Holds = append(a.Holds, a.hold(all[n-1]))
	}
	a.sideBet()
	return nil
}

func (a *oddsAnswer) target(o fair.TargetOdds) targetItem {
	return targetItem{
		Target: o.Target, Reach: ninth(o.Reach), TicksHeld: ninth(o.Held),
		MeanIfRugPaysNothing: ninth(o.MeanIfRugPaysNothing), MeanBooked: ninth(o.MeanBooked), Cost: a.cost(o.MeanBooked),
	}
}

func (a *oddsAnswer) hold(o fair.HoldOdds) holdItem {
	return holdItem{
		Ticks: o.Ticks, Survive: ninth(o.Survive), RugWithin: ninth(1 - o.Survive), TicksHeld: ninth(o.Held),
		Mean: ninth(o.MeanBooked), MeanIfRugPaysNothing: ninth(o.MeanIfRugPaysNothing), Cost: a.cost(o.MeanBooked),
	}
}

func (a *oddsAnswer) sideBet() {
	o := fair.V3.SideBet()
	a.SideBet = &sideBetItem{
		Ticks: fair.SideBetTicks, Pays: fair.SideBetPays,
		Win: ninth(o.Win), BreakEven: o.BreakEven, Mean: ninth(o.Mean), Cost: a.cost(o.Mean),
	}
}

// cost is what the stake loses in the mean, in SOL; null without a stake.
func (a *oddsAnswer) cost(mean float64) *float64 {
	if a.Stake == nil {
		return nil
	}
	cost := ninth(-mean * a.Stake.Float())
	return &cost
}

// ninth rounds to nine places: what comes after is not part of the truth, and
// not the same on every machine.
func ninth(x float64) float64 { return math.Round(x*1e9) / 1e9 }
