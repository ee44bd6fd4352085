package peertest_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"rugtape/internal/peertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// events writes a file of raw events: n ticks, the last of two arguments.
func events(t *testing.T, n int) string {
	t.Helper()
	var b strings.Builder
	for range n - 1 {
		b.WriteString(`{"event_type":"tick","data":{"price":1.5}}` + "\n")
	}
	b.WriteString(`{"event_type":"tick","data":[{"trace":1},{"price":0.02}]}` + "\n")
	path := filepath.Join(t.TempDir(), "events.jsonl")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The two official programs understand each other, so that what a test finds
// with one of them is not their own fault.
func TestOfficialPair(t *testing.T) {
	server := peertest.Serve(t, "--events", events(t, 3), "--ask", "2", "--binary", "3", "--end", "cut:3")
	client := peertest.Play(t, server.URL, "--auth", `{"username":"ann"}`)
	isUp := func(l peertest.Line) bool { return l.Connected != "" }
	first := client.Await("the connection", isUp)
	client.Await("the cut", func(l peertest.Line) bool { return l.Gone == "transport close" })
	if again := client.Await("the reconnection", isUp); again.Connected == first.Connected {
		t.Errorf("the session %s came back under the same id", first.Connected)
	}
	client.Await("the last event", func(l peertest.Line) bool { return l.Event == "attached" })
	client.Say(map[string]any{"emit": "buyOrder", "args": []any{map[string]any{"amount": 0.01}}, "id": 5, "timeout_ms": 1})
	if ack := client.Await("the end of patience", func(l peertest.Line) bool { return l.Ack != nil }); *ack.Ack != 5 || ack.Failed == "" {
		t.Errorf("an order that nobody answers: %s", ack.Raw)
	}
	server.Await("the order", func(l peertest.Line) bool { return l.Got == "message" && strings.Contains(l.Text, "buyOrder") })

	var names []string
	for _, line := range client.End() {
		if line.Event != "" {
			names = append(names, line.Event)
		}
	}
	once := []string{"tick", "tick", "asked", "tick", "attached"}
	if want := slices.Concat(once, once); !slices.Equal(names, want) {
		t.Errorf("the client told of %v, want %v", names, want)
	}
	auth := 0
	for _, line := range server.End() {
		if line.Got == "message" && line.Text == `0{"username":"ann"}` {
			auth++
		}
	}
	if auth != 2 {
		t.Errorf("the server heard the auth %d times, want 2", auth)
	}
}

func TestRefusal(t *testing.T) {
	server := peertest.Serve(t, "--refuse", "not today")
	client := peertest.Play(t, server.URL)
	if l := client.Await("the refusal", func(l peertest.Line) bool { return l.Refused != "" }); l.Refused != "not today" {
		t.Errorf("refused with %q", l.Refused)
	}
}

func TestPrograms(t *testing.T) {
	argument := func(lines []peertest.Line) string {
		var got []string
		if len(lines) != 1 || json.Unmarshal(lines[0].Raw, &got) != nil || len(got) != 1 {
			t.Fatalf("printed %v", lines)
		}
		return got[0]
	}
	t.Run("node", func(t *testing.T) {
		p := peertest.Node(t, "import 'socket.io-client'; console.log(JSON.stringify(process.argv.slice(2)))", "a b")
		if got := argument(p.Finish()); got != "a b" {
			t.Errorf("its argument is %q", got)
		}
	})
	t.Run("python", func(t *testing.T) {
		p := peertest.Python(t, "import json, sys, socketio; print(json.dumps(sys.argv[1:]))", "a b")
		if got := argument(p.Finish()); got != "a b" {
			t.Errorf("its argument is %q", got)
		}
	})
}
