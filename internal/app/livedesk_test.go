package app

import (
	"strings"
	"testing"

	"rugtape/internal/arena"
	"rugtape/internal/desk"
	"rugtape/internal/journal"
	"rugtape/internal/money"
	"rugtape/internal/tape"
	"rugtape/internal/web"
)

func TestADeskIsRecordedOnWhenTheRecorderIsToldWhatItDoes(t *testing.T) {
	server := startArena(t, arena.Options{Seed: 19, Speed: 50, Past: 1})
	lib := openHome(t)
	live, end := runEdge(t, lib, LiveOptions{Feed: server.URL(), Record: true})
	await(t, live, "the recorder", func(s *web.Status) bool { return s.Recorder.State == recorderOn })
	if err := live.Trade(t.Context(), web.Trade{Open: &desk.Config{Balance: money.PerSOL}}); err != nil {
		t.Fatal(err)
	}
	if err := live.Record(t.Context(), true, false); err != nil { // as another page may
		t.Fatal(err)
	}
	if err := live.Trade(t.Context(), web.Trade{Stop: true}); err != nil {
		t.Fatal(err)
	}
	end()
	entries, err := journal.OpenReader(JournalDir(lib.Home()))
	if err != nil {
		t.Fatal(err)
	}
	defer entries.Close()
	var noted []string
	for entries.Next() {
		if e := entries.Entry(); e.Kind == tape.EntryNote && strings.Contains(string(e.Data), `"session":1`) {
			noted = append(noted, string(e.Data))
		}
	}
	if len(noted) < 3 || !strings.Contains(noted[1], `"stop"`) {
		t.Errorf("of the desk, its stop and its end is noted: %q", noted)
	}
}
