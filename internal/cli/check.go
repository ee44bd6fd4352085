package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"rugtape/internal/library"
)

func newCheck(t *tool) *cobra.Command {
	var rebuild bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check every file of the library",
		Long: "check reads every round file: whether it is whole, read-only, what the catalogue says\n" +
			"and what the chain of recorded rounds names last; and the chain itself, line by line.\n" +
			"With --rebuild the catalogue is then made anew from the files. It exits with 1 if a\n" +
			"file is at fault.",
		Args: takesNothing,
		RunE: func(cmd *cobra.Command, _ []string) error { return t.check(cmd.Context(), rebuild) },
	}
	cmd.Flags().BoolVar(&rebuild, "rebuild", false, "make the catalogue anew from the files")
	return cmd
}

func (t *tool) check(ctx context.Context, rebuild bool) error {
	files, faults := 0, 0
	open := t.read
	if rebuild {
		open = t.own
	}
	err := open(ctx, func(lib *library.Library) error {
		return lib.Check(ctx, rebuild, func(item library.CheckItem) error {
			files++
			if !item.OK {
				faults++
			}
			switch {
			case t.json:
				return t.put(item)
			case !item.OK:
				t.say("%s: %s", item.Path, item.Fault)
			}
			return nil
		})
	})
	var owned *library.ErrOwned
	if errors.As(err, &owned) {
		return fmt.Errorf("%v; end that process first", owned) // it cannot be asked to do this
	}
	if err != nil {
		return err
	}
	if !t.json {
		t.say("%s checked, %s", counted(files, "file"), counted(faults, "fault"))
	}
	if faults > 0 {
		return errNo
	}
	return nil
}
