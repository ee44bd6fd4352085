package app

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"rugtape/internal/desk"
	"rugtape/internal/replay"
	"rugtape/internal/round"
	"rugtape/internal/web"
)

// Bounds of the decks.
const (
	maxDecks = 64
	// idleDeck is how long a deck without viewers waits for one to come back.
	idleDeck = 10 * time.Minute
	// deckInbox is how many inputs may wait for a deck. When it is full, a
	// sender waits: a command until its own deadline, the loader of the next
	// round and a viewer that leaves until there is room or the deck ends.
	deckInbox = 64
)

// errDeckEnded is the answer of a deck that is no more.
var errDeckEnded error = refusal{"this player has ended", "open the round again"}

// nextRound finds the tape of the round that follows another.
type nextRound func(ctx context.Context, after round.Key) (*desk.Tape, error)

// deck owns one player and the desk beside it. Its goroutine (turning.go)
// alone touches them; everybody else sends inputs and watches states.
//
//	viewer --- command ---> inbox ---> player.Step ---> desk ---> latest state ---> viewers
//	timer  -----------------------------^   |
//	library <------- next round wanted -----+  its tape comes back as an input
type deck struct {
	id    string
	next  nextRound
	inbox chan input
	ended chan struct{}
	loads sync.WaitGroup

	stop    context.CancelFunc
	watched atomic.Bool // somebody watches; told by the loop for Decks to read
}

// input is what a deck may be told. Exactly one of its fields is set, but
// for reply, which then gets the answer.
type input struct {
	command *replay.Command
	trade   *web.Trade
	next    *desk.Tape // the answer to Output.WantNext: a round,
	noNext  bool       // or none
	join    *viewer
	leave   *viewer
	lend    chan<- *desk.Desk // buffered; gets a copy of the desk, nil without one
	reply   chan error        // buffered; nil where nobody waits
}

// viewer gets the latest state of a deck. A slow one misses states, which it
// never needs: each is whole.
type viewer struct {
	deck   *deck
	states chan web.PlayerState // holds one, the latest
}

func newDeck(id string, next nextRound, stop context.CancelFunc) *deck {
	d := &deck{id: id, next: next, stop: stop, inbox: make(chan input, deckInbox), ended: make(chan struct{})}
	d.watched.Store(true) // who starts a deck is about to watch it
	return d
}

// loadNext loads the next round beside the loop and hands what came of it
// back as an input. One load at a time is enough: until it is back, the round
// in play is the same, and so is the next one.
func (d *deck) loadNext(ctx context.Context, after round.Key) {
	d.loads.Go(func() {
		in := input{noNext: true}
		if tape, err := d.next(ctx, after); err == nil {
			in = input{next: tape}
		}
		select {
		case d.inbox <- in:
		case <-ctx.Done():
		}
	})
}

// send hands an input to the deck and waits for its answer.
func (d *deck) send(ctx context.Context, in input) error {
	in.reply = make(chan error, 1)
	select {
	case d.inbox <- in:
	case <-d.ended:
		return errDeckEnded
	case <-ctx.Done():
		return fmt.Errorf("player %s is busy: %w", d.id, ctx.Err())
	}
	select {
	case err := <-in.reply:
		return err
	case <-d.ended:
		return errDeckEnded
	case <-ctx.Done():
		return fmt.Errorf("player %s is busy: %w", d.id, ctx.Err())
	}
}

// watch joins a new viewer.
func (d *deck) watch(ctx context.Context) (*viewer, error) {
	v := &viewer{deck: d, states: make(chan web.PlayerState, 1)}
	if err := d.send(ctx, input{join: v}); err != nil {
		// It may have been joined although the answer came too late.
		v.Close()
		return nil, err
	}
	return v, nil
}

// States gives the latest state, once at once and then after each change.
func (v *viewer) States() <-chan web.PlayerState { return v.states }

// Ended is closed when the player is no more.
func (v *viewer) Ended() <-chan struct{} { return v.deck.ended }

// Do sends a command and waits for its answer.
func (v *viewer) Do(ctx context.Context, c replay.Command) error {
	return v.deck.send(ctx, input{command: &c})
}

// Trade does something at the desk and waits for the answer.
func (v *viewer) Trade(ctx context.Context, t web.Trade) error {
	return v.deck.send(ctx, input{trade: &t})
}

// lent is a copy of the desk, nil without one.
func (v *viewer) lent(ctx context.Context) (*desk.Desk, error) {
	lent := make(chan *desk.Desk, 1)
	if err := v.deck.send(ctx, input{lend: lent}); err != nil {
		return nil, err
	}
	return <-lent, nil
}

// Close ends the watching. The deck frees the place as soon as it can.
func (v *viewer) Close() {
	select {
	case v.deck.inbox <- input{leave: v}:
	case <-v.deck.ended:
	}
}
