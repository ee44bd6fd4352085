package app

import (
	"time"

	"rugtape/internal/desk"
	"rugtape/internal/web"
)

// How much a desk does at a time. Strategies that are built in play a whole
// round in a few milliseconds; a script may take longer for a tick than its
// player shows it.
const (
	// deskSlice is how long a deck lets its desk work before it looks for inputs
	// again. It is passed by what deskTicks take at most, which the step budget of
	// a script bounds.
	deskSlice = int64(50 * time.Millisecond)
	deskTicks = 16
)

// Why nothing can be done at the desk.
var (
	errNoDesk error = refusal{"no desk is open", "choose a balance and open one"}
	errBusy   error = refusal{"the strategy has not ended the round before", "try again in a moment"}
)

// trading is the desk beside a player, if there is one.
type trading struct {
	tape   *desk.Tape // of the round in play
	desk   *desk.Desk // nil without one
	next   *desk.Tape // for the desk, once it is done with the round before
	behind bool       // the desk is not where the player is

	// Of the last desk that was closed: numbers that do not come twice.
	session int
	epoch   uint64
}

// load tells that the player has another round.
func (t *trading) load(tape *desk.Tape) {
	t.tape = tape
	if t.desk != nil {
		t.next, t.behind = tape, true
	}
}

// work lets the desk go to where the player is, for deskSlice at most, and
// tells whether there is something new to show of it.
func (t *trading) work(tick int, clock func() int64) (changed bool) {
	if t.desk == nil {
		return false
	}
	wasEpoch, wasTick := t.desk.At()
	for start := clock(); ; {
		switch {
		case t.next == nil:
			t.behind = !t.desk.Toward(tick, deskTicks)
		case t.desk.End(deskTicks):
			t.desk.Load(t.next)
			t.next = nil
			continue
		}
		if !t.behind || clock()-start >= deskSlice {
			epoch, tick := t.desk.At()
			return epoch != wasEpoch || tick != wasTick
		}
	}
}

// do does what is asked for at the desk. A stop is taken at any time, an order
// only where the player shows the round that the desk is in.
func (t *trading) do(c web.Trade) error {
	switch {
	case c.Open != nil:
		return t.open(*c.Open)
	case t.desk == nil:
		return errNoDesk
	case c.Close:
		t.close()
	case c.Stop:
		return t.desk.Stop()
	case c.Resume:
		return t.desk.Resume()
	case t.next != nil:
		return errBusy
	case c.Order != nil:
		return t.desk.Place(*c.Order)
	}
	return nil
}

// open begins a session: a new desk in the place of the one there was, if any,
// from the start of the round in play.
func (t *trading) open(c desk.Config) error {
	session, epoch := t.session, t.epoch
	if t.desk != nil {
		s := t.desk.State()
		session, epoch = s.Session, s.Epoch
	}
	c.Session, c.Epoch = session+1, epoch
	opened, err := desk.New(c)
	if err != nil {
		return refusal{err.Error(), "correct it and open the desk again"}
	}
	t.desk, t.next, t.behind = opened, nil, true
	t.desk.Load(t.tape)
	return nil
}

func (t *trading) close() {
	s := t.desk.State()
	t.session, t.epoch = s.Session, s.Epoch
	t.desk, t.next, t.behind = nil, nil, false
}

// lend is a copy of the desk for another player.
func (t *trading) lend() *desk.Desk {
	if t.desk == nil {
		return nil
	}
	return t.desk.Clone()
}

// state is what there is to show, nil while no desk is in this round.
func (t *trading) state() *desk.State {
	if t.desk == nil || t.next != nil {
		return nil
	}
	s := t.desk.State()
	return &s
}
