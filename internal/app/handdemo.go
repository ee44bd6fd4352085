package app

import (
	"rugtape/internal/browser"
	"rugtape/internal/game"
	"rugtape/internal/hands"
	"rugtape/internal/round"
)

// seen takes a press of the player's own, to be kept with its round.
func (e *edge) seen(s *browser.Seen) {
	h := &e.hand
	e.demonstrated(h.presses.Press(hands.Press{
		Control: s.Control, Label: s.Label, AmountText: s.AmountText, AtNS: e.pageTime(s.AtNS), Trusted: s.Trusted,
	}, e.inPlay.Key, e.moment()))
}

// demonstrated keeps presses of which no more is to be heard.
func (e *edge) demonstrated(done []hands.Demonstration) {
	for i := range done {
		e.recorder.demonstrated(done[i].Round, done[i].Action)
	}
}

// moment is where the game is, and where the player stands by both books.
func (e *edge) moment() round.Moment {
	h := &e.hand
	m := round.Moment{Phase: e.inPlay.Phase, Server: round.Purse{
		Cash: h.purse.Cash, Quantity: h.purse.Quantity, AvgCost: h.purse.AvgCost, PnL: h.purse.CumulativePnL,
	}}
	if n := len(e.inPlay.Ticks); n > 0 && e.inPlay.Ticks[n-1].Known() {
		m.Tick, m.Price = game.Some(n-1), game.Some(e.inPlay.Ticks[n-1].Price)
	}
	if books := e.books(); books != nil {
		held := books.Position()
		m.Ours = round.Books{Balance: game.Some(books.Balance()), Quantity: game.Some(held.Quantity), AvgCost: game.Some(held.AvgCost)}
		if bet, running := books.Bet(); running {
			m.Ours.Bet, m.Ours.BetEnd = game.Some(bet.Stake), game.Some(bet.End)
		}
		if m.Price.Present {
			m.Ours.PnL = game.Some(books.PnL(m.Price.Value).Total)
		}
	}
	return m
}
