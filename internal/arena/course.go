package arena

import (
	"time"

	"rugtape/internal/wire"
)

// The course of a round: cooldown, presale, ticks, rug, and the rug's second
// frame.

// openRound begins the cooldown of the next round: the fingerprint of its
// seed is published, and the seed of the round before revealed.
func (w *world) openRound() {
	if w.plan != nil {
		w.past.keep(w)
	}
	w.plan, w.next = w.next, nil
	w.stage, w.timerMS = countdown, cooldownMS
	w.royale.at(time.UnixMilli(w.now))
	w.sayFull(w.fullFrame(false), 2)
	w.wait(countdownStep)
}

// count is a step of the countdown.
func (w *world) count() {
	switch w.timerMS -= int(countdownStep / time.Millisecond); w.timerMS {
	case 0:
		w.activate()
		return
	case presaleMS:
		w.openBooks()
		w.sayFull(w.fullFrame(false), 1)
	default:
		if w.timerMS < presaleMS {
			w.drawBoard()
		}
		w.say(nil, wire.StateUpdate, w.lightFrame())
	}
	if w.timerMS <= presaleMS {
		w.look(1)
		w.crowd.presale(w)
	}
	w.chat()
	w.wait(countdownStep)
}

// openBooks closes the round before in everybody's books.
func (w *world) openBooks() {
	for _, p := range w.players {
		invested := p.invested()
		p.newRound()
		if p.invested() != invested {
			w.sayBooks(p)
		}
	}
	w.active, w.trades, w.lost, w.bets.b = 0, 0, 0, nil
	w.sample.newRound()
	w.crowd.newRound()
	w.drawBoard()
}

// activate is tick 0.
func (w *world) activate() {
	w.stage, w.tick = live, 0
	w.look(1)
	w.sayTick()
	w.afterTick()
}

// play is the next tick, or the rug.
func (w *world) play() {
	if w.tick++; w.tick == w.plan.rugTick {
		w.rug()
		return
	}
	w.sayTick()
	w.loseBets()
	w.look(w.price())
	w.afterTick()
}

// sayTick says the frame of the tick.
func (w *world) sayTick() {
	w.drawBoard()
	w.say(nil, wire.StateUpdate, w.tickFrame())
	w.sayOwn()
}

// afterTick is what happens while a tick's price holds.
func (w *world) afterTick() {
	w.crowd.live(w)
	w.sample.tell(w)
	w.sample.retell(w)
	w.chat()
	w.wait(w.toNext())
}

// toNext is the time to the next tick. With jitter frames are late as the
// site's are: by 30 ms in the mean, now and then by a quarter of a second,
// while the clock behind them keeps its time.
func (w *world) toNext() time.Duration {
	wait := w.plan.wait(w.tick + 1)
	if !w.jitter || w.plan.waits != nil {
		return wait
	}
	lag := time.Duration(w.rand.ExpFloat64() * float64(30*time.Millisecond))
	if w.rand.IntN(100) == 0 {
		lag += nominalTick
	}
	wait = max(wait+lag-w.lag, time.Millisecond)
	w.lag = lag
	return wait
}

// rug ends the round: what is open is settled at its price.
func (w *world) rug() {
	w.stage = rugged
	w.sayTick()
	w.settle()
	w.look(w.price())
	w.wait(toSecondRug)
}

// endRound is the second frame of the rug, whose counter has run on.
func (w *world) endRound() {
	w.stage, w.ranOn = between, 1+w.rand.IntN(2)
	w.past.ended = w.now
	w.drawBoard()
	w.sayFull(w.fullFrame(false), 0)
	w.sayOwn()
	w.sayRanks(w.players...)
	w.wait(toCooldown)
}

// price is that of the last tick that was played.
func (w *world) price() float64 {
	if w.stage == countdown {
		return 1
	}
	return w.plan.price(w.tick)
}
