//go:build unix

package browser

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// The test binary is also every browser of the tests that is none: what it does
// then is named in this variable.
const fakeVar = "RUGTAPE_FAKE_BROWSER"

// raceVar holds the settings of the race detector.
const raceVar = "GORACE"

func TestMain(m *testing.M) {
	if job := os.Getenv(fakeVar); job != "" {
		os.Exit(fake(job))
	}
	if os.Getenv(raceVar) == "" {
		os.Setenv(raceVar, "atexit_sleep_ms=0") // the race detector else keeps each child for a second
	}
	goleak.VerifyTestMain(m)
}
