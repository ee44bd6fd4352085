package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"rugtape/internal/game"
	"rugtape/internal/round"
)

// fakeLive is a live edge that a test moves.
type fakeLive struct {
	mu     sync.Mutex
	status Status
	asked  []string // what the page wanted
	news   chan struct{}
	wire   chan struct{}
	states chan LiveState
	events []WireEvent
}

func newFakeLive() fakeLive {
	return fakeLive{
		status: Status{Feed: FeedStatus{Feed: "practice", State: "connected", SinceNS: 1_700_000_000_123_456_789}, Recorder: RecorderStatus{State: "off"}},
		news:   make(chan struct{}, 1), wire: make(chan struct{}, 1), states: make(chan LiveState, 1),
	}
}

func (f *fakeLive) Status() Status {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.status
}

func (f *fakeLive) set(change func(*Status)) {
	f.mu.Lock()
	change(&f.status)
	f.mu.Unlock()
	f.news <- struct{}{}
}

func (f *fakeLive) note(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, fmt.Sprintf(format, args...))
}

func (f *fakeLive) wanted() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return strings.Join(f.asked, "; ")
}

func (f *fakeLive) Watch() (<-chan struct{}, func())       { return f.news, func() {} }
func (f *fakeLive) View(context.Context) (LiveView, error) { return f, nil }
func (f *fakeLive) States() <-chan LiveState               { return f.states }
func (f *fakeLive) Ended() <-chan struct{}                 { return nil }
func (f *fakeLive) Close()                                 { f.note("left") }
func (f *fakeLive) Wire() WireLog                          { return fakeWire{f} }
func (f *fakeLive) Record(_ context.Context, on, raw bool) error {
	f.note("record %v %v", on, raw)
	return nil
}

func (f *fakeLive) Trade(_ context.Context, t Trade) error {
	switch {
	case t.Stop:
		f.note("stop")
	case t.Order != nil:
		f.note("order %s %v", t.Order.Action, t.Order.Amount)
	}
	return nil
}

func (f *fakeLive) Choose(_ context.Context, feed string) error {
	f.note("choose %s", feed)
	if feed == "bad" {
		return errors.New("no such feed")
	}
	return nil
}

type fakeWire struct{ f *fakeLive }

func (w fakeWire) Span() WireSpan {
	return WireSpan{Oldest: 1, Newest: uint64(len(w.f.events)), Held: len(w.f.events)}
}

func (w fakeWire) Find(q WireQuery) (found []WireEvent) {
	for _, e := range w.f.events {
		if e.Seq > q.After && (q.Kind == "" || q.Kind == e.Kind) {
			found = append(found, e)
		}
	}
	if q.Limit > 0 && len(found) > q.Limit {
		found = found[len(found)-q.Limit:]
	}
	return found
}

func (w fakeWire) Event(seq uint64) (WireEvent, bool) {
	if seq == 0 || seq > uint64(len(w.f.events)) {
		return WireEvent{}, false
	}
	return w.f.events[seq-1], true
}

func (w fakeWire) Watch() (<-chan struct{}, func()) { return w.f.wire, func() {} }

func TestAPageWatchesTheLiveEdge(t *testing.T) {
	s, f := start(t)
	conn := connect(t, s)
	status := hear(t, conn, "status", nil)
	feed := status["feed"].(map[string]any)
	if members(feed, "feed state since_ns") != "practice connected 1700000000123456789" {
		t.Errorf("the first status: %v", status)
	}
	f.live.set(func(s *Status) { s.Feed.State, s.Feed.Why = "stale", "nothing moves" })
	hear(t, conn, "status", func(m map[string]any) bool { return m["feed"].(map[string]any)["why"] == "nothing moves" })

	tell(t, conn, `{"do":"live"}`)
	ticks := []round.Tick{{Price: 1, RecvNS: 5e9, Origin: game.FromFrame}, {}, {Price: 1.5, RecvNS: 5.5e9, Origin: game.FromFrame}}
	state := LiveState{Seq: 1, Epoch: 1, Key: round.Key{Source: round.Arena, ID: "r1"}, Phase: game.PhaseLive, StartedNS: 5e9, Ticks: ticks}
	f.live.states <- state
	m := hear(t, conn, "live", nil)
	if members(m, "id phase from prices recv_ms rug desk before") != "r1 live 0 [1 <nil> 1.5] [0 <nil> 500] <nil> <nil> <nil>" {
		t.Errorf("the first state: %v", m)
	}
	state.Seq, state.Ticks = 2, append(ticks, round.Tick{Price: 2, RecvNS: 5.75e9, Origin: game.FromFrame})
	state.Rugged, state.Rug = true, round.Rug{At: 4, Certain: true, Tick: round.Tick{Price: math.NaN(), RecvNS: 6e9}}
	state.Trades, state.Players = []game.Trade{{Tick: 2, Side: game.Buy, Price: 1.5, Amount: 1e9, Player: "p-1"}}, 1
	state.Sealed, state.Before = true, round.Summary{Key: round.Key{Source: round.Arena, ID: "r0"}, Pinned: true, Ended: true, Rug: round.Rug{At: 9}}
	f.live.states <- state
	m = hear(t, conn, "live", nil)
	if members(m, "from prices recv_ms trades_from") != "3 [2] [750] 0" || len(m["trades"].([]any)) != 1 {
		t.Errorf("the rest: %v", m)
	}
	if members(m["rug"].(map[string]any), "tick price ms") != "4 <nil> 1000" || members(m["before"].(map[string]any), "id pinned rug_tick") != "r0 true 9" {
		t.Errorf("the rug and the round before: %v", m)
	}
	state.Seq, state.Epoch = 3, 2
	f.live.states <- state
	if m = hear(t, conn, "live", nil); members(m, "from prices") != "0 [1 <nil> 1.5 2]" {
		t.Errorf("a new epoch begins anew: %v", m)
	}

	tell(t, conn, `{"do":"play"}`)
	hear(t, conn, "error", func(m map[string]any) bool { return strings.Contains(fmt.Sprint(m["error"]), "recorded rounds") })
	tell(t, conn, `{"do":"order","action":"buy","amount":"0.25"}`)
	tell(t, conn, `{"do":"stop"}`) // no live desk: nothing to stop
	tell(t, conn, `{"do":"pause"}`)
	hear(t, conn, "error", nil) // it is past the stop
	f.live.set(func(s *Status) { s.Desk = &DeskStatus{} })
	hear(t, conn, "status", func(m map[string]any) bool { return m["desk"] != nil })
	tell(t, conn, `{"do":"stop"}`)
	tell(t, conn, `{"do":"open","source":"site","id":"`+testKey.ID+`"}`)
	hear(t, conn, "player", nil)
	if got, want := f.live.wanted(), "order BUY 0.25; stop; left"; got != want {
		t.Errorf("the page wanted %q, want %q", got, want)
	}
}

func TestTheFeedIsChosenAndTheRecorderTurned(t *testing.T) {
	s, f := start(t)
	post := func(path, body string) int {
		status, _, _ := ask(t, s, http.MethodPost, path, body, tokenHeader, s.Token())
		return status
	}
	for _, c := range []struct {
		path, body string
		want       int
	}{
		{"/api/feed", `{"feed":"live"}`, http.StatusOK},
		{"/api/feed", `{"feed":"bad"}`, http.StatusInternalServerError},
		{"/api/feed", `{}`, http.StatusBadRequest},
		{"/api/recorder", `{"on":true,"raw":true}`, http.StatusOK},
	} {
		if got := post(c.path, c.body); got != c.want {
			t.Errorf("%s %s: %d, want %d", c.path, c.body, got, c.want)
		}
	}
	if got := f.live.wanted(); got != "choose live; choose bad; record true true" {
		t.Errorf("the page wanted %q", got)
	}
	if status, _, _ := ask(t, s, http.MethodPost, "/api/feed", `{"feed":"live"}`); status != http.StatusUnauthorized {
		t.Errorf("without the token: %d", status)
	}
}

func TestTheWireIsListedShownAndExported(t *testing.T) {
	s, f := start(t)
	long := `42["newChatMessage",{"text":"` + strings.Repeat("ä", 400) + `"}]`
	f.live.events = []WireEvent{{1, 10, "ping", "in", []byte("2")}, {2, 20, "newChatMessage", "in", []byte(long)}, {3, 30, "ping", "in", []byte("2\xff")}}
	status, text, _ := ask(t, s, http.MethodGet, "/api/wire?kind=ping&after=1", "")
	if status != http.StatusOK || !strings.Contains(text, `"events":[{"seq":3,"recv_ns":"30","kind":"ping","dir":"in","bytes":2,`) {
		t.Errorf("the list: %d %s", status, text)
	}
	_, text, _ = ask(t, s, http.MethodGet, "/api/wire", "")
	if strings.Contains(text, strings.Repeat("ä", 200)) || !strings.Contains(text, strings.Repeat("ä", 100)) || strings.Contains(text, "�\"},{") {
		t.Errorf("a head is not cut well: %s", text)
	}
	if status, text, _ = ask(t, s, http.MethodGet, "/api/wire/2", ""); status != http.StatusOK || !strings.Contains(text, strings.Repeat("ä", 400)) {
		t.Errorf("one event: %d %s", status, text)
	}
	for path, want := range map[string]int{"/api/wire/9": http.StatusNotFound, "/api/wire/x": http.StatusBadRequest, "/api/wire?after=-1": http.StatusBadRequest} {
		if status, _, _ := ask(t, s, http.MethodGet, path, ""); status != want {
			t.Errorf("%s: %d, want %d", path, status, want)
		}
	}
	_, text, header := ask(t, s, http.MethodGet, "/api/wire/export", "")
	if strings.Count(text, "\n") != 3 || !strings.Contains(header.Get("Content-Disposition"), "rugtape-wire.jsonl") {
		t.Errorf("the export: %q", text)
	}
}

func TestThePageHearsOfNewEventsOnTheWire(t *testing.T) {
	s, f := start(t)
	conn := connect(t, s)
	tell(t, conn, `{"do":"wire","on":true}`)
	f.live.wire <- struct{}{}
	hear(t, conn, "wire", func(m map[string]any) bool { return m["oldest"] == 1.0 })
}

func TestProfilesAreForNoOtherSiteAndEndWithTheServer(t *testing.T) {
	s, _ := start(t)
	for site, want := range map[string]int{"cross-site": http.StatusForbidden, "same-site": http.StatusForbidden, "same-origin": http.StatusOK, "none": http.StatusOK, "": http.StatusOK} {
		if status, text, _ := ask(t, s, http.MethodGet, "/debug/pprof/goroutine?debug=1", "", "Sec-Fetch-Site", site); status != want {
			t.Errorf("from %q: %d %.60s, want %d", site, status, text, want)
		}
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if r, err := http.Get(s.URL() + "debug/pprof/trace?seconds=25"); err == nil {
			_, _ = io.Copy(io.Discard, r.Body)
			_ = r.Body.Close()
		}
	}()
	for under := false; !under; {
		_, text, _ := ask(t, s, http.MethodGet, "/debug/pprof/goroutine?debug=2", "")
		under = strings.Contains(text, "pprof.Trace(")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := s.Close(ctx); err != nil {
		t.Errorf("the server could not close while a profile was under way: %v", err)
	}
	<-ended
}
