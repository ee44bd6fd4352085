package watchdog

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// patience is how long a watchdog may say nothing, on a machine that is busy with
// other tests.
const patience = 20 * time.Second

func startProcess(t *testing.T, sign time.Duration, job string, args ...string) *Process {
	t.Helper()
	quiet, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { quiet.Close() })
	w, err := Start(ProcessOptions{
		Home: t.TempDir(), Stderr: quiet, Log: slog.New(slog.DiscardHandler), sign: sign,
		Command: func(home string) (*exec.Cmd, error) {
			return childCommand(job, append([]string{home}, args...)...), nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// gone waits for the end of a watchdog.
func gone(t *testing.T, w *Process, why string) {
	t.Helper()
	late := time.NewTimer(10 * time.Second)
	defer late.Stop()
	select {
	case <-w.Gone():
	case <-late.C:
		t.Fatal("it does not end")
	}
	if state, said := w.State(); state != Gone || !strings.Contains(said, why) {
		t.Errorf("it is %s: %s; want %s", state, said, why)
	}
	w.Beat(Beat{}) // nobody takes it, and nobody waits
	w.Beat(Beat{})
	if err := w.Close(t.Context()); err != nil {
		t.Errorf("close: %v", err)
	}
}

// TestProcessKnowsADeadWatchdog: one that dies, does not answer or cannot be
// started is told.
func TestProcessKnowsADeadWatchdog(t *testing.T) {
	t.Run("it dies", func(t *testing.T) {
		w := startProcess(t, patience, "watchdog", "127.0.0.1:1")
		_ = w.cmd.Process.Kill()
		gone(t, w, "killed")
	})
	t.Run("it says nothing", func(t *testing.T) {
		w := startProcess(t, 0, "mute")
		w.Beat(Beat{Armed: true})
		gone(t, w, "said nothing")
	})
	t.Run("it cannot be started", func(t *testing.T) {
		w, err := Start(ProcessOptions{Command: func(string) (*exec.Cmd, error) { return exec.Command(t.TempDir()), nil }})
		if w != nil || err == nil {
			t.Errorf("it was started: %v", err)
		}
	})
}

// TestProcessEnds: an app that leaves takes its watchdog with it, armed or not;
// nothing is sold.
func TestProcessEnds(t *testing.T) {
	g := newFakeGame(t, nil)
	w := startProcess(t, patience, "watchdog", g.address())
	beat := Beat{Armed: true, Held: true, Where: Where{Address: "ws://" + g.address() + "/"}, Host: "127.0.0.1:1"}
	beats := time.NewTicker(BeatEvery)
	defer beats.Stop()
	for state, why := w.State(); state != Watching; state, why = w.State() {
		if state == Gone {
			t.Fatal(why)
		}
		beat.FreshNS = time.Now().UnixNano() // else it would act, and end this process
		w.Beat(beat)
		select {
		case <-w.News():
		case <-beats.C:
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := w.Close(ctx); err != nil {
		t.Error(err)
	}
	gone(t, w, "it has ended")
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.presses != 0 {
		t.Errorf("it pressed %d times", g.presses)
	}
}

// TestWatchdogIsBlind: without its own connection to the page it says so, and sees
// again once there is one.
func TestWatchdogIsBlind(t *testing.T) {
	w := startProcess(t, patience, "watchdog", "127.0.0.1:1") // nobody answers there
	beat := Beat{Armed: true, Where: Where{Address: "ws://127.0.0.1:1/"}, Host: "127.0.0.1:1"}
	w.Beat(beat)
	for {
		state, why := w.State()
		if state == Blind && strings.Contains(why, "refused") {
			break
		}
		if state == Gone {
			t.Fatal(why)
		}
		<-w.News()
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := w.Close(ctx); err != nil {
		t.Error(err)
	}
}

// TestWatchdogOutlivesItsReader: when nobody hears its signs any more, as after the
// app's death, a watchdog goes on.
func TestWatchdogOutlivesItsReader(t *testing.T) {
	cmd := childCommand("watchdog", t.TempDir(), "127.0.0.1:1")
	in, errIn := cmd.StdinPipe()
	out, theirs, errOut := os.Pipe()
	cmd.Stdout = theirs
	if err := errors.Join(errIn, errOut, cmd.Start(), theirs.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 1)); err != nil { // it gives signs
		t.Fatal(err)
	}
	_ = out.Close()
	for range 5 { // it would give some more
		pause(signEvery)
		if err := writeLine(in, Beat{Armed: true}); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(writeLine(in, Beat{Leaving: true}), in.Close(), cmd.Wait()); err != nil {
		t.Errorf("it did not end in good order: %v", err)
	}
}
