package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"rugtape/internal/arena"
	"rugtape/internal/desk"
	"rugtape/internal/feed"
	"rugtape/internal/library"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
	"rugtape/internal/web"
)

// SoakOptions say what a soak is like.
type SoakOptions struct {
	Hours  float64 // of the game
	Speed  float64 // of the game: so many times as fast as the site's
	Seed   uint64  // of rounds and faults
	Faults arena.Faults
	Log    *slog.Logger
	// Tell, unless nil, is told once a second how far it is.
	Tell func(SoakProgress)
}

// SoakProgress is how far a soak is.
type SoakProgress struct {
	Hours float64 // of the game that were played
	Heard
	Reconnects uint64
	Usage
}

// SoakFaults are what a soak does by itself: a reconnect about every half
// minute of the game, and a little of everything else.
const SoakFaults = "cut=0.03,restart=0.0005,half-open=0.0001,drop=0.001,delay=0.001,duplicate=0.001,reorder=0.001,garbage=0.0005"

// How the arena of a soak is peopled, and what its desk does.
const (
	soakPlayers  = arena.DefaultPlayers // frames of the site's sizes
	soakPast     = 10
	soakStrategy = "target:m=2,stake=0.01"
	soakBalance  = 1000 * money.PerSOL // more than days can lose
)

// Soak runs a live edge with all that belongs to it (recorder, library, a
// paper desk, viewers) on an arena that does everything to it that a bad network
// does, and says whether anything grew, was lost or came twice. It takes
// Hours/Speed, and ends early with ctx: then it tells of what there was.
//
// A short run comes before, so that what a process makes once and keeps is there
// when the counting begins.
func Soak(ctx context.Context, o SoakOptions) (SoakReport, error) {
	rehearsal := o
	rehearsal.Hours, rehearsal.Tell = 0, nil
	if err := newSoak(rehearsal).run(ctx); err != nil {
		return SoakReport{}, err
	}
	s := newSoak(o)
	r := &s.report
	r.Start = quiet()
	begun := time.Now()
	if err := cmp.Or(s.run(ctx), s.begun(ctx)); err != nil {
		return SoakReport{}, err
	}
	r.WallHours = time.Since(begun).Hours()
	r.End = settled(r.Start)
	r.Leaked, r.LeakedAt, r.LeaksKnown = leaked()
	s.sum()
	r.judge()
	return *r, nil
}

// begun is why the edge did not come to run, nil if it did.
func (s *soak) begun(ctx context.Context) error {
	if s.live == nil {
		return ctx.Err()
	}
	return nil
}

// sum puts into the report what was counted.
func (s *soak) sum() {
	r := &s.report
	r.Heard = s.hearing.end()
	r.Taken = s.live.Wire().Span().Newest
	r.Arena = s.server.Stats()
	r.States, r.WrongStates, r.Visits = s.crowd.states.Load(), s.crowd.wrong.Load(), s.crowd.visits.Load()
	r.Hours = r.Arena.Played.Hours()
	r.Trends = s.samples.trends()
}

// soak is one run.
type soak struct {
	o       SoakOptions
	hearing *hearing
	server  *arena.Server
	live    *Live
	samples *samples
	crowd   soakCrowd
	report  SoakReport
}

func newSoak(o SoakOptions) *soak {
	return &soak{o: o, hearing: newHearing(), samples: newSamples(o.Hours / o.Speed)}
}

// Bounds of the end of a run.
const (
	arenaEnds = 5 * time.Second
	homeEnds  = 30 * time.Second // removing it
)

// run makes a home and an arena, and runs a live edge on them.
func (s *soak) run(ctx context.Context) (err error) {
	var end teardown
	defer func() { err = errors.Join(err, end.run()) }()
	home, err := os.MkdirTemp("", "rugtape-soak-*")
	if err != nil {
		return fmt.Errorf("make a home for the soak: %w; TMPDIR names another place", err)
	}
	end.push("the home "+home, homeEnds, func(context.Context) error { return os.RemoveAll(home) })
	if err := s.serve(&end); err != nil {
		return err
	}
	lib, err := library.Open(ctx, home, library.Owner)
	if err != nil {
		return err
	}
	end.push("the library", libraryEnds, lib.Close)
	s.report.Last, err = RunLive(ctx, LiveOptions{
		Feed: s.server.URL(), Keep: lib, Dir: JournalDir(home), Record: true, Log: s.o.Log, Hear: s.hear,
	}, s.beside)
	if ctx.Err() != nil {
		err = nil // an early end is no fault
	}
	return err
}

// serve starts the arena.
func (s *soak) serve(end *teardown) (err error) {
	faults := s.o.Faults
	faults.Seed = s.o.Seed
	// A feed notices a silent server after 5 s at the earliest, so the
	// heartbeat is not hurried beyond that.
	s.server, err = arena.Listen(arena.Options{
		Listen: "127.0.0.1:0", Seed: s.o.Seed, Speed: s.o.Speed, Jitter: true, Players: soakPlayers, Past: soakPast,
		Faults: faults, Fate: s.hearing.befall, Said: s.hearing.say, Log: s.o.Log,
		PingEvery: max(s.sooner(25*time.Second), time.Second), PongWithin: max(s.sooner(20*time.Second), 4*time.Second),
	})
	if err == nil {
		serve(end, s.server)
	}
	return err
}

// sooner is a time of the game at its speed.
func (s *soak) sooner(d time.Duration) time.Duration {
	return max(time.Duration(float64(d)/s.o.Speed), time.Millisecond)
}

// hear is a feed whose waits are as much shorter as the game is faster.
func (s *soak) hear(ctx context.Context, url string, to feed.Sink) error {
	defer s.hearing.giveUp()
	defer context.AfterFunc(ctx, s.hearing.giveUp)()
	return feed.Run(ctx, feed.Options{
		URL: url, Seed: s.o.Seed,
		RetryLeast: s.sooner(250 * time.Millisecond), RetryMost: s.sooner(30 * time.Second), SteadyAfter: s.sooner(10 * time.Second),
	}, listening{to, s.hearing})
}

// beside is what goes on beside the edge: a desk, viewers, and the taking of
// samples until the hours are played or ctx ends.
func (s *soak) beside(ctx context.Context, live *Live) error {
	s.live = live
	if err := openSoakDesk(ctx, live); err != nil {
		return err
	}
	watching, leave := context.WithCancel(ctx)
	crowd := s.crowd.start(watching, live)
	defer crowd.Wait()
	defer leave()
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		select {
		case <-second.C:
		case <-ctx.Done():
			return nil
		}
		stats, status := s.server.Stats(), live.Status()
		p := SoakProgress{Hours: stats.Played.Hours(), Heard: s.hearing.now(), Reconnects: status.Feed.Reconnects, Usage: ReadUsage()}
		s.samples.add(&p)
		if s.o.Tell != nil {
			s.o.Tell(p)
		}
		if p.Hours >= s.o.Hours || status.Recorder.State == RecorderHalted {
			return nil
		}
	}
}

func openSoakDesk(ctx context.Context, live *Live) error {
	spec, err := strategy.Parse(soakStrategy)
	if err != nil {
		return err
	}
	return live.Trade(ctx, web.Trade{Open: &desk.Config{
		Name: spec.String(), Balance: soakBalance,
		Strategy: func() (strategy.Strategy, error) { return spec.New(), nil },
	}})
}
