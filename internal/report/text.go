package report

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"rugtape/internal/lab"
)

// Lines is a result for a terminal.
func Lines(r lab.Result, took time.Duration) []string {
	rate, rateErr := r.RuinRate()
	q := r.Quantiles
	lines := []string{
		Sentence(r),
		"",
		line("strategy", r.Strategy),
		line("played", fmt.Sprintf("%s in %s of %s, %s ticks", count(r.Rounds, "round"), count(r.Sessions, "session"), count(r.SessionRounds, "round"), Grouped(r.Ticks))),
		line("bets", fmt.Sprintf("%s of %s SOL in all, %s refused%s", Grouped(r.Bets), r.Staked, Grouped(r.Refused), refusals(r))),
		line("net", r.Net.String()+" SOL"),
		line("per round", fmt.Sprintf("%s +- %s SOL, 95 %% interval %s to %s", figure(r.Mean), figure(r.Stderr), figure(r.Low), figure(r.High))),
	}
	if !math.IsNaN(r.Theory) {
		lines = append(lines, line("the law", fmt.Sprintf("%s SOL, %.2f standard errors away", figure(r.Theory), r.Z())))
	}
	if r.NoTheory != "" {
		lines = append(lines, line("the law", "no exact mean: "+r.NoTheory))
	}
	if !math.IsNaN(r.Luck) {
		lines = append(lines, line("luck", luckSays(r.Luck)))
	}
	lines = append(lines,
		line("a session", fmt.Sprintf("median %s SOL, 90 of 100 from %s to %s, worst %s, best %s", q.P50, q.P05, q.P95, q.Least, q.Most)),
		line("worst fall", r.Drawdown.String()+" SOL within a session"),
		line("ruined", fmt.Sprintf("%.3g %% +- %.2g of the sessions", 100*rate, 100*rateErr)),
	)
	for _, warning := range r.Warnings {
		lines = append(lines, line("note", warning))
	}
	return append(lines,
		line("result", r.Hash),
		line("speed", fmt.Sprintf("%.1f M ticks/s", float64(r.Ticks)/took.Seconds()/1e6)),
	)
}

func line(name, text string) string { return fmt.Sprintf("%-11s %s", name, text) }

func refusals(r lab.Result) string {
	if len(r.Refusals) == 0 {
		return ""
	}
	var parts []string
	for _, code := range slices.Sorted(maps.Keys(r.Refusals)) {
		parts = append(parts, fmt.Sprintf("%s %s", code, Grouped(int64(r.Refusals[code]))))
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// SweepLines is a sweep for a terminal.
func SweepLines(cells []lab.Cell) []string {
	sweep := SweepOf("", cells)
	width := len("trial")
	for i := range sweep.Cells {
		width = max(width, len(sweep.Cells[i].Names()))
	}
	lines := []string{fmt.Sprintf("%-*s  %12s  %10s  %26s  %12s  %8s", width, "trial", "per round", "+-", "95 % interval", "the law", "luck*")}
	for i, c := range cells {
		r := c.Result
		lines = append(lines, fmt.Sprintf("%-*s  %12s  %10s  %26s  %12s  %8s", width, sweep.Cells[i].Names(), figure(r.Mean), figure(r.Stderr),
			figure(r.Low)+" to "+figure(r.High), figure(r.Theory), share(c.Adjusted)))
	}
	lines = append(lines, "", fmt.Sprintf("* the chance that the best of %d players without any edge does as well", len(cells)))
	if says := sweep.BestSays(); says != "" {
		lines = append(lines, says)
	}
	return lines
}

// share writes a chance.
func share(p float64) string {
	if math.IsNaN(p) {
		return "-"
	}
	return fmt.Sprintf("%.3f", p)
}
