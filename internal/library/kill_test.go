package library

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"rugtape/internal/round"
)

// A process that is killed in the middle of an import leaves whole rounds
// only, and a library that opens and goes on.
func TestKilledImport(t *testing.T) {
	runs := 6
	if testing.Short() {
		runs = 2
	}
	dir := taleFiles(t, 60)
	whole := owner(t, t.TempDir())
	imported(t, whole, dir)
	want := hashFiles(t, filepath.Join(whole.home, roundsName))
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	for run := range runs {
		t.Run(fmt.Sprint(run), func(t *testing.T) {
			home := t.TempDir()
			cmd, lines, _ := other(t, "import", home, dir)
			for range random.IntN(60) {
				if _, err := lines.ReadString('\n'); err != nil {
					t.Fatal(err)
				}
			}
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, lines)
			_ = cmd.Wait()
			sealed, err := (&Library{home: home}).roundFiles()
			if err != nil {
				t.Fatal(err)
			}
			sees(t, home, len(sealed))
			l := owner(t, home)
			bad, files := faults(t, l)
			if len(bad) > 0 {
				t.Errorf("seed %d: faults %v", seed, bad)
			}
			if page := listed(t, l, round.Query{}); page.Total != files && !page.Samples {
				t.Errorf("seed %d: %d rounds are listed, %d files are there", seed, page.Total, files)
			}
			t.Logf("killed with %d rounds: %q", files, l.Notices())
			imported(t, l, dir)
			got := hashFiles(t, filepath.Join(home, roundsName))
			for path, hash := range want {
				// A round that the killed import had sealed by half of its
				// evidence has a second revision now.
				if _, there := got[path]; !there {
					t.Errorf("seed %d: %s is not there", seed, path)
				} else if got[path] != hash && !isSplit(path) {
					t.Errorf("seed %d: %s differs", seed, path)
				}
			}
			if len(got) != len(want) {
				t.Errorf("seed %d: %d files, want %d", seed, len(got), len(want))
			}
		})
	}
}

// isSplit tells the rounds that taleFiles splits over two files.
func isSplit(path string) bool {
	for i := 4; i < 60; i += 5 {
		if filepath.Base(path) == tell(i).id+fileExt {
			return true
		}
	}
	return false
}

// What a crash between two steps leaves is told and mended at the next start.
func TestLeftovers(t *testing.T) {
	home := t.TempDir()
	l := owner(t, home)
	imported(t, l, taleFiles(t, 3))
	path := filepath.Join(home, roundPath(tell(1).key()))
	half := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+tempMark+"0000")
	if err := os.WriteFile(half, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	// A crash between the renames and the catalogue, told by hand.
	if err := os.Remove(filepath.Join(home, roundPath(tell(0).key()))); err != nil {
		t.Fatal(err)
	}
	l.behind.Store(true) // so that it does not end cleanly
	shut(t, l)
	l = owner(t, home)
	if _, err := os.Stat(half); !os.IsNotExist(err) {
		t.Errorf("the temporary file is still there: %v", err)
	}
	if page := listed(t, l, round.Query{}); page.Total != 2 {
		t.Errorf("%d rounds are listed", page.Total)
	}
	if len(l.Notices()) != 3 {
		t.Errorf("it says %q", l.Notices())
	}
	if bad, _ := faults(t, l); len(bad) > 0 {
		t.Errorf("faults %v", bad)
	}
}
