package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// event is one line of `go test -json` (see `go doc test2json`).
type event struct {
	Action  string
	Package string
	Test    string
	Output  string
}

// name is a test within its package; the package itself has no test.
type name struct{ pkg, test string }

// tally counts results as they come and keeps what a failure will need.
type tally struct {
	out            io.Writer
	passed, failed int
	skips          []skip
	packages       []string          // go test's closing line per package
	failedIn       map[string]bool   // packages with a failed test
	output         map[name][]string // of what has not ended well yet
}

type skip struct {
	name   name
	reason string
}

func newTally(out io.Writer) *tally {
	return &tally{out: out, failedIn: map[string]bool{}, output: map[name][]string{}}
}

// read takes events until go test ends. A line that is not an event is shown
// as it is: go test prints some before it can print events.
func (t *tally) read(events io.Reader) error {
	lines := bufio.NewReader(events)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e event
			if json.Unmarshal(line, &e) == nil && e.Action != "" {
				t.take(e)
			} else {
				fmt.Fprintf(t.out, "%s", line)
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// take folds one event.
func (t *tally) take(e event) {
	who := name{e.Package, e.Test}
	switch e.Action {
	case "build-output":
		fmt.Fprint(t.out, e.Output)
	case "output":
		if e.Test == "" && closing.MatchString(e.Output) {
			t.packages = append(t.packages, e.Output)
			fmt.Fprint(t.out, e.Output)
			return
		}
		t.output[who] = append(t.output[who], e.Output)
	case "pass":
		if e.Test != "" {
			t.passed++
		}
		delete(t.output, who)
	case "skip":
		if e.Test != "" {
			t.skips = append(t.skips, skip{who, reason(t.output[who])})
		}
		delete(t.output, who)
	case "fail":
		t.fail(who)
	}
}

// fail counts a test that failed, or a package that failed without one: it
// did not compile, its TestMain failed, or it was cut off.
func (t *tally) fail(who name) {
	if who.test != "" {
		t.failedIn[who.pkg] = true
		t.failed++
	} else {
		if !t.failedIn[who.pkg] {
			t.failed++
		}
		t.showUnfinished(who.pkg)
	}
	t.show(who)
}

// closing is go test's own last line on a package.
var closing = regexp.MustCompile(`^(ok  |FAIL|\?   )\t\S`)

// showUnfinished prints what a package's tests said that never ended: a panic
// or a timeout speaks through the test that was running.
func (t *tally) showUnfinished(pkg string) {
	for _, who := range slices.SortedFunc(maps.Keys(t.output), func(a, b name) int { return strings.Compare(a.test, b.test) }) {
		if who.pkg == pkg && who.test != "" {
			t.show(who)
		}
	}
}

func (t *tally) show(who name) {
	for _, line := range t.output[who] {
		if !strings.HasPrefix(line, "=== ") {
			fmt.Fprint(t.out, line)
		}
	}
	delete(t.output, who)
}

// reason is what the test gave to t.Skip, without the place it stood at.
func reason(output []string) string {
	var said []string
	for _, line := range output {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "=== ") || strings.HasPrefix(line, "--- ") {
			continue
		}
		said = append(said, place.ReplaceAllString(line, ""))
	}
	if len(said) == 0 {
		return "no reason given"
	}
	return strings.Join(said, " ")
}

var place = regexp.MustCompile(`^[\w.-]+\.go:\d+: `)

// close prints the summary: skips by reason, then go test's closing lines
// (again, together, where there was anything between them), then the counts.
func (t *tally) close(noSkip bool) {
	byReason := map[string][]name{}
	for _, s := range t.skips {
		byReason[s.reason] = append(byReason[s.reason], s.name)
	}
	for _, why := range slices.Sorted(maps.Keys(byReason)) {
		fmt.Fprintf(t.out, "\nskipped: %s\n", why)
		for i, who := range byReason[why] {
			if i == 5 && !noSkip {
				fmt.Fprintf(t.out, "  and %d more\n", len(byReason[why])-i)
				break
			}
			fmt.Fprintf(t.out, "  %s %s\n", who.pkg, who.test)
		}
	}
	if len(t.skips) > 0 || t.failed > 0 {
		fmt.Fprintln(t.out)
		for _, line := range t.packages {
			if !strings.HasPrefix(line, "?") {
				fmt.Fprint(t.out, line)
			}
		}
	}
	fmt.Fprintf(t.out, "%d passed, %d failed, %d skipped\n", t.passed, t.failed, len(t.skips))
}
