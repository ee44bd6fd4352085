package app

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rugtape/internal/fair"
	"rugtape/internal/lab"
	"rugtape/internal/money"
	"rugtape/internal/paper"
	"rugtape/internal/strategy"
)

func planFor(t *testing.T, name string, rounds, session int) *lab.Plan {
	t.Helper()
	one, err := Choose(t.Context(), name, false)
	if err != nil {
		t.Fatal(err)
	}
	return &lab.Plan{
		Name: one.Name, Spec: one.Spec, Make: one.Make, PerSession: session, Balance: money.PerSOL,
		Rounds: lab.Rounds{Source: lab.Drawn, Law: fair.V3, Seed: 3, Count: rounds},
	}
}

// TestAnyNumberOfWorkersGivesTheSame: to the last bit.
func TestAnyNumberOfWorkersGivesTheSame(t *testing.T) {
	for _, name := range []string{"target:m=2", "martingale-sidebet", "random"} {
		plan := planFor(t, name, 5_000, 7)
		plan.Model = paper.Model{Delay: 1, Jitter: 2, Refuse: 0.05, Seed: 9}
		var first lab.Result
		for _, workers := range []int{1, 2, 7} {
			last := 0
			result, err := RunPlan(t.Context(), plan, workers, func(done int) {
				if done <= last || done > 5_000 {
					t.Errorf("%d rounds are done after %d", done, last)
				}
				last = done
			})
			if err != nil || last != 5_000 {
				t.Fatalf("%v, %d rounds done", err, last)
			}
			if workers == 1 {
				first = result
			} else if diff := cmp.Diff(first, result, cmpopts.EquateNaNs()); diff != "" {
				t.Errorf("%s with %d workers:\n%s", name, workers, diff)
			}
		}
	}
}

// TestACancelledRunEnds: whoever cancels it gets it back, and nothing goes on.
func TestACancelledRunEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	plan := planFor(t, "target:m=2", lab.MaxRounds, 1)
	_, err := RunPlan(ctx, plan, 3, func(int) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("it ends with %v", err)
	}
}

func TestAFailureEndsARun(t *testing.T) {
	plan := planFor(t, "never", 100_000, 1)
	broken := errors.New("it does not start")
	plan.Make = func() (strategy.Strategy, error) { return nil, broken }
	if _, err := RunPlan(t.Context(), plan, 2, func(int) {}); !errors.Is(err, broken) {
		t.Errorf("it ends with %v", err)
	}
}
