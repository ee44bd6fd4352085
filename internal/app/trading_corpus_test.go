package app

import (
	"cmp"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"rugtape/internal/desk"
	"rugtape/internal/round"
	"rugtape/internal/strategy"
	"rugtape/internal/tape"
)

// corpusTapes lays out every round of the shared corpus, damaged as they are,
// and skips the test without it.
func corpusTapes(t *testing.T) []*desk.Tape {
	t.Helper()
	dir := cmp.Or(os.Getenv("RUGTAPE_CORPUS"), filepath.Join("..", "..", "..", "shared", "corpus"))
	samples, err := filepath.Glob(filepath.Join(dir, "sample", "*.jsonl"))
	paths := append(samples, filepath.Join(dir, "recordings.tar.zst"))
	if _, missing := os.Stat(paths[len(samples)]); err != nil || missing != nil {
		t.Skipf("the corpus is not at %s (set RUGTAPE_CORPUS): %v", dir, errors.Join(err, missing))
	}
	var tapes []*desk.Tape
	for _, path := range paths {
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		info, err := file.Stat()
		if err != nil {
			t.Fatal(err)
		}
		err = tape.Streams(path, file, file, info.Size(), func(name string, r io.Reader) error {
			_, err := tape.Read(name, r, round.Site, func(rec *round.Recording) error {
				rec.Settle()
				tapes = append(tapes, desk.NewTape(rec))
				return nil
			})
			if err != nil {
				t.Logf("%s: %v", name, err) // an empty file
			}
			return nil
		})
		if err := errors.Join(err, file.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return tapes
}

// TestEveryStrategyOnTheCorpus: one session over all recordings, in which
// rounds break off, have no start, no end or two; and a step back in each
// changes nothing.
func TestEveryStrategyOnTheCorpus(t *testing.T) {
	tapes := corpusTapes(t)
	if len(tapes) < 500 {
		t.Fatalf("%d rounds", len(tapes))
	}
	for _, name := range strategy.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			make, _, err := Strategies{}.Maker(name, "")
			if err != nil {
				t.Fatal(err)
			}
			d, err := desk.New(desk.Config{Strategy: make, Balance: 100 * sol})
			if err != nil {
				t.Fatal(err)
			}
			before := desk.State{Balance: 100 * sol, Settled: true}
			for i, tape := range tapes {
				d.Load(tape)
				s := d.State()
				opening := s.Balance
				for _, m := range s.Marks { // of the presale and tick 0
					opening -= m.Entry.Cash
				}
				// Only where the end was not on its track may leaving the round before have paid something.
				if s.Rounds != i+1 || opening < before.Balance || opening > before.Balance && before.Settled {
					t.Fatalf("round %s, number %d, opens with %v after %v", tape.Track.Key.ID, s.Rounds, opening, before.Balance)
				}
				d.MoveTo(tape.Track.Last)
				before = d.State()
				d.MoveTo(tape.Track.Last / 2)
				d.MoveTo(tape.Track.Last)
				again := d.State()
				if again.Epoch = before.Epoch; !reflect.DeepEqual(before, again) {
					t.Fatalf("round %s, back and forth: %+v\nstraight: %+v", tape.Track.Key.ID, again, before)
				}
			}
			if s := d.State(); (s.Bets == 0) != (name == "never" || name == "kelly") || s.Err != nil {
				t.Errorf("%d bets in %d rounds, %v", s.Bets, s.Rounds, s.Err)
			}
		})
	}
}
