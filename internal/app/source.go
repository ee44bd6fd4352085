package app

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"rugtape/internal/arena"
	"rugtape/internal/feed"
	"rugtape/internal/web"
)

// Practice says what the arena of the practice feed is like.
type Practice struct {
	Seed  uint64  // 0: drawn
	Speed float64 // 0 counts as 1
}

// The practice arena's crowd, and the rounds before the first.
const (
	practicePlayers = 12
	practicePast    = 10
)

// source runs one feed at a time beside the edge.
type source struct {
	live *Live
	n    int // numbers the feeds; inputs of an earlier one count for nothing
	end  context.CancelFunc
	done chan struct{} // nil before the first
}

// stop ends the feed that runs and waits for it.
func (s *source) stop() {
	if s.done != nil {
		s.end()
		<-s.done
	}
}

// start starts a feed once the one before has ended. It waits for nothing.
func (s *source) start(ctx context.Context, name string) {
	ctx, cancel := context.WithCancel(ctx)
	before := *s
	s.n++
	s.end, s.done = cancel, make(chan struct{})
	sink := sink{s.live, s.n}
	done := s.done
	go func() {
		defer close(done)
		defer cancel()
		before.stop()
		if err := s.live.follow(ctx, name, sink); err != nil && ctx.Err() == nil {
			_ = sink.put(ctx, liveInput{failed: err}) // who left does not need it
		}
	}()
}

// follow runs the named feed until ctx ends.
func (l *Live) follow(ctx context.Context, name string, to sink) error {
	url := name
	switch name {
	case FeedOff:
		return nil
	case FeedLive:
		url = siteURL
	case FeedPractice:
		return l.practise(ctx, to)
	}
	return l.dial(ctx, url, to)
}

func (l *Live) dial(ctx context.Context, url string, to sink) error {
	if err := to.put(ctx, liveInput{url: url}); err != nil {
		return nil // ctx has ended
	}
	if l.options.Hear != nil {
		return l.options.Hear(ctx, url, to)
	}
	return feed.Run(ctx, feed.Options{URL: url}, to)
}

// practise starts an arena of our own, and follows it as it would any server.
func (l *Live) practise(ctx context.Context, to sink) error {
	practice := l.options.Practice
	if practice.Seed == 0 {
		practice.Seed = rand.Uint64()
	}
	if practice.Speed == 0 {
		practice.Speed = 1
	}
	server, err := arena.Listen(arena.Options{
		Listen: "127.0.0.1:0", Seed: practice.Seed, Start: time.Now(), Speed: practice.Speed, Jitter: true,
		Players: practicePlayers, Past: practicePast, Log: l.options.Log,
	})
	if err != nil {
		return fmt.Errorf("start the practice arena: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	served := make(chan error, 1)
	go func() {
		defer cancel() // without its server the feed has nothing to do
		served <- server.Run(ctx)
	}()
	err = l.dial(ctx, server.URL(), to)
	cancel()
	if ended := <-served; ended != nil {
		return fmt.Errorf("the practice arena: %w", ended)
	}
	return err
}

// sink hands what a feed brings to the edge. When its inbox is full, the feed
// waits.
type sink struct {
	live *Live
	of   int
}

// Message hands a message over.
func (s sink) Message(ctx context.Context, m feed.Message) error {
	return s.put(ctx, liveInput{message: &m})
}

// Health hands the health over.
func (s sink) Health(h feed.Health) {
	select {
	case s.live.inbox <- liveInput{of: s.of, health: &h}:
	default: // the next one says more
	}
}

func (s sink) put(ctx context.Context, in liveInput) error {
	in.of = s.of
	select {
	case s.live.inbox <- in:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// choose takes a feed; what came of the one before is ended first.
func (e *edge) choose(ctx context.Context, name string) {
	e.source.start(ctx, name)
	e.anew(e.options.Source)
	e.feed = web.FeedStatus{Feed: name, State: feed.Offline.String(), SinceNS: e.clock.now(), Why: "connecting"}
	e.conn, e.skewNS = 0, 0
	if name == FeedOff {
		e.feed.Why = "turned off"
	}
	e.noteFeed()
	e.worth = true
	e.publish()
}

// rechoose takes another feed, but never takes it away from under a desk.
func (e *edge) rechoose(ctx context.Context, name string) error {
	if e.desk != nil {
		return refusal{"a paper desk is open on this feed", "close the desk first: its session ends with the feed"}
	}
	e.choose(ctx, name)
	return nil
}
