//go:build unix

package script

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// The test binary is also every program of the tests: what it does then is
// named after childWord.
const childWord = "child"

// raceVar holds the settings of the race detector.
const raceVar = "GORACE"

func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == childWord {
		if err := child(os.Args[2], os.Args[3:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(3)
		}
		os.Exit(0)
	}
	if os.Getenv(raceVar) == "" {
		os.Setenv(raceVar, "atexit_sleep_ms=0") // the race detector else keeps each child for a second
	}
	goleak.VerifyTestMain(m)
}

// childCommand is the command line of a program of the tests.
func childCommand(words ...string) []string {
	return append([]string{os.Args[0], childWord}, words...)
}
