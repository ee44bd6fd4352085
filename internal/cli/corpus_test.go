package cli

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/tape"
)

// corpus is where real recordings lie; a test that needs them skips without.
func corpus(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("RUGTAPE_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "corpus")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the corpus of real recordings is not at %s: set RUGTAPE_CORPUS to where it is", dir)
	}
	return dir
}

// What the site published proves six rounds in a row; the seventh, in the
// frames of which they were published, was still running.
func TestVerifyRealRounds(t *testing.T) {
	raw := filepath.Join(corpus(t), "raw")
	for _, c := range []struct {
		name             string
		verified, noSeed int
		strict           int
	}{
		{"seeded_games_6.json", 6, 0, exitDone},
		{"websocket_events_000_119.jsonl", 6, 1, exitNo},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(raw, c.name)
			verdicts := map[string]int{}
			for _, item := range items[verifyItem](t, done(t, "verify", path, "--json")) {
				verdicts[item.Verdict]++
				switch item.Verdict {
				case "verified":
					if !*item.HashOK || !*item.PeakOK || !*item.RugPriceOK || item.PricesChecked != item.PricesEqual ||
						item.PricesChecked < 2 || item.FirstMismatch != nil || !*item.LawConsistent || item.Law != "v3" {
						t.Errorf("%+v", item)
					}
				case "no-seed":
					if item.HashOK != nil || item.PricesChecked != 0 || !*item.LawConsistent {
						t.Errorf("%+v", item)
					}
				}
			}
			want := map[string]int{"verified": c.verified}
			if c.noSeed > 0 {
				want["no-seed"] = c.noSeed
			}
			if diff := cmp.Diff(want, verdicts); diff != "" {
				t.Error(diff)
			}
			if code, _, _ := run(t, "verify", path, "--strict"); code != c.strict {
				t.Errorf("--strict ends with %d", code)
			}
		})
	}
}

func TestImportRealRounds(t *testing.T) {
	path, home := filepath.Join(corpus(t), "recordings.tar.zst"), t.TempDir()
	r := imported(t, home, path)
	got := []int{r.Files, r.Rounds, r.RoundsNew, r.Complete, r.Malformed, r.Salvaged, r.Quarantined, r.Conflicts, r.Updated}
	if diff := cmp.Diff([]int{557, 538, 538, 502, 155, 191, 1, 0, 0}, got); diff != "" {
		t.Errorf("files, rounds, new, complete, malformed, salvaged, quarantined, conflicts, updated: %s", diff)
	}
	files := tree(t, filepath.Join(home, "rounds"))
	r = imported(t, home, path)
	if r.Rounds != 538 || r.RoundsNew != 0 || r.Updated != 0 || r.Duplicates != r.Recordings {
		t.Errorf("again: %+v", r)
	}
	if diff := cmp.Diff(files, tree(t, filepath.Join(home, "rounds"))); diff != "" {
		t.Errorf("the second import changed files: %s", diff)
	}
	isWhole(t, home, 538)
	complete := 0
	for _, item := range items[listItem](t, done(t, "library", "list", "--json", "--home", home)) {
		if item.Complete {
			complete++
		}
		if item.LawConsistent == nil && item.Complete || item.LawConsistent != nil && !*item.LawConsistent {
			t.Errorf("not what the law allows: %+v", item)
		}
	}
	if complete != 502 {
		t.Errorf("%d complete rounds are listed", complete)
	}
	// The same without a library, and out of the round files.
	for _, from := range []string{path, filepath.Join(home, "rounds")} {
		if n := strings.Count(done(t, "verify", from, "--json"), `"law_consistent":true`); n != 533 {
			t.Errorf("%s holds %d rounds with nothing impossible", from, n)
		}
	}
}

// Any order of the files gives the same bytes, and so does their archive.
func TestOrderOfRealRoundsDoesNotMatter(t *testing.T) {
	archive := filepath.Join(corpus(t), "recordings.tar.zst")
	paths := unpack(t, archive, t.TempDir())
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	random.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
	packed, loose := t.TempDir(), t.TempDir()
	imported(t, packed, archive)
	imported(t, loose, paths...)
	if diff := cmp.Diff(tree(t, filepath.Join(packed, "rounds")), tree(t, filepath.Join(loose, "rounds"))); diff != "" {
		t.Errorf("seed %d: the round files differ: %.2000s", seed, diff)
	}
}

// unpack writes what is in an archive as files and gives their paths.
func unpack(t testing.TB, archive, dir string) []string {
	t.Helper()
	file, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var paths []string
	err = tape.Streams(archive, file, nil, -1, func(_ string, r io.Reader) error {
		path := filepath.Join(dir, fmt.Sprintf("%04d.jsonl", len(paths)))
		paths = append(paths, path)
		out, err := os.Create(path)
		if err != nil {
			return err
		}
		_, err = io.Copy(out, r)
		return errors.Join(err, out.Close())
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}
