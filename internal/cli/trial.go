package cli

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"rugtape/internal/app"
	"rugtape/internal/fair"
	"rugtape/internal/lab"
	"rugtape/internal/library"
	"rugtape/internal/money"
	"rugtape/internal/paper"
	"rugtape/internal/round"
)

// trial is what backtest and sweep ask of the lab: the flags they share.
type trial struct {
	*tool
	strategy string
	rounds   int
	recorded bool
	source   string
	censored string
	seed     uint64
	exact    bool
	session  int
	balance  string
	limits   string
	workers  int
	isolate  bool
	model    paper.Model
}

func (r *trial) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&r.strategy, "strategy", "", "NAME[:PARAM=VALUE,...] of rugtape strategies, a script FILE.star[:...], or program:COMMAND")
	f.IntVar(&r.rounds, "rounds", 0, "play so many rounds drawn from the law")
	f.BoolVar(&r.recorded, "recorded", false, "play the recorded rounds of the library")
	f.StringVar(&r.source, "source", string(round.Site), "of the recorded rounds: site, arena or replay")
	f.StringVar(&r.censored, "censored", "finish", "recorded rounds whose end was not seen: finish them by the law, or drop them")
	f.Uint64Var(&r.seed, "seed", 1, "of the drawn rounds and of the venue's dice")
	f.BoolVar(&r.exact, "exact", false, "draw rounds bit for bit from server seeds, at a fifth of the speed")
	f.IntVar(&r.session, "session", 1, "rounds in a session; each session begins with the same balance")
	f.StringVar(&r.balance, "balance", "1", "that a session begins with, in SOL")
	f.StringVar(&r.limits, "limits", "", "a TOML file of the guard's limits; see docs/lab.md (default: none that bind)")
	f.IntVar(&r.workers, "workers", runtime.GOMAXPROCS(0), "cores to use; the result is the same for any number")
	f.BoolVar(&r.isolate, "isolate", false, "run a script in a process of its own, with a bound on its memory")
	f.IntVar(&r.model.Delay, "delay", 0, "ticks between a decision and its fill")
	f.IntVar(&r.model.Jitter, "jitter", 0, "up to so many ticks more, by dice")
	f.Float64Var(&r.model.Refuse, "refuse", 0, "the chance that an order is refused")
}

// check looks at the flags that must fit each other.
func (r *trial) check(cmd *cobra.Command) error {
	switch {
	case r.strategy == "":
		return seeHelp(cmd, "--strategy is missing")
	case r.recorded == (r.rounds != 0):
		return seeHelp(cmd, "say which rounds to play: --rounds N or --recorded")
	case r.censored != "finish" && r.censored != "drop":
		return seeHelp(cmd, "--censored %q: use finish or drop", r.censored)
	case r.recorded && r.exact:
		return seeHelp(cmd, "--exact is for drawn rounds: leave --recorded out")
	case r.workers < 1 || r.workers > maxWorkers:
		return seeHelp(cmd, "--workers %d: use 1 to %d", r.workers, maxWorkers)
	}
	return nil
}

const maxWorkers = 256

// plan makes a plan without its strategy.
func (r *trial) plan(ctx context.Context) (*lab.Plan, error) {
	balance, err := money.Parse(r.balance)
	if err != nil {
		return nil, fmt.Errorf("--balance: %w", err)
	}
	limits, err := readLimits(r.limits)
	if err != nil {
		return nil, err
	}
	r.model.Seed = r.seed
	p := &lab.Plan{
		PerSession: r.session, Balance: balance, Limits: limits, Model: r.model,
		Rounds: lab.Rounds{Source: lab.Drawn, Law: fair.V3, Seed: r.seed, Count: r.rounds, Exact: r.exact},
	}
	if r.recorded {
		p.Rounds, err = r.gather(ctx)
	}
	return p, err
}

// gather makes tapes of the library's rounds.
func (r *trial) gather(ctx context.Context) (rounds lab.Rounds, err error) {
	source, err := round.ParseSource(r.source)
	if err != nil {
		return rounds, err
	}
	err = r.read(ctx, func(lib *library.Library) error {
		rounds, err = app.Tapes(ctx, lib, source, r.censored == "finish")
		return err
	})
	rounds.Law, rounds.Seed = fair.V3, r.seed
	return rounds, err
}

// run plays a plan, with its progress on a terminal.
func (r *trial) run(ctx context.Context, p *lab.Plan) (lab.Result, time.Duration, error) {
	if err := p.Check(); err != nil {
		return lab.Result{}, 0, err
	}
	bar := r.roundsBar(p.Played())
	defer bar.Clear()
	start := time.Now()
	result, err := app.RunPlan(ctx, p, r.workers, func(done int) { _ = bar.Set(done) })
	return result, time.Since(start), err
}

func (t *tool) roundsBar(rounds int) *progressbar.ProgressBar {
	return progressbar.NewOptions(rounds,
		progressbar.OptionSetDescription("playing"),
		progressbar.OptionSetWriter(t.std.Err),
		progressbar.OptionSetVisibility(t.onTerminal()),
		progressbar.OptionShowCount(),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)
}
