// Gotest runs `go test`, shows what it shows, and then says which tests were
// skipped and why: a green run that skipped the browser is not the same as
// one that drove it.
//
//	gotest [-noskip] [go test's own flags and packages]
//
// With -noskip (or RUGTAPE_NOSKIP=1) a skipped test fails the run. A run in
// which no test ran fails always. The last lines are go test's line per
// package and "N passed, N failed, N skipped".
package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
)

func main() {
	args := os.Args[1:]
	noSkip := os.Getenv("RUGTAPE_NOSKIP") == "1"
	if len(args) > 0 && args[0] == "-noskip" {
		noSkip, args = true, args[1:]
	}
	os.Exit(run(args, noSkip, os.Stdout, os.Stderr))
}

// run starts go test, reads its events to the end and gives the exit code.
func run(args []string, noSkip bool, stdout, stderr io.Writer) int {
	// Ctrl+C reaches go test through the terminal; its last events still count.
	signal.Ignore(os.Interrupt)
	command := exec.Command("go", slices.Concat([]string{"test", "-json"}, args)...)
	command.Stderr = stderr
	events, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		fmt.Fprintln(stderr, "gotest: cannot start go test:", err)
		return 2
	}
	tally := newTally(stdout)
	readErr := tally.read(events)
	waitErr := command.Wait()
	tally.close(noSkip)
	switch {
	case readErr != nil:
		fmt.Fprintln(stderr, "gotest: cannot read go test's events:", readErr)
		return 2
	case waitErr != nil || tally.failed > 0:
		return 1
	case tally.passed == 0:
		fmt.Fprintln(stderr, "gotest: no test ran; name packages that have tests, such as ./...")
		return 1
	case noSkip && len(tally.skips) > 0:
		fmt.Fprintln(stderr, "gotest: tests were skipped and no skip is allowed here; install or set what their reasons name")
		return 1
	}
	return 0
}
