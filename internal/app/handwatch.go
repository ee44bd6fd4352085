package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"rugtape/internal/watchdog"
)

// The edge's side of its watchdog: the goroutine that owns the state gives the
// beats, so that none comes once it does not live.

// watchBorn is how long a watchdog may take until it sees the page, and
// watchLeaves how long its end may.
const (
	watchBorn   = 5 * time.Second
	watchLeaves = 2 * time.Second
)

// watchdogOf starts watchdogs for a home.
func watchdogOf(home string, log *slog.Logger) func(context.Context, watchdog.Beat) (Watcher, error) {
	return func(ctx context.Context, first watchdog.Beat) (Watcher, error) {
		w, err := watchdog.Start(watchdog.ProcessOptions{Home: home, Log: log})
		if err != nil {
			return nil, err
		}
		if err := awaitWatching(ctx, w, first); err != nil {
			ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), watchLeaves)
			defer cancel()
			return nil, errors.Join(err, w.Close(ending))
		}
		return w, nil
	}
}

// awaitWatching gives beats until the watchdog sees the page.
func awaitWatching(ctx context.Context, w *watchdog.Process, first watchdog.Beat) error {
	ctx, cancel := context.WithTimeout(ctx, watchBorn)
	defer cancel()
	beats := time.NewTicker(watchdog.BeatEvery)
	defer beats.Stop()
	for {
		first.FreshNS = time.Now().UnixNano()
		w.Beat(first)
		state, why := w.State()
		if state == watchdog.Watching {
			return nil
		}
		select {
		case <-beats.C:
		case <-w.News():
		case <-w.Gone():
			return refusal{"the watchdog has ended: " + why, "look at the messages of rugtape, then arm again"}
		case <-ctx.Done():
			return refusal{fmt.Sprintf("the watchdog does not see the page: %s", why), "reload the page, then arm again"}
		}
	}
}

// startBeats begins to tell a watchdog that the edge lives.
func (e *edge) startBeats(w Watcher) {
	h := &e.hand
	h.watch, h.blindNS, h.beats = w, 0, time.NewTicker(watchdog.BeatEvery)
	h.work.Go(func() {
		select {
		case <-w.Gone():
		case <-e.life.Done():
			return
		}
		select {
		case e.inbox <- liveInput{hand: &handInput{gone: w, why: "the watchdog has ended"}}:
		case <-e.life.Done():
		}
	})
	e.beat()
}

// watchBlind is how long a watchdog that does not see the page is borne with: as long as
// the page itself, which may be loaded again.
const watchBlind = pageSilent

// watchWatchdog disarms if the watchdog could sell nothing.
func (e *edge) watchWatchdog(now int64) {
	h := &e.hand
	state, why := h.watch.State()
	switch {
	case state == watchdog.Watching:
		h.blindNS = 0
	case h.blindNS == 0:
		h.blindNS, e.worth = now, true
	case now-h.blindNS > watchBlind:
		e.disarm("the watchdog does not see the page: "+why, now)
	}
}

// endBeats lets the watchdog go.
func (e *edge) endBeats() {
	h := &e.hand
	if h.watch == nil {
		return
	}
	w := h.watch
	h.beats.Stop()
	h.watch, h.beats = nil, nil
	h.work.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), watchLeaves)
		defer cancel()
		if err := w.Close(ctx); err != nil {
			e.options.Log.Warn("the watchdog", "error", err)
		}
	})
}

// beatsDue tells when the next beat is due; never without a watchdog.
func (h *hand) beatsDue() <-chan time.Time {
	if h.beats == nil {
		return nil
	}
	return h.beats.C
}

// beat gives the watchdog a beat.
func (e *edge) beat() {
	if e.hand.watch != nil {
		e.hand.watch.Beat(e.watchBeat())
	}
}

// watchBeat is what the watchdog has to know.
func (e *edge) watchBeat() watchdog.Beat {
	h := &e.hand
	b := watchdog.Beat{Armed: h.armed != nil, FreshNS: time.Now().UnixNano() - (e.now() - e.frameNS), Host: h.host, Player: h.talk.player}
	if h.session != nil {
		b.Where = watchdog.Where(h.session.Where())
	}
	if e.realDesk() {
		b.Held, b.Pressing = e.desk.Account().Position().Quantity > 0, len(e.desk.State().Open) > 0
	}
	return b
}
