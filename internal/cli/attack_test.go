package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"rugtape/internal/fair"
	"rugtape/internal/library"
)

// run runs a command line in this process.
func run(t testing.TB, args ...string) (code int, out, errs string) {
	t.Helper()
	return runUntil(t.Context(), args...)
}

func runUntil(ctx context.Context, args ...string) (code int, out, errs string) {
	var outs, said bytes.Buffer
	code = Run(ctx, Std{In: strings.NewReader(""), Out: &outs, Err: &said}, args)
	return code, outs.String(), said.String()
}

// done runs a command that has to succeed.
func done(t testing.TB, args ...string) (out string) {
	t.Helper()
	code, out, errs := run(t, args...)
	if code != exitDone {
		t.Fatalf("%q ended with %d: %s%s", args, code, out, errs)
	}
	return out
}

// fails runs a command that has to end with 2 and one line, and gives it.
func fails(t testing.TB, args ...string) string {
	t.Helper()
	code, _, errs := run(t, args...)
	if code != exitFail || !isOneError(errs) {
		t.Fatalf("%q ended with %d and said %q", args, code, errs)
	}
	return errs
}

// items reads a line of JSON for each item.
func items[T any](t testing.TB, out string) []T {
	t.Helper()
	var all []T
	for line := range strings.Lines(out) {
		var item T
		if err := json.Unmarshal([]byte(line), &item); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		all = append(all, item)
	}
	return all
}

// imported imports in this process and gives the report.
func imported(t testing.TB, home string, paths ...string) library.ImportReport {
	t.Helper()
	args := append([]string{"library", "import", "--json", "--home", home}, paths...)
	return items[library.ImportReport](t, done(t, args...))[0]
}

// recordings writes n made-up rounds of a few ticks, one a file, and gives
// the directory.
func recordings(t testing.TB, n int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		var text bytes.Buffer
		writeFormatA(&text, fair.Round{Prices: []float64{1, 1.01, 1.02, 1.01}, RugTick: 4}, fmt.Sprintf("20250103-%016x", 0xfade0000+i))
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%04d.jsonl", i)), text.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// tree reads all files below a directory, by their paths there.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		files[strings.TrimPrefix(path, dir)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// isWhole checks a library: n rounds, each in the catalogue and in its file.
func isWhole(t testing.TB, home string, n int) {
	t.Helper()
	done(t, "library", "check", "--home", home)
	if listed := strings.Count(done(t, "library", "list", "--json", "--home", home), "\n"); listed != n {
		t.Errorf("%d rounds are listed, not %d", listed, n)
	}
	if files := len(tree(t, filepath.Join(home, "rounds"))); files != n {
		t.Errorf("there are %d round files, not %d", files, n)
	}
}

// fullDisk takes a number of bytes.
type fullDisk struct{ left int }

func (f *fullDisk) Write(b []byte) (int, error) {
	n := min(len(b), f.left)
	f.left -= n
	if n < len(b) {
		return n, &fs.PathError{Op: "write", Path: "the output", Err: syscall.ENOSPC}
	}
	return n, nil
}

func TestOutputThatCannotBeWritten(t *testing.T) {
	home := t.TempDir()
	imported(t, home, filepath.Join("testdata", "rec"))
	for _, line := range []string{
		"--help", "help verify", "--version", "library", "library list", "library show c0ffee02", "library check", "library check --rebuild",
		"library import testdata/rec", "verify", "verify testdata/rec/history.json", "verify --strict", "replay c0ffee02 --speed max",
		"fair --seed aa --round a", "app --listen 127.0.0.1:0 --no-open --feed off",
		"library export --format csv --out " + filepath.Join(t.TempDir(), "all.csv"),
	} {
		for _, form := range []string{"", "--json"} {
			var errs bytes.Buffer
			args := append(strings.Fields(line), "--home", home)
			if form != "" {
				args = append(args, form)
			}
			code := Run(t.Context(), Std{Out: &fullDisk{3}, Err: &errs}, args)
			if said := errs.String(); code != exitFail || !strings.HasSuffix(said, "rugtape: cannot write the output: no space left on device\n") {
				t.Errorf("%q ended with %d and said %q", args, code, said)
			}
		}
	}
	isWhole(t, home, 7)
}

func TestClosedPipe(t *testing.T) {
	home := t.TempDir()
	// In a process of its own the system ends who writes into a closed pipe:
	// after the work, and with the library closed.
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer write.Close()
	if err := read.Close(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("rugtape", "library", "import", "testdata/rec", "--home", home)
	cmd.Stdout = write
	if err := cmd.Run(); err == nil {
		t.Error("it says that all is well")
	}
	isWhole(t, home, 7)
	if _, _, errs := run(t, "library", "check", "--rebuild", "--home", home); errs != "" {
		t.Errorf("the library was not closed: %s", errs)
	}
	var errs bytes.Buffer
	code := Run(t.Context(), Std{Out: write, Err: &errs}, []string{"library", "list", "--home", home})
	if code != exitFail || errs.String() != "rugtape: cannot write the output: broken pipe\n" {
		t.Errorf("it ended with %d and said %q", code, &errs)
	}
}

// Ctrl-C in an import, whenever it comes, leaves whole rounds only, and the
// import can be done again.
func TestInterruptedImport(t *testing.T) {
	const rounds = 520 // in three batches
	dir := recordings(t, rounds)
	whole := t.TempDir()
	imported(t, whole, dir)
	want := tree(t, filepath.Join(whole, "rounds"))
	for _, moment := range []int{0, 1, 300} {
		t.Run(fmt.Sprint(moment), func(t *testing.T) {
			home := t.TempDir()
			var errs bytes.Buffer
			cmd := exec.Command("rugtape", "library", "import", dir, "--home", home)
			cmd.Stderr = &errs
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			sealed := func() int {
				found, _ := filepath.Glob(filepath.Join(home, "rounds", "site", "202501", "*.zst"))
				return len(found)
			}
			begun := func() bool { _, err := os.Stat(filepath.Join(home, "lock")); return err == nil && sealed() >= moment }
			if !eventually(begun) {
				t.Error("it does not get there")
			}
			_ = cmd.Process.Signal(os.Interrupt) // it may have ended
			err := cmd.Wait()
			var exit *exec.ExitError
			switch {
			case err == nil: // it was quicker
			case !errors.As(err, &exit) || exit.ExitCode() != exitFail || !isOneError(errs.String()):
				t.Errorf("it ended with %v and said %q", err, &errs)
			case !strings.HasPrefix(errs.String(), "rugtape: stopped"):
				t.Errorf("it said %q", &errs)
			}
			t.Logf("with %d of %d rounds: %s", sealed(), rounds, &errs)
			isWhole(t, home, sealed())
			imported(t, home, dir)
			if diff := cmp.Diff(want, tree(t, filepath.Join(home, "rounds"))); diff != "" {
				t.Errorf("done again, it is not the same: %s", diff)
			}
		})
	}
}

// stopper interrupts a command at the first thing that it prints.
type stopper struct {
	stop context.CancelFunc
	all  bytes.Buffer
}

func (s *stopper) Write(b []byte) (int, error) {
	s.stop()
	return s.all.Write(b)
}

func TestInterrupted(t *testing.T) {
	home := t.TempDir()
	imported(t, home, filepath.Join("testdata", "rec"))
	for _, line := range []string{
		"replay c0ffee02 --speed 0.1", "replay c0ffee02 --speed max", "verify", "verify testdata/rec",
	} {
		ctx, stop := context.WithCancel(t.Context())
		out := stopper{stop: stop}
		var errs bytes.Buffer
		code := Run(ctx, Std{Out: &out, Err: &errs}, append(strings.Fields(line), "--home", home))
		if code != exitFail || errs.String() != "rugtape: stopped\n" {
			t.Errorf("%s ended with %d and said %q", line, code, &errs)
		}
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for _, line := range []string{
		"library list", "library show c0ffee02", "library import testdata/rec", "library check --rebuild", "verify", "verify testdata/rec",
		"replay c0ffee02", "bench", "library export --format csv --out " + filepath.Join(t.TempDir(), "all.csv"),
	} {
		code, out, errs := runUntil(stopped, append(strings.Fields(line), "--home", home)...)
		if code != exitFail || !strings.HasPrefix(errs, "rugtape: stopped") || !isOneError(errs) || out != "" {
			t.Errorf("%s, begun after an interrupt, ended with %d, printed %q and said %q", line, code, out, errs)
		}
	}
	isWhole(t, home, 7)
}

func TestImportsAtOnce(t *testing.T) {
	const rounds, processes = 60, 4
	dir, home := recordings(t, rounds), t.TempDir()
	var group sync.WaitGroup
	errs := make([]bytes.Buffer, processes)
	codes := make([]int, processes)
	for i := range processes {
		cmd := exec.Command("rugtape", "library", "import", dir, "--home", home)
		cmd.Stderr = &errs[i]
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		group.Go(func() {
			_ = cmd.Wait()
			codes[i] = cmd.ProcessState.ExitCode()
		})
	}
	group.Wait()
	won := 0
	for i, code := range codes {
		said := errs[i].String()
		switch {
		case code == exitDone && said == "":
			won++
		case code != exitFail || !isOneError(said) || !strings.Contains(said, "is owned by "):
			t.Errorf("one ended with %d and said %q", code, said)
		}
	}
	if won == 0 {
		t.Error("none has done its work")
	}
	isWhole(t, home, rounds)
}

// The first owner of a home serves nobody: who needs to own it too is told
// who does, and who reads is not disturbed.
func TestSecondOwner(t *testing.T) {
	home := t.TempDir()
	imported(t, home, filepath.Join("testdata", "rec"))
	lib, err := library.Open(t.Context(), home, library.Owner)
	if err != nil {
		t.Fatal(err)
	}
	defer lib.Close(context.Background())
	pid := fmt.Sprintf("owned by process %d ", os.Getpid())
	for _, line := range []string{"library import testdata/rec", "library check --rebuild", "app --listen 127.0.0.1:0 --no-open"} {
		if said := fails(t, append(strings.Fields(line), "--home", home)...); !strings.Contains(said, pid) || !strings.Contains(said, "end ") {
			t.Errorf("%s: %s", line, said)
		}
	}
	isWhole(t, home, 7)
	if code, out, _ := run(t, "verify", "--json", "--home", home); code != exitNo || strings.Count(out, "\n") != 7 {
		t.Errorf("verify ended with %d and printed %s", code, out)
	}
}

func TestThousandFiles(t *testing.T) {
	const files = 1000
	dir, home := recordings(t, files), t.TempDir()
	if r := imported(t, home, dir); r.Files != files || r.Rounds != files || r.RoundsNew != files || r.LossesTotal != 0 {
		t.Errorf("%+v", r)
	}
	isWhole(t, home, files)
	if out := done(t, "verify", dir, "--json"); strings.Count(out, "\n") != files {
		t.Errorf("verify tells of %d rounds", strings.Count(out, "\n"))
	}
}

// A reader that fails, as a broken disk does, ends the reading of its file.
func TestBrokenDisk(t *testing.T) {
	dir := filepath.Join("testdata", "rec", "history.json")
	file, err := os.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	r := &untilEnd{ctx: t.Context(), file: file}
	if _, err := r.Read(make([]byte, 8)); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("the first time it says %v", err)
	}
	if _, err := r.Read(make([]byte, 8)); err != io.EOF {
		t.Errorf("then it says %v", err)
	}
	if !errors.Is(r.err, fs.ErrClosed) {
		t.Errorf("it keeps %v", r.err)
	}
}
