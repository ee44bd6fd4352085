package desk

import (
	"strconv"

	"rugtape/internal/engine"
	"rugtape/internal/game"
)

// The made-up clock between two rounds.
const (
	pauseNS   = int64(15e9) // from the end of a round to tick 0 of the next
	presaleNS = int64(10e9) // of it
)

// fold is what the round and the deeds add up to so far.
type fold struct {
	trader            // its tick is the last that was played
	frame  game.Frame // what is told, in one piece of memory
	done   int        // deeds of the log
}

// play goes on to a tick, the one after d.tick or the first.
func (d *Desk) play(tick int) {
	d.tick = tick
	if tick == 0 {
		d.nowNS = d.startNS() - presaleNS
		d.presale()
	}
	d.nowNS = d.startNS() + d.tape.offset(tick)
	switch {
	case tick == d.tape.rug:
		d.rug(true)
	case d.tape.known(tick):
		d.live(tick, d.tape.prices[tick])
	}
	d.equities = append(d.equities, d.equity())
	d.doDue()
}

// startNS is when tick 0 is, by the made-up clock.
func (d *Desk) startNS() int64 { return d.base.engine.NowNS + pauseNS }

// doDue does what was done by hand at the tick.
func (d *Desk) doDue() {
	for d.done < len(d.log) && d.log[d.done].tick == d.tick {
		d.do(&d.log[d.done].command)
		d.done++
	}
}

// do does one thing by hand. An order without delay is done at once, at the
// price in view.
func (d *Desk) do(c *engine.Command) {
	d.tell(engine.Input{Command: c})
	if c.Kind == engine.Place {
		d.report(d.venue.Tick(d.nowNS, d.tick, d.tape.prices[d.tick]))
	}
}

// presale tells of the round for the first time. Rounds are told by number: a
// round that is played again is another one.
func (d *Desk) presale() {
	id := strconv.Itoa(d.count.rounds)
	d.frame = game.Frame{Round: id, CooldownMS: game.Some(int(presaleNS / 1e6)), PreRoundBuys: game.Some(true)}
	d.tellFrame()
	d.report(d.venue.Presale())
	d.frame = game.Frame{Round: id, Active: game.Some(true)}
}

// live tells of a live tick; what is due at it is done.
func (d *Desk) live(tick int, price float64) {
	d.frame.Tick, d.frame.Price = game.Some(tick), game.Some(price)
	d.tellFrame()
	d.report(d.venue.Tick(d.nowNS, tick, price))
}

// rug tells of the end, as it was seen or as it is assumed.
func (d *Desk) rug(seen bool) {
	end := d.tape.end
	d.frame.Rugged, d.frame.Tick, d.frame.Price = game.Some(true), game.Some(end.tick), game.Some(end.price)
	if seen { // a list of prices that ends with the rug makes it certain
		d.frame.Partial = []game.PricePoint{{Tick: end.tick, Price: end.price}}
	}
	d.tellFrame()
	d.report(d.venue.Over())
}

// doubt ends a round that is left and whose end is not on its track.
func (d *Desk) doubt() {
	d.nowNS = d.startNS() + d.tape.offset(d.tape.Track.Last+1)
	d.rug(false)
}

func (d *Desk) tellFrame() {
	d.tell(engine.Input{Event: &game.Event{RecvNS: d.nowNS, Frame: &d.frame}})
}

// tell steps the engine and gives what it approves to the venue.
func (d *Desk) tell(in engine.Input) {
	out := d.step(in)
	d.note(&out)
	d.submit(out.Approved)
}
