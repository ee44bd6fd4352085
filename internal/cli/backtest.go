package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"rugtape/internal/app"
	"rugtape/internal/report"
)

func newBacktest(t *tool) *cobra.Command {
	r := trial{tool: t}
	var out string
	cmd := &cobra.Command{
		Use:   "backtest --strategy NAME[:PARAM=VALUE,...] (--rounds N | --recorded)",
		Short: "Try a strategy on recorded or drawn rounds",
		Long: "backtest plays a strategy on the recorded rounds of the library or on rounds drawn\n" +
			"from the exact law, through the same guard, venue and books as on paper, and says what\n" +
			"came of it with its error, beside the exact mean where that is known. Sessions are\n" +
			"independent, each with its own chance by its number: the result is the same on one core\n" +
			"and on many. Without --limits none binds. docs/lab.md explains every figure.",
		Example: "  rugtape backtest --strategy target:m=2 --rounds 1000000 --seed 7\n" +
			"  rugtape backtest --strategy conservative --recorded --out report.html\n" +
			"  rugtape backtest --strategy ./mine.star:m=3 --rounds 10000 --session 100 --delay 1",
		Args: takesNothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := r.check(cmd); err != nil {
				return err
			}
			return r.backtest(cmd.Context(), out)
		},
		DisableFlagsInUseLine: true,
	}
	r.flags(cmd)
	cmd.Flags().StringVar(&out, "out", "", "write a report to a file as well: .html, .json or .csv")
	return cmd
}

func (r *trial) backtest(ctx context.Context, out string) error {
	chosen, err := app.Choose(ctx, r.strategy, r.isolate)
	if err != nil {
		return err
	}
	format, err := report.FormatOf(out)
	if out != "" && err != nil {
		return err
	}
	p, err := r.plan(ctx)
	if err != nil {
		return err
	}
	p.Name, p.Spec, p.Make = chosen.Name, chosen.Spec, chosen.Make
	result, took, err := r.run(ctx, p)
	if err != nil {
		return err
	}
	if out != "" {
		err := writeWhole(out, func(w io.Writer) error { return format.Write(w, report.Drawn(result, took)) })
		if err != nil {
			return err
		}
	}
	if r.json {
		return r.put(report.Of(result, took))
	}
	for _, line := range report.Lines(result, took) {
		r.say("%s", line)
	}
	return nil
}
