package app

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rugtape/internal/arena"
	"rugtape/internal/desk"
	"rugtape/internal/fair"
	"rugtape/internal/feed"
	"rugtape/internal/journal"
	"rugtape/internal/library"
	"rugtape/internal/money"
	"rugtape/internal/round"
	"rugtape/internal/strategy"
	"rugtape/internal/tape"
	"rugtape/internal/web"
	"rugtape/internal/wire"
)

// liveWait is for how long a test waits for what must happen at the live edge.
const liveWait = time.Minute

// startArena serves drawn rounds until the test ends.
func startArena(t testing.TB, o arena.Options) *arena.Server {
	t.Helper()
	o.Listen = "127.0.0.1:0"
	server, err := arena.Listen(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- server.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
		http.DefaultClient.CloseIdleConnections()
	})
	return server
}

// openHome opens a library of its own.
func openHome(t *testing.T) *library.Library {
	t.Helper()
	lib, err := library.Open(t.Context(), t.TempDir(), library.Owner)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := lib.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return lib
}

// runEdge runs a live edge until end is called or the test ends.
func runEdge(t *testing.T, lib *library.Library, o LiveOptions) (live *Live, end func()) {
	t.Helper()
	o.Keep, o.Dir, o.Log = lib, JournalDir(lib.Home()), slog.New(slog.DiscardHandler)
	live, err := NewLive(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	go live.Run(ctx)
	end = func() { cancel(); <-live.ended }
	t.Cleanup(end)
	return live, end
}

// await waits until a status is as it should be.
func await(t *testing.T, live *Live, what string, is func(*web.Status) bool) web.Status {
	t.Helper()
	news, stop := live.Watch()
	defer stop()
	limit := time.After(liveWait)
	for {
		s := live.Status()
		if is(&s) {
			return s
		}
		select {
		case <-news:
		case <-limit:
			t.Fatalf("waiting for %s: %+v %+v", what, s.Feed, s.Recorder)
		}
	}
}

func TestALiveEdgeRecordsRoundsThatAreProvenAndPinned(t *testing.T) {
	server := startArena(t, arena.Options{Seed: 7, Speed: 200, Players: 5, Past: 2})
	lib := openHome(t)
	live, end := runEdge(t, lib, LiveOptions{Feed: server.URL(), Record: true})
	whole := map[string]bool{} // who comes late has the first rounds from the history alone
	await(t, live, "a few rounds", func(s *web.Status) bool {
		if last := s.Recorder.Last; last != nil && last.Pinned {
			whole[last.ID] = true
		}
		return s.Recorder.Rounds >= 5 && len(whole) >= 2
	})
	end()
	page, err := lib.List(t.Context(), round.Query{Source: round.Arena})
	if err != nil {
		t.Fatal(err)
	}
	pinned := 0
	for _, e := range page.Entries {
		if e.Pinned && e.Complete {
			pinned++
			if e.Verdict != fair.Verified {
				t.Errorf("round %s, seen whole: %s", e.ID, e.Verdict)
			}
		}
	}
	if pinned < 2 || len(page.Entries) < 5 {
		t.Errorf("%d of %d rounds are pinned", pinned, len(page.Entries))
	}
	sameFromJournal(t, lib)
}

// sameFromJournal reads the journal anew: it must give the rounds that were sealed.
func sameFromJournal(t *testing.T, lib *library.Library) {
	t.Helper()
	key, err := lib.Key(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rounds, err := roundsOf(t.Context(), JournalDir(lib.Home()), 0, wire.NewFilter(key), round.Site)
	if err != nil {
		t.Fatal(err)
	}
	for _, rec := range rounds {
		_, before, err := lib.Get(t.Context(), rec.Key)
		if err != nil {
			t.Fatalf("round %s is in the journal: %v", rec.ID, err)
		}
		entries, err := lib.Seal(t.Context(), []*round.Recording{rec})
		if err != nil || len(entries) != 1 {
			t.Fatalf("seal %s again: %v", rec.ID, err)
		}
		if entries[0].Revision != before.Revision || entries[0].Hash != before.Hash {
			t.Errorf("round %s, read from the journal, is another: revision %d became %d", rec.ID, before.Revision, entries[0].Revision)
		}
	}
}

func TestALiveDeskDecidesAgainAsItDid(t *testing.T) {
	server := startArena(t, arena.Options{Seed: 23, Speed: 200, Players: 3, Past: 1}) // rounds of 141, 202, 158, 621 ticks
	lib := openHome(t)
	live, end := runEdge(t, lib, LiveOptions{Feed: server.URL(), Record: true})
	await(t, live, "the feed", func(s *web.Status) bool { return s.Feed.State == "connected" })
	spec, err := strategy.Parse("aggressive")
	if err != nil {
		t.Fatal(err)
	}
	config := desk.Config{
		Name: spec.String(), Balance: money.PerSOL,
		Strategy: func() (strategy.Strategy, error) { return spec.New(), nil },
	}
	if err := live.Trade(t.Context(), web.Trade{Open: &config}); err != nil {
		t.Fatal(err)
	}
	if err := live.Choose(t.Context(), FeedOff); err == nil {
		t.Error("the feed was taken away from under a desk")
	}
	begun := live.Status().Recorder.Rounds
	await(t, live, "rounds with a desk", func(s *web.Status) bool { return s.Recorder.Rounds >= begun+4 })
	if err := live.Trade(t.Context(), web.Trade{Stop: true}); err != nil {
		t.Fatal(err)
	}
	await(t, live, "the stop", func(s *web.Status) bool { return s.Desk != nil && s.Desk.Stopped })
	if err := live.Trade(t.Context(), web.Trade{Resume: true}); err != nil {
		t.Fatal(err)
	}
	begun = live.Status().Recorder.Rounds
	await(t, live, "another round", func(s *web.Status) bool { return s.Recorder.Rounds >= begun+2 })
	end()

	key, err := lib.Key(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	entries, err := journal.OpenReader(JournalDir(lib.Home()))
	if err != nil {
		t.Fatal(err)
	}
	defer entries.Close()
	again, err := RerunJournal(entries, wire.NewFilter(key).Reveal)
	if err != nil {
		t.Fatal(err)
	}
	if again.Differences != 0 || again.Decisions < 100 || again.Rounds < 2 || len(again.NotCompared) != 0 {
		t.Errorf("decided again: %+v, first %+v", again, again.First)
	}
}

func TestAViewerSeesTheRoundAsItRuns(t *testing.T) {
	server := startArena(t, arena.Options{Seed: 3, Speed: 100, Players: 3, Past: 1})
	live, _ := runEdge(t, openHome(t), LiveOptions{Feed: server.URL()})
	view, err := live.View(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer view.Close()
	stuck, err := live.View(t.Context()) // never reads, and delays nobody
	if err != nil {
		t.Fatal(err)
	}
	defer stuck.Close()
	seen := map[string]int{}
	var last web.LiveState
	for limit := time.After(liveWait); len(seen) < 3; {
		select {
		case s := <-view.States():
			if s.Epoch == last.Epoch && (len(s.Ticks) < len(last.Ticks) || s.Seq <= last.Seq) {
				t.Fatalf("state %d of %d ticks after state %d of %d, in one epoch", s.Seq, len(s.Ticks), last.Seq, len(last.Ticks))
			}
			if s.Rugged && s.Rug.Certain && s.Rug.At != len(s.Ticks) {
				t.Fatalf("rugged at %d after %d ticks", s.Rug.At, len(s.Ticks))
			}
			if s.Rugged {
				seen[s.ID] = len(s.Ticks)
			}
			last = s
		case <-limit:
			t.Fatalf("saw only %v", seen)
		}
	}
}

func TestAFeedThatIsNoneIsRefused(t *testing.T) {
	live, _ := runEdge(t, openHome(t), LiveOptions{Feed: FeedOff})
	for _, name := range []string{"", "nonsense", "ftp://127.0.0.1", "http://", "http://x/path"} {
		if err := live.Choose(t.Context(), name); err == nil {
			t.Errorf("the feed %q was taken", name)
		}
	}
	if err := live.Trade(t.Context(), web.Trade{Stop: true}); err == nil {
		t.Error("a stop where no desk is open was taken")
	}
	if _, err := NewLive(LiveOptions{Feed: "nonsense"}); err == nil {
		t.Error("a live edge was made of nonsense")
	}
}

// brokenKeeper cannot seal.
type brokenKeeper struct{ Keeper }

func (brokenKeeper) Seal(context.Context, []*round.Recording) ([]round.Entry, error) {
	return nil, errors.New("the disk is full")
}

func TestWhatCannotBeSealedIsToldAndSealedByTheNextStart(t *testing.T) {
	server := startArena(t, arena.Options{Seed: 13, Speed: 200, Past: 1})
	lib := openHome(t)
	live, err := NewLive(LiveOptions{Feed: server.URL(), Record: true, Keep: brokenKeeper{lib}, Dir: JournalDir(lib.Home()), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	go live.Run(ctx)
	await(t, live, "the alarm", func(s *web.Status) bool { return s.Alarm != nil && s.Recorder.Unsealed >= 2 })
	if s := live.Status(); s.Recorder.State != recorderOn || !strings.Contains(s.Alarm.Text, "the disk is full") {
		t.Errorf("while nothing can be sealed: %+v, %+v", s.Recorder, s.Alarm)
	}
	cancel()
	<-live.ended
	unsealed := live.Status().Recorder.Unsealed
	if page, err := lib.List(t.Context(), round.Query{Source: round.Arena}); err != nil || page.Total != 0 || unsealed < 2 {
		t.Fatalf("%d rounds are sealed, %d are not: %v", page.Total, unsealed, err)
	}
	notices, err := resume(t.Context(), lib, JournalDir(lib.Home()), round.Site)
	if err != nil || len(notices) == 0 {
		t.Fatalf("the next start: %q, %v", notices, err)
	}
	if page, err := lib.List(t.Context(), round.Query{Source: round.Arena}); err != nil || page.Total < unsealed {
		t.Errorf("the next start sealed %d of %d rounds: %v", page.Total, unsealed, err)
	}
	if notices, err := resume(t.Context(), lib, JournalDir(lib.Home()), round.Site); err != nil || len(notices) != 0 {
		t.Errorf("the start after that had something to do: %q, %v", notices, err)
	}
}

func TestAJournalThatCannotBeWrittenIsAnAlarm(t *testing.T) {
	server := startArena(t, arena.Options{Seed: 17, Speed: 50, Past: 1})
	lib := openHome(t)
	dir := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	live, err := NewLive(LiveOptions{Feed: server.URL(), Record: true, Keep: lib, Dir: filepath.Join(dir, "journal"), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	go live.Run(ctx)
	t.Cleanup(func() { cancel(); <-live.ended })
	s := await(t, live, "the halt", func(s *web.Status) bool { return s.Recorder.State == RecorderHalted })
	if s.Alarm == nil || s.Recorder.Hint == "" || !strings.Contains(s.Alarm.Text, "halted") {
		t.Errorf("halted: %+v, %+v", s.Recorder, s.Alarm)
	}
	await(t, live, "the feed, which goes on", func(s *web.Status) bool { return s.Feed.Messages > 50 })
	if err := live.Record(t.Context(), true, false); err == nil {
		t.Error("it was turned on although it still cannot write")
	}
}

func TestAMessageThatTheFilterMakesTooLongIsCut(t *testing.T) {
	lib := openHome(t)
	live, err := NewLive(LiveOptions{Feed: FeedOff, Record: true, Keep: lib, Dir: JournalDir(lib.Home()), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	long := `42["x",[` + strings.Repeat(`{"username":"a"},`, 250_000) + `0]]` // each name becomes a token of 35 bytes
	for _, text := range []string{long, "2"} {
		live.inbox <- liveInput{of: 1, message: &feed.Message{RecvNS: 1, Text: []byte(text)}}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	live.Run(ctx)
	if s := live.Status().Recorder; s.State != recorderOn {
		t.Errorf("the recorder: %+v", s)
	}
	entries, err := journal.OpenReader(JournalDir(lib.Home()))
	if err != nil {
		t.Fatal(err)
	}
	defer entries.Close()
	var lengths []int
	for entries.Next() {
		if e := entries.Entry(); e.Kind == tape.EntryReceived {
			lengths = append(lengths, len(e.Data))
		}
	}
	if err := entries.Err(); err != nil || !slices.Equal(lengths, []int{tape.MaxEntry, 1}) {
		t.Errorf("the journal has messages of %v bytes: %v", lengths, err)
	}
}

func TestWhatWasHandedOverBeforeTheEndIsRecorded(t *testing.T) {
	lib := openHome(t)
	live, err := NewLive(LiveOptions{Feed: FeedOff, Record: true, Keep: lib, Dir: JournalDir(lib.Home()), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	const first = 1 // the number of the feed that a live edge begins with
	for i := range liveInbox {
		live.inbox <- liveInput{of: first, message: &feed.Message{RecvNS: int64(i + 1), Text: []byte("2")}}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	live.Run(ctx)
	entries, err := journal.OpenReader(JournalDir(lib.Home()))
	if err != nil {
		t.Fatal(err)
	}
	defer entries.Close()
	messages := 0
	for entries.Next() {
		if entries.Entry().Kind == tape.EntryReceived {
			messages++
		}
	}
	if err := entries.Err(); err != nil || messages != liveInbox {
		t.Errorf("%d of %d messages are in the journal: %v", messages, liveInbox, err)
	}
}
