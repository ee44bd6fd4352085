package app

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"rugtape/internal/arena"
	"rugtape/internal/fair"
	"rugtape/internal/feed"
	"rugtape/internal/game"
	"rugtape/internal/journal"
	"rugtape/internal/library"
	"rugtape/internal/round"
	"rugtape/internal/tape"
	"rugtape/internal/web"
	"rugtape/internal/wire"
)

// fromEnv is a whole number that the environment names, or another.
func fromEnv(t *testing.T, name string, otherwise uint64) uint64 {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s=%q: %v", name, text, err)
	}
	return n
}

// shaky is a server whose connections never last, and the feed that hears it.
type shaky struct {
	*hearing
	arena.Options
	ticks map[round.Key]map[int]bool // live ticks whose frames came
}

const shakySpeed = 300

func newShaky(seed uint64) *shaky {
	s := &shaky{hearing: newHearing(), ticks: map[round.Key]map[int]bool{}}
	s.Options = arena.Options{
		Seed: seed, Speed: shakySpeed, Players: 4, Past: 2, Jitter: true, Fate: s.befall, Said: s.say,
		PingEvery: time.Second, PongWithin: 4 * time.Second, // after which a feed notices a half-open connection
		Faults: arena.Faults{
			Seed: seed, Cut: 0.15, Restart: 0.003, HalfOpen: 0.0002,
			Drop: 0.002, Delay: 0.002, Duplicate: 0.002, Reorder: 0.002, Garbage: 0.002,
		},
	}
	return s
}

// hear is a feed in as much of a hurry as the game.
func (s *shaky) hear(ctx context.Context, url string, to feed.Sink) error {
	defer s.giveUp()
	defer context.AfterFunc(ctx, s.giveUp)()
	return feed.Run(ctx, feed.Options{
		URL: url, Seed: s.Seed, RetryLeast: time.Millisecond, RetryMost: 100 * time.Millisecond, SteadyAfter: 100 * time.Millisecond,
	}, listening{noting{to, s}, s.hearing})
}

// noting is a sink that notes which ticks come.
type noting struct {
	feed.Sink
	of *shaky
}

func (n noting) Message(ctx context.Context, m feed.Message) error {
	if p, err := wire.ParsePacket(m.Text); err == nil && p.Name == wire.StateUpdate {
		if c, _, ok := wire.ClockOf(p.Payload()); ok && c.Tick >= 0 && c.CooldownMS <= 0 && !c.Rugged {
			key := round.Key{Source: round.Arena, ID: c.Round}
			if n.of.ticks[key] == nil {
				n.of.ticks[key] = map[int]bool{}
			}
			n.of.ticks[key][c.Tick] = true
		}
	}
	return n.Sink.Message(ctx, m)
}

// TestReconnects: over many reconnects under faults, each message comes once
// and in order; each tick is as the law has it, from its own frame if that came,
// and else filled from what came later, or missing, and told so; and goroutines
// and handles are as many as before. RUGTAPE_RECONNECTS says how many there
// are to be, RUGTAPE_RECONNECTS_SEED which.
func TestReconnects(t *testing.T) {
	want := fromEnv(t, "RUGTAPE_RECONNECTS", 50)
	seed := fromEnv(t, "RUGTAPE_RECONNECTS_SEED", rand.Uint64())
	t.Logf("seed %d", seed)
	run := func(name string, want uint64) {
		t.Run(name, func(t *testing.T) { reconnects(t, newShaky(seed), want) })
	}
	run("rehearsal", 5) // what is made once and stays is there after it
	before := quiet()
	run("run", want)
	after := settled(before)
	t.Logf("before %v goroutines, %v handles; after %v, %v", before.Goroutines, before.FDs, after.Goroutines, after.FDs)
	if after.Goroutines > before.Goroutines || after.FDs > before.FDs {
		t.Error("something is left")
	}
}

func reconnects(t *testing.T, s *shaky, want uint64) {
	server := startArena(t, s.Options)
	lib := openHome(t)
	live, end := runEdge(t, lib, LiveOptions{Feed: server.URL(), Record: true, Hear: s.hear})
	for n := uint64(1); n <= want; n++ { // each within a minute
		await(t, live, "a reconnect", func(s *web.Status) bool { return s.Feed.Reconnects >= n })
	}
	end()
	heard, last := s.end(), live.Status()
	taken := live.Wire().Span().Newest
	t.Logf("%d reconnects, fates %v", last.Feed.Reconnects, server.Stats().Fates)
	t.Logf("%d messages said, %d heard, %d taken in; %d lost, %d twice, %d out of order; %d unread on connections given up, %d at the end",
		heard.Said, heard.Messages, taken, heard.Lost, heard.Twice, heard.Strange, heard.Unread, heard.AtEnd)
	if heard.Lost+heard.Twice+heard.Strange > 0 || heard.Said != heard.Messages+heard.Unread+heard.AtEnd {
		t.Errorf("%+v", heard)
	}
	if taken > heard.Messages || heard.Messages-taken > liveInbox {
		t.Errorf("%d messages were heard and %d taken in", heard.Messages, taken)
	}
	if recorded := entriesReceived(t, lib); recorded != taken {
		t.Errorf("%d messages were taken in and %d recorded", taken, recorded)
	}
	s.checkTicks(t, lib)
}

// entriesReceived counts the messages in the journal.
func entriesReceived(t *testing.T, lib *library.Library) (n uint64) {
	t.Helper()
	entries, err := journal.OpenReader(JournalDir(lib.Home()))
	if err != nil {
		t.Fatal(err)
	}
	defer entries.Close()
	for entries.Next() {
		if entries.Entry().Kind == tape.EntryReceived {
			n++
		}
	}
	if err := entries.Err(); err != nil {
		t.Fatal(err)
	}
	return n
}

// checkTicks holds the sealed rounds against what came.
func (s *shaky) checkTicks(t *testing.T, lib *library.Library) {
	t.Helper()
	page, err := lib.List(t.Context(), round.Query{Source: round.Arena})
	if err != nil {
		t.Fatal(err)
	}
	own, filled, missing, verified := 0, 0, 0, 0
	for _, e := range page.Entries {
		rec, _, err := lib.Get(t.Context(), e.Key)
		if err != nil {
			t.Fatal(err)
		}
		switch e.Verdict {
		case fair.Mismatch:
			t.Errorf("round %s is not what the law makes of its seed", e.ID)
		case fair.Verified:
			verified++
		}
		for at := range rec.Live() {
			var tick round.Tick
			if at < len(rec.Ticks) {
				tick = rec.Ticks[at]
			}
			came := s.ticks[e.Key][at]
			if came != (tick.Origin == game.FromFrame) {
				t.Errorf("round %s: the frame of tick %d came: %v; it is told as %v", e.ID, at, came, tick.Origin)
			}
			switch {
			case came:
				own++
			case tick.Known():
				filled++
			default:
				missing++
			}
		}
	}
	t.Logf("%d rounds, %d of them verified; %d ticks from their own frames, %d filled and marked, %d marked as missing", len(page.Entries), verified, own, filled, missing)
	if own == 0 || filled == 0 || verified == 0 {
		t.Error("no tick came, none was filled, or no round was proven")
	}
}
