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

// fetch gets recordings for the loop, one ahead.
func (l *loop) fetch(ctx context.Context) error {
	skipped := 0
	for {
		rec, err := l.o.Rounds(ctx)
		if err != nil {
			return fmt.Errorf("the next round to serve: %w", err)
		}
		p := planOf(rec)
		if p == nil {
			if skipped++; skipped == maxSkipped {
				return fmt.Errorf("none of %d rounds is complete: only complete ones can be served", skipped)
			}
			continue
		}
		skipped = 0
		select {
		case l.plans <- p:
		case <-ctx.Done():
			return nil
		}
	}
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
