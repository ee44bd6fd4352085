package arena

import (
	"context"
	"fmt"
	"time"

	"rugtape/internal/game"
	"rugtape/internal/round"
)

const (
	// maxSkipped recordings in a row that cannot be served end the arena.
	maxSkipped = 10_000
	// maxWait is the longest a recorded tick is waited for.
	maxWait = 30 * time.Second
)

// supply is the next recording to serve, or why there is none.
type supply struct {
	plan *plan
	err  error
}

// fetch gets recordings for the loop, one ahead, until there are no more.
func (l *loop) fetch(ctx context.Context) error {
	for {
		p, err := l.another(ctx)
		select {
		case l.supplies <- supply{p, err}:
		case <-ctx.Done():
			return nil
		}
		if err != nil {
			return nil // the loop ends with it when it needs the round
		}
	}
}

// another is the next recording that can be served.
func (l *loop) another(ctx context.Context) (*plan, error) {
	for range maxSkipped {
		rec, err := l.o.Rounds(ctx)
		if err != nil {
			return nil, fmt.Errorf("the next round to serve: %w", err)
		}
		if p := planOf(rec); p != nil {
			return p, nil
		}
	}
	return nil, fmt.Errorf("none of %d rounds is complete: only complete ones can be served", maxSkipped)
}

// planOf is the plan of a recording, nil if that has gaps or no end: the
// site's lists of prices have none.
func planOf(rec *round.Recording) *plan {
	rug, ended := rec.Rug()
	if !ended || !rec.Complete() || rug.At == 0 {
		return nil
	}
	p := &plan{
		id: rec.ID, seed: rec.Seed, hash: rec.SeedHash, version: rec.Version,
		rugTick: rug.At, rugPrice: rug.Price,
		waits:  make([]time.Duration, rug.At+1),
		trades: rec.Trades,
	}
	at := func(tick int) int64 {
		if tick == rug.At {
			return rug.RecvNS
		}
		return rec.Ticks[tick].RecvNS
	}
	for tick := range rug.At {
		p.prices = append(p.prices, rec.Ticks[tick].Price)
	}
	for tick := 1; tick <= rug.At; tick++ {
		if from, to := at(tick-1), at(tick); from != 0 && to > from {
			p.waits[tick] = min(time.Duration(to-from), maxWait)
		}
	}
	p.trades = tradesOf(rec, rug.At)
	return p
}

// tradesOf are the recorded trades of the round, by tick.
func tradesOf(rec *round.Recording, end int) (trades []game.Trade) {
	for _, t := range rec.Trades {
		if t.Tick <= end {
			trades = append(trades, t)
		}
	}
	return trades
}

// playPast plays the rounds that were before the first that is served.
func (l *loop) playPast() {
	if l.lottery == nil {
		return
	}
	const mean = 67 * time.Second // of a round, countdown and all
	began := time.Now().Add(-time.Duration(l.o.Past) * mean)
	for range l.o.Past {
		l.world.offer(l.lottery.draw(l.world.due))
		for opened := false; !opened || l.world.stage != between; opened = true {
			at := began.Add(l.world.due)
			if latest := time.Now(); at.After(latest) {
				at = latest
			}
			l.world.beat(at.UnixMilli())
		}
	}
}
