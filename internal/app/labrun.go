package app

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"strconv"
	"time"

	"rugtape/internal/fair"
	"rugtape/internal/guard"
	"rugtape/internal/lab"
	"rugtape/internal/money"
	"rugtape/internal/paper"
	"rugtape/internal/report"
	"rugtape/internal/round"
	"rugtape/internal/web"
)

// planOf makes the plan of what is asked, without its strategy and without
// recorded rounds: those are read when the run begins.
func planOf(ask web.LabAsk) (*lab.Plan, error) {
	balance, err := money.Parse(string(cmp.Or(ask.Balance, "1")))
	if err != nil {
		return nil, err
	}
	texts := map[string]string{}
	for name, amount := range ask.Limits {
		texts[name] = string(amount)
	}
	limits, err := guard.NamedLimits(texts)
	if err != nil {
		return nil, err
	}
	r := ask.Rounds
	p := &lab.Plan{
		PerSession: cmp.Or(ask.Session, 1), Balance: balance, Limits: limits,
		Model:  paper.Model{Delay: ask.Delay, Jitter: ask.Jitter, Refuse: ask.Refuse, Seed: r.Seed},
		Rounds: lab.Rounds{Source: lab.Drawn, Law: fair.V3, Seed: r.Seed, Count: r.Count, Exact: r.Exact},
	}
	switch r.From {
	case "drawn":
		return p, p.Check()
	case "recorded":
		if _, err := round.ParseSource(string(cmp.Or(r.Source, round.Site))); err != nil {
			return nil, err
		}
		if censored := cmp.Or(r.Censored, "finish"); censored != "finish" && censored != "drop" {
			return nil, fmt.Errorf("censored is %.20q: use finish or drop", r.Censored)
		}
		return p, nil
	}
	return nil, fmt.Errorf("rounds are from %.20q: use drawn or recorded", r.From)
}

// tellEvery is how often a run tells how far it is.
const tellEvery = 100 * time.Millisecond

// do plays the trials of a run one after the other, all on the same rounds.
func (l *Lab) do(ctx context.Context, plan *lab.Plan, trials []Chosen, ask web.LabAsk, tell func(func(*labRun))) error {
	start := time.Now()
	tell(func(r *labRun) { r.StartedNS = strconv.FormatInt(start.UnixNano(), 10) })
	if ask.Rounds.From == "recorded" {
		if err := l.record(ctx, plan, ask.Rounds); err != nil {
			return err
		}
		tell(func(r *labRun) { r.Total = plan.Played() * len(trials) })
	}
	told := start
	results := make([]lab.Cell, len(trials))
	took := make([]time.Duration, len(trials))
	for i, chosen := range trials {
		plan.Name, plan.Spec, plan.Make = chosen.Name, chosen.Spec, chosen.Make
		began := time.Now()
		result, err := RunPlan(ctx, plan, runtime.GOMAXPROCS(0), func(rounds int) {
			if now := time.Now(); now.Sub(told) >= tellEvery {
				told = now
				tell(func(r *labRun) { r.Done, r.TookMS = i*plan.Played()+rounds, now.Sub(start).Milliseconds() })
			}
		})
		if err != nil {
			return err
		}
		took[i] = time.Since(began)
		results[i] = lab.Cell{Params: chosen.Params, Result: result}
	}
	tell(func(r *labRun) {
		r.Done, r.TookMS, r.Warnings = r.Total, time.Since(start).Milliseconds(), results[0].Result.Warnings
		r.settle(ask, results, took)
	})
	return nil
}

// record reads the recorded rounds that are asked for.
func (l *Lab) record(ctx context.Context, plan *lab.Plan, ask web.LabRounds) error {
	rounds, err := Tapes(ctx, l.rounds, cmp.Or(ask.Source, round.Site), cmp.Or(ask.Censored, "finish") == "finish")
	if err != nil {
		return err
	}
	rounds.Law, rounds.Seed = fair.V3, ask.Seed
	plan.Rounds = rounds
	return plan.Check()
}

// settle makes the result of what was played.
func (r *labRun) settle(ask web.LabAsk, results []lab.Cell, took []time.Duration) {
	if len(ask.Sweep) == 0 {
		only := report.Drawn(results[0].Result, took[0])
		r.only, r.Result = &only, only
		return
	}
	lab.Adjust(results)
	sweep := report.SweepOf(nameOf(ask), results)
	for i := range sweep.Cells {
		sweep.Cells[i].Result = report.Drawn(results[i].Result, took[i])
	}
	r.sweep, r.Result = &sweep, sweep
}
