package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// takes checks what stands beside the flags of a command: from least to most
// of what its help calls them, none of them empty. most 0 is no bound.
func takes(what string, least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return seeHelp(cmd, "no %s was given", what)
		case most > 0 && len(args) > most:
			return seeHelp(cmd, "%q is more than one %s", args[most], what)
		case slices.Contains(args, ""):
			return seeHelp(cmd, "the %s is empty", what)
		}
		return nil
	}
}

// takesNothing is for commands with flags only.
func takesNothing(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return seeHelp(cmd, "there is no use for %q", args[0])
}

// commandOnly is for commands that have others below them.
func commandOnly(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return noCommand(cmd, args[0])
}

func noCommand(above *cobra.Command, name string) error {
	near := ""
	above.SuggestionsMinimumDistance = 2
	if names := above.SuggestionsFor(name); len(names) > 0 {
		near = ", but there is " + strings.Join(names, ", ")
	}
	return seeHelp(above, "there is no command %q%s", above.CommandPath()+" "+name, near)
}

// needs refuses flags that were left out or are empty.
func needs(cmd *cobra.Command, names ...string) error {
	for _, name := range names {
		if cmd.Flag(name).Value.String() == "" {
			return seeHelp(cmd, "--%s is missing", name)
		}
	}
	return nil
}

// flagError says what is wrong with a flag, without the words of Go.
func flagError(cmd *cobra.Command, err error) error {
	text, _, _ := strings.Cut(err.Error(), ": strconv.")
	text, _, _ = strings.Cut(text, ": time: ")
	return seeHelp(cmd, "%s", text)
}

func seeHelp(cmd *cobra.Command, format string, args ...any) error {
	return fmt.Errorf(format+"; see %s --help", append(args, cmd.CommandPath())...)
}
