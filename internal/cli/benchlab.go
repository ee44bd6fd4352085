package cli

import (
	"context"
	"runtime"
	"time"

	"rugtape/internal/fair"
	"rugtape/internal/lab"
	"rugtape/internal/money"
	"rugtape/internal/script"
	"rugtape/internal/strategy"
)

// benchLab measures backtests of target(2), a session each round.
func benchLab(ctx context.Context, each time.Duration, r *benchResult) (err error) {
	spec, err := strategy.Parse("target:m=2")
	if err != nil {
		return err
	}
	plan := lab.Plan{
		Name: spec.String(), Make: func() (strategy.Strategy, error) { return spec.New(), nil }, PerSession: 1, Balance: money.PerSOL,
		Rounds: lab.Rounds{Source: lab.Drawn, Law: fair.V3, Seed: 1, Count: lab.MaxRounds},
	}
	if r.BacktestDrawn, err = benchPlan(ctx, each, &plan, lab.MaxRounds); err != nil {
		return err
	}
	var tapes []lab.Tape
	for _, job := range benchJobs(4 * benchShard) {
		d := fair.V3.Derive(job.Seed, job.Round, nil)
		tapes = append(tapes, lab.Tape{Prices: d.Prices[:d.RugTick], Rug: d.RugTick, RugPrice: d.RugPrice})
	}
	plan.Rounds = lab.Rounds{Source: "bench", Tapes: tapes}
	if r.BacktestRecorded, err = benchPlan(ctx, each, &plan, len(tapes)); err != nil {
		return err
	}
	r.Script.DecisionsPerS, err = benchScript(ctx, each)
	return err
}

const benchShard = 1000 // sessions

// benchPlan runs shard after shard, over and over.
func benchPlan(ctx context.Context, each time.Duration, p *lab.Plan, sessions int) (backtested, error) {
	var failed error
	table := p.Table()
	defer table.Close()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	ticks, from := int64(0), 0
	perS := rate(ctx, each, func() int {
		part, err := table.Run(lab.Shard{From: from, To: from + benchShard}, func() bool { return ctx.Err() != nil })
		if err != nil {
			failed = err
		}
		from = (from + benchShard) % (sessions - benchShard + 1)
		ticks += part.Ticks
		return int(part.Ticks)
	})
	runtime.ReadMemStats(&after)
	if ctx.Err() != nil {
		failed = ctx.Err()
	}
	return backtested{perS, float64(after.Mallocs-before.Mallocs) / float64(max(ticks, 1))}, failed
}

// benchTarget is target(2) as a script.
const benchTarget = `
def decide(view):
    if view.waiting:
        return WAIT()
    if view.holds:
        return SELL(1, why = "at the target") if view.price >= 2 else WAIT(why = "below the target")
    return BUY("0.01", why = "the round opens") if view.tick == 0 else WAIT(why = "too late")
`

func benchScript(ctx context.Context, each time.Duration) (float64, error) {
	program, err := script.Compile("bench.star", benchTarget, nil, script.Options{})
	if err != nil {
		return 0, err
	}
	s := program.New()
	v := strategy.View{Price: 1.5, High: 1.6, Low: 0.9, Tick: 60, Balance: money.PerSOL}
	v.Position.Quantity, v.Position.AvgCost = 0.01, 1
	perS := rate(ctx, each, func() int {
		for range 1000 {
			v.Price += 1e-9
			s.Decide(&v)
		}
		return 1000
	})
	return perS, s.Err()
}
