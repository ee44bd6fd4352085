package feed

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"rugtape/internal/peertest"
	"rugtape/internal/wire"
)

// hearer is a witness that its test waits for.
type hearer struct {
	witness
	news chan struct{}
}

func (h *hearer) Message(ctx context.Context, m Message) error {
	err := h.witness.Message(ctx, m)
	h.tell()
	return err
}

func (h *hearer) Health(health Health) {
	h.witness.Health(health)
	h.tell()
}

func (h *hearer) tell() {
	select {
	case h.news <- struct{}{}:
	default: // it has yet to look
	}
}

// until waits for something to come true of what was heard.
func (h *hearer) until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	late := time.After(time.Minute)
	for !ok() {
		select {
		case <-h.news:
		case <-late:
			t.Fatalf("no %s within a minute; it was told %q and heard %d messages", what, reasons(&h.witness), len(h.texts()))
		}
	}
}

// hear runs a feed on a server until the test ends, or stop.
func hear(t *testing.T, url string) (h *hearer, stop func()) {
	t.Helper()
	h = &hearer{news: make(chan struct{}, 1)}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	o := Options{URL: url, Seed: 1, RetryLeast: time.Millisecond, RetryMost: 50 * time.Millisecond}
	go func() { ended <- Run(ctx, o, h) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the run ended with: %v", err)
		}
	})
	t.Cleanup(stop)
	return h, stop
}

// rawEvents is the corpus's file of 120 events as the site sent them.
func rawEvents(t *testing.T) string {
	t.Helper()
	dir := cmp.Or(os.Getenv("RUGTAPE_CORPUS"), filepath.Join("..", "..", "..", "shared", "corpus"))
	path := filepath.Join(dir, "raw", "websocket_events_000_119.jsonl")
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the corpus is not at %s (set RUGTAPE_CORPUS): %v", dir, err)
	}
	return path
}

// sent are the texts that the server put on a connection, as they are on the
// wire, but for the handshake, which it tells nobody.
func sent(server *peertest.Process, conn int) []string {
	var texts []string
	for _, line := range server.Lines() {
		switch {
		case line.Conn != conn || line.Bytes > 0:
		case line.Sent == "message":
			texts = append(texts, "4"+line.Text)
		case line.Sent == "ping":
			texts = append(texts, wire.Ping)
		}
	}
	return texts
}

// heardOn are the texts of a connection but for the handshake.
func heardOn(h *hearer, conn int) []string {
	var texts []string
	for _, text := range h.texts() {
		if rest, ours := strings.CutPrefix(text, fmt.Sprint(conn, " ")); ours && rest[0] != '0' {
			texts = append(texts, rest)
		}
	}
	return texts
}

func served(conn int) func(peertest.Line) bool {
	return func(l peertest.Line) bool { return l.Conn == conn && l.Served != nil }
}

// The 120 events come out of the official server byte by byte as it sent
// them, once and in order, between pings, questions and binary events; and all
// that it hears of us is the connect packet and pongs.
func TestOfficialServer(t *testing.T) {
	file := rawEvents(t)
	server := peertest.Serve(t, "--events", file, "--binary", "10", "--ask", "20", "--interval", "2", "--ping", "50")
	h, stop := hear(t, server.URL)
	server.Await("the last event", served(1))
	for range 3 {
		server.Await("a pong after the last event", func(l peertest.Line) bool { return l.Got == "pong" })
	}
	h.until(t, "binary message", func() bool { return h.health().Binary == 24 })
	stop()
	server.Await("our end", func(l peertest.Line) bool { return l.Gone != "" }) // its last line of us
	all := sent(server, 1)
	got := heardOn(h, 1)
	// What the server sent while we hung up did not reach us.
	if len(got) > len(all) || len(got) < 120+12+6 {
		t.Fatalf("%d messages were heard of %d", len(got), len(all))
	}
	if diff := gocmp.Diff(all[:len(got)], got); diff != "" {
		t.Errorf("(-sent +heard):\n%.2000s", diff)
	}
	if last := h.health(); last.Reconnects != 0 || last.Garbled != 0 || last.Refused != 0 {
		t.Errorf("%+v", last)
	}
	sameAsFile(t, file, got)
	for _, line := range server.Lines() {
		if line.Got != "" && line.Got != "pong" && (line.Got != "message" || line.Text != "0") {
			t.Errorf("the server heard %s", line.Raw)
		}
	}
}

// sameAsFile holds what was heard against the file that the server read: what
// the server made of it is not taken on trust.
func sameAsFile(t *testing.T, file string, heard []string) {
	t.Helper()
	var want, got []any
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(data) {
		var event struct {
			Type string `json:"event_type"`
			Data any
		}
		if err := json.Unmarshal(line, &event); err != nil {
			t.Fatal(err)
		}
		arguments, several := event.Data.([]any)
		if !several {
			arguments = []any{event.Data}
		}
		want = append(want, append([]any{event.Type}, arguments...))
	}
	for _, text := range heard {
		packet, err := wire.ParsePacket([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if packet.Kind != wire.PacketEvent || packet.HasID {
			continue
		}
		var arguments any
		if err := json.Unmarshal(packet.Data, &arguments); err != nil {
			t.Fatal(err)
		}
		got = append(got, arguments)
	}
	if len(got) != len(want) || len(got) != 120 {
		t.Fatalf("%d events were heard of %d, want 120", len(got), len(want))
	}
	for i := range want {
		if !reflect.DeepEqual(want[i], got[i]) {
			t.Errorf("event %d (-file +heard):\n%.1000s", i, gocmp.Diff(want[i], got[i]))
		}
	}
}

// Whichever way the official server ends a connection, the feed comes back,
// and each connection's events are there once.
func TestOfficialServerEnds(t *testing.T) {
	server := peertest.Serve(t, "--events", rawEvents(t), "--end", "cut:30,leave:50,dismiss:70")
	h, stop := hear(t, server.URL)
	const joined = 1 // the connect packet
	h.until(t, "last event", func() bool { return len(heardOn(h, 4)) == joined+120 })
	if got := h.health().Reconnects; got != 3 {
		t.Errorf("%d reconnects, want 3", got)
	}
	stop()
	gone := 0
	server.Await("the closing of all four", func(l peertest.Line) bool {
		if l.Gone != "" {
			gone++
		}
		return gone == 4
	})
	for conn, events := range map[int]int{1: 30, 2: 50, 3: 70, 4: 120} {
		got := heardOn(h, conn)
		all := sent(server, conn)
		// A connection that the server cuts may take its last events with it.
		if conn != 1 && len(got) < joined+events {
			t.Errorf("connection %d: %d messages of %d events", conn, len(got), events)
		}
		if diff := gocmp.Diff(all[:min(len(all), len(got))], got); diff != "" {
			t.Errorf("connection %d (-sent +heard):\n%.1000s", conn, diff)
		}
	}
	for _, why := range []string{"the server closed the connection", "the server sent us away"} {
		if !slices.ContainsFunc(reasons(&h.witness), func(told string) bool { return strings.HasPrefix(told, why) }) {
			t.Errorf("it was not told that %s, but %q", why, reasons(&h.witness))
		}
	}
}

// A server that goes away and comes back at the same address is found again.
func TestOfficialServerRestarts(t *testing.T) {
	first := peertest.Serve(t, "--events", rawEvents(t))
	h, _ := hear(t, first.URL)
	h.until(t, "first event", func() bool { return len(heardOn(h, 1)) > 1 })
	first.End()
	host := strings.TrimPrefix(first.URL, "http://")
	h.until(t, "refusal", func() bool { return h.told("nothing listens at " + host) })
	_, port, _ := strings.Cut(host, ":")
	second := peertest.Serve(t, "--port", port, "--events", rawEvents(t))
	second.Await("the events", served(1))
	h.until(t, "second connection's events", func() bool { return len(heardOn(h, 2)) == 121 })
}

// A server that does not let us in, or not in this way, is named and asked
// again, ever later.
func TestOfficialServerRefuses(t *testing.T) {
	for _, c := range []struct{ name, why, option string }{
		{"a refusal", "the server does not let us in: not today", "--refuse=not today"},
		{"polling only", " refuses the connection: HTTP 400, Transport unknown", "--polling"},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := peertest.Serve(t, "--events", rawEvents(t), c.option)
			h, _ := hear(t, server.URL)
			h.until(t, "fourth attempt", func() bool { return h.health().Attempt >= 4 })
			last := h.health()
			if last.State != Offline || !strings.HasSuffix(last.Why, c.why) || last.Reconnects != 0 {
				t.Errorf("%+v", last)
			}
		})
	}
}

// A server whose events are in another namespace lets us in and says nothing:
// no game moves, and that is told.
func TestOfficialServerElsewhere(t *testing.T) {
	server := peertest.Serve(t, "--events", rawEvents(t), "--namespace", "/elsewhere", "--ping", "50")
	h, _ := hear(t, server.URL)
	for range 3 {
		server.Await("a pong", func(l peertest.Line) bool { return l.Got == "pong" })
	}
	h.until(t, "word of the silence", func() bool { return h.health().State == Stale })
	if last := h.health(); last.Why == "" || last.Conn != 1 {
		t.Errorf("%+v", last)
	}
}
