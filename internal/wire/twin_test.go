package wire

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rugtape/internal/game"
)

// twin reads the plain fields of a frame the slow way, so that the quick way
// has something to be held against.
type twin struct {
	ID       *string         `json:"gameId"`
	Active   *bool           `json:"active"`
	Rugged   *bool           `json:"rugged"`
	Tick     *float64        `json:"tickCount"`
	Price    *float64        `json:"price"`
	Cooldown *float64        `json:"cooldownTimer"`
	PreBuys  *bool           `json:"allowPreRoundBuys"`
	Prices   []float64       `json:"prices"`
	Partial  json.RawMessage `json:"partialPrices"`
}

func opt[T, U comparable](t *testing.T, field string, got game.Opt[T], want *U, convert func(U) T) {
	t.Helper()
	if got.Present != (want != nil) || want != nil && got.Value != convert(*want) {
		t.Errorf("%s: got %+v, want %v", field, got, want)
	}
}

func checkTwin(t *testing.T, f *game.Frame, payload []byte) {
	t.Helper()
	var want twin
	if err := json.Unmarshal(payload, &want); err != nil {
		t.Fatalf("the twin cannot read it: %v", err)
	}
	if want.ID == nil || f.Round != *want.ID {
		t.Errorf("round %q, want %v", f.Round, want.ID)
	}
	same := func(b bool) bool { return b }
	opt(t, "active", f.Active, want.Active, same)
	opt(t, "rugged", f.Rugged, want.Rugged, same)
	opt(t, "allowPreRoundBuys", f.PreRoundBuys, want.PreBuys, same)
	opt(t, "tickCount", f.Tick, want.Tick, func(v float64) int { return int(v) })
	opt(t, "cooldownTimer", f.CooldownMS, want.Cooldown, func(v float64) int { return int(v) })
	opt(t, "price", f.Price, want.Price, func(v float64) float64 { return v })
	if len(f.Prices) != len(want.Prices) {
		t.Fatalf("%d prices, want %d", len(f.Prices), len(want.Prices))
	}
	for i := range f.Prices {
		if f.Prices[i] != want.Prices[i] {
			t.Errorf("price %d: %v, want %v", i, f.Prices[i], want.Prices[i])
		}
	}
}

// TestCorpusEvents holds every event of the captured samples against the twin.
func TestCorpusEvents(t *testing.T) {
	events := 0
	for _, name := range []string{"websocket_events_000_119.jsonl", "transition_shapes.jsonl"} {
		lines := bufio.NewScanner(bytes.NewReader(corpus(t, "raw/"+name)))
		lines.Buffer(nil, 16<<20)
		for lines.Scan() {
			var line struct {
				Type string          `json:"event_type"`
				Data json.RawMessage `json:"data"`
			}
			if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
				t.Fatal(err)
			}
			events++
			said, err := DecodeEvent(line.Type, line.Data, 1)
			if err != nil || said.Lost.Count > 0 {
				t.Fatalf("%s, event %d: %v, lost %q", name, events, err, said.Lost.Why)
			}
			switch line.Type {
			case StateUpdate:
				checkTwin(t, said.Event.Frame, line.Data)
			case NewTrade:
				if said.Event.Trade == nil || said.Event.Trade.Amount == 0 {
					t.Errorf("event %d: no trade: %+v", events, said.Event.Trade)
				}
			default:
				if said.Known {
					t.Errorf("%s is interpreted", line.Type)
				}
			}
		}
	}
	if events != 126 {
		t.Errorf("%d events, want 126", events)
	}
}

func TestCorpusHistory(t *testing.T) {
	var entries []json.RawMessage
	if err := json.Unmarshal(corpus(t, "raw/seeded_games_6.json"), &entries); err != nil {
		t.Fatal(err)
	}
	var lost Lost
	bets := 0
	for _, entry := range entries {
		p, err := DecodePast(entry, &lost)
		if err != nil {
			t.Fatal(err)
		}
		peak := 0.0
		for _, v := range p.Prices {
			peak = math.Max(peak, v)
		}
		if p.Peak.Value != peak || len(p.Seed) != 64 || len(p.SeedHash) != 64 || p.Version != "v3" || p.EndedNS == 0 {
			t.Errorf("round %s: peak %v of %v, seed %q, version %q", p.Round, p.Peak.Value, peak, p.Seed, p.Version)
		}
		bets += len(p.SideBets)
	}
	if bets != 529 || lost.Count != 0 {
		t.Errorf("%d side bets, lost %q; want 529 and none", bets, lost.Why)
	}
}

// corpus reads a file of the shared corpus and skips the test without it.
func corpus(t testing.TB, name string) []byte {
	t.Helper()
	dir := os.Getenv("RUGTAPE_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "corpus")
	}
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Skipf("the corpus is not at %s (set RUGTAPE_CORPUS): %v", dir, err)
	}
	return text
}

// tickFrame builds a frame of the shape and size of a real one.
func tickFrame() []byte {
	var board, events []string
	for i := range 10 {
		board = append(board, fmt.Sprintf(`{"id":"did:privy:player%022d","username":"Player%04d","level":%d,"pnl":0.264879755,"regularPnl":0.264879755,`+
			`"sidebetPnl":0,"shortPnl":0,"sidebetActive":null,"sideBet":null,"shortPosition":null,"pnlPercent":105.38162218559235,"hasActiveTrades":true,`+
			`"positionQty":0.2222919,"avgCost":1.259605046,"totalInvested":0.251352892,"selectedCoin":null,"position":%d}`, i, i, i*7, i+1))
	}
	for i := range 15 {
		events = append(events, fmt.Sprintf(`{"id":"admin-369c4187-4db9-43a3-bfb3-%012d","startTime":"2025-01-07T02:00:00.000Z","endTime":"2025-01-07T03:00:00.000Z",`+
			`"prepTimeMinutes":30,"levelRequired":10,"status":"SCHEDULED","createdAt":"2025-01-06T20:36:23.461Z","createdBy":"admin","startingBalance":100,`+
			`"customPrizes":{"1":1,"2":0.5,"3":0.25,"4":0.1,"5":0.025,"6":0.025,"7":0.025,"8":0.025,"9":0.025,"10":0.025}}`, i))
	}
	return []byte(`{"active":true,"price":1.061531247396796,"partialPrices":{"startTick":125,"endTick":129,"values":{"125":1.2749526227232495,` +
		`"126":1.3019525694480605,"127":1.073446660724414,"128":1.0654483722620864,"129":1.061531247396796}},"tradeCount":281,"rugged":false,` +
		`"tickCount":129,"cooldownTimer":0,"cooldownPaused":false,"pauseMessage":"","allowPreRoundBuys":false,"averageMultiplier":9.7615303000043,` +
		`"count2x":40,"count10x":7,"count50x":4,"count100x":2,"leaderboard":[` + strings.Join(board, ",") + `],"gameId":"` + roundID + `",` +
		`"connectedPlayers":224,"rugpool":{"instarugCount":2,"threshold":10,"rugpoolAmount":1.025240591000001},"rugRoyale":{"status":"SCHEDULED",` +
		`"upcomingEvents":[],"events":[` + strings.Join(events, ",") + `]},"provablyFair":{"serverSeedHash":"` + hashText + `","version":"v3"}}`)
}

func TestTickFrame(t *testing.T) {
	payload := tickFrame()
	if len(payload) < 10_000 || len(payload) > 11_000 {
		t.Errorf("the frame has %d bytes; real ones have about 10,400", len(payload))
	}
	said, err := DecodeEvent(StateUpdate, payload, 1)
	if err != nil {
		t.Fatal(err)
	}
	checkTwin(t, said.Event.Frame, payload)
}

// BenchmarkTickFrame times a tick frame of 10 kB next to encoding/json,
// which reads the same few fields.
func BenchmarkTickFrame(b *testing.B) {
	payload := tickFrame()
	b.Run("wire", func(b *testing.B) {
		b.SetBytes(int64(len(payload)))
		b.ReportAllocs()
		for b.Loop() {
			if said, err := DecodeEvent(StateUpdate, payload, 1); err != nil || said.Event.Frame.Tick.Value != 129 {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.SetBytes(int64(len(payload)))
		b.ReportAllocs()
		for b.Loop() {
			var f twin
			if err := json.Unmarshal(payload, &f); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// FuzzDecodeEvent: no payload makes it panic, and a frame that it reads out
// of well-formed JSON is what the twin reads.
func FuzzDecodeEvent(f *testing.F) {
	f.Add(StateUpdate, tickFrame())
	f.Add(StateUpdate, []byte(`{"gameId":"x","gameHistory":[{"id":"y","prices":[1,0.02],"globalSidebets":[{"type":"placed"}]}]}`))
	f.Add(StateUpdate, []byte(`[{}, {"gameId":"\u0061","tickCount":-0,"price":null}]`))
	f.Add(NewTrade, []byte(`[{"__trace":true},{"id":"t","gameId":"x","type":"buy","price":1,"qty":1,"amount":1,"tickIndex":1}]`))
	f.Fuzz(func(t *testing.T, name string, payload []byte) {
		said, err := DecodeEvent(name, payload, 1)
		if err != nil || said.Event.Frame == nil || !json.Valid(payload) {
			return
		}
		payload, err = lastArgument(payload)
		if err != nil {
			t.Fatal(err)
		}
		var want twin
		if json.Unmarshal(payload, &want) != nil || folds(payload) {
			return // v1 matches names in any case, and refuses other things
		}
		checkTwin(t, said.Event.Frame, payload)
	})
}

// folds tells whether encoding/json, which matches names in any case, may
// take another member than wire does, or the same one twice.
func folds(payload []byte) bool {
	known := []string{"gameId", "active", "rugged", "tickCount", "price", "cooldownTimer", "allowPreRoundBuys", "prices", "partialPrices"}
	seen := map[string]bool{}
	found := false
	_ = members(payload, func(name, _ []byte) error {
		for _, k := range known {
			if strings.EqualFold(k, string(name)) {
				found = found || seen[k] || k != string(name)
				seen[k] = true
			}
		}
		return nil
	})
	return found
}
