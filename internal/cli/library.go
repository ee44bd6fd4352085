package cli

import (
	"context"
	"errors"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"rugtape/internal/library"
	"rugtape/internal/round"
)

func newLibrary(t *tool) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "library",
		Short: "Import, list, check and export recorded rounds",
		Args:  cobra.NoArgs,
	}
	cmd.AddCommand(newImport(t), newList(t), newShow(t), newCheck(t), newExport(t))
	return cmd
}

func newImport(t *tool) *cobra.Command {
	var source string
	cmd := &cobra.Command{
		Use:   "import PATH...",
		Short: "Import recordings: files, folders and archives of any known format",
		Long: "import reads recordings, joins what belongs to one round and adds it to the library.\n" +
			"Damage costs only itself and is counted; importing the same files again changes\n" +
			"nothing. While the app runs, the app does the work.",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, paths []string) error {
			from, err := round.ParseSource(source)
			if err != nil {
				return err
			}
			return t.importPaths(cmd.Context(), paths, from)
		},
	}
	cmd.Flags().StringVar(&source, "source", string(round.Site), "where the rounds come from: site, arena or replay")
	return cmd
}

func (t *tool) importPaths(ctx context.Context, paths []string, source round.Source) error {
	lib, err := library.Open(ctx, t.home, library.Owner)
	var owned *library.ErrOwned
	if errors.As(err, &owned) && owned.Address != "" {
		return t.importByOwner(ctx, owned, paths, source)
	}
	if err != nil {
		return err
	}
	defer lib.Close()
	bar := t.bar("reading")
	report, err := lib.Import(ctx, paths, library.ImportOptions{
		Source: source,
		Progress: func(p library.Progress) {
			bar.ChangeMax64(max(p.Bytes, 1))
			_ = bar.Set64(p.BytesDone)
		},
	})
	_ = bar.Clear()
	if err != nil {
		return err
	}
	return t.showImport(report)
}

// bar is a progress bar on a terminal and nothing in a pipe.
func (t *tool) bar(what string) *progressbar.ProgressBar {
	return progressbar.NewOptions64(1,
		progressbar.OptionSetDescription(what),
		progressbar.OptionSetWriter(t.std.Err),
		progressbar.OptionSetVisibility(t.onTerminal()),
		progressbar.OptionShowBytes(true),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)
}

func (t *tool) showImport(r library.ImportReport) error {
	if t.json {
		return t.put(r)
	}
	t.say("%s, %d lines: %s, %d of them new, %d updated", counted(r.Files, "file"), r.Lines, counted(r.Rounds, "round"), r.RoundsNew, r.Updated)
	t.say("  complete %d, with missing ticks %d, repaired %d, end not seen %d, without a live tick %d",
		r.Complete, r.Gapped, r.Repaired, r.Censored, r.NoLive)
	t.say("  malformed lines %d (%d whole ticks saved from them), recordings that brought nothing new %d, files set aside %d",
		r.Malformed, r.Salvaged, r.Duplicates, r.Quarantined)
	if r.Conflicts > 0 {
		t.say("  %s contradict themselves and are kept out of statistics: see rugtape library list", counted(r.Conflicts, "round"))
	}
	return nil
}
