package app

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"time"

	"rugtape/internal/library"
	"rugtape/internal/web"
)

// Options are what a start of the app needs.
type Options struct {
	Home    string // the data directory
	Listen  string // host:port on loopback; port 0 takes a free one
	Version string
	Log     *slog.Logger
	// Feed is what the live edge follows at first: practice, live, off (as "")
	// or http(s)://host:port. Record turns its recorder on.
	Feed     string
	Record   bool
	Practice Practice
	Browser  Browser // whose buttons may be pressed
	// Ready is called once, when the app answers at url.
	Ready func(url string)
}

// How long each part may take to end.
const (
	webEnds     = slack * 3 * time.Second
	decksEnd    = slack * 2 * time.Second
	liveEnds    = handsEnd + sealEnds + journalEnds + 2*time.Second
	jobsEnd     = 10 * time.Second
	libraryEnds = 10 * time.Second
)

// Run runs the app until ctx ends or the server fails. Whatever it started is
// ended when it returns.
func Run(ctx context.Context, o Options) (err error) {
	var end teardown
	defer func() { err = errors.Join(err, end.run()) }()

	lib, err := library.Open(ctx, o.Home, library.Owner)
	if err != nil {
		return err
	}
	end.push("the library", libraryEnds, lib.Close)
	for _, notice := range lib.Notices() {
		o.Log.Info(notice)
	}

	rounds := &shelf{Library: lib}
	jobs := NewJobs(rounds)
	rounds.changed = jobs.Changed
	start(&end, "the imports", jobs.Run)
	scripts := NewScripts(o.Home)
	runs := NewLab(rounds, scripts)
	start(&end, "the lab's runs", runs.Run)
	decks := NewDecks(rounds)
	end.push("the players", decksEnd, decks.Close)
	live, err := startLive(ctx, &end, lib, scripts, o)
	if err != nil {
		return err
	}

	server, err := web.Listen(o.Listen, web.Ports{
		Rounds: rounds, Players: decks, Strategies: Strategies{Script: scripts.Maker}, Jobs: jobs, Lab: runs, Scripts: scripts, Odds: odds{rounds},
		Live: live, Hands: live.Hands(), Metrics: metrics(live.Status),
		Home: web.Home{Version: o.Version, Path: o.Home, Start: rand.Text()},
	}, o.Log)
	if err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() { served <- server.Run() }()
	end.push("the web server", webEnds, func(ctx context.Context) error {
		return errors.Join(server.Close(ctx), <-served)
	})
	if err := lib.SetAddress(server.URL(), server.Token()); err != nil {
		return err
	}
	o.Ready(server.URL())

	select {
	case <-ctx.Done():
		return nil
	case err := <-served:
		served <- nil // err is told here; the ending waits for one
		return err
	}
}

// startLive takes up what a crash left of the recording before and starts the
// live edge. It is ended after the server, so that the pages see it to the last,
// and before the library, which it seals its rounds in.
func startLive(ctx context.Context, end *teardown, lib *library.Library, scripts *Scripts, o Options) (*Live, error) {
	options := LiveOptions{
		Feed: cmp.Or(o.Feed, FeedOff), Keep: lib, Dir: JournalDir(lib.Home()), Record: o.Record, Practice: o.Practice,
		Version: o.Version, Script: scripts.Read, Log: o.Log,
	}
	hands, err := HandsOf(lib.Home(), o.Log, o.Browser)
	if err != nil {
		return nil, err
	}
	options.Hands = hands
	notices, err := resume(ctx, lib, options.Dir, options.source())
	if err != nil {
		return nil, err
	}
	for _, notice := range notices {
		o.Log.Info(notice)
	}
	live, err := NewLive(options)
	if err != nil {
		return nil, err
	}
	ended, cancel := context.WithCancel(context.Background())
	go live.Run(ended)
	end.push("the live edge", liveEnds, func(ctx context.Context) error {
		cancel()
		select {
		case <-live.ended:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	return live, nil
}

// start starts a queue; it is ended by cancelling what it does.
func start(end *teardown, name string, run func(context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); run(ctx) }()
	end.push(name, jobsEnd, func(ctx context.Context) error {
		cancel()
		select {
		case <-done:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
}
