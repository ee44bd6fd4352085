package tape

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"rugtape/internal/round"
)

var rewrite = flag.Bool("rewrite", false, "write what is read into the transcripts")

// TestTranscripts reads every file of testdata/read and holds what comes out
// against the transcript of the same name in testdata/want: the statistics,
// the losses, and the recordings as round files. Run with -rewrite after a
// change that is meant, and read the difference.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/read/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("nothing to read: %v", err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			got := transcript(t, file)
			want := filepath.Join("testdata", "want", name+".txt")
			if *rewrite {
				if err := os.WriteFile(want, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			text, err := os.ReadFile(want)
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(string(text), got); diff != "" {
				t.Errorf("(-transcript +read):\n%s", diff)
			}
		})
	}
}

func transcript(t *testing.T, file string) string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rounds []string
	stats, err := Read(filepath.Base(file), f, round.Site, func(rec *round.Recording) error {
		var out strings.Builder
		if _, err := EncodeRound(&out, rec, Edition{Revision: 1}); err != nil {
			t.Error(err)
		}
		rounds = append(rounds, out.String())
		return nil
	})
	var out strings.Builder
	fmt.Fprintf(&out, "format %s\nlines %d, blank %d, ticks %d, malformed %d, salvaged %d\n",
		cmp.Or(stats.Format, "-"), stats.Lines, stats.Blank, stats.Ticks, stats.Malformed, stats.Salvaged)
	for _, kind := range slices.Sorted(maps.Keys(stats.Damage)) {
		fmt.Fprintf(&out, "damage %s: %d\n", kind, stats.Damage[kind])
	}
	if stats.LossesTotal < len(stats.Losses) {
		t.Errorf("%d losses of %d are told", len(stats.Losses), stats.LossesTotal)
	}
	for _, l := range stats.Losses {
		fmt.Fprintf(&out, "loss %s:%d %s: %s\n", l.File, l.Line, l.Kind, l.Text)
	}
	if err != nil {
		fmt.Fprintf(&out, "error %v\n", err)
		if !errors.Is(err, ErrUnknownFormat) {
			t.Errorf("unexpected kind of error: %v", err)
		}
	}
	for _, r := range rounds {
		out.WriteString("\n" + r)
	}
	return out.String()
}
