package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"rugtape/internal/library"
	"rugtape/internal/round"
)

func newImport(t *tool) *cobra.Command {
	var source string
	cmd := &cobra.Command{
		Use:   "import PATH...",
		Short: "Import recordings: files, folders and archives of any known format",
		Long: "import reads recordings, joins what belongs to one round and adds it to the library.\n" +
			"Damage costs only itself and is counted; importing the same files again changes\n" +
			"nothing. While the app runs, the app does the work.",
		Args: takes("PATH", 1, 0),
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
	var report library.ImportReport
	err := t.own(ctx, func(lib *library.Library) error {
		bar := t.bar("reading")
		defer bar.Clear()
		var err error
		report, err = lib.Import(ctx, paths, library.ImportOptions{
			Source: source,
			Progress: func(p library.Progress) {
				bar.ChangeMax64(max(p.Bytes, 1))
				_ = bar.Set64(p.BytesDone)
			},
		})
		return err
	})
	var owned *library.ErrOwned
	switch {
	case errors.As(err, &owned) && owned.Address != "":
		report, err = t.importByOwner(ctx, owned, paths, source)
	case errors.Is(err, context.Canceled):
		err = stoppedImport(report)
	}
	if err != nil {
		return err
	}
	if err := t.showImport(report); err != nil {
		return err
	}
	if report.Rounds == 0 {
		return fmt.Errorf("no round was found in %s: name files or folders with recordings", andMore(paths))
	}
	return nil
}

// andMore names the first of several paths.
func andMore(paths []string) string {
	if len(paths) == 1 {
		return paths[0]
	}
	return fmt.Sprintf("%s and %d more", paths[0], len(paths)-1)
}

// stoppedImport tells what an interrupted import has done.
func stoppedImport(r library.ImportReport) error {
	return fmt.Errorf("stopped: %s added and %d updated before that; import the same again to go on", counted(r.RoundsNew, "round"), r.Updated)
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

// maxNamed is how many of the files that could not be read are named.
const maxNamed = 3

func (t *tool) showImport(r library.ImportReport) error {
	if t.json {
		return t.put(r)
	}
	t.say("%s, %s: %s, %d of them new, %d updated", counted(r.Files, "file"), counted(r.Lines, "line"), counted(r.Rounds, "round"), r.RoundsNew, r.Updated)
	t.say("  complete %d, with missing ticks %d, repaired %d, end not seen %d, without a live tick %d",
		r.Complete, r.Gapped, r.Repaired, r.Censored, r.NoLive)
	t.say("  malformed lines %d (%s saved from them), recordings that brought nothing new %d",
		r.Malformed, counted(r.Salvaged, "whole tick"), r.Duplicates)
	if r.Conflicts > 0 {
		t.say("  %s with evidence that contradicts itself, kept out of statistics: see rugtape library list", counted(r.Conflicts, "round"))
	}
	if n := r.Quarantined + r.Skipped; n > 0 {
		t.say("  not read: %s; --json names them all", counted(n, "file"))
		t.nameUnread(r.Losses, min(n, maxNamed))
	}
	return nil
}

// nameUnread names the first n files that were not read. They are the first
// losses that belong to no line.
func (t *tool) nameUnread(losses []library.Loss, n int) {
	for _, loss := range losses {
		if loss.Line == 0 && n > 0 {
			n--
			t.say("    %s: %s", loss.File, strings.TrimPrefix(loss.Text, "read "+loss.File+": "))
		}
	}
}
