package tape

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/game"
	"rugtape/internal/round"
)

// readAll reads streams and joins what they say of each round.
func readAll(t testing.TB, streams ...string) map[string]*round.Recording {
	t.Helper()
	rounds := map[string]*round.Recording{}
	for _, text := range streams {
		_, err := Read("f", strings.NewReader(text), round.Site, func(rec *round.Recording) error {
			if have := rounds[rec.ID]; have != nil {
				rec = round.Merge(have, rec)
			}
			rounds[rec.ID] = rec
			return nil
		})
		must(t, err)
	}
	return rounds
}

func fixture(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "read", name))
	must(t, err)
	return string(text)
}

// TestSplitRound: a round split over two files is the round in one, whatever
// comes first, and however often.
func TestSplitRound(t *testing.T) {
	first, second, plain := fixture(t, "a_split_1.jsonl"), fixture(t, "a_split_2.jsonl"), fixture(t, "a_plain.jsonl")
	want := readAll(t, plain)
	for _, order := range [][]string{{first, second}, {second, first}, {second, first, second, plain}} {
		if diff := cmp.Diff(want, readAll(t, order...)); diff != "" {
			t.Errorf("(-whole +joined):\n%s", diff)
		}
	}
}

// TestManyRoundsAtOnce: rounds that come back after more others than are held
// are given again with the rest, and lose nothing.
func TestManyRoundsAtOnce(t *testing.T) {
	const rounds, ticks = 3 * maxOpen, 20
	var mixed strings.Builder
	for tick := range ticks {
		for n := range rounds {
			fmt.Fprintf(&mixed, `{"type": "tick", "timestamp": "2025-01-01T09:00:%02d.%06d", "game_id": "r-%d", "tick": %d, "price": %d.5, `+
				`"phase": "ACTIVE_GAMEPLAY", "active": true, "rugged": false, "cooldown_timer": 0, "trade_count": 1}`+"\n", tick, n, n, tick, n)
		}
	}
	given := 0
	stats, err := Read("f", strings.NewReader(mixed.String()), round.Site, func(*round.Recording) error {
		given++
		return nil
	})
	must(t, err)
	if stats.Ticks != rounds*ticks || given != rounds*ticks {
		t.Errorf("%d ticks in %d recordings", stats.Ticks, given)
	}
	all := readAll(t, mixed.String())
	if len(all) != rounds {
		t.Fatalf("%d rounds, want %d", len(all), rounds)
	}
	for id, rec := range all {
		if len(rec.Ticks) != ticks || !allKnown(rec.Ticks) {
			t.Errorf("round %s has %d ticks", id, len(rec.Ticks))
		}
	}
}

// TestReadersError: what came before is given on, the torn line's whole ticks
// included, and the error comes back.
func TestReadersError(t *testing.T) {
	broken := errors.New("broken disk")
	text := plainTick + "\n" + strings.Replace(plainTick, `"tick": 1`, `"tick": 2`, 1) + plainTick[:50]
	var got *round.Recording
	stats, err := Read("f", io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)), round.Site, func(rec *round.Recording) error {
		got = rec
		return nil
	})
	if !errors.Is(err, broken) || got == nil || len(got.Ticks) != 3 || stats.Salvaged != 1 {
		t.Errorf("%v, recording %+v, %+v", err, got, stats)
	}
	_, err = Read("f", io.MultiReader(strings.NewReader(`[{"id":"x","prices":[1,0.02],"peakMultiplier":1},{"id`), iotest.ErrReader(broken)), round.Site,
		func(rec *round.Recording) error {
			got = rec
			return nil
		})
	if !errors.Is(err, broken) || got.ID != "x" {
		t.Errorf("out of a list: %v, %+v", err, got)
	}
}

// TestCallerEnds: the caller's error ends the reading and comes back as it is.
func TestCallerEnds(t *testing.T) {
	stop := errors.New("stop")
	own, _ := encode(t, sample(), Edition{Revision: 1})
	for _, text := range []string{fixture(t, "a_plain.jsonl"), fixture(t, "b_session.jsonl"), fixture(t, "k_history.json"), string(own) + string(own)} {
		calls := 0
		_, err := Read("f", strings.NewReader(text), round.Site, func(*round.Recording) error {
			calls++
			return stop
		})
		if calls != 1 || !errors.Is(err, stop) {
			t.Errorf("%d calls, %v", calls, err)
		}
	}
}

func TestLineTooLong(t *testing.T) {
	for _, size := range []int{MaxLine, MaxLine + 1} {
		long := plainTick[:len(plainTick)-1] + strings.Repeat(" ", size-len(plainTick)) + "}"
		text := long + "\n" + strings.Replace(plainTick, `"tick": 1`, `"tick": 2`, 1)
		var ticks []round.Tick
		stats, err := Read("f", iotest.HalfReader(strings.NewReader(text)), round.Site, func(rec *round.Recording) error {
			ticks = rec.Ticks
			return nil
		})
		must(t, err)
		fits := size <= MaxLine
		if ticks[1].Known() != fits || len(ticks) != 3 || (stats.Damage[LineTooLong] == 0) != fits || stats.Lines != 2 {
			t.Errorf("a line of %d bytes: %+v, %+v", size, ticks, stats)
		}
	}
	entry := `{"id":"x","prices":[1,0.02],"peakMultiplier":1}`
	text := "[" + strings.Replace(entry, "1,", "1,"+strings.Repeat(" ", MaxLine), 1) + ",\n" + entry + "]"
	stats, err := Read("f", strings.NewReader(text), round.Site, func(rec *round.Recording) error { return nil })
	if err != nil || stats.Damage[LineTooLong] != 1 || stats.Losses[0].Line != 1 || stats.Format != formatHistory {
		t.Errorf("an entry too long: %v, %+v", err, stats)
	}
}

// TestManyBraces: a line that looks like the beginning of something at every
// byte costs time in proportion to its length only.
func TestManyBraces(t *testing.T) {
	for _, piece := range []string{`{`, `{"a":`, `{"a":[`, `{"type": "tick", "timestamp": "`, `{"a":"`} {
		line := strings.Repeat(piece, 256<<10/len(piece))
		stats, err := Read("f", strings.NewReader(line), round.Site, nil)
		if !errors.Is(err, ErrUnknownFormat) || stats.Malformed != 1 {
			t.Errorf("%s...: %v, %d malformed", piece, err, stats.Malformed)
		}
	}
}

// TestLossesAreBounded: the list ends, the counts go on.
func TestLossesAreBounded(t *testing.T) {
	stats, _ := Read("f", strings.NewReader(strings.Repeat("junk\n", 3*maxLosses)), round.Site, nil)
	if len(stats.Losses) != maxLosses || stats.LossesTotal != 3*maxLosses || stats.Damage[TornLine] != 3*maxLosses {
		t.Errorf("%d told of %d", len(stats.Losses), stats.LossesTotal)
	}
	entry := `{"id":"x","prices":[1,0.02],"peakMultiplier":1,"globalSidebets":[{}` + strings.Repeat(",{}", 99) + `]}`
	stats, err := Read("f", strings.NewReader(entry), round.Site, func(*round.Recording) error { return nil })
	if err != nil || stats.LossesTotal != 100 || stats.Damage[UnusableRecord] != 100 || len(stats.Losses) > 10 {
		t.Errorf("%v: %d told of %d", err, len(stats.Losses), stats.LossesTotal)
	}
}

// TestNoNames: nothing that a recording keeps tells who played.
func TestNoNames(t *testing.T) {
	for _, name := range []string{"h_raw.jsonl", "i_cdp.jsonl", "j_samples.jsonl", "k_history.json"} {
		for _, rec := range readAll(t, fixture(t, name)) {
			file, _ := encode(t, rec, Edition{Revision: 1})
			if bytes.Contains(file, []byte("Somebody")) || bytes.Contains(file, []byte("did:player")) {
				t.Errorf("%s: a player's name or id is kept:\n%s", name, file)
			}
		}
	}
}

// TestLossesNameNobody: what is told of a line that was lost shows nothing of
// a line that may tell who played, whether the rest of the file was damaged,
// is of another format or came only later.
func TestLossesNameNobody(t *testing.T) {
	player := `"username": "Somebody", "playerId": "did:player:1"`
	update := `{"event": "gameStateUpdate", "ts": 1735740016, "data": {"gameId": "x", "active": false}}`
	for _, c := range []struct{ name, text, said string }{
		{"torn", `{"event": "standard/newTrade", "data": {` + player + "\n" + update, "kept nothing of 90 bytes of the event standard/newTrade"},
		{"torn, its name of another kind", `{"timestamp": 1, "event_type" :"playerUpdate", "data": [{` + player, "107 bytes of the event playerUpdate"},
		{"the end of a line, events later", `ername": "Somebody"}]}` + "\n" + update, "kept nothing of 22 bytes"},
		{"the end of a line, events before", update + "\n" + `ername": "Somebody"}]}`, "kept nothing of 22 bytes"},
		{"unknown", `{"event": "hello", ` + player + `}`, "70 bytes of the event hello"},
		{"of another kind", `{"event": "hello", "type": 7, ` + player + `}`, "type is not of the kind that it should be: 81 bytes of the event hello"},
		{"in another file", plainTick + "\n" + `{` + player + `}`, "52 bytes"},
		{"in a comment", "// {" + player + "\n" + update, "54 bytes"},
		{"in a list", `[{"id":"x","prices":[1,0.02],"peakMultiplier":1}, {"n": "Somebody"}, "Somebody"]`, "17 bytes"},
	} {
		stats, _ := Read("f", strings.NewReader(c.text), round.Site, func(*round.Recording) error { return nil })
		if len(stats.Losses) == 0 {
			t.Errorf("%s: nothing was lost", c.name)
			continue
		}
		for _, loss := range stats.Losses {
			if strings.Contains(loss.Text, "Somebody") || strings.Contains(loss.Text, "did:player") {
				t.Errorf("%s: it shows a player: %q", c.name, loss.Text)
			}
		}
		if text := stats.Losses[0].Text; !strings.Contains(text, c.said) {
			t.Errorf("%s: it says %q, want %q", c.name, text, c.said)
		}
	}
	for _, file := range []string{"h_raw.jsonl", "i_cdp.jsonl", "j_samples.jsonl", "j_torn.jsonl", "k_history.json", "k_torn.json"} {
		stats, _ := Read("f", strings.NewReader(fixture(t, file)), round.Site, func(*round.Recording) error { return nil })
		for _, loss := range stats.Losses {
			if strings.Contains(loss.Text, "Somebody") || strings.Contains(loss.Text, "did:player") {
				t.Errorf("%s: it shows a player: %q", file, loss.Text)
			}
		}
	}
}

// TestTheFormatsAgree: the same round told by a recorder, by raw events and
// by the server's history is one round without a contradiction.
func TestTheFormatsAgree(t *testing.T) {
	all := readAll(t, fixture(t, "a_plain.jsonl"), fixture(t, "j_samples.jsonl"), fixture(t, "k_history.json"), fixture(t, "h_raw.jsonl"))
	rec := all["20250101-00000000000000aa"]
	if rec.Quarantined() || !rec.Complete() || len(rec.SideBets) != 2 || len(rec.Trades) != 1 {
		t.Errorf("%+v", rec)
	}
	want := []string{formatSamples, formatGame, formatHistory, formatRaw}
	if !slices.Equal(rec.From, want) {
		t.Errorf("read from %q, want %q", rec.From, want)
	}
	for at, tick := range rec.Ticks {
		if tick.Origin != game.FromFrame {
			t.Errorf("tick %d is from %v", at, tick.Origin)
		}
	}
}

// FuzzRead: no bytes make it panic or give what cannot be kept.
func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob("testdata/read/*")
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(f, err)
		f.Add(text)
	}
	own, _ := encode(f, sample(), Edition{Revision: 1})
	f.Add(own)
	f.Fuzz(func(t *testing.T, data []byte) {
		stats, err := Read("f", bytes.NewReader(data), round.Site, func(rec *round.Recording) error {
			file, e := encode(t, rec, Edition{Revision: 1})
			back, _, err := DecodeRound(bytes.NewReader(file))
			if err != nil || !cmp.Equal(rec, back) {
				t.Errorf("round %s, edition %v: %v\n%s", rec.ID, e, err, cmp.Diff(rec, back))
			}
			return nil
		})
		if stats.Format == "" && err == nil {
			t.Error("nothing was recognised, and that is no error")
		}
		if stats.Malformed+stats.Blank > stats.Lines+strings.Count(string(data), "{")+1 || stats.LossesTotal < len(stats.Losses) {
			t.Errorf("the counts do not add up: %+v", stats)
		}
	})
}

// BenchmarkReadA reads a recording of format A, from bytes to recording, with
// the machine in between.
func BenchmarkReadA(b *testing.B) {
	text := longRound()
	lines := bytes.Count(text, []byte("\n"))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		stats, err := Read("f", bytes.NewReader(text), round.Site, func(*round.Recording) error { return nil })
		if err != nil || stats.Lines != lines || stats.LossesTotal != 0 {
			b.Fatal(err, stats)
		}
	}
	b.ReportMetric(float64(lines)*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}

// longRound writes rounds the way a recorder does, in the usual mix: 150
// frames of the cooldown, 200 live ones.
func longRound() []byte {
	var out bytes.Buffer
	line := func(id, tick int, price float64, phase string, active, rugged bool, cooldown int) {
		fmt.Fprintf(&out, `{"type": "tick", "timestamp": "2025-01-01T%02d:%02d:%02d.%06d", "game_id": "20250101-%016x", "tick": %d, "price": %v, "phase": "%s", `+
			`"active": %v, "rugged": %v, "cooldown_timer": %d, "trade_count": %d}`+"\n",
			9+id/60, id%60, (tick+150)/7, tick*1000, id, tick, price, phase, active, rugged, cooldown, tick)
	}
	for id := range 20 {
		for ms := 14900; ms > 0; ms -= 100 {
			line(id, 0, 1, "PRESALE", false, false, ms)
		}
		price := 1.0
		for tick := range 200 {
			line(id, tick, price, "ACTIVE_GAMEPLAY", true, false, 0)
			price *= 1 + float64((tick*7919)%101-50)/1234
		}
		line(id, 200, 0.0123456789012345, "ACTIVE_GAMEPLAY", true, true, 0)
		line(id, 201, 0.0123456789012345, "RUG_EVENT_1", true, true, 0)
	}
	return out.Bytes()
}

// TestDamageIsDocumented: every kind of damage and every format has its row.
func TestDamageIsDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/format/imports.md")
	must(t, err)
	code, err := os.ReadFile("damage.go")
	must(t, err)
	kinds := regexp.MustCompile(`Damage += "([^"]+)"`).FindAllSubmatch(code, -1)
	if len(kinds) < 20 {
		t.Fatalf("only %d kinds found", len(kinds))
	}
	for _, kind := range kinds {
		if !bytes.Contains(page, []byte("\n| `"+string(kind[1])+"`")) {
			t.Errorf("docs/format/imports.md has no row for %q", kind[1])
		}
	}
	for _, format := range []string{formatGame, formatSession, formatBare, formatDemo, formatList, formatRaw, formatCDP, formatSamples, formatHistory, formatOwn} {
		if !bytes.Contains(page, []byte("| `"+format+"` |")) {
			t.Errorf("docs/format/imports.md has no row for format %s", format)
		}
	}
}

// TestAFailingReaderEndsTheRead wherever it fails: at the end of a line there
// is no text left to carry the error.
func TestAFailingReaderEndsTheRead(t *testing.T) {
	line := "{\"type\": \"game_start\", \"timestamp\": \"2025-01-01T12:00:00\", \"game_id\": \"20250101-a\"}\n"
	for cut := range len(line) + 1 {
		broken := errors.New("the disk is gone")
		from := io.MultiReader(strings.NewReader(line+line[:cut]), iotest.ErrReader(broken))
		_, err := Read("x", from, round.Site, func(*round.Recording) error { return nil })
		if !errors.Is(err, broken) {
			t.Fatalf("cut at byte %d of the second line: %v", cut, err)
		}
	}
}
