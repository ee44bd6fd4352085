package engine_test

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"rugtape/internal/fair"
	"rugtape/internal/game"
	"rugtape/internal/wire"
)

// told is an event and when it comes.
type told struct {
	ns    int64
	event game.Event
}

// drawn is a round by the law.
func drawn(n int) fair.Round {
	return fair.V3.Derive(fair.SeedHash(fmt.Sprint("engine ", n)), roundID(n), nil)
}

func roundID(n int) string { return fmt.Sprintf("20250101-%016x", n) }

// frames are the frames of a round from its cooldown to its second rugged one,
// each tick at its time.
func frames(n int, r *fair.Round, startNS int64) []told {
	var all []told
	add := func(ns int64, f game.Frame) {
		f.Round = roundID(n)
		all = append(all, told{ns, game.Event{Frame: &f}})
	}
	add(startNS, game.Frame{CooldownMS: game.Some(15000), PreRoundBuys: game.Some(false), SeedHash: "h"})
	add(startNS+5e9, game.Frame{CooldownMS: game.Some(10000), PreRoundBuys: game.Some(true)})
	add(startNS+6e9, game.Frame{CooldownMS: game.Some(9900), PreRoundBuys: game.Some(true)})
	start := startNS + 15e9
	for tick, price := range r.Prices {
		add(start+int64(tick)*tickNS, game.Frame{
			Active: game.Some(true), Tick: game.Some(tick), Price: game.Some(price), Rugged: game.Some(tick == r.RugTick),
		})
	}
	add(start+int64(r.RugTick)*tickNS+500e6, game.Frame{
		Active: game.Some(true), Tick: game.Some(r.RugTick + 1), Price: game.Some(r.RugPrice), Rugged: game.Some(true),
	})
	return all
}

// drawnEvents are the frames of rounds by the law, one after the other.
func drawnEvents(from, to int) []told {
	var all []told
	ns := int64(1_750_000_000e9)
	for n := from; n < to; n++ {
		r := drawn(n)
		all = append(all, frames(n, &r, ns)...)
		ns = all[len(all)-1].ns + 500e6
	}
	return all
}

// corpusEvents are real events as the server sent them: the end of a round
// that was joined in the middle, or the change from one round to the next.
func corpusEvents(t testing.TB, name string) []told {
	t.Helper()
	dir := cmp.Or(os.Getenv("RUGTAPE_CORPUS"), filepath.Join("..", "..", "..", "shared", "corpus"))
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Skipf("the corpus is not at %s (set RUGTAPE_CORPUS): %v", dir, err)
	}
	var all []told
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 8<<20)
	for lines.Scan() {
		var record struct {
			Timestamp string
			EventType string `json:"event_type"`
			Event     string
			Data      json.RawMessage
		}
		if err := json.Unmarshal(lines.Bytes(), &record); err != nil {
			t.Fatal(err)
		}
		at, err := time.Parse("2006-01-02T15:04:05.999999", record.Timestamp)
		ns := at.UnixNano()
		if err != nil {
			ns = 1_750_000_000e9 + int64(len(all))*tickNS
		}
		said, err := wire.DecodeEvent(cmp.Or(record.EventType, record.Event), record.Data, ns)
		if err != nil {
			t.Fatal(err)
		}
		if said.Known {
			all = append(all, told{ns, said.Event})
		}
	}
	if len(all) == 0 {
		t.Fatalf("%s holds no events", name)
	}
	return all
}
