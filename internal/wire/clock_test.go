package wire

import (
	"bufio"
	"bytes"
	"encoding/json"
	"testing"
)

func TestClockOf(t *testing.T) {
	for _, tt := range []struct {
		name, payload string
		want          Clock
		paused, ok    bool
	}{
		{"tick", string(tickFrame()), Clock{Round: roundID, Tick: 129}, false, true},
		{
			"light: what is absent is told from 0",
			`{"gameId":"x","cooldownTimer":14900,"cooldownPaused":true,"leaderboard":[]}`,
			Clock{Round: "x", Tick: -1, CooldownMS: 14900},
			true, true,
		},
		{
			"the last argument, in any order",
			`[{"__trace":true},{"rugged":true,"tickCount":3,"cooldownPaused":false,"cooldownTimer":0,"gameId":"x"}]`,
			Clock{Round: "x", Tick: 3, Rugged: true},
			false, true,
		},
		{"null is absent", `{"gameId":"x","tickCount":null,"cooldownTimer":0,"rugged":null}`, Clock{Round: "x", Tick: -1}, false, true},
		{"no figure", `{"gameId":"x","tickCount":null}`, Clock{Tick: -1, CooldownMS: -1}, false, false},
		{"what comes after the clock is not looked at", `{"gameId":"x","tickCount":1,"rugged":false,"cooldownPaused":false,"cooldownTimer":0,"rest":`, Clock{Round: "x", Tick: 1}, false, true},
		{"no round", `{"tickCount":3,"rugged":false}`, Clock{Tick: -1, CooldownMS: -1}, false, false},
		{"below 0", `{"gameId":"x","tickCount":-1}`, Clock{Tick: -1, CooldownMS: -1}, false, false},
		{"no number", `{"gameId":"x","tickCount":"1"}`, Clock{Tick: -1, CooldownMS: -1}, false, false},
		{"cut", `{"gameId":"x","tickCount":1`, Clock{Tick: -1, CooldownMS: -1}, false, false},
		{"nothing", ``, Clock{Tick: -1, CooldownMS: -1}, false, false},
		{"no arguments", `[]`, Clock{Tick: -1, CooldownMS: -1}, false, false},
	} {
		c, paused, ok := ClockOf([]byte(tt.payload))
		if c != tt.want || paused != tt.paused || ok != tt.ok {
			t.Errorf("%s: %+v, %v, %v; want %+v, %v, %v", tt.name, c, paused, ok, tt.want, tt.paused, tt.ok)
		}
	}
}

// TestCorpusClocks: the clock is what DecodeEvent reads, and it moves with
// every frame that was captured.
func TestCorpusClocks(t *testing.T) {
	lines := bufio.NewScanner(bytes.NewReader(corpus(t, "raw/websocket_events_000_119.jsonl")))
	lines.Buffer(nil, 16<<20)
	seen := map[Clock]int{}
	for lines.Scan() {
		var line struct {
			Type string          `json:"event_type"`
			Data json.RawMessage `json:"data"`
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		c, _, ok := ClockOf(line.Data)
		if line.Type != StateUpdate {
			if ok {
				t.Errorf("%s has the clock %+v", line.Type, c)
			}
			continue
		}
		said, err := DecodeEvent(line.Type, line.Data, 1)
		if err != nil {
			t.Fatal(err)
		}
		frame := said.Event.Frame
		want := Clock{frame.Round, frame.Tick.Or(-1), frame.CooldownMS.Or(-1), frame.Rugged.Value}
		if !ok || c != want {
			t.Errorf("%+v, %v; want %+v", c, ok, want)
		}
		seen[c]++
	}
	if len(seen) != 103 {
		t.Errorf("%d clocks in 103 frames", len(seen))
	}
}

func TestServerSource(t *testing.T) {
	for data, want := range map[string]string{
		`{"sid":"a","arena":"arena"}`: "arena", `{"arena":"replay","sid":"a"}`: "replay",
		`{"sid":"a"}`: "", `{"arena":"site"}`: "", `{"arena":1}`: "", ``: "", `{"arena":"arena"`: "",
	} {
		if got := ServerSource([]byte(data)); got != want {
			t.Errorf("%s: %q, want %q", data, got, want)
		}
	}
}

func BenchmarkClockOf(b *testing.B) {
	payload := tickFrame()
	b.ReportAllocs()
	for b.Loop() {
		if _, _, ok := ClockOf(payload); !ok {
			b.Fatal("no clock")
		}
	}
}
