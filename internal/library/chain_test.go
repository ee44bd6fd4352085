package library

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rugtape/internal/fair"
	"rugtape/internal/game"
	"rugtape/internal/round"
)

// seedOf is what the n-th made-up round was drawn from.
func seedOf(n int) string { return fmt.Sprintf("%064x", n+1) }

func seedHashOf(n int) string { return hashOf([]byte(seedOf(n))) }

// live is the n-th made-up round as a recorder sees it, and once it is
// revealed, with its seed.
func live(n int, revealed bool) *round.Recording {
	f := tell(n)
	rec := round.New(f.key())
	at := f.start.UnixNano()
	rec.Apply(game.Fact{Kind: game.HashSeen, Round: f.id, RecvNS: at - 12e9, Text: seedHashOf(n), Phase: game.PhaseCooldown})
	for tick, price := range f.Prices[:f.RugTick] {
		rec.Apply(game.Fact{Kind: game.Ticked, Round: f.id, RecvNS: at + int64(tick)*250e6, Tick: tick, Price: price, Origin: game.FromFrame})
	}
	rec.Apply(game.Fact{Kind: game.Rugged, Round: f.id, RecvNS: at + int64(f.RugTick)*250e6, Tick: f.RugTick, Price: f.RugPrice, Origin: game.FromFrame})
	if revealed {
		rec.Apply(game.Fact{Kind: game.Revealed, Round: f.id, Past: &game.Past{Round: f.id, Seed: seedOf(n), SeedHash: seedHashOf(n), Version: "v3"}})
	}
	return rec
}

func sealed(t *testing.T, l *Library, recs ...*round.Recording) []round.Entry {
	t.Helper()
	entries, err := l.Seal(context.Background(), recs)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func pin(t *testing.T, l *Library, n int) {
	t.Helper()
	f := tell(n)
	if err := l.Pin(context.Background(), f.key(), seedHashOf(n), f.start.UnixNano()-12e9); err != nil {
		t.Fatal(err)
	}
}

// chainOf reads the chain of a home in the plainest way, and holds each line
// against the one before.
func chainOf(t *testing.T, home string) []chainLine {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(home, chainName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var lines []chainLine
	prev := ""
	for line := range bytes.Lines(text) {
		c, err := parseChainLine(line)
		if err != nil || c.Prev != prev {
			t.Fatalf("line %d, %q: %v; the one before has the hash %s", len(lines)+1, line, err, prev)
		}
		sum := sha256.Sum256(line)
		prev = hex.EncodeToString(sum[:])
		lines = append(lines, c)
	}
	return lines
}

// says tells in short what the chain tells: a line each.
func says(lines []chainLine) string {
	var b strings.Builder
	for _, c := range lines {
		what := "pin"
		if c.FileHash != "" {
			what = "file " + c.FileHash[:8]
		}
		fmt.Fprintf(&b, "%s %s %s\n", c.Source, c.Round, what)
	}
	return b.String()
}

func TestTheChainNamesWhatWasSealed(t *testing.T) {
	home := t.TempDir()
	l := owner(t, home)
	pin(t, l, 0)
	first := sealed(t, l, live(0, false))
	again := sealed(t, l, live(0, false), live(1, false), live(0, false))
	seeded := sealed(t, l, live(0, true), live(1, false))
	if len(first) != 1 || first[0].Revision != 1 || len(again) != 2 || again[0].Hash != first[0].Hash {
		t.Errorf("sealed %d, then %d", len(first), len(again))
	}
	if seeded[0].Revision != 2 || seeded[0].Hash == first[0].Hash || seeded[1].Hash != again[1].Hash || seeded[1].ID != tell(1).id || !seeded[0].Pinned || seeded[0].Verdict != fair.Verified {
		t.Errorf("with its seed: revision %d, %v, pinned %t", seeded[0].Revision, seeded[0].Verdict, seeded[0].Pinned)
	}
	lines := chainOf(t, home)
	want := fmt.Sprintf("site %[1]s pin\nsite %[1]s file %[3]s\nsite %[2]s file %[4]s\nsite %[1]s file %[5]s\n",
		tell(0).id, tell(1).id, first[0].Hash[:8], again[1].Hash[:8], seeded[0].Hash[:8])
	if got := says(lines); got != want {
		t.Errorf("the chain says\n%swant\n%s", got, want)
	}
	if pinned := lines[0]; pinned.TimeNS != tell(0).start.UnixNano()-12e9 || pinned.SeedHash != seedHashOf(0) || lines[3].SeedHash != pinned.SeedHash {
		t.Errorf("%+v", pinned)
	}
	if page := listed(t, l, round.Query{}); page.Total != 2 {
		t.Errorf("%d rounds are listed", page.Total)
	}
	if bad, items := faults(t, l); len(bad) > 0 || items != 3 {
		t.Errorf("%d items, faults %v", items, bad)
	}
	shut(t, l)
	pin(t, owner(t, home), 2) // another start goes on
	if n := len(chainOf(t, home)); n != 5 {
		t.Errorf("%d lines", n)
	}
}

// TestImportsIntoTheChain: of what an import brings, the chain names new
// revisions of its own rounds, and nothing else.
func TestImportsIntoTheChain(t *testing.T) {
	home := t.TempDir()
	l := owner(t, home)
	imported(t, l, taleFiles(t, 3))
	if lines := chainOf(t, home); lines != nil {
		t.Fatalf("an import began a chain: %v", lines)
	}
	half := live(1, false)
	half.Ticks = half.Ticks[:2]
	half.Key.ID, half.Rugs = tell(7).id, nil
	was := sealed(t, l, half)
	dir := t.TempDir()
	put(t, dir, "seven.jsonl", tell(7).lines(nil))
	put(t, dir, "eight.jsonl", tell(8).lines(nil))
	imported(t, l, dir)
	lines := chainOf(t, home)
	if len(lines) != 2 || lines[0].FileHash != was[0].Hash || lines[1].Round != tell(7).id || lines[1].FileHash == was[0].Hash {
		t.Errorf("the chain says\n%s", says(lines))
	}
	imported(t, l, dir)
	// Deleted, recorded anew and brought back: joined again, and named.
	undo, _, err := l.Delete(context.Background(), []round.Key{tell(7).key(), tell(8).key()})
	if err != nil {
		t.Fatal(err)
	}
	sealed(t, l, half)
	if _, err := l.Restore(context.Background(), undo); err != nil {
		t.Fatal(err)
	}
	if lines := chainOf(t, home); len(lines) != 4 || lines[2].FileHash != was[0].Hash {
		t.Errorf("the chain says\n%s", says(lines))
	}
	if bad, _ := faults(t, l); len(bad) > 0 {
		t.Errorf("faults %v", bad)
	}
}

func TestAChangedChainIsAFault(t *testing.T) {
	home := t.TempDir()
	l := owner(t, home)
	for n := range 4 {
		pin(t, l, n)
		sealed(t, l, live(n, false))
	}
	whole, err := os.ReadFile(filepath.Join(home, chainName))
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(whole, []byte("\n"))[:8]
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	changed := bytes.Replace(whole, []byte(`"time_ns":`), []byte(`"time_ns":-`), 1)
	for _, c := range []struct {
		name string
		text []byte
		want string // faults, in short
	}{
		{"whole", whole, ""},
		{"the first line changed", changed, "chain.jsonl: line 2: it does not follow"},
		{"a line removed", join(append(append([][]byte{}, lines[:3]...), lines[4:]...)...), "chain.jsonl: line 4: it does not follow"},
		{"the first line removed", join(lines[1:]...), "chain.jsonl: line 1: it does not follow"},
		{"a line put in", join(append(append(append([][]byte{}, lines[:2]...), lines[1]), lines[2:]...)...), "chain.jsonl: line 3: it does not follow"},
		{"two lines swapped", join(lines[0], lines[2], lines[1], lines[3], lines[4], lines[5], lines[6], lines[7]), "chain.jsonl: line 2: it does not follow\nchain.jsonl: line 3: it does not follow\nchain.jsonl: line 4: it does not follow"},
		{"spaces in a line", bytes.Replace(whole, []byte(`,"prev"`), []byte(`, "prev"`), 1), "chain.jsonl: line 1: it is none of a chain: it is not written\nchain.jsonl: line 2: it does not follow"},
		{"no line", join(lines[0], []byte("hello\n"), lines[2]), "chain.jsonl: line 2: it is none of a chain\nchain.jsonl: line 3: it does not follow"},
		{"a long line", join(lines[0], bytes.Repeat([]byte{' '}, 2*maxChainLine)), "chain.jsonl: line 2: it is longer than"},
		{"cut off", whole[:len(whole)-9], "chain.jsonl: line 8: it is cut off"},
		{"the last line removed", join(lines[:7]...), ""}, // only who kept its hash can tell
	} {
		t.Run(c.name, func(t *testing.T) {
			put(t, home, chainName, c.text)
			bad, _ := faults(t, l)
			wants := strings.FieldsFunc(c.want, func(r rune) bool { return r == '\n' })
			ok := len(bad) == len(wants)
			for i := range wants {
				ok = ok && strings.HasPrefix(bad[i].Path+": "+bad[i].Fault, wants[i])
			}
			if !ok {
				t.Errorf("faults %v, want %q", bad, wants)
			}
		})
	}
}

// TestAFileThatTheChainDoesNotName: a whole round file in the place of another
// is found, though the catalogue is made anew from it.
func TestAFileThatTheChainDoesNotName(t *testing.T) {
	home := t.TempDir()
	l := owner(t, home)
	sealed(t, l, live(0, false), live(1, false))
	shut(t, l)
	other := owner(t, t.TempDir())
	sealed(t, other, live(0, true))
	path := roundPath(tell(0).key())
	forged, err := os.ReadFile(filepath.Join(other.home, path))
	if err == nil {
		err = os.Remove(filepath.Join(home, path))
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(home, path), forged, roundMode)
	}
	if err != nil {
		t.Fatal(err)
	}
	l = owner(t, home)
	for range 2 {
		bad, _ := faults(t, l)
		if len(bad) != 1 || bad[0].Path != filepath.ToSlash(path) || bad[0].Fault != "it is not the revision that chain.jsonl names last, in line 1" {
			t.Errorf("faults %v", bad)
		}
		if err := l.Check(context.Background(), true, func(CheckItem) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
}

func TestATornChainIsCut(t *testing.T) {
	for name, tail := range map[string]string{
		"half a line":       `{"time_ns":17,"source":"si`,
		"zeros":             strings.Repeat("\x00", 5000),
		"half and zeros":    `{"time_ns":17,` + strings.Repeat("\x00", 100) + "\n",
		"zeros and a line":  strings.Repeat("\x00", 300) + "\n{}\n",
		"more than a piece": strings.Repeat("\x00", 70_000),
	} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			l := owner(t, home)
			pin(t, l, 0)
			shut(t, l)
			whole, err := os.ReadFile(filepath.Join(home, chainName))
			if err != nil {
				t.Fatal(err)
			}
			put(t, home, chainName, append(whole, tail...))
			l = owner(t, home)
			if n := l.Notices(); len(n) != 1 || n[0] != fmt.Sprintf("cut %d bytes off the end of chain.jsonl: a line that was not written to its end", len(tail)) {
				t.Errorf("it says %q", n)
			}
			pin(t, l, 1)
			if lines := chainOf(t, home); len(lines) != 2 {
				t.Errorf("the chain says\n%s", says(lines))
			}
		})
	}
	t.Run("nothing is left", func(t *testing.T) {
		home := t.TempDir()
		put(t, home, chainName, []byte("torn"))
		l := owner(t, home)
		pin(t, l, 0)
		if lines := chainOf(t, home); len(lines) != 1 {
			t.Errorf("the chain says\n%s", says(lines))
		}
	})
	t.Run("no chain at all", func(t *testing.T) {
		home := t.TempDir()
		put(t, home, chainName, bytes.Repeat([]byte{'x'}, 2*chainTail))
		l := owner(t, home)
		if n := l.Notices(); len(n) != 1 || !strings.Contains(n[0], "set aside in quarantine") {
			t.Errorf("it says %q", n)
		}
		pin(t, l, 0)
		if kept, err := filepath.Glob(filepath.Join(home, quarantineName, "*-"+chainName)); err != nil || len(kept) != 1 || len(chainOf(t, home)) != 1 {
			t.Errorf("kept %v, %v", kept, err)
		}
	})
}

// TestAChainThatSomethingElseCuts is not written to: nobody knows what was
// there.
func TestAChainThatSomethingElseCuts(t *testing.T) {
	home := t.TempDir()
	l := owner(t, home)
	pin(t, l, 0)
	if err := os.Truncate(filepath.Join(home, chainName), 20); err != nil {
		t.Fatal(err)
	}
	err := l.Pin(context.Background(), tell(1).key(), seedHashOf(1), 1)
	if err == nil || !strings.Contains(err.Error(), "something else has changed it") {
		t.Errorf("it says %v", err)
	}
	if _, err := l.Seal(context.Background(), []*round.Recording{live(1, false)}); err == nil {
		t.Error("a round was sealed that the chain does not name")
	}
}

func TestWhatIsNotSealedOrPinned(t *testing.T) {
	ctx := context.Background()
	home := t.TempDir()
	l := owner(t, home)
	good := tell(0)
	for _, key := range []round.Key{{Source: round.Sample, ID: good.id}, {Source: "moon", ID: good.id}, {Source: round.Site, ID: "../x"}, {}} {
		if err := l.Pin(ctx, key, seedHashOf(0), 1); !errors.Is(err, round.ErrInvalid) {
			t.Errorf("pinned %v: %v", key, err)
		}
		if _, err := l.Seal(ctx, []*round.Recording{live(0, false), round.New(key)}); !errors.Is(err, round.ErrInvalid) {
			t.Errorf("sealed %v: %v", key, err)
		}
	}
	for _, hash := range []string{"", "c0ffee", strings.ToUpper(seedHashOf(0)), seedHashOf(0) + "00", strings.Repeat("x", 64)} {
		if err := l.Pin(ctx, good.key(), hash, 1); !errors.Is(err, round.ErrInvalid) {
			t.Errorf("pinned with the fingerprint %q: %v", hash, err)
		}
	}
	odd := live(0, false)
	odd.SeedHash = "not a fingerprint\n"
	sealed(t, l, odd)
	if lines := chainOf(t, home); len(lines) != 1 || lines[0].SeedHash != "" {
		t.Errorf("the chain says %+v", lines)
	}
	if none, err := l.Seal(ctx, nil); err != nil || len(none) != 0 {
		t.Errorf("nothing was sealed as %v, %v", none, err)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := l.Seal(ended, []*round.Recording{live(1, false)}); !errors.Is(err, context.Canceled) {
		t.Errorf("sealed after the end: %v", err)
	}
	shut(t, l)
	r, err := Open(ctx, home, Reader)
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, r)
	if _, err := r.Seal(ctx, []*round.Recording{live(1, false)}); !errors.Is(err, ErrReadOnly) {
		t.Errorf("a reader seals: %v", err)
	}
	if err := r.Pin(ctx, good.key(), seedHashOf(0), 1); !errors.Is(err, ErrReadOnly) {
		t.Errorf("a reader pins: %v", err)
	}
	if bad, items := faults(t, r); len(bad) > 0 || items != 2 {
		t.Errorf("a reader checks %d items: %v", items, bad)
	}
}
