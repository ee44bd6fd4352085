package cli

import (
	"github.com/spf13/cobra"

	"rugtape/internal/script"
)

// newScriptHost is the process of an isolated script. rugtape starts it
// itself; it is no command for people.
func newScriptHost(t *tool) *cobra.Command {
	return &cobra.Command{
		Use:    "script-host",
		Short:  "Run one script for another rugtape (used by --isolate)",
		Hidden: true,
		Args:   takesNothing,
		RunE:   func(*cobra.Command, []string) error { return script.Host(t.std.In, t.std.Out) },
	}
}
