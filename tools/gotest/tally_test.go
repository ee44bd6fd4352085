package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// feed gives a tally the events and returns what it printed in all.
func feed(t *testing.T, events string, noSkip bool) (*tally, string) {
	t.Helper()
	var out strings.Builder
	tally := newTally(&out)
	if err := tally.read(strings.NewReader(events)); err != nil {
		t.Fatal(err)
	}
	tally.close(noSkip)
	return tally, out.String()
}

func TestSkipsAreNamedWithTheirReason(t *testing.T) {
	tally, out := feed(t, `
{"Action":"start","Package":"rugtape/internal/tape"}
{"Action":"run","Package":"rugtape/internal/tape","Test":"TestCorpus"}
{"Action":"output","Package":"rugtape/internal/tape","Test":"TestCorpus","Output":"=== RUN   TestCorpus\n"}
{"Action":"output","Package":"rugtape/internal/tape","Test":"TestCorpus","Output":"    corpus_test.go:12: no corpus: set RUGTAPE_CORPUS\n"}
{"Action":"output","Package":"rugtape/internal/tape","Test":"TestCorpus","Output":"--- SKIP: TestCorpus (0.00s)\n"}
{"Action":"skip","Package":"rugtape/internal/tape","Test":"TestCorpus","Elapsed":0}
{"Action":"pass","Package":"rugtape/internal/tape","Test":"TestRead","Elapsed":0}
{"Action":"output","Package":"rugtape/internal/tape","Output":"PASS\n"}
{"Action":"output","Package":"rugtape/internal/tape","Output":"ok  \trugtape/internal/tape\t0.1s\n"}
{"Action":"pass","Package":"rugtape/internal/tape","Elapsed":0.1}
`, false)
	if tally.passed != 1 || tally.failed != 0 || len(tally.skips) != 1 {
		t.Fatalf("passed %d, failed %d, skips %v", tally.passed, tally.failed, tally.skips)
	}
	if want := "skipped: no corpus: set RUGTAPE_CORPUS\n  rugtape/internal/tape TestCorpus\n"; !strings.Contains(out, want) {
		t.Errorf("got %q, want it to hold %q", out, want)
	}
	if want := "ok  \trugtape/internal/tape\t0.1s\n1 passed, 0 failed, 1 skipped\n"; !strings.HasSuffix(out, want) {
		t.Errorf("got %q, want it to end with %q", out, want)
	}
}

func TestFailuresAreShown(t *testing.T) {
	tally, out := feed(t, `
{"Action":"output","Package":"p","Test":"TestGood","Output":"quiet\n"}
{"Action":"pass","Package":"p","Test":"TestGood"}
{"Action":"output","Package":"p","Test":"TestBad","Output":"    a_test.go:3: got 1, want 2\n"}
{"Action":"fail","Package":"p","Test":"TestBad"}
{"Action":"output","Package":"p","Test":"TestHung","Output":"panic: test timed out\n"}
{"Action":"output","Package":"p","Output":"FAIL\tp\t1.0s\n"}
{"Action":"fail","Package":"p"}
`, false)
	if tally.failed == 0 {
		t.Error("no failure counted")
	}
	for _, want := range []string{"got 1, want 2", "panic: test timed out", "FAIL\tp\t1.0s"} {
		if !strings.Contains(out, want) {
			t.Errorf("got %q, want it to hold %q", out, want)
		}
	}
	if strings.Contains(out, "quiet") {
		t.Errorf("a passing test was shown: %q", out)
	}
}

func TestCompileErrorsAreShownAndCounted(t *testing.T) {
	tally, out := feed(t, `
{"ImportPath":"p","Action":"build-output","Output":"p/a.go:1:1: expected 'package'\n"}
{"ImportPath":"p","Action":"build-fail"}
{"Action":"output","Package":"p","Output":"FAIL\tp [build failed]\n"}
{"Action":"fail","Package":"p","FailedBuild":"p"}
not an event
`, false)
	if tally.failed != 1 || !strings.Contains(out, "expected 'package'") || !strings.Contains(out, "not an event\n") {
		t.Errorf("failed %d, printed %q", tally.failed, out)
	}
}

// inModule makes a module with one test file the working directory.
func inModule(t *testing.T, testFile string) {
	t.Helper()
	dir := t.TempDir()
	for file, text := range map[string]string{"go.mod": "module m\n\ngo 1.26\n", "m_test.go": testFile} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
}

func TestExitCodes(t *testing.T) {
	const header = "package m\n\nimport \"testing\"\n\n"
	for _, c := range []struct {
		what, test string
		noSkip     bool
		code       int
		says       string
	}{
		{"pass", `func TestA(t *testing.T) {}`, true, 0, "1 passed, 0 failed, 0 skipped"},
		{"fail", `func TestA(t *testing.T) { t.Fatal("broken") }`, false, 1, "0 passed, 1 failed, 0 skipped"},
		{"does not compile", `func TestA(t *testing.T) { x }`, false, 1, "undefined: x"},
		{"skip", `func TestA(t *testing.T) {}; func TestB(t *testing.T) { t.Skip("no browser") }`, false, 0, "skipped: no browser"},
		{"skip where none may be", `func TestA(t *testing.T) {}; func TestB(t *testing.T) { t.Skip("no browser") }`, true, 1, "no skip is allowed"},
		{"no test", `var _ testing.TB`, false, 1, "no test ran"},
	} {
		t.Run(c.what, func(t *testing.T) {
			inModule(t, header+c.test)
			var out strings.Builder
			if code := run([]string{"."}, c.noSkip, &out, &out); code != c.code {
				t.Errorf("exit code %d, want %d: %s", code, c.code, out.String())
			}
			if !strings.Contains(out.String(), c.says) {
				t.Errorf("printed %q, want it to hold %q", out.String(), c.says)
			}
		})
	}
}
