package cli

import (
	"fmt"

	"rugtape/internal/fair"
	"rugtape/internal/report"
)

// showOdds prints the odds for people: a table of each kind.
func (t *tool) showOdds(a *report.Odds) {
	targets, holds := a.Targets, a.Holds
	if a.Target != nil {
		targets = append(targets, *a.Target)
	}
	if a.Hold != nil {
		holds = append(holds, *a.Hold)
	}
	t.say("Bought at price 1 at tick 0. Each tick rugs with %v %%, half of all rounds by tick %d.",
		100*fair.V3.RugChance, fair.V3.MedianRug())
	costs := ""
	if a.Stake != nil {
		costs = fmt.Sprintf("  cost of %v SOL", a.Stake)
	}
	head := "%-14s  %9s  %11s  %10s  %21s%s"
	if len(targets) > 0 {
		t.say("")
		t.say(head, "sold at", "reached", "ticks held", "mean", "if a rug paid nothing", costs)
		for _, o := range targets {
			t.say(head, fmt.Sprintf("%vx", o.Target), percent(o.Reach, 2), fmt.Sprintf("%.1f", o.TicksHeld),
				percent(o.MeanBooked, 2), percent(o.MeanIfRugPaysNothing, 2), costOf(o.Cost, costs))
		}
	}
	if len(holds) > 0 {
		t.say("")
		t.say(head, "sold at tick", "survived", "ticks held", "mean", "if a rug paid nothing", costs)
		for _, o := range holds {
			t.say(head, fmt.Sprint(o.Ticks), percent(o.Survive, 2), fmt.Sprintf("%.1f", o.TicksHeld),
				percent(o.Mean, 2), percent(o.MeanIfRugPaysNothing, 2), costOf(o.Cost, costs))
		}
	}
	if o := a.SideBet; o != nil {
		t.say("")
		t.say(head, "side bet", "won", "ticks", "mean", "won to break even", costs)
		t.say(head, fmt.Sprintf("pays %vx", o.Pays), percent(o.Win, 3), fmt.Sprint(o.Ticks),
			percent(o.Mean, 3), percent(o.BreakEven, 0), costOf(o.Cost, costs))
	}
}

func percent(fraction float64, digits int) string {
	return fmt.Sprintf("%.*f %%", digits, 100*fraction)
}

// costOf stands below its heading.
func costOf(cost *float64, heading string) string {
	if cost == nil {
		return ""
	}
	return fmt.Sprintf("%*.9f", len(heading), *cost)
}
