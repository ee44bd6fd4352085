package app

import (
	"context"
	"time"

	"rugtape/internal/desk"
	"rugtape/internal/replay"
	"rugtape/internal/web"
)

// turning is the goroutine of a deck and all that it alone touches.
type turning struct {
	*deck
	clock   func() int64 // monotonic
	timer   *time.Timer
	player  *replay.Player
	trading trading
	viewers map[*viewer]struct{}

	idleSince int64
	loading   bool       // the next round, beside the loop
	held      *desk.Tape // the next round, until the desk is done with this one
	shown     uint64     // states so far
}

// run plays until ctx ends or nobody has watched for idleDeck.
func (d *deck) run(ctx context.Context, tape *desk.Tape, carried *desk.Desk) {
	defer close(d.ended)
	ctx, cancel := context.WithCancel(ctx)
	defer d.loads.Wait()
	defer cancel()

	start := time.Now()
	t := &turning{
		deck: d, clock: func() int64 { return int64(time.Since(start)) },
		timer: time.NewTimer(idleDeck), viewers: map[*viewer]struct{}{},
		trading: trading{desk: carried},
	}
	defer t.timer.Stop()
	t.player = replay.NewPlayer(tape.Track, t.clock())
	t.trading.load(tape)
	for {
		in, ok := t.wait(ctx)
		if !ok {
			return
		}
		t.turn(ctx, in)
		d.watched.Store(len(t.viewers) > 0)
		if len(t.viewers) > 0 {
			t.idleSince = t.clock()
		} else if t.clock()-t.idleSince >= int64(idleDeck) {
			return
		}
	}
}

// wait waits for the next input or for something to be due; it is false when
// ctx ends. While the desk is behind it takes an input if there is one and waits
// for nothing.
func (t *turning) wait(ctx context.Context) (in input, ok bool) {
	if t.trading.behind {
		select {
		case in = <-t.inbox:
		default:
		}
		return in, ctx.Err() == nil
	}
	if wake := t.player.WakeNS(); wake != 0 {
		t.timer.Reset(time.Duration(wake - t.clock()))
	} else {
		t.timer.Reset(idleDeck)
	}
	select {
	case <-ctx.Done():
		return input{}, false
	case <-t.timer.C:
	case in = <-t.inbox:
	}
	return in, true
}

// turn takes an input: first the time passes, then the desk goes to where the
// player is, then what the input asks for is done.
func (t *turning) turn(ctx context.Context, in input) {
	if in.next != nil {
		t.held, in.next = in.next, nil
	}
	if !t.trading.behind {
		in.next, t.held = t.held, nil
	}
	before := t.player.State().Track.Key
	step := replay.Input{NowNS: t.clock(), Command: in.command, NoNext: in.noNext}
	if in.next != nil {
		step.Next = &in.next.Track
	}
	out := t.player.Step(step)
	if in.next != nil && out.State.Track.Key != before {
		t.trading.load(in.next)
	}
	t.loading = t.loading && in.next == nil && !in.noNext
	if out.WantNext && !t.loading {
		t.loading = true
		t.loadNext(ctx, out.State.Track.Key)
	}
	changed := t.trading.work(out.State.Tick, t.clock)
	if in.trade != nil {
		out.Err = t.trading.do(*in.trade)
		t.trading.work(out.State.Tick, t.clock)
		changed = true
	}
	if in.lend != nil {
		in.lend <- t.trading.lend()
	}
	if joined := t.watchers(in); joined || changed || out.Changed {
		t.show(out.State)
	}
	if in.reply != nil {
		in.reply <- out.Err
	}
}

// watchers lets viewers come and go and tells whether one did.
func (t *turning) watchers(in input) bool {
	if in.join != nil {
		t.viewers[in.join] = struct{}{}
	}
	if in.leave != nil {
		delete(t.viewers, in.leave)
	}
	return in.join != nil || in.leave != nil
}

// show puts the state in every viewer's place for the latest.
func (t *turning) show(s replay.State) {
	t.shown++
	state := web.PlayerState{Player: t.id, Seq: t.shown, State: s, Viewers: len(t.viewers), Desk: t.trading.state()}
	for v := range t.viewers {
		select {
		case <-v.states: // an older one that was not fetched
		default:
		}
		v.states <- state // has room: this goroutine is the only sender
	}
}
