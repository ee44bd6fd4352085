package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"rugtape/internal/arena"
	"rugtape/internal/fair"
	"rugtape/internal/library"
	"rugtape/internal/web"
)

// SelfTest is what came of a round that was played to oneself.
type SelfTest struct {
	Round    web.SealedRound
	Messages uint64 // that were heard for it
	Took     time.Duration
}

// selfTestLimit bounds a self-test; a round takes a fraction of a second.
const selfTestLimit = 30 * time.Second

// TestSelf plays a round as fast as it can be followed, on an arena of its own
// over loopback, and records it in a home for the time: server, feed, decoder,
// journal, library and proof all have their part in it. It fails where the round
// is not proven, or its fingerprint was not seen before it.
func TestSelf(ctx context.Context, log *slog.Logger) (t SelfTest, err error) {
	ctx, cancel := context.WithTimeout(ctx, selfTestLimit)
	defer cancel()
	var end teardown
	defer func() { err = errors.Join(err, end.run()) }()
	home, err := os.MkdirTemp("", "rugtape-test-*")
	if err != nil {
		return t, fmt.Errorf("make a home for the time: %w; TMPDIR names another place", err)
	}
	end.push("the home "+home, homeEnds, func(context.Context) error { return os.RemoveAll(home) })
	server, err := arena.Listen(arena.Options{Listen: "127.0.0.1:0", Seed: uint64(time.Now().UnixNano()), Players: practicePlayers, Log: log})
	if err != nil {
		return t, err
	}
	serve(&end, server)
	lib, err := library.Open(ctx, home, library.Owner)
	if err != nil {
		return t, err
	}
	end.push("the library", libraryEnds, lib.Close)
	begun := time.Now()
	last, err := RunLive(ctx, LiveOptions{Feed: server.URL(), Keep: lib, Dir: JournalDir(home), Record: true, Log: log}, func(ctx context.Context, live *Live) error {
		awaitSealed(ctx, live)
		t.Took, t.Messages = time.Since(begun), live.Wire().Span().Newest
		return nil
	})
	if err != nil {
		return t, err
	}
	if last.Recorder.Last == nil {
		return t, fmt.Errorf("no round was sealed within %v: the feed was %s (%s), the recorder %s (%s)",
			selfTestLimit, last.Feed.State, last.Feed.Why, last.Recorder.State, last.Recorder.Why)
	}
	if t.Round = *last.Recorder.Last; t.Round.Verdict != fair.Verified.String() || !t.Round.Pinned {
		return t, fmt.Errorf("round %s, seen from its beginning to its end, is told as %s, pinned: %v", t.Round.ID, t.Round.Verdict, t.Round.Pinned)
	}
	return t, nil
}

// awaitSealed waits until a round is sealed whose seed is known, or ctx ends.
func awaitSealed(ctx context.Context, live *Live) {
	news, stop := live.Watch()
	defer stop()
	for {
		s := live.Status()
		if last := s.Recorder.Last; last != nil && last.Verdict != fair.NoSeed.String() || s.Recorder.State == RecorderHalted {
			return
		}
		select {
		case <-news:
		case <-ctx.Done():
			return
		}
	}
}

// serve runs an arena until the teardown.
func serve(end *teardown, server *arena.Server) {
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- server.Run(ctx) }()
	end.push("the arena", arenaEnds, func(context.Context) error { stop(); return <-served })
}
