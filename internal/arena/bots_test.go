package arena

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rugtape/internal/peertest"
	"rugtape/internal/wire"
)

// example is the first block of docs/bots.md in a language.
func example(t *testing.T, language string) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(peertest.Root(t), "docs", "bots.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(page), "```"+language+"\n")
	text, _, closed := strings.Cut(rest, "```\n")
	if !found || !closed {
		t.Fatalf("docs/bots.md has no block of %s", language)
	}
	return text
}

// outcome is what an example should print of a round.
type outcome struct {
	rug   int
	sold  float64 // the price; 0 if it was never at the target
	ended float64 // the rug's price
}

// outcomes reads them from what the arena sent, by round.
func outcomes(t *testing.T, sent []string) map[string]outcome {
	t.Helper()
	var heard listener
	for _, text := range sent {
		p, err := wire.ParsePacket([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		heard.hear(t, p)
	}
	all := map[string]outcome{}
	for id, rec := range heard.rounds {
		rug, ended := rec.Rug()
		if !ended {
			continue
		}
		o := outcome{rug: rug.At, ended: rug.Price}
		for _, tick := range rec.Ticks {
			if tick.Price >= 1.5 && o.sold == 0 {
				o.sold = tick.Price
			}
		}
		all[id] = o
	}
	return all
}

// The examples of docs/bots.md play at full speed: each prints what came of
// every round, and sells at the very tick at which it saw the target.
func TestExamplesOfTheBotsPage(t *testing.T) {
	const rounds = 4
	for _, c := range []struct {
		language string
		start    func(t testing.TB, source string, args ...string) *peertest.Process
	}{{"python", peertest.Python}, {"js", peertest.Node}} {
		t.Run(c.language, func(t *testing.T) {
			var fates ledgerOfFates
			s := run(t, Options{Seed: 3, Past: 2, Fate: fates.tell})
			lines := c.start(t, example(t, c.language), s.URL(), fmt.Sprint(rounds)).Finish()
			if len(lines) != rounds {
				t.Fatalf("it printed %d lines, want %d: %+v", len(lines), rounds, lines)
			}
			all := outcomes(t, fates.all()[0])
			cash, sold := 10.0, 0
			for _, line := range lines {
				var change, has float64
				var tick int
				id, rest, _ := strings.Cut(string(line.Raw), ":")
				if _, err := fmt.Sscanf(rest, " rug at tick %d, %f SOL, cash %f", &tick, &change, &has); err != nil {
					t.Fatalf("%s: %v", line.Raw, err)
				}
				o := all[id]
				want := 0.01 * (o.ended - 1)
				if o.sold != 0 {
					want = 0.01 * (o.sold - 1)
					sold++
				}
				cash += change
				if tick != o.rug || math.Abs(change-want) > 2e-6 || math.Abs(has-cash) > 1e-5 {
					t.Errorf("%s: want the rug at %d and %+.6f SOL", line.Raw, o.rug, want)
				}
			}
			if sold == 0 || sold == rounds {
				t.Errorf("%d of %d rounds reached the target: the seed shows only one kind", sold, rounds)
			}
		})
	}
}
