package library

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

// The test binary is also the other process of the tests that need one: it
// does what RUGTAPE_TEST_CHILD names, and ends.
const childEnv = "RUGTAPE_TEST_CHILD"

func TestMain(m *testing.M) {
	if job := os.Getenv(childEnv); job != "" {
		if err := child(job, os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// child does a job on the home args[0] and tells by lines on stdout what it
// has reached.
func child(job string, args []string) error {
	ctx := context.Background()
	switch job {
	case "own": // hold the home until stdin ends
		l, err := Open(ctx, args[0], Owner)
		if err != nil {
			return err
		}
		if err := l.SetAddress("http://127.0.0.1:7878", "secret"); err != nil {
			return err
		}
		fmt.Println("owned")
		_, _ = os.Stdin.Read(make([]byte, 1))
		return l.Close(ctx)
	case "import": // with a small bound, so that it seals all the time
		l, err := Open(ctx, args[0], Owner)
		if err != nil {
			return err
		}
		fmt.Println("importing")
		told := func(p Progress) { fmt.Println("read", p.FilesDone) }
		report, err := l.importHolding(ctx, args[1:], ImportOptions{Progress: told}, 64<<10)
		if err != nil {
			return err
		}
		fmt.Println("imported", report.Rounds)
		return l.Close(ctx)
	}
	return fmt.Errorf("no such job: %s", strings.TrimSpace(job))
}
