package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"rugtape/internal/app"
	"rugtape/internal/lab"
	"rugtape/internal/report"
)

func newSweep(t *tool) *cobra.Command {
	r := trial{tool: t}
	var over []string
	var out string
	cmd := &cobra.Command{
		Use:   "sweep --strategy NAME --over PARAM=V,V,... (--rounds N | --recorded)",
		Short: "Try every combination of some parameters",
		Long: "sweep backtests a strategy with every combination of the values of --over, all on the\n" +
			"same rounds. The best of many trials is good by luck too: beside each chance of luck\n" +
			"stands the one for so many trials.",
		Example: "  rugtape sweep --strategy target --over m=1.5,2,3,5 --rounds 100000\n" +
			"  rugtape sweep --strategy conservative --over take=0.1,0.2 --over stop=0.1,0.3 --recorded",
		Args: takesNothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := r.check(cmd); err != nil {
				return err
			}
			grid, err := gridOf(cmd, over)
			if err != nil {
				return err
			}
			return r.sweep(cmd.Context(), grid, out)
		},
		DisableFlagsInUseLine: true,
	}
	r.flags(cmd)
	cmd.Flags().StringArrayVar(&over, "over", nil, "PARAM=V,V,... to try; may be given for several parameters")
	cmd.Flags().StringVar(&out, "out", "", "write a report to a file as well: .html, .json or .csv")
	return cmd
}

// gridOf reads the values of --over.
func gridOf(cmd *cobra.Command, over []string) (lab.Grid, error) {
	grid := lab.Grid{}
	for _, text := range over {
		param, values, ok := strings.Cut(text, "=")
		if _, twice := grid[param]; !ok || twice || values == "" {
			return nil, seeHelp(cmd, "--over %q: write PARAM=V,V,..., once for a parameter", text)
		}
		grid[param] = strings.Split(values, ",")
	}
	if len(grid) == 0 {
		return nil, seeHelp(cmd, "--over is missing")
	}
	return grid, nil
}

func (r *trial) sweep(ctx context.Context, grid lab.Grid, out string) error {
	all, err := app.ChooseGrid(ctx, r.strategy, grid, r.isolate)
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
	cells := make([]lab.Cell, len(all))
	for i, chosen := range all {
		p.Name, p.Spec, p.Make = chosen.Name, chosen.Spec, chosen.Make
		result, _, err := r.run(ctx, p)
		if err != nil {
			return fmt.Errorf("%s: %w", chosen.Name, err)
		}
		cells[i] = lab.Cell{Params: chosen.Params, Result: result}
	}
	lab.Adjust(cells)
	sweep := report.SweepOf(r.strategy, cells)
	if out != "" {
		if err := writeWhole(out, func(w io.Writer) error { return format.WriteSweep(w, sweep) }); err != nil {
			return err
		}
	}
	if !r.json {
		for _, line := range report.SweepLines(cells) {
			r.say("%s", line)
		}
		return nil
	}
	for _, cell := range sweep.Cells {
		if err := r.put(cell); err != nil {
			return err
		}
	}
	return nil
}
