package app

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"rugtape/internal/lab"
)

// ahead is how many shards of a plan may be done before their turn to be
// merged; a worker that is further ahead waits.
const ahead = 64

// RunPlan runs a plan on so many goroutines and tells how many rounds are
// done. When ctx ends it returns within a round of the game.
func RunPlan(ctx context.Context, p *lab.Plan, workers int, progress func(rounds int)) (lab.Result, error) {
	ctx, cancel := context.WithCancel(ctx)
	var wait sync.WaitGroup
	defer wait.Wait()
	defer cancel()

	shards := p.Shards()
	r := race{plan: p, shards: shards, room: make(chan struct{}, ahead)}
	for i := range r.done {
		r.done[i] = make(chan shardDone, 1)
	}
	for range max(1, workers) {
		wait.Go(func() { r.run(ctx) })
	}
	total := p.Begin()
	for i := range shards {
		var next shardDone
		select {
		case next = <-r.done[i%ahead]:
		case <-ctx.Done():
			return lab.Result{}, ctx.Err()
		}
		if next.err != nil {
			return lab.Result{}, next.err
		}
		total.Add(next.part)
		progress(min(next.part.To*p.PerSession, p.Played()))
		<-r.room
	}
	return total.Result(), nil
}

// race is a plan on its way: workers take its shards in order and put what
// came of each into its place.
type race struct {
	plan   *lab.Plan
	shards []lab.Shard
	next   atomic.Int64
	room   chan struct{} // holds one for each shard that is taken and not merged
	done   [ahead]chan shardDone
}

type shardDone struct {
	part lab.Partial
	err  error
}

func (r *race) run(ctx context.Context) {
	stop := func() bool { return ctx.Err() != nil }
	table := r.plan.Table()
	defer table.Close()
	for {
		select {
		case r.room <- struct{}{}:
		case <-ctx.Done():
			return
		}
		i := int(r.next.Add(1)) - 1
		if i >= len(r.shards) {
			return
		}
		part, err := table.Run(r.shards[i], stop)
		if errors.Is(err, lab.ErrStopped) {
			return
		}
		r.done[i%ahead] <- shardDone{part, err}
	}
}
