package arena

import (
	"context"
	"log/slog"
	"time"

	"rugtape/internal/money"
	"rugtape/internal/round"
)

// Options say what an arena is like.
type Options struct {
	// Listen is host:port; port 0 takes a free one. Another host than one of
	// this machine alone needs a Password.
	Listen   string
	Password string

	// Seed decides rounds, simulated players and jitter.
	Seed uint64
	// Start is the day in the ids of drawn rounds, which are part of what they
	// are made of. The zero time stands for 1 January 2026, so that a seed makes
	// the same rounds on any day.
	Start time.Time
	// Rounds gives recorded rounds to serve, one after the other; nil draws
	// rounds by the law. Only complete ones can be served; others are skipped.
	Rounds func(context.Context) (*round.Recording, error)
	// Speed is how many times as fast as the site the game goes, from MinSpeed to
	// MaxSpeed. 0 is as fast as the clients can follow: see lockstep.go.
	Speed float64
	// Jitter makes ticks uneven and full frames late, as the site's are.
	Jitter bool
	// Players is how many simulated players there are.
	Players int
	// Past is how many drawn rounds were played before the first that is
	// served, so that the history is not empty.
	Past int
	// Balance is what each client's player begins with; 0 stands for 10 SOL.
	Balance money.Lamports

	// Faults are done to messages and connections. Fate, unless nil, is told of
	// each message what became of it, by one goroutine that waits for it.
	Faults Faults
	Fate   func(Fate)
	// Said, unless nil, is told of every message before it is on its way on a
	// connection, in order, pings and what faults make of it included, by one
	// goroutine that waits for it. The text must not be changed.
	Said func(conn int, text []byte, binary bool)

	// PingEvery and PongWithin are the heartbeat of Engine.IO; 0 stands for the
	// site's 25 s and 20 s.
	PingEvery, PongWithin time.Duration

	Log *slog.Logger // nil: nothing is logged
}

// The range of Options.Speed.
const (
	MinSpeed = 0.1
	MaxSpeed = 1000
)

// DefaultPlayers is how many simulated players make frames of the site's sizes.
const DefaultPlayers = 16

const defaultBalance = 10 * money.PerSOL

// settle puts in what was left to the arena.
func (o *Options) settle() {
	if o.Balance == 0 {
		o.Balance = defaultBalance
	}
	if o.Start.IsZero() {
		o.Start = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
	if o.PingEvery == 0 {
		o.PingEvery = 25 * time.Second
	}
	if o.PongWithin == 0 {
		o.PongWithin = 20 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
}
