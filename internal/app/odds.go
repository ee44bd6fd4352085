package app

import (
	"context"
	"fmt"

	"rugtape/internal/fair"
	"rugtape/internal/lab"
	"rugtape/internal/money"
	"rugtape/internal/report"
	"rugtape/internal/round"
	"rugtape/internal/web"
)

// odds tells the page the odds, and what the recorded rounds say of them.
type odds struct{ rounds recordings }

// Ask computes what is asked for.
func (o odds) Ask(ask web.OddsAsk) (any, error) {
	want := report.OddsAsk{Target: ask.Target, Hold: ask.Hold, SideBet: ask.SideBet}
	if ask.Stake != "" {
		stake, err := money.Parse(ask.Stake)
		if err != nil || stake <= 0 {
			return nil, fmt.Errorf("%w: stake %.40q: use an amount of SOL above 0, such as 0.01", round.ErrInvalid, ask.Stake)
		}
		want.Stake = &stake
	}
	answer, err := report.OddsOf(want)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", round.ErrInvalid, err)
	}
	return answer, nil
}

// Curves computes the odds over all targets and times.
func (o odds) Curves(ctx context.Context) (any, error) { return report.CurvesOf(ctx) }

// Recorded draws the library's own figures.
func (o odds) Recorded(ctx context.Context, source round.Source) (any, error) {
	rounds, err := Tapes(ctx, o.rounds, source, true)
	if err != nil {
		return nil, err
	}
	var holds []lab.Result
	for _, ticks := range []string{"48", "54", "60"} {
		if len(rounds.Tapes) == 0 {
			break
		}
		chosen, err := Choose(ctx, "hold:n="+ticks, false)
		if err != nil {
			return nil, err
		}
		plan := &lab.Plan{Name: "held for " + ticks + " ticks", Make: chosen.Make, PerSession: 1, Balance: money.PerSOL, Rounds: rounds}
		plan.Rounds.Law, plan.Rounds.Seed = fair.V3, 1
		result, err := RunPlan(ctx, plan, 1, func(int) {})
		if err != nil {
			return nil, err
		}
		holds = append(holds, result)
	}
	return report.RecordedOf(ctx, rounds, holds)
}
