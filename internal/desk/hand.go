package desk

import (
	"fmt"
	"slices"

	"rugtape/internal/engine"
	"rugtape/internal/round"
	"rugtape/internal/strategy"
)

// maxDeeds bounds what can be done by hand in a round.
const maxDeeds = 1000

// deed is something done by hand at a tick.
type deed struct {
	tick    int
	command engine.Command
}

// isTurn tells whether the deed is a stop, or takes one back.
func (e deed) isTurn() bool { return e.command.Kind != engine.Place }

// Place places an order by hand at the tick in view. What the guard or the
// venue refuse is no error but a mark; it is one where nothing can be placed.
func (d *Desk) Place(intent strategy.Intent) error {
	switch {
	case d.tape == nil:
		return errNoRound
	case d.tick != d.goal:
		return fmt.Errorf("%w: the desk is still on its way to this tick: place the order again in a moment", round.ErrInvalid)
	case !d.open():
		return errOver
	case !d.tape.known(d.tick):
		return fmt.Errorf("%w: tick %d was not recorded: there is no price to trade at", round.ErrInvalid, d.tick)
	case len(d.log) >= maxDeeds:
		return errTooMany
	}
	d.byHandNow(engine.Command{Kind: engine.Place, Intent: intent})
	return nil
}

var (
	errNoRound = fmt.Errorf("%w: no round is in play", round.ErrInvalid)
	errOver    = fmt.Errorf("%w: the round is over: there is nothing to trade", round.ErrInvalid)
	errTooMany = fmt.Errorf("%w: %d things were done by hand in this round, which is the most", round.ErrInvalid, maxDeeds)
)

// Stop lets nothing more through that takes a risk, until Resume. No step
// back undoes it.
func (d *Desk) Stop() error { return d.turn(true) }

// Resume takes a Stop back.
func (d *Desk) Resume() error { return d.turn(false) }

// turn stops or resumes where the desk is, even on its way.
func (d *Desk) turn(stop bool) error {
	switch {
	case d.tape == nil:
		return errNoRound
	case !stop && len(d.log) >= maxDeeds: // a stop is always taken; between two there is a Resume
		return errTooMany
	}
	to := slices.DeleteFunc(d.log[d.done:], deed.isTurn)
	d.log = d.log[:d.done+len(to)]
	if d.engine.Guard().Stopped != stop {
		d.byHandNow(turning(stop))
	}
	return nil
}

func turning(stop bool) engine.Command {
	if stop {
		return engine.Command{Kind: engine.Stop}
	}
	return engine.Command{Kind: engine.Resume}
}

func (d *Desk) byHandNow(c engine.Command) {
	d.log = slices.Insert(d.log, d.done, deed{d.tick, c})
	d.doDue()
}

// forget drops what was done by hand after a tick, but keeps a stop.
func (d *Desk) forget(tick int) {
	stopped := d.stoppedBy(d.log)
	if n := slices.IndexFunc(d.log, func(e deed) bool { return e.tick > tick }); n >= 0 {
		d.log = d.log[:n]
	}
	if d.stoppedBy(d.log) != stopped {
		d.log = append(d.log, deed{tick, turning(stopped)})
	}
}

// stoppedBy tells whether the desk is stopped once all of a log was done.
func (d *Desk) stoppedBy(log []deed) bool {
	for _, e := range slices.Backward(log) {
		if e.isTurn() {
			return e.command.Kind == engine.Stop
		}
	}
	return d.base.engine.Guard.Stopped
}
