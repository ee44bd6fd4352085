package tape

import (
	"bytes"
	"cmp"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"rugtape/internal/fair"
	"rugtape/internal/game"
	"rugtape/internal/round"
)

// corpus opens a file of the shared corpus and skips the test without it.
func corpus(t testing.TB, name string) *os.File {
	t.Helper()
	dir := cmp.Or(os.Getenv("RUGTAPE_CORPUS"), filepath.Join("..", "..", "..", "shared", "corpus"))
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Skipf("the corpus is not at %s (set RUGTAPE_CORPUS): %v", dir, err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// corpusFile is one file of the corpus, read.
type corpusFile struct {
	name  string
	stats Stats
	err   error
	recs  []*round.Recording
}

func readCorpus(t testing.TB, name string) []corpusFile {
	t.Helper()
	f := corpus(t, name)
	info, err := f.Stat()
	must(t, err)
	var files []corpusFile
	err = Streams(name, f, f, info.Size(), func(name string, r io.Reader) error {
		file := corpusFile{name: name}
		file.stats, file.err = Read(name, r, round.Site, func(rec *round.Recording) error {
			file.recs = append(file.recs, rec)
			return nil
		})
		files = append(files, file)
		return nil
	})
	must(t, err)
	return files
}

// TestCorpusDamage counts the damage in the recordings, in files.
// docs/format/imports.md has the same counts.
func TestCorpusDamage(t *testing.T) {
	want := map[Damage]int{
		TornLine: 13, Comment: 1, EmptyFile: 1,
		CooldownDisorder: 343, CooldownExtended: 1, TimeBackwards: 49,
		StartMidRound: 21, NoLive: 14, NoRug: 16, TickGap: 5, FirstRowsSwapped: 5, TwoRowsForATick: 1,
		MissingBeforeRug: 2, RugMissed: 5, OneRugRow: 6, SecondRugSameTick: 6, SecondRugLate: 11,
		SeveralStarts: 7, SeveralEnds: 2, NoEnd: 2, EndWithoutRug: 26, TotalDiffers: 89,
	}
	got := map[Damage]int{}
	var sum Stats
	var torn []int
	inFiles := map[round.Key]int{}
	for _, file := range readCorpus(t, "recordings.tar.zst") {
		if file.err != nil && file.stats.Damage[EmptyFile] == 0 {
			t.Errorf("%s: %v", file.name, file.err)
		}
		for kind := range file.stats.Damage {
			got[kind]++
		}
		if n := file.stats.Damage[TornLine]; n > 0 {
			torn = append(torn, n)
		}
		for _, rec := range file.recs {
			inFiles[rec.Key]++
		}
		sum.Lines += file.stats.Lines
		sum.Blank += file.stats.Blank
		sum.Ticks += file.stats.Ticks
		sum.Malformed += file.stats.Malformed
		sum.Salvaged += file.stats.Salvaged
		sum.LossesTotal += file.stats.LossesTotal
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("files by kind (-want +read):\n%s", diff)
	}
	if diff := gocmp.Diff(Stats{Lines: 184871, Blank: 1, Ticks: 183785, Malformed: 155, Salvaged: 191, LossesTotal: 155}, sum); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	slices.Sort(torn)
	if few := torn[:8]; few[7] > 2 || torn[8] < 13 || torn[12] > 51 {
		t.Errorf("torn lines in a file: %v", torn)
	}
	split := 0
	for _, n := range inFiles {
		if n > 1 {
			split += n
		}
	}
	if len(inFiles) != 538 || split != 36 {
		t.Errorf("%d rounds, %d files that hold a part of one; want 538 and 36", len(inFiles), split)
	}
}

// joined joins what the files say of each round, in their order.
func joined(files []corpusFile) map[round.Key]*round.Recording {
	rounds := map[round.Key]*round.Recording{}
	for _, file := range files {
		for _, rec := range file.recs {
			if have := rounds[rec.Key]; have != nil {
				rec = round.Merge(have, rec)
			}
			rounds[rec.Key] = rec
		}
	}
	return rounds
}

// TestCorpusRounds: the rounds are the same whatever the order of the files,
// none contradicts itself, and the law could have made every complete one.
func TestCorpusRounds(t *testing.T) {
	files := readCorpus(t, "recordings.tar.zst")
	rounds := joined(files)
	complete := 0
	encoded := map[round.Key][]byte{}
	for key, rec := range rounds {
		rec.Settle()
		encoded[key], _ = encode(t, rec, Edition{Revision: 1})
		if rec.Quarantined() {
			t.Errorf("round %s contradicts itself: %+v", key.ID, rec.Conflicts)
		}
		if rec.Complete() {
			complete++
			if p := round.Prove(rec); p.Consistency.Check == fair.Failed {
				t.Errorf("round %s: %+v", key.ID, p.Consistency)
			}
		}
	}
	if complete != 502 {
		t.Errorf("%d complete rounds, want 502", complete)
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
	for key, rec := range joined(files) {
		rec.Settle()
		if file, _ := encode(t, rec, Edition{Revision: 1}); !bytes.Equal(file, encoded[key]) {
			t.Errorf("round %s depends on the order of the files:\n%s", key.ID, gocmp.Diff(string(encoded[key]), string(file)))
		}
	}
}

// TestCorpusRoundFiles: every real round comes back from its round file.
func TestCorpusRoundFiles(t *testing.T) {
	for _, rec := range joined(readCorpus(t, "recordings.tar.zst")) {
		file, _ := encode(t, rec, Edition{Revision: 1})
		back, _, err := DecodeRound(bytes.NewReader(file))
		must(t, err)
		if diff := gocmp.Diff(rec, back); diff != "" {
			t.Errorf("round %s (-encoded +decoded):\n%s", rec.ID, diff)
		}
	}
}

// TestCorpusEvents reads the raw events: a round with its first 129 ticks out
// of the prices sent on connecting, and six past rounds with their seeds.
func TestCorpusEvents(t *testing.T) {
	files := readCorpus(t, "raw/websocket_events_000_119.jsonl")
	stats := files[0].stats
	if stats.Format != formatSamples || stats.Lines != 120 || stats.Ticks != 103 || stats.LossesTotal != 0 {
		t.Errorf("%v, %+v", files[0].err, stats)
	}
	rounds := joined(files)
	if len(rounds) != 7 {
		t.Errorf("%d rounds, want 7", len(rounds))
	}
	running := rounds[round.Key{Source: round.Site, ID: "20251207-e8186dbf38e046d1"}]
	if !allKnown(running.Ticks) || len(running.Trades) != 13 || running.SeedHash == "" || running.HashSeenNS != 0 || running.Version != "v3" {
		t.Errorf("the running round: %d ticks, %d trades, gaps %v", len(running.Ticks), len(running.Trades), running.Gaps())
	}
	for _, trade := range running.Trades {
		if tick := running.Ticks[trade.Tick]; tick.Price != trade.Price {
			t.Errorf("trade %s at tick %d has the price %v, the tick %v", trade.ID, trade.Tick, trade.Price, tick.Price)
		}
	}
	seeded := 0
	for _, rec := range rounds {
		if rec.Seed != "" {
			seeded++
			proven(t, rec)
		}
	}
	if seeded != 6 {
		t.Errorf("%d rounds with a seed, want 6", seeded)
	}
}

func TestCorpusHistory(t *testing.T) {
	files := readCorpus(t, "raw/seeded_games_6.json")
	stats := files[0].stats
	if stats.Format != formatHistory || stats.LossesTotal != 0 || len(files[0].recs) != 6 {
		t.Errorf("%v, %+v", files[0].err, stats)
	}
	bets := 0
	for _, rec := range files[0].recs {
		bets += len(rec.SideBets)
		proven(t, rec)
	}
	if bets != 529 {
		t.Errorf("%d side bets, want 529", bets)
	}
}

// TestCorpusTransition: around a rug and a new round, frames that come late
// and the tick that counts on leave one certain rug.
func TestCorpusTransition(t *testing.T) {
	rounds := joined(readCorpus(t, "raw/transition_shapes.jsonl"))
	old := rounds[round.Key{Source: round.Site, ID: "20251207-e8186dbf38e046d1"}]
	rug, ok := old.Rug()
	if !ok || !rug.Certain || rug.At != 266 || rug.Origin != game.FromFrame || old.Quarantined() {
		t.Errorf("rug %+v, conflicts %+v", rug, old.Conflicts)
	}
	next := rounds[round.Key{Source: round.Site, ID: "20251207-88792b42a6b44197"}]
	if next.SeedHash == "" || next.HashSeenNS == 0 || len(next.Ticks) != 0 {
		t.Errorf("the next round: %+v", next)
	}
}

func proven(t *testing.T, rec *round.Recording) {
	t.Helper()
	rec.Settle()
	p := round.Prove(rec)
	if p.Verdict != fair.Verified || p.HashOK != fair.Passed || p.RugPriceOK != fair.Passed || p.PeakOK != fair.Passed || p.PricesEqual == 0 {
		t.Errorf("round %s: %+v", rec.ID, p)
	}
}

// BenchmarkCorpus reads all recordings of the corpus, out of their archive.
func BenchmarkCorpus(b *testing.B) {
	f := corpus(b, "recordings.tar.zst")
	data, err := io.ReadAll(f)
	must(b, err)
	lines := 0
	for b.Loop() {
		lines = 0
		err := Streams("f", bytes.NewReader(data), nil, -1, func(name string, r io.Reader) error {
			stats, _ := Read(name, r, round.Site, func(*round.Recording) error { return nil })
			lines += stats.Lines
			return nil
		})
		must(b, err)
	}
	b.ReportMetric(float64(lines)*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}
