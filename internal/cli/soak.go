package cli

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"rugtape/internal/app"
	"rugtape/internal/arena"
)

// longestSoak is a week, in hours of the game.
const longestSoak = 7 * 24

func newSoak(t *tool) *cobra.Command {
	var hours, speed float64
	var seed uint64
	var faults string
	cmd := &cobra.Command{
		Use:   "soak [--hours 24] [--speed 100]",
		Short: "Run for a day under faults, and tell what grew, was lost or came twice",
		Long: "soak runs a live edge with its recorder, a paper desk and viewers on an arena in the same\n" +
			"process that does to it what a bad network does, and holds every message that the arena\n" +
			"sent against what arrived. Memory, goroutines and handles are looked at each second.\n" +
			"It records into a home of its own for the time, and leaves yours alone. Ctrl-C ends it\n" +
			"early, with the verdict so far. It exits with 1 if something grew, was lost or came twice.\n\n" +
			"--speed 1 is the run in real time. A faster one has the same frames, faults and reconnects in\n" +
			"less time; docs/cli.md says what it leaves out.",
		Example: "  rugtape soak\n  rugtape soak --speed 1 --json >soak.json",
		Args:    takesNothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !(hours > 0 && hours <= longestSoak) {
				return seeHelp(cmd, "--hours %v: use a number above 0, and at most %d", hours, longestSoak)
			}
			if !(speed >= arena.MinSpeed && speed <= arena.MaxSpeed) {
				return seeHelp(cmd, "--speed %v: use a number from %v to %v", speed, arena.MinSpeed, arena.MaxSpeed)
			}
			done, err := arena.ParseFaults(faults)
			if err != nil {
				return seeHelp(cmd, "%v", err)
			}
			if !cmd.Flags().Changed("seed") {
				seed = rand.Uint64()
			}
			return t.soak(cmd.Context(), app.SoakOptions{Hours: hours, Speed: speed, Seed: seed, Faults: done}, faults)
		},
		DisableFlagsInUseLine: true,
	}
	cmd.Flags().Float64Var(&hours, "hours", 24, "of the game")
	cmd.Flags().Float64Var(&speed, "speed", 100, "of the game, so many times as fast as the site's")
	cmd.Flags().Uint64Var(&seed, "seed", 0, "what rounds and faults are drawn from (default: another one each time)")
	cmd.Flags().StringVar(&faults, "faults", app.SoakFaults, "what goes wrong; see docs/arena.md")
	return cmd
}

func (t *tool) soak(ctx context.Context, o app.SoakOptions, faults string) error {
	if !app.HasLeakProfile() {
		t.note("this build cannot find goroutines that are stuck for ever; one with GOEXPERIMENT=goroutineleakprofile can")
	}
	o.Log = t.log()
	bar := t.soakBar(o.Hours)
	o.Tell = func(p app.SoakProgress) {
		bar.Describe(fmt.Sprintf("%.1f of %.1f h, %d events, %s, %.0f MB", p.Hours, o.Hours, p.Events, counted(int(p.Reconnects), "reconnect"), p.RSS))
		_ = bar.Set64(min(int64(p.Hours*1e6), bar.GetMax64()))
	}
	found, err := app.Soak(ctx, o)
	_ = bar.Clear()
	if err != nil {
		return err
	}
	r := newSoakJSON(o, faults, &found)
	if t.json {
		err = t.put(r)
	} else {
		t.showSoak(&r, found.LeakedAt)
	}
	if err == nil && found.Verdict == app.SoakFail {
		return errNo
	}
	return err
}

// soakBar is a progress bar on a terminal and nothing in a pipe.
func (t *tool) soakBar(hours float64) *progressbar.ProgressBar {
	return progressbar.NewOptions64(max(1, int64(hours*1e6)),
		progressbar.OptionSetWriter(t.std.Err),
		progressbar.OptionSetVisibility(t.onTerminal()),
		progressbar.OptionClearOnFinish(),
	)
}
