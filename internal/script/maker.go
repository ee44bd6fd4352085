package script

import (
	"context"

	"rugtape/internal/strategy"
)

// Maker makes strategies of what a user wrote: a [Program] or a [Command].
type Maker interface {
	// Start makes a strategy that remembers nothing yet. Whoever starts it
	// closes it. It ends with ctx at the latest.
	Start(ctx context.Context) (Strategy, error)

	// String names what was written with a hash of its text and its
	// parameters: the same name, the same decisions.
	String() string
}

// Strategy is one that a user wrote. It belongs to one caller at a time.
// Scripts, isolated or not, are also [strategy.Keeper]s.
type Strategy interface {
	strategy.Strategy
	strategy.Observer
	strategy.Checked

	// Renew makes it forget all that it has seen and that it failed, as if it
	// had just been started: the beginning of another session.
	Renew() error

	// Close ends it and leaves nothing behind.
	Close()
}

var (
	_ Maker           = (*Program)(nil)
	_ Maker           = (*Command)(nil)
	_ Strategy        = (*Script)(nil)
	_ Strategy        = (*external)(nil)
	_ Strategy        = (*isolated)(nil)
	_ strategy.Keeper = (*Script)(nil)
	_ strategy.Keeper = (*isolated)(nil)
)
