package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"
)

// exitLeak is the exit code of a command of a test that leaves a goroutine.
const exitLeak = 99

// The test binary is also the rugtape of the scripts, and the program that
// opens a browser for it.
func TestMain(m *testing.M) {
	testscript.Main(leakless{m}, map[string]func(){"rugtape": rugtape, "xdg-open": openForTest})
}

// The scripts' commands are of this binary too.
func init() { longestSync = syncLimit }

// raceVar holds the settings of the race detector.
const raceVar = "GORACE"

// leakless fails a run of tests that leaves a goroutine behind.
type leakless struct{ m *testing.M }

func (l leakless) Run() int {
	if os.Getenv(raceVar) == "" {
		os.Setenv(raceVar, "atexit_sleep_ms=0") // the race detector else keeps each command for a second
	}
	code := l.m.Run()
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

func rugtape() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := Run(ctx, Std{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, os.Args[1:])
	stop()
	// A browser may stay open for longer than the app that opened it.
	if err := goleak.Find(goleak.IgnoreAnyFunction("rugtape/internal/cli.openBrowser.func1")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = exitLeak
	}
	os.Exit(code)
}

// openForTest writes what it was asked to open where a script waits for it,
// and in which process group.
func openForTest() {
	text := fmt.Sprintf("%s in a group of its own: %t\n", os.Args[1], syscall.Getpgrp() == os.Getpid())
	opened := os.Getenv("OPENED")
	if err := errors.Join(os.WriteFile(opened+"~", []byte(text), 0o600), os.Rename(opened+"~", opened)); err != nil {
		os.Exit(1)
	}
}
