package desk

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"rugtape/internal/engine"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/paper"
	"rugtape/internal/strategy"
)

// Config says what a desk trades with. A new session is a new desk.
type Config struct {
	// Strategy makes the strategy anew, at each start of a round and each step
	// back; nil for trading by hand only.
	Strategy func() (strategy.Strategy, error)
	Name     string // of the strategy, to be shown
	Script   string // the script it comes from, "" for a built-in
	Balance  money.Lamports
	Limits   guard.Limits
	Model    paper.Model

	// Real makes the desk, which is a Live then, one of orders to the real game:
	// Model is of no use to it, and it has to be armed. Guard is what its guard had
	// come to, to go on from under Limits; nil for a guard that has seen nothing.
	Real  bool
	Guard *guard.State

	Session int    // its number, to be shown
	Epoch   uint64 // State.Epoch is above it
}

// check tells what is wrong with the config.
func (c *Config) check() error {
	if c.Balance <= 0 || c.Balance > ledger.Limit {
		return fmt.Errorf("a balance of %v SOL: use more than 0 and at most %v", c.Balance, ledger.Limit)
	}
	if c.Guard != nil && !c.Real {
		return errors.New("a guard to go on from, and a desk on paper: every desk on paper has a new one")
	}
	if err := c.Limits.Check(); err != nil {
		return err
	}
	return c.Model.Check()
}

// Desk trades on one round after another. Build it with New.
type Desk struct {
	config Config
	base   base  // how the round in play began
	tape   *Tape // nil before the first
	log    []deed
	goal   int // the tick to be at; log holds nothing after it
	epoch  uint64

	fold // of the tape and the log, up to the tick
}

// base is all that a round begins with.
type base struct {
	engine engine.Snapshot
	venue  paper.State
	count  count
	broken error // why the strategy no longer decides
}

// New makes a desk; Load gives it its first round. It fails where the config
// cannot be traded with or its strategy cannot be made.
func New(c Config) (*Desk, error) {
	if c.Real {
		return nil, errors.New("a recorded round is over: a desk on it trades on paper")
	}
	d := &Desk{config: c, epoch: c.Epoch}
	if err := d.start(&d.config); err != nil {
		return nil, err
	}
	d.base = d.between()
	return d, nil
}

// between is how the next round begins. No round may be open.
func (d *Desk) between() base {
	snapshot, ok := d.engine.Snapshot()
	if !ok {
		panic(fmt.Sprintf("desk: round %d is still open when the next begins", d.count.rounds))
	}
	return base{snapshot, d.venue.State(), d.count, d.err()}
}

// Load ends the round in play, as it goes without further orders by hand, and
// puts the next one in its place, at tick 0. What is held is settled; the
// balance goes on.
func (d *Desk) Load(t *Tape) {
	if d.tape != nil {
		d.End(math.MaxInt)
		if d.open() {
			d.doubt()
		}
		d.base = d.between()
	}
	d.base.count.rounds++
	d.tape, d.log, d.goal = t, nil, 0
	d.again()
}

// End goes at most so many ticks of the way to the last one and tells whether
// it is there.
func (d *Desk) End(most int) (there bool) { return d.Toward(math.MaxInt, most) }

// MoveTo goes to a tick of the round, kept within it.
func (d *Desk) MoveTo(tick int) { d.Toward(tick, math.MaxInt) }

// Toward goes at most so many ticks of the way to a tick, kept within the
// round, and tells whether it is there. A way back begins at tick 0.
func (d *Desk) Toward(tick, most int) (there bool) {
	if d.tape == nil {
		return true
	}
	tick = min(max(tick, 0), d.tape.Track.Last)
	if tick < d.goal {
		d.forget(tick)
	}
	d.goal = tick
	if d.tick > tick {
		d.again()
	}
	d.doDue()
	for ; d.tick < tick && most > 0; most-- {
		d.play(d.tick + 1)
	}
	return d.tick == tick
}

// Clone is a desk of its own, at tick 0 on the way to where this one is to be.
func (d *Desk) Clone() *Desk {
	c := &Desk{config: d.config, base: d.base, tape: d.tape, log: slices.Clone(d.log), goal: d.goal, epoch: d.epoch}
	c.again()
	return c
}

// again begins the round in play once more. What was handed out stays as it
// was: a new epoch begins.
func (d *Desk) again() {
	d.epoch++
	d.fold = fold{trader: trader{count: d.base.count, seq: d.base.engine.Seq}}
	d.sit()
	d.play(0)
}

// sit takes back how the round began: the engine, its strategy and the venue.
func (d *Desk) sit() {
	var made strategy.Strategy
	if d.broken = d.base.broken; d.broken == nil && d.config.Strategy != nil {
		made, d.broken = d.config.Strategy()
	}
	if d.broken == nil {
		d.engine, d.broken = engine.Restore(engine.Config{Strategy: made, Name: d.config.Name}, d.base.engine)
	}
	var err, venueErr error
	if d.broken != nil { // only by hand, then
		byHand := d.base.engine
		byHand.Name, byHand.Strategy = "", ""
		d.engine, err = engine.Restore(engine.Config{}, byHand)
	}
	d.venue, venueErr = paper.FromState(d.config.Model, d.base.venue)
	if err := errors.Join(err, venueErr); err != nil {
		panic(fmt.Sprintf("desk: what was laid open between two rounds cannot be taken back: %v", err))
	}
}
