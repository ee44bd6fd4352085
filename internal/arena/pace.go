package arena

import (
	"context"
	"time"
)

// pace holds back a client that says more than a player could: it is read no
// faster, and its own connection makes it wait.
type pace struct {
	every time.Duration // a message
	room  time.Duration // how far it may be ahead of its pace
	at    time.Time     // when the next message would be due
}

const (
	messagesPerSecond = 100 // of the game
	maxPerSecond      = 20_000
)

// newPace is that of a client at a speed of the game.
func newPace(speed float64) *pace {
	rate := messagesPerSecond * max(1, speed)
	if speed == 0 {
		rate = maxPerSecond
	}
	return &pace{every: time.Duration(float64(time.Second) / min(rate, maxPerSecond)), room: time.Second}
}

// wait takes a message, or an error if ctx ends first.
func (p *pace) wait(ctx context.Context) error {
	now := time.Now()
	if earliest := now.Add(-p.room); p.at.Before(earliest) {
		p.at = earliest
	}
	p.at = p.at.Add(p.every)
	early := p.at.Sub(now)
	if early <= 0 {
		return nil
	}
	timer := time.NewTimer(early)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
