package app

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

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

// nextRound finds the track of the round that follows another.
type nextRound func(ctx context.Context, after round.Key) (replay.Track, error)

// deck owns one player. Its goroutine alone touches it; everybody else sends
// inputs and watches states.
//
//	viewer --- command ---> inbox ---> player.Step ---> latest state ---> viewers
//	timer  -----------------------------^   |
//	library <------- next round wanted -----+  its track comes back as an input
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
	next    *replay.Track // the answer to Output.WantNext: a round,
	noNext  bool          // or none
	join    *viewer
	leave   *viewer
	reply   chan error // buffered; nil where nobody waits
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

// run plays until ctx ends or nobody has watched for idleDeck.
func (d *deck) run(ctx context.Context, track replay.Track) {
	defer close(d.ended)
	ctx, cancel := context.WithCancel(ctx)
	defer d.loads.Wait()
	defer cancel()

	start := time.Now()
	clock := func() int64 { return int64(time.Since(start)) } // monotonic
	player := replay.NewPlayer(track, clock())
	viewers := map[*viewer]struct{}{}
	timer := time.NewTimer(idleDeck)
	defer timer.Stop()
	idleSince := clock()
	loading := false // the next round, beside the loop

	for {
		if wake := player.WakeNS(); wake != 0 {
			timer.Reset(time.Duration(wake - clock()))
		} else {
			timer.Reset(idleDeck)
		}
		var in input
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case in = <-d.inbox:
		}
		out := player.Step(replay.Input{NowNS: clock(), Command: in.command, Next: in.next, NoNext: in.noNext})
		loading = loading && in.next == nil && !in.noNext
		if out.WantNext && !loading {
			loading = true
			d.loadNext(ctx, out.State.Track.Key)
		}
		joined := d.watchers(viewers, in)
		if out.Changed || joined {
			d.show(viewers, out.State)
		}
		if in.reply != nil {
			in.reply <- out.Err
		}
		d.watched.Store(len(viewers) > 0)
		if len(viewers) > 0 {
			idleSince = clock()
		} else if clock()-idleSince >= int64(idleDeck) {
			return
		}
	}
}

// watchers lets viewers come and go and tells whether one did.
func (d *deck) watchers(viewers map[*viewer]struct{}, in input) bool {
	if in.join != nil {
		viewers[in.join] = struct{}{}
	}
	if in.leave != nil {
		delete(viewers, in.leave)
	}
	return in.join != nil || in.leave != nil
}

// show puts the state in every viewer's place for the latest.
func (d *deck) show(viewers map[*viewer]struct{}, s replay.State) {
	state := web.PlayerState{Player: d.id, State: s, Viewers: len(viewers)}
	for v := range viewers {
		select {
		case <-v.states: // an older one that was not fetched
		default:
		}
		v.states <- state // has room: this goroutine is the only sender
	}
}

// loadNext loads the next round beside the loop and hands what came of it
// back as an input. One load at a time is enough: until it is back, the round
// in play is the same, and so is the next one.
func (d *deck) loadNext(ctx context.Context, after round.Key) {
	d.loads.Go(func() {
		in := input{noNext: true}
		if track, err := d.next(ctx, after); err == nil {
			in = input{next: &track}
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

// Close ends the watching. The deck frees the place as soon as it can.
func (v *viewer) Close() {
	select {
	case v.deck.inbox <- input{leave: v}:
	case <-v.deck.ended:
	}
}
