package cli

import (
	"bufio"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"rugtape/internal/arena"
	"rugtape/internal/browser"
)

// practice runs an arena for the test and gives the address of its page.
func practice(t *testing.T) string {
	t.Helper()
	s, err := arena.Listen(arena.Options{Listen: "127.0.0.1:0", Seed: 3, Speed: 1})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return s.URL() + "/?player=me"
}

// browserCommand starts a command of browser on a Chromium without a window,
// and gives its lines of JSON. interrupt is Ctrl-C, and gives the code that it
// ends with.
func browserCommand(t *testing.T, home string, args ...string) (lines *bufio.Scanner, interrupt func() int) {
	t.Helper()
	if _, err := browser.FindProgram(""); err != nil {
		t.Skipf("no Chromium on this machine (%v): tools/setup.sh installs one", err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	in, out := io.Pipe()
	args = append([]string{"browser"}, args...)
	args = append(args, "--home", home, "--json", "--headless", "--arg=--no-sandbox", "--arg=--disable-gpu")
	code := make(chan int, 1)
	go func() {
		code <- Run(ctx, Std{In: strings.NewReader(""), Out: out, Err: os.Stderr}, args)
		_ = out.Close()
	}()
	interrupt = func() int {
		stop()
		_, _ = io.Copy(io.Discard, in)
		return <-code
	}
	t.Cleanup(func() { stop(); _ = in.Close() })
	return bufio.NewScanner(in), interrupt
}

// TestBrowserCheck finds every control of the practice page, though its class
// names and labels are others than usual, and by rules of one's own none but
// what fits them.
func TestBrowserCheck(t *testing.T) {
	page, home := practice(t)+"&labels=2", t.TempDir()
	check := func(args ...string) (found map[string]foundControl, code int) {
		t.Helper()
		lines, interrupt := browserCommand(t, home, append([]string{"check", "--page", page}, args...)...)
		found = map[string]foundControl{}
		for lines.Scan() {
			var c foundControl
			if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
				t.Fatalf("%s: %v", lines.Text(), err)
			}
			found[c.Control] = c
		}
		return found, interrupt()
	}
	found, code := check("--wait", "1m")
	if code != exitDone || len(found) != len(browser.Controls) {
		t.Errorf("it ended with %d, after %d controls", code, len(found))
	}
	for name, c := range found {
		if c.Found == (name == browser.ControlSide) || c.Needed && (!c.Found || c.Rule == nil) {
			t.Errorf("%+v", c)
		}
	}
	override := `{"controls":{"BUY":[{"text":["PURCHASE"]}]}}`
	if err := os.WriteFile(filepath.Join(home, browser.SelectorsFile), []byte(override), 0o600); err != nil {
		t.Fatal(err)
	}
	found, code = check("--wait", "8s")
	if buy := found["BUY"]; code != exitNo || buy.Found || !buy.Needed || buy.Why == "" {
		t.Errorf("with a rule that nothing fits it ended with %d: %+v", code, buy)
	}
}

// TestBrowserLaunch follows the practice page until Ctrl-C: steps, health, the
// player's own events, and an end that leaves nothing.
func TestBrowserLaunch(t *testing.T) {
	lines, interrupt := browserCommand(t, t.TempDir(), "launch", "--page", practice(t))
	var pid int
	var ready, heard bool
	steps := map[string]string{}
	for !(ready && heard) && lines.Scan() {
		var line struct{ browserHealth }
		var step browserStep
		var event browserEvent
		for _, into := range []any{&line, &step, &event} {
			_ = json.Unmarshal(lines.Bytes(), into) // each takes what it has members for
		}
		switch step.What {
		case "step":
			steps[step.Name] = step.State
		case "health":
			pid, ready = line.PID, ready || line.State == browser.StateReady && line.Sockets == 1
		case "event":
			heard = heard || event.Event == "playerUpdate"
		}
	}
	if !ready || !heard || pid == 0 {
		t.Errorf("ready: %v, heard: %v, process %d", ready, heard, pid)
	}
	for _, name := range []string{"find the program", "start it", "wait for its port", "connect", "find the tab", "listen to its frames"} {
		if steps[name] != "done" {
			t.Errorf("the step %q is %q", name, steps[name])
		}
	}
	if code := interrupt(); code != exitDone {
		t.Errorf("Ctrl-C ends it with %d", code)
	}
	if p, err := os.FindProcess(pid); err == nil && p.Signal(syscall.Signal(0)) == nil {
		t.Error("the browser runs on")
	}
}
