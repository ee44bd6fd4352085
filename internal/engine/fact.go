package engine

import (
	"math"

	"rugtape/internal/game"
)

// fact takes what the game's machine tells. A round that is told while one is
// open waits: frames may come out of order, and the server's history tells the end
// of a round only after the next one was heard of.
func (e *Engine) fact(f *game.Fact) {
	switch {
	case f.Kind == game.RoundOpened && f.Round != e.round:
		e.next = f.Round
	case e.open && f.Round == e.next && begins(f):
		e.missed()
	}
	e.openNext()
	if e.open && f.Round == e.round {
		e.roundFact(f)
	}
	e.openNext()
}

// begins tells whether a fact tells that its round takes orders or did: the
// one before is over then.
func begins(f *game.Fact) bool {
	switch f.Kind {
	case game.PhaseChanged:
		return f.Phase >= game.PhasePresale
	case game.Ticked, game.Rugged:
		return true
	}
	return false
}

func (e *Engine) openNext() {
	if e.next != "" && !e.open {
		e.begin(e.next)
		e.next = ""
	}
}

// missed ends a round whose end was never told, for the worst: the rug leaves
// 2 % at most, which are booked as nothing, and comes too late for a side bet.
func (e *Engine) missed() {
	tick := len(e.view.Prices)
	if e.view.HasBet {
		tick = max(tick, e.view.Bet.End+1)
	}
	e.Rug(tick, 0)
	if e.past != nil {
		e.past.unseen = true
	}
}

// roundFact takes a fact about the round that is open.
func (e *Engine) roundFact(f *game.Fact) {
	switch f.Kind {
	case game.PhaseChanged:
		switch {
		case f.Phase == game.PhasePresale && !e.asked:
			e.asked = true
			e.Presale(e.nowNS)
		case f.Phase <= game.PhasePresale: // the countdown was set back, or goes on again
			e.view.Phase = f.Phase
		}
	case game.Ticked:
		if f.Tick >= len(e.view.Prices) {
			e.Tick(e.nowNS, f.Tick, f.Price)
		} else {
			e.late(f)
		}
	case game.Filled:
		e.late(f)
	case game.Rugged:
		e.Rug(f.Tick, f.Price)
	case game.Revealed:
		if n := len(f.Past.Prices); n > 0 { // its rug was not seen
			e.Rug(n-1, f.Past.Prices[n-1])
		}
	}
}

// late takes the price of a tick that is over: nothing is decided at it.
func (e *Engine) late(f *game.Fact) {
	e.fill(f.Tick)
	e.view.Prices[f.Tick] = f.Price
	e.view.High, e.view.Low = max(e.view.High, f.Price), min(e.view.Low, f.Price)
}

// fill makes room up to a tick and with it; what is not known is NaN.
func (e *Engine) fill(tick int) {
	for len(e.view.Prices) <= tick {
		e.view.Prices = append(e.view.Prices, math.NaN())
	}
}
