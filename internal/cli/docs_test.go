package cli

import (
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestCommandsAreDocumented: docs/cli.md has a section for each command, which
// names each of its flags.
func TestCommandsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/cli.md")
	if err != nil {
		t.Fatal(err)
	}
	_, usual, _ := strings.Cut(string(page), "# Commands")
	usual, _, _ = strings.Cut(usual, "\n## ") // what is true of every command
	commands := 0
	var look func(*cobra.Command)
	look = func(c *cobra.Command) {
		for _, sub := range c.Commands() {
			look(sub)
		}
		if c.Hidden || c.HasParent() && c.HasSubCommands() { // library is none, library list is one
			return
		}
		commands++
		section, ok := sectionOf(string(page), c.CommandPath())
		if !ok {
			t.Errorf("docs/cli.md has no section for %s", c.CommandPath())
			return
		}
		if strings.Contains(section, "the other flags are backtest's") {
			also, _ := sectionOf(string(page), "rugtape backtest")
			section += also
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if !f.Hidden && !strings.Contains(section+usual, "--"+f.Name) {
				t.Errorf("docs/cli.md does not name --%s of %s", f.Name, c.CommandPath())
			}
		})
	}
	look(newRoot(&tool{}))
	if commands < 20 {
		t.Errorf("only %d commands were looked at", commands)
	}
}

// sectionOf gives the part of the page whose heading names the command: "rugtape
// app" stands in "rugtape, rugtape app", attach in "rugtape browser attach|launch|check".
func sectionOf(page, command string) (string, bool) {
	for _, section := range strings.Split(page, "\n## ")[1:] {
		heading, _, _ := strings.Cut(section, "\n")
		for name := range strings.SplitSeq(heading, ", ") {
			if names(strings.Fields(name), strings.Fields(command)) {
				return section, true
			}
		}
	}
	return "", false
}

// names tells whether a heading's words begin with those of a command.
func names(heading, command []string) bool {
	if len(heading) < len(command) || len(heading) > len(command) && isWord(heading[len(command)]) {
		return false
	}
	for i, word := range command {
		found := false
		for alternative := range strings.SplitSeq(heading[i], "|") {
			found = found || alternative == word
		}
		if !found {
			return false
		}
	}
	return true
}

// isWord tells a command's word from an argument or flag, as "show" from ID, [--json] or PATH....
func isWord(s string) bool { return s == strings.ToLower(s) && !strings.ContainsAny(s, "[-|(<") }
