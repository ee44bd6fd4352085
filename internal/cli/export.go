package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"rugtape/internal/library"
	"rugtape/internal/round"
)

func newExport(t *tool) *cobra.Command {
	var format, out string
	var demonstrations bool
	q := round.Query{Sort: "started"}
	cmd := &cobra.Command{
		Use:   "export [--demonstrations] --format jsonl|csv|parquet --out PATH",
		Short: "Export rounds for other tools",
		Long: "export writes the rounds of the library. csv, parquet, and jsonl to a name that ends in\n" +
			".jsonl, give one table of all ticks with columns that name the round. jsonl to another\n" +
			"name makes a folder of plain round files, which can be imported again. With\n" +
			"--demonstrations each gives one table of what was pressed on the game's page. What\n" +
			"is written is there whole, or not at all.",
		Args: takesNothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := needs(cmd, "out"); err != nil {
				return err
			}
			return t.read(cmd.Context(), func(lib *library.Library) error {
				if demonstrations {
					return t.export(cmd.Context(), lib, lib.ExportPresses, q, format, out)
				}
				return t.export(cmd.Context(), lib, lib.Export, q, format, out)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&format, "format", "jsonl", "jsonl, csv or parquet")
	flags.StringVar(&out, "out", "", "the file or folder to write")
	flags.BoolVar(&demonstrations, "demonstrations", false, "what was pressed on the game's page, one row a press")
	flags.BoolVar(&q.Complete, "complete", false, "only complete rounds")
	flags.StringVar(&q.Verdict, "verdict", "", "only rounds with this verdict")
	flags.BoolVar(&q.Samples, "samples", false, "the built-in samples too")
	return cmd
}

// exporter is a way to export, as the library offers it.
type exporter func(ctx context.Context, q round.Query, format, out string) (library.ExportReport, error)

func (t *tool) export(ctx context.Context, lib *library.Library, write exporter, q round.Query, format, out string) error {
	// An empty library would give its samples.
	some, err := entries(ctx, lib, round.Query{Samples: q.Samples, Limit: 1})
	if err != nil {
		return err
	}
	if len(some) == 0 {
		return errors.New("there are no rounds to export: import some, or export the samples with --samples")
	}
	report, err := write(ctx, q, format, out)
	if err != nil {
		return err
	}
	if t.json {
		return t.put(report)
	}
	t.say("%s written to %s, %d bytes", counted(report.Rounds, "round"), out, report.Bytes)
	return nil
}
