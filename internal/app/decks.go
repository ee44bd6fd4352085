package app

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"rugtape/internal/desk"
	"rugtape/internal/round"
	"rugtape/internal/web"
)

// catalogue is what the decks need of the library.
type catalogue interface {
	Tape(ctx context.Context, key round.Key) (*desk.Tape, error)
	Next(ctx context.Context, key round.Key) (round.Key, error)
}

// Decks starts decks and finds them by their id. It holds no state of a
// player, only the list of those that run.
type Decks struct {
	rounds catalogue
	ctx    context.Context // ends all decks
	cancel context.CancelFunc
	wait   sync.WaitGroup

	mu    sync.Mutex
	count int
	decks []*deck // oldest first, at most maxDecks
}

// NewDecks makes an empty set that plays rounds of the catalogue.
func NewDecks(rounds catalogue) *Decks {
	d := &Decks{rounds: rounds}
	d.ctx, d.cancel = context.WithCancel(context.Background())
	return d
}

// Open starts a player of its own for a round and watches it. If another
// player is given, a copy of its desk comes along, once it has ended its round:
// that player stays as it is, so that nothing is lost where the opening fails.
// It fails when the round cannot be read or maxDecks players are open.
func (d *Decks) Open(ctx context.Context, key round.Key, carry web.Player) (web.Player, error) {
	tape, err := d.rounds.Tape(ctx, key)
	if err != nil {
		return nil, err
	}
	var carried *desk.Desk
	if v, ok := carry.(*viewer); ok {
		if carried, err = v.lent(ctx); err != nil {
			return nil, err
		}
	}
	started, err := d.start(tape, carried)
	if err != nil {
		return nil, err
	}
	return player(started.watch(ctx))
}

// Join watches a player that runs already.
func (d *Decks) Join(ctx context.Context, id string) (web.Player, error) {
	d.mu.Lock()
	i := slices.IndexFunc(d.decks, func(one *deck) bool { return one.id == id })
	var found *deck
	if i >= 0 {
		found = d.decks[i]
	}
	d.mu.Unlock()
	if found == nil {
		return nil, fmt.Errorf("player %s: %w", id, errDeckEnded)
	}
	return player(found.watch(ctx))
}

// player turns the nil pointer of a failure into a nil interface.
func player(v *viewer, err error) (web.Player, error) {
	if err != nil {
		return nil, err
	}
	return v, nil
}

func (d *Decks) start(tape *desk.Tape, carried *desk.Desk) (*deck, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ctx.Err() != nil {
		return nil, errDeckEnded
	}
	if len(d.decks) >= maxDecks && !d.endIdle() {
		return nil, refusal{fmt.Sprintf("%d players are being watched, which is the most", maxDecks), "close one of the tabs"}
	}
	d.count++
	ctx, stop := context.WithCancel(d.ctx)
	started := newDeck("p"+strconv.Itoa(d.count), d.next, stop)
	d.decks = append(d.decks, started)
	d.wait.Go(func() {
		defer stop()
		started.run(ctx, tape, carried)
		d.remove(started)
	})
	return started, nil
}

// endIdle makes room by ending the oldest deck that nobody watches.
func (d *Decks) endIdle() bool {
	for i, one := range d.decks {
		if !one.watched.Load() {
			one.stop()
			d.decks = slices.Delete(d.decks, i, i+1)
			return true
		}
	}
	return false
}

func (d *Decks) remove(ended *deck) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if i := slices.Index(d.decks, ended); i >= 0 {
		d.decks = slices.Delete(d.decks, i, i+1)
	}
}

func (d *Decks) next(ctx context.Context, after round.Key) (*desk.Tape, error) {
	key, err := d.rounds.Next(ctx, after)
	if err != nil {
		return nil, err
	}
	return d.rounds.Tape(ctx, key)
}

// Close ends all decks and waits for them, at most until ctx ends.
func (d *Decks) Close(ctx context.Context) error {
	d.mu.Lock()
	d.cancel() // under mu, so that no deck starts once the wait has begun
	d.mu.Unlock()
	done := make(chan struct{})
	go func() { d.wait.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("players still running: %w", ctx.Err())
	}
}
