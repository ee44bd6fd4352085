package app

import (
	"context"
	"log/slog"
	"testing"

	"rugtape/internal/arena"
	"rugtape/internal/round"
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
