package library

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"rugtape/internal/fair"
	"rugtape/internal/round"
)

// tale is a round that a test makes up: drawn by the law from a seed that
// nobody publishes, written the way other recorders do (format A).
type tale struct {
	id    string
	start time.Time // of tick 0, UTC
	fair.Round
}

// tell makes the n-th made-up round.
func tell(n int) tale {
	start := time.Date(2025, 10, 29, 12, 0, 0, 0, time.UTC).Add(time.Duration(n) * 10 * time.Minute)
	id := fmt.Sprintf("%s-%016x", start.Format("20060102"), 0x5eed0000+n)
	return tale{id, start, fair.V3.Derive(fmt.Sprintf("%064x", n+1), id, nil)}
}

// lines writes the round as a recording; keep says which ticks were seen,
// nil for all.
func (f tale) lines(keep func(tick int) bool) []byte {
	var b bytes.Buffer
	// Recorders of this format write the time of New York, in summer.
	at := func(tick int) string {
		return f.start.Add(time.Duration(tick)*250*time.Millisecond - 4*time.Hour).Format("2006-01-02T15:04:05.000000")
	}
	fmt.Fprintf(&b, `{"type": "game_start", "timestamp": %q, "game_id": %q}`+"\n", at(0), f.id)
	for tick, price := range f.Prices {
		if keep != nil && !keep(tick) {
			continue
		}
		rugged := tick == f.RugTick
		fmt.Fprintf(&b, `{"type": "tick", "timestamp": %q, "game_id": %q, "tick": %d, "price": %v, "phase": "ACTIVE_GAMEPLAY", `+
			`"active": true, "rugged": %t, "cooldown_timer": 0, "trade_count": 0}`+"\n", at(tick), f.id, tick, price, rugged)
	}
	fmt.Fprintf(&b, `{"type": "game_end", "timestamp": %q, "game_id": %q, "total_ticks": %d}`+"\n", at(f.RugTick+1), f.id, f.RugTick)
	return b.Bytes()
}

func (f tale) key() round.Key { return round.Key{Source: round.Site, ID: f.id} }

// put writes a file of a test and gives its path.
func put(t testing.TB, dir, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// taleFiles writes n rounds as files, some of them split over two that
// overlap, and gives the directory.
func taleFiles(t testing.TB, n int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		f := tell(i)
		if i%5 != 4 {
			put(t, dir, fmt.Sprintf("game_%03d.jsonl", i), f.lines(nil))
			continue
		}
		half := f.RugTick / 2
		put(t, dir, fmt.Sprintf("game_%03d_a.jsonl", i), f.lines(func(tick int) bool { return tick <= half }))
		put(t, dir, fmt.Sprintf("game_%03d_b.jsonl", i), f.lines(func(tick int) bool { return tick >= half-1 }))
	}
	return dir
}

// owner opens a home that ends with the test.
func owner(t testing.TB, home string) *Library {
	t.Helper()
	l, err := Open(context.Background(), home, Owner)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shut(t, l) })
	return l
}

// shut closes a library unless that was done before.
func shut(t testing.TB, l *Library) {
	t.Helper()
	if l.cat == nil {
		return
	}
	if err := l.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

func imported(t testing.TB, l *Library, paths ...string) ImportReport {
	t.Helper()
	r, err := l.Import(context.Background(), paths, ImportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func listed(t testing.TB, l *Library, q round.Query) round.Page {
	t.Helper()
	page, err := l.List(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// hashFiles hashes every file below a directory, by its path there.
func hashFiles(t testing.TB, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	paths, err := filesBelow(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(data)
		all[filepath.ToSlash(path)] = hex.EncodeToString(sum[:])
	}
	return all
}

// faults checks a library and gives what is wrong with it.
func faults(t testing.TB, l *Library) (bad []CheckItem, files int) {
	t.Helper()
	err := l.Check(context.Background(), false, func(item CheckItem) error {
		files++
		if !item.OK {
			bad = append(bad, item)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return bad, files
}

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
