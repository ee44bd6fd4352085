package app

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"rugtape/internal/arena"
	"rugtape/internal/feed"
	"rugtape/internal/round"
	"rugtape/internal/tape"
	"rugtape/internal/web"
)

func TestRoundsOfAConnectionOlderThanTheRecordingKeepTheirSource(t *testing.T) {
	server := startArena(t, arena.Options{Seed: 23, Speed: 200, Past: 1})
	lib := openHome(t)
	live, err := NewLive(LiveOptions{Feed: server.URL(), Keep: brokenKeeper{lib}, Dir: JournalDir(lib.Home()), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(context.Background())
	t.Cleanup(func() { end(); <-live.ended })
	go live.Run(ctx)
	await(t, live, "the feed", func(s *web.Status) bool { return s.Feed.State == "connected" && s.Feed.Source == round.Arena })
	if err := live.Record(t.Context(), true, false); err != nil {
		t.Fatal(err)
	}
	await(t, live, "rounds", func(s *web.Status) bool { return s.Recorder.Unsealed >= 2 })
	end() // its journal is left open, as by a crash
	<-live.ended
	if _, err := resume(t.Context(), lib, JournalDir(lib.Home()), round.Site); err != nil {
		t.Fatal(err)
	}
	of := map[round.Source]int{}
	for _, source := range []round.Source{round.Arena, round.Site} {
		page, err := lib.List(t.Context(), round.Query{Source: source})
		if err != nil {
			t.Fatal(err)
		}
		of[source] = page.Total
	}
	if of[round.Site] != 0 || of[round.Arena] < 2 {
		t.Errorf("an arena's rounds are sealed as of %v", of)
	}
}

// TestPressesOutliveACrash: what was pressed is in the round that the next start
// makes of the journal.
func TestPressesOutliveACrash(t *testing.T) {
	lib := openHome(t)
	r := newRecorder(LiveOptions{Keep: lib, Dir: JournalDir(lib.Home())}, clock{time.Now()})
	if err := r.turn(true, false, tape.JournalHead{StartedNS: 1}, tape.NoteStarted{Version: "1"}); err != nil {
		t.Fatal(err)
	}
	key := round.Key{Source: round.Arena, ID: testRound}
	r.note(tape.NoteFeed{State: "connected", URL: "http://127.0.0.1:1", Source: string(key.Source), Conn: 1}, 1)
	r.message(&feed.Message{RecvNS: 1, Text: fmt.Appendf(nil, `42["gameStateUpdate",{"gameId":%q,"active":true,"rugged":false,"tickCount":0,"price":1}]`, testRound)})
	press := round.Action{AtNS: 2, Control: round.BuyButton, Label: " BUY ", By: round.ByPlayer, Outcome: round.Unknown}
	if err := r.demonstrated(key, press); err != nil {
		t.Fatal(err)
	}
	if err := r.journal.Leave(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := resume(t.Context(), lib, JournalDir(lib.Home()), round.Site); err != nil {
		t.Fatal(err)
	}
	rec, _, err := lib.Get(t.Context(), key)
	press.Label = "BUY"
	if err != nil || len(rec.Actions) != 1 || rec.Actions[0] != press {
		t.Errorf("the round has %+v, %v, not %+v", rec, err, press)
	}
	if err := r.demonstrated(round.Key{ID: testRound}, press); err == nil || r.state != recorderOn {
		t.Errorf("a press of nobody's round: %v, the recorder is %s", err, r.state)
	}
	press.Control = "a pedal"
	if err := r.demonstrated(key, press); err == nil || len(r.open[0].rec.Actions) != 1 {
		t.Errorf("a press that no file can have was kept: %v", err)
	}
}
