package desk

import (
	"fmt"

	"rugtape/internal/engine"
	"rugtape/internal/round"
	"rugtape/internal/strategy"
)

// maxAge is how old the newest frame may be when an order by hand is placed.
// The game tells four ticks a second; after such a pause nobody knows the price, and
// what was done at the last one that was seen would be worth nothing as a trial.
const maxAge = int64(5e9)

var errElsewhere = fmt.Errorf("%w: the feed tells of another round: this one is over, as soon as its end is told", round.ErrInvalid)

// Place places an order by hand at the tick in view; without a delay it is
// done at the price in view. What the guard or the venue refuse is no error but a
// mark; it is one where nothing can be placed.
func (l *Live) Place(timeNS int64, intent strategy.Intent) error {
	l.anew()
	switch {
	case l.round == "":
		return errNoRound
	case !l.open():
		return errOver
	case l.shown != l.round:
		return errElsewhere
	case timeNS-l.frameNS > maxAge:
		return fmt.Errorf("%w: the newest price is %.0f s old: there is none to trade at until the feed goes on", round.ErrInvalid, float64(timeNS-l.frameNS)/1e9)
	case l.deeds >= maxDeeds:
		return errTooMany
	}
	l.deeds++
	return l.command(timeNS, engine.Command{Kind: engine.Place, Intent: intent})
}

// Stop lets nothing more through that takes a risk, until Resume.
func (l *Live) Stop(timeNS int64) { l.turn(timeNS, true) }

// Resume takes a Stop back.
func (l *Live) Resume(timeNS int64) { l.turn(timeNS, false) }

func (l *Live) turn(timeNS int64, stop bool) {
	l.anew()
	if l.engine.Guard().Stopped != stop {
		_ = l.command(timeNS, turning(stop))
	}
}

func (l *Live) command(timeNS int64, c engine.Command) error {
	return l.input(timeNS, engine.Input{Command: &c})
}

// input gives the engine an input, and why it was not obeyed.
func (l *Live) input(timeNS int64, in engine.Input) error {
	l.nowNS = timeNS
	l.tell(in)
	return l.refused
}
