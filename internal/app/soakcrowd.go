package app

import (
	"context"
	"sync"
	"sync/atomic"

	"rugtape/internal/web"
)

// soakCrowd is who watches the live edge while it soaks.
type soakCrowd struct {
	states atomic.Uint64 // that they have seen
	wrong  atomic.Uint64 // of these, that took something back
	visits atomic.Uint64 // of those who come and go
}

// Who is in the crowd.
const (
	crowdStays = 3  // watch all the time
	crowdComes = 2  // come and go
	crowdVisit = 25 // for so many states
)

// start starts the crowd; it leaves when ctx ends.
func (c *soakCrowd) start(ctx context.Context, live *Live) *sync.WaitGroup {
	var all sync.WaitGroup
	for range crowdStays {
		all.Go(func() { c.watch(ctx, live, 0) })
	}
	for range crowdComes {
		all.Go(func() {
			for ctx.Err() == nil {
				c.watch(ctx, live, crowdVisit)
				c.visits.Add(1)
			}
		})
	}
	all.Go(func() { stare(ctx, live) })
	all.Go(func() { c.read(ctx, live) })
	return &all
}

// watch looks at so many states, 0 for all until ctx ends.
func (c *soakCrowd) watch(ctx context.Context, live *Live, most int) {
	view, err := live.View(ctx)
	if err != nil {
		return // ctx or the edge has ended
	}
	defer view.Close()
	var last web.LiveState
	for n := 1; n != most; n++ {
		select {
		case s := <-view.States():
			c.states.Add(1)
			if s.Seq <= last.Seq || s.Epoch < last.Epoch || s.Epoch == last.Epoch && (len(s.Ticks) < len(last.Ticks) || len(s.Trades) < len(last.Trades)) {
				c.wrong.Add(1)
			}
			last = s
		case <-view.Ended():
			return
		case <-ctx.Done():
			return
		}
	}
}

// stare holds a view and never looks at it.
func stare(ctx context.Context, live *Live) {
	view, err := live.View(ctx)
	if err != nil {
		return
	}
	defer view.Close()
	<-ctx.Done()
}

// read searches the wire log whenever there is something new, as the page does.
func (c *soakCrowd) read(ctx context.Context, live *Live) {
	news, stop := live.Wire().Watch()
	defer stop()
	for {
		select {
		case <-news:
			span := live.Wire().Span()
			if found := live.Wire().Find(web.WireQuery{Kind: "gameStateUpdate", Limit: 50}); len(found) > span.Held {
				c.wrong.Add(1)
			}
		case <-ctx.Done():
			return
		}
	}
}
