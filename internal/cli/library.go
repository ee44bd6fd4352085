package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"rugtape/internal/library"
	"rugtape/internal/round"
)

func newLibrary(t *tool) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "library",
		Short: "Import, list, check and export recorded rounds",
		Long:  "library holds the recorded rounds: the commands below bring them in, show them, check\nthe files and write them for other tools.",
		Args:  commandOnly,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newImport(t), newList(t), newShow(t), newCheck(t), newExport(t), newAudit(t))
	return cmd
}

// read opens the library to read beside whoever owns it.
func (t *tool) read(ctx context.Context, use func(*library.Library) error) error {
	return t.open(ctx, library.Reader, use)
}

// own opens the library to change it.
func (t *tool) own(ctx context.Context, use func(*library.Library) error) error {
	return t.open(ctx, library.Owner, use)
}

func (t *tool) open(ctx context.Context, mode library.Mode, use func(*library.Library) error) error {
	if err := t.settle(); err != nil {
		return err
	}
	lib, err := library.Open(ctx, t.home, mode)
	if err != nil {
		return err
	}
	for _, notice := range lib.Notices() {
		t.note("%s", notice)
	}
	err = use(lib)
	return errors.Join(err, lib.Close(context.Background()))
}

// entries lists the rounds that match. The samples, which stand in for the
// rounds of an empty library in the app, are not given unless asked for.
func entries(ctx context.Context, lib *library.Library, q round.Query) ([]round.Entry, error) {
	page, err := lib.List(ctx, q)
	if err != nil || page.Samples && !q.Samples && q.Source == "" {
		return nil, err
	}
	return page.Entries, nil
}
