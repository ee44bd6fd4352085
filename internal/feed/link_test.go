package feed

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// All that can happen to the link, and all that cannot: the table as a page to
// read. Run with -rewrite after a change that is meant, and read the difference.
func TestLinkTable(t *testing.T) {
	var b bytes.Buffer
	for state := waiting; state < cut; state++ {
		fmt.Fprintf(&b, "%s\n", state)
		for in := range linkInput(linkInputs) {
			l := link{state}
			fmt.Fprintf(&b, "  %-8s %s\n", in, outcome(state, l.step(in), l.state))
		}
	}
	file := filepath.Join("testdata", "link.txt")
	if *rewrite {
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("the link goes other ways than %s has them (-page +link):\n%s", file, diff)
	}
}

func outcome(from, to, now linkState) string {
	switch {
	case to == refused:
		return fmt.Sprintf("refused, %s", now)
	case to == cut:
		return fmt.Sprintf("refused and cut, %s", now)
	case to == from:
		return "stays"
	}
	return "-> " + now.String()
}

// What holds of every way through the table, whatever comes.
func TestLinkRules(t *testing.T) {
	for state := waiting; state < cut; state++ {
		for in := range linkInput(linkInputs) {
			l := link{state}
			to := l.step(in)
			switch {
			case state == ended && to != refused:
				t.Errorf("%s takes an ended link to %s", in, to)
			case state != ended && in == stop && l.state != ended:
				t.Errorf("%s: it cannot be stopped", state)
			case to == refused && l.state != state:
				t.Errorf("%s: %s is refused and still moves the link to %s", state, in, l.state)
			case to == cut && l.state != waiting:
				t.Errorf("%s: after %s it is cut and %s", state, in, l.state)
			case l.state == live && state != live && (state != joining || in != joined):
				t.Errorf("%s: %s lets it in", state, in)
			}
		}
	}
}
