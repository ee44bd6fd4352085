package tape

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"rugtape/internal/game"
	"rugtape/internal/round"
)

const plainTick = `{"type": "tick", "timestamp": "2025-01-01T09:00:15.287000", "game_id": "20250101-00000000000000aa", "tick": 1, "price": 1.0125, "phase": "ACTIVE_GAMEPLAY", "active": true, "rugged": false, "cooldown_timer": 0, "trade_count": 7}`

func TestScanTick(t *testing.T) {
	var w row
	if n := scanTick([]byte(plainTick+" trailing"), &w); n != len(plainTick) {
		t.Fatalf("%d bytes of the line were read", n)
	}
	if string(w.stamp) != "2025-01-01T09:00:15.287000" || string(w.id) != "20250101-00000000000000aa" ||
		w.tick != 1 || w.price != 1.0125 || !w.active || w.rugged || w.cooldown != 0 || w.missed || w.known != hasAll {
		t.Errorf("read as %+v", w)
	}
	line := []byte(plainTick)
	allocs := testing.AllocsPerRun(100, func() { scanTick(line, &w) })
	if allocs != 0 {
		t.Errorf("%v allocations a line", allocs)
	}
}

func TestScanTickIsStrict(t *testing.T) {
	change := func(old, new string) string {
		changed := bytes.Replace([]byte(plainTick), []byte(old), []byte(new), 1)
		if bytes.Equal(changed, []byte(plainTick)) {
			t.Fatalf("nothing to change: %s", old)
		}
		return string(changed)
	}
	for _, line := range []string{
		"", plainTick[:len(plainTick)-1], plainTick[1:],
		change(`": "`, `":"`), change(`"tick": 1`, `"tick": 1.0`), change(`"tick": 1`, `"tick": -1`), change(`"tick": 1`, `"tick": 01`),
		change(`"tick": 1`, `"tick": 1234567890`), change(`1.0125`, `"1.0125"`), change(`1.0125`, `null`), change(`1.0125`, `NaN`), change(`1.0125`, `1e999`),
		change(`1.0125`, `0x1p4`), change(`true`, `True`), change(`false`, `0`), change(`7}`, `7.5}`), change(`7}`, `7, "x": 1}`),
		change(`ACTIVE_`, `ACTIVE\u005f`), change(`aa"`, "a\xff\""), change(`ACTIVE_`, "ACTIVE\t"), change(`{"type"`, `{ "type"`), change(`"tick",`, `"tock",`),
	} {
		var w row
		if n := scanTick([]byte(line), &w); n != 0 {
			t.Errorf("%s was read as %+v", line, w)
		}
	}
}

// bothWays reads a line the quick and the general way.
func bothWays(line []byte) (quick, general game.Frame, ok bool) {
	var w row
	if n := scanTick(line, &w); n == 0 || n != len(line) {
		return quick, general, false
	}
	w.frame(&quick)
	rd := reader{source: round.Site, each: func(*round.Recording) error { return nil }, rows: formatGame}
	if whole, err := rd.record.decode(line); !whole || err != nil || !rd.take(line) {
		return quick, general, true
	}
	rd.row.frame(&general)
	return quick, general, true
}

// TestBothWays: what the quick way takes, the general way reads the same.
func TestBothWays(t *testing.T) {
	files, _ := filepath.Glob("testdata/read/a_*")
	taken := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(text) {
			quick, general, ok := bothWays(bytes.TrimSpace(line))
			if !ok {
				continue
			}
			if taken++; !sameFrame(quick, general) {
				t.Errorf("%s\nquick   %+v\ngeneral %+v", line, quick, general)
			}
		}
	}
	if taken < 100 {
		t.Errorf("only %d lines were read the quick way", taken)
	}
}

func sameFrame(a, b game.Frame) bool {
	return a.Active == b.Active && a.Rugged == b.Rugged && a.Tick == b.Tick && a.Price == b.Price && a.CooldownMS == b.CooldownMS
}

func FuzzScanTick(f *testing.F) {
	f.Add([]byte(plainTick))
	f.Add([]byte(`{"type": "tick", "timestamp": "", "game_id": "x", "tick": 0, "price": 1e-5, "phase": "", "active": false, "rugged": false, "cooldown_timer": 14900, "trade_count": 0}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		quick, general, ok := bothWays(line)
		if !ok {
			return
		}
		if !isWhole(line) {
			t.Fatalf("the quick way took what is not JSON: %q", line)
		}
		if !sameFrame(quick, general) {
			t.Errorf("%s\nquick   %+v\ngeneral %+v", line, quick, general)
		}
	})
}
