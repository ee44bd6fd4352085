package wire

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// corpusMessages are the events of the corpus as messages: all that were
// captured, and the rounds with their seeds as the history of a frame.
func corpusMessages(t testing.TB) [][]byte {
	var messages [][]byte
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
			args := [][]byte{line.Data}
			if line.Data[0] == '[' { // all arguments
				var list []json.RawMessage
				if err := json.Unmarshal(line.Data, &list); err != nil {
					t.Fatal(err)
				}
				args = args[:0]
				for _, arg := range list {
					args = append(args, arg)
				}
			}
			messages = append(messages, AppendEvent(nil, line.Type, -1, args...))
		}
	}
	frame := fmt.Appendf(nil, `{"gameId":%q,"gameHistory":%s}`, roundID, corpus(t, "raw/seeded_games_6.json"))
	return append(messages, AppendEvent(nil, StateUpdate, -1, frame))
}

// players are the strings in a message that may not survive.
func players(v any, under string, found map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			players(value, name, found)
		}
	case []any:
		for _, value := range v {
			players(value, under, found)
		}
	case string:
		switch under {
		case "playerId", "username", "discordUsername", "message":
			found[v] = true
		}
		if strings.HasPrefix(v, "did:") {
			found[v] = true
		}
	}
}

// TestCorpusFilter: all that was captured decodes as it did, no player and no
// word of theirs survives, and nothing else is lost.
func TestCorpusFilter(t *testing.T) {
	messages := corpusMessages(t)
	found := map[string]bool{}
	for _, message := range messages {
		p, err := ParsePacket(message)
		if err != nil {
			t.Fatal(err)
		}
		var args any
		if err := json.Unmarshal(p.Data, &args); err != nil {
			t.Fatal(err)
		}
		players(args, "", found)
	}
	if len(messages) != 127 || len(found) < 100 {
		t.Errorf("%d messages, %d ids, names and words of players", len(messages), len(found))
	}
	for i, message := range messages {
		safe := checkFilter(t, message)
		var before, after any
		if json.Unmarshal(message[2:], &before) != nil || json.Unmarshal(safe[2:], &after) != nil {
			t.Fatalf("message %d is no JSON", i)
		}
		if diff := changed(before, after, found); diff != "" {
			t.Errorf("message %d: %s", i, diff)
		}
		for name := range found {
			if bytes.Contains(safe, []byte(`"`+name+`"`)) || len(name) > 8 && bytes.Contains(safe, []byte(name)) {
				t.Errorf("message %d holds %q", i, name)
			}
		}
	}
}

// changed tells what else than what was found is not the same.
func changed(before, after any, found map[string]bool) string {
	switch b := before.(type) {
	case map[string]any:
		a, ok := after.(map[string]any)
		if !ok || len(a) != len(b) {
			return fmt.Sprintf("%v members, then %v", len(b), after)
		}
		for name := range b {
			if diff := changed(b[name], a[name], found); diff != "" {
				return name + ": " + diff
			}
		}
		return ""
	case []any:
		a, ok := after.([]any)
		if !ok || len(a) != len(b) {
			return fmt.Sprintf("%v elements, then %v", len(b), after)
		}
		for i := range b {
			if diff := changed(b[i], a[i], found); diff != "" {
				return fmt.Sprintf("%d: %s", i, diff)
			}
		}
		return ""
	case string:
		if found[b] {
			return ""
		}
	}
	if before != after {
		return fmt.Sprintf("%v became %v", before, after)
	}
	return ""
}

// TestCorpusFilterDamage: messages that are cut, or of which bytes are
// changed, lose nothing but themselves, and keep what they held to themselves.
func TestCorpusFilterDamage(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for _, message := range corpusMessages(t) {
		if len(message) > 20_000 {
			message = message[:20_000]
		}
		for range 20 {
			damaged := bytes.Clone(message)
			for range 1 + random.IntN(3) {
				i := random.IntN(len(damaged))
				switch random.IntN(4) {
				case 0:
					damaged = damaged[:i+1]
				case 1:
					damaged[i] = `"\{}[],: x0`[random.IntN(11)]
				case 2:
					damaged = append(damaged[:i], damaged[min(len(damaged), i+random.IntN(40)):]...)
				case 3:
					damaged = append(damaged[:i:i], append([]byte(`"`), damaged[i:]...)...)
				}
				if len(damaged) == 0 {
					break
				}
			}
			if safe := checkFilter(t, damaged); bytes.Contains(safe, []byte("did:privy:player")) {
				t.Errorf("%q holds an id", safe)
			}
			if t.Failed() {
				return
			}
		}
	}
}
