package library

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"rugtape/internal/round"
)

func TestDefaultHome(t *testing.T) {
	t.Setenv("RUGTAPE_HOME", "x")
	if got := DefaultHome(); got != "x" {
		t.Errorf("with RUGTAPE_HOME: %q", got)
	}
	t.Setenv("RUGTAPE_HOME", "")
	if runtime.GOOS != "linux" {
		return
	}
	t.Setenv("HOME", "/h")
	t.Setenv("XDG_DATA_HOME", "/d")
	if got := DefaultHome(); got != "/d/rugtape" {
		t.Errorf("with XDG_DATA_HOME: %q", got)
	}
	t.Setenv("XDG_DATA_HOME", "relative paths are void")
	if got := DefaultHome(); got != "/h/.local/share/rugtape" {
		t.Errorf("with HOME: %q", got)
	}
	t.Setenv("HOME", "")
	t.Setenv("XDG_DATA_HOME", "")
	if _, err := Open(context.Background(), DefaultHome(), Owner); err == nil || !strings.Contains(err.Error(), "RUGTAPE_HOME") {
		t.Errorf("nowhere: %v", err)
	}
}

func TestOneOwner(t *testing.T) {
	home := filepath.Join(t.TempDir(), "a home?#%41 ü")
	l := owner(t, home)
	if err := l.SetAddress("http://127.0.0.1:1234", "secret"); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	_, err := Open(ctx, home, Owner)
	var owned *ErrOwned
	if !errors.As(err, &owned) || owned.PID != os.Getpid() || owned.Address != "http://127.0.0.1:1234" || owned.Token != "secret" || owned.Command == "" {
		t.Fatalf("a second owner: %v", err)
	}
	if info, err := os.Stat(filepath.Join(home, lockName)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the lock file: %v, %v", info.Mode(), err)
	}
	r, err := Open(ctx, home, Reader)
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, r)
	imported(t, l, taleFiles(t, 3))
	if page := listed(t, r, round.Query{}); page.Total != 3 || page.Samples {
		t.Errorf("the reader sees %d rounds, samples %t", page.Total, page.Samples)
	}
	if _, _, err := r.Get(ctx, tell(0).key()); err != nil {
		t.Errorf("the reader reads: %v", err)
	}
	if err := l.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	again := owner(t, home)
	if n := again.Notices(); len(n) > 0 {
		t.Errorf("after a clean end there is something to say: %q", n)
	}
}

// other starts this test binary as another process and waits for its first
// line.
func other(t *testing.T, job string, args ...string) (*exec.Cmd, *bufio.Reader, io.WriteCloser) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), childEnv+"="+job)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(stdout)
	if _, err := lines.ReadString('\n'); err != nil {
		t.Fatalf("the other process: %v, %v", err, cmd.Wait())
	}
	return cmd, lines, stdin
}

func TestOwnerInAnotherProcess(t *testing.T) {
	home := t.TempDir()
	cmd, _, stdin := other(t, "own", home)
	ctx := context.Background()
	_, err := Open(ctx, home, Owner)
	var owned *ErrOwned
	if !errors.As(err, &owned) || owned.PID != cmd.Process.Pid || owned.Address == "" {
		t.Errorf("while it lives: %v", err)
	}
	r, err := Open(ctx, home, Reader)
	if err != nil {
		t.Errorf("reading beside it: %v", err)
	} else if err := r.Close(context.Background()); err != nil {
		t.Error(err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	_ = stdin.Close()
	l, err := Open(ctx, home, Owner)
	if err != nil {
		t.Fatalf("after its death: %v", err)
	}
	defer shut(t, l)
	if n := l.Notices(); len(n) != 1 || !strings.Contains(n[0], "took over") {
		t.Errorf("it says %q", n)
	}
}

// A library that nobody has made can be read: it shows the samples and makes
// nothing.
func TestReaderOfNothing(t *testing.T) {
	home := filepath.Join(t.TempDir(), "none")
	r, err := Open(context.Background(), home, Reader)
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, r)
	if page := listed(t, r, round.Query{}); !page.Samples || page.Total != len(samples) {
		t.Errorf("%+v", page)
	}
	if _, err := os.Stat(home); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it was made: %v", err)
	}
	l := owner(t, home)
	imported(t, l, taleFiles(t, 2))
	if page := listed(t, r, round.Query{}); page.Samples || page.Total != 2 {
		t.Errorf("after somebody made it: %+v", page)
	}
}

// What a failed start has taken, it gives back.
func TestFailedStartLeavesNothingHeld(t *testing.T) {
	home := t.TempDir()
	if err := os.Mkdir(filepath.Join(home, catalogueName), 0o700); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if l, err := Open(context.Background(), home, Owner); err == nil {
			t.Fatal("a directory was taken for the catalogue:", l.Close(context.Background()))
		}
	}
	if err := os.Remove(filepath.Join(home, catalogueName)); err != nil {
		t.Fatal(err)
	}
	l := owner(t, home)
	imported(t, l, taleFiles(t, 1))
}
