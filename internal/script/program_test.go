//go:build unix

package script

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// leavesNothing fails a test after which a goroutine, an open file or a child
// is left.
func leavesNothing(t *testing.T) {
	t.Helper()
	before := openFiles(t)
	t.Cleanup(func() {
		if err := goleak.Find(); err != nil {
			t.Error(err)
		}
		if after := openFiles(t); after > before {
			t.Errorf("%d files are open, %d were", after, before)
		}
		var status syscall.WaitStatus
		if pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil); !errors.Is(err, syscall.ECHILD) {
			t.Errorf("a child is left: %d, %v", pid, err)
		}
	})
}

func openFiles(t *testing.T) int {
	entries, err := os.ReadDir("/dev/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

// started starts a program of the tests.
func started(t *testing.T, limit time.Duration, words ...string) (Strategy, error) {
	t.Helper()
	command, err := NewCommand(childCommand(words...), Options{Answer: limit})
	if err != nil {
		t.Fatal(err)
	}
	return command.Start(t.Context())
}

const (
	patient   = time.Minute
	impatient = 50 * time.Millisecond
)

func TestProgramThatCannotStart(t *testing.T) {
	for _, c := range []struct {
		job   string
		limit time.Duration
		want  string
	}{
		{"exits", patient, "it ended without an answer (exit status 3); on stderr: out of luck"},
		{"cut", patient, "it ended without an answer (exit status 0)"},
		{"hangs", impatient, "it took longer than 50ms"},
		{"garbage", patient, `its answer "good morning" is no JSON object`},
		{"old", patient, `it does not answer hello with {"type":"hello","protocol":1}`},
		{"refuses", patient, "refuses: I need a model file"},
		{"floods a line", patient, "it answered with a line of more than 64 KiB"},
	} {
		t.Run(c.job, func(t *testing.T) {
			leavesNothing(t)
			s, err := started(t, c.limit, c.job)
			if s != nil || err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), c.job) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
	t.Run("no program", func(t *testing.T) {
		leavesNothing(t)
		if _, err := NewCommand([]string{"no-such-program-at-all"}, Options{}); err == nil {
			t.Error("it was found")
		}
		empty := filepath.Join(t.TempDir(), "empty")
		if err := os.WriteFile(empty, nil, 0o700); err != nil {
			t.Fatal(err)
		}
		command, err := NewCommand([]string{empty}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := command.Start(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "start empty: ") {
			t.Errorf("an empty file: %v", err)
		}
	})
}

func TestProgramThatFails(t *testing.T) {
	for _, c := range []struct {
		words []string
		limit time.Duration
		want  string
	}{
		{[]string{"exits later"}, patient, "it ended without an answer (exit status 0)"},
		{[]string{"hangs later"}, time.Second, "it took longer than 1s"},
		{[]string{"closes stdin"}, time.Second, "it took longer than 1s"},
		{[]string{"closes stdout"}, patient, "it ended without an answer (signal: "},
		{[]string{"answers", "no"}, patient, `its answer "no" is no JSON object`},
		{[]string{"answers", `{"action":"WAIT"}`}, patient, "its answer has no id: give back that of the view"},
		{[]string{"answers", `{"id":7,"action":"WAIT"}`}, patient, "it answered view 7 when it was asked about 1"},
		{[]string{"answers", `{"id":%d,"action":"HODL"}`}, patient, `there is no action "HODL": use WAIT, BUY, SELL or SIDE`},
		{[]string{"answers", `{"id":%d}`}, patient, `there is no action "": use WAIT, BUY, SELL or SIDE`},
		{[]string{"answers", `{"id":%d,"action":"BUY"}`}, patient, "the amount of BUY is : not a number of SOL"},
		{[]string{"answers", `{"id":%d,"action":"BUY","amount":0}`}, patient, "the amount of BUY is 0: an amount is above 0"},
		{[]string{"answers", `{"id":%d,"action":"SIDE","amount":0.0000000001}`}, patient, "the amount of SIDE is 0.0000000001: finer than a lamport"},
		{[]string{"answers", `{"id":%d,"action":"SELL","part":1.01}`}, patient, "the part to sell is 1.01: it is above 0 and at most 1"},
		{[]string{"answers", `{"id":%d,"error":{"text":"no model"}}`}, patient, "no model"},
	} {
		t.Run(strings.Join(c.words, " "), func(t *testing.T) {
			leavesNothing(t)
			s, err := started(t, patient, c.words...)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			s.(*external).process.limit = c.limit
			first := s.Decide(live())
			if s.Err() == nil || !strings.Contains(s.Err().Error(), c.want) {
				t.Errorf("got  %v\nwant %s", s.Err(), c.want)
			}
			s.Observe(strategy.Fact{Kind: strategy.Rugged})
			if again := s.Decide(live()); first.Action != strategy.Wait || again != first {
				t.Errorf("after it failed it says %+v and %+v", first, again)
			}
		})
	}
}

func TestProgramThatDecides(t *testing.T) {
	leavesNothing(t)
	why := strategy.Because
	for reply, want := range map[string]strategy.Intent{
		`{"id":%d,"action":"WAIT"}`:                                {Why: why("the program gives no reason")},
		`{"id":%d,"action":"BUY","amount":0.000000001,"why":"a"}`:  {Action: strategy.Buy, Amount: 1, Why: why("a")},
		`{"id":%d,"action":"SIDE","amount":"0.003","why":"%%d"}`:   {Action: strategy.Side, Amount: 3_000_000, Why: why("%d")},
		`{"id":%d,"action":"SELL","why":"a","more":[1]}`:           {Action: strategy.Sell, Part: 1, Why: why("a")},
		`{"id":%d,"action":"SELL","part":0.5,"why":"a"}`:           {Action: strategy.Sell, Part: 0.5, Why: why("a")},
		`{"id":%d,"action":"BUY","amount":9223372036,"why":"all"}`: {Action: strategy.Buy, Amount: 9223372036 * money.PerSOL, Why: why("all")},
	} {
		s, err := started(t, patient, "answers", reply)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if got := s.Decide(live()); got != want || s.Err() != nil {
				t.Errorf("%s is %+v, %v; want %+v", reply, got, s.Err(), want)
			}
			s.Observe(strategy.Fact{Kind: strategy.RoundOpened})
		}
		s.Close()
	}
}

// A program that says too much where nobody listens does not wait for it.
func TestProgramThatFloods(t *testing.T) {
	leavesNothing(t)
	s, err := started(t, patient, "floods stderr")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if s.Decide(live()); s.Err() != nil {
		t.Error(s.Err())
	}
	flood, err := started(t, patient, "floods")
	if err != nil {
		t.Fatal(err)
	}
	defer flood.Close()
	flood.Decide(live())
	flood.Decide(live())
	if flood.Err() == nil || !strings.Contains(flood.Err().Error(), "it answered view 1 when it was asked about 2") {
		t.Errorf("it goes on: %v", flood.Err())
	}
}

// Close ends what does not want to end, and its context does too.
func TestProgramIsEnded(t *testing.T) {
	t.Run("deaf", func(t *testing.T) {
		leavesNothing(t)
		s, err := started(t, patient, "will not end")
		if err != nil {
			t.Fatal(err)
		}
		s.Close()
		s.Close()
		if s.Decide(live()); s.Err() == nil {
			t.Error("it decides after it was closed")
		}
	})
	t.Run("context", func(t *testing.T) {
		leavesNothing(t)
		command, err := NewCommand(childCommand("hangs later"), Options{Answer: patient})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		s, err := command.Start(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		time.AfterFunc(impatient, cancel)
		if s.Decide(live()); !errors.Is(s.Err(), context.Canceled) {
			t.Errorf("it ended with %v", s.Err())
		}
		if _, err := command.Start(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("it started with %v", err)
		}
	})
}

// What a program started ends with it; what left its group cannot be ended,
// and holds up nothing.
func TestProgramThatForks(t *testing.T) {
	for job, limit := range map[string]time.Duration{"forks": patient, "forks away": time.Second} {
		t.Run(job, func(t *testing.T) {
			dir, err := os.MkdirTemp("", "rt")
			if err != nil {
				t.Fatal(err)
			}
			defer os.RemoveAll(dir)
			socket := filepath.Join(dir, "s") // t.TempDir is too long for one
			listener, err := net.Listen("unix", socket)
			if err != nil {
				t.Fatal(err)
			}
			defer listener.Close()
			s, err := started(t, patient, job, socket)
			if err != nil {
				t.Fatal(err)
			}
			conn, err := listener.Accept()
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			defer s.Close()
			s.(*external).process.limit = limit
			if job == "forks" {
				s.Close()
				if _, err := conn.Read(make([]byte, 1)); err == nil {
					t.Error("the child of the program goes on")
				}
				return
			}
			s.Decide(live()) // the program ends, its child holds the pipes
			if s.Err() == nil {
				t.Error("the program goes on")
			}
		})
	}
}

func TestProgramRenews(t *testing.T) {
	for _, job := range []string{"renews", "answers"} {
		t.Run(job, func(t *testing.T) {
			leavesNothing(t)
			s, err := started(t, patient, job, waitReply)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			pid := s.(*external).process.cmd.Process.Pid
			s.Decide(live())
			if err := s.Renew(); err != nil {
				t.Fatal(err)
			}
			if s.Decide(live()); s.Err() != nil {
				t.Error(s.Err())
			}
			if same := pid == s.(*external).process.cmd.Process.Pid; same != (job == "renews") {
				t.Errorf("it is the same process: %t", same)
			}
		})
	}
}
