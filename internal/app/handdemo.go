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
		if err := e.recorder.demonstrated(done[i].Round, done[i].Action); err != nil {
			e.unreadable++
			e.options.Log.Warn("a press was not kept", "round", done[i].Round.ID, "error", err)
		}
	}
}

// moment is where the game is, and where the player stands by both books.
func (e *edge) moment() round.Moment {
	h := &e.hand
	m := round.Moment{Phase: e.inPlay.Phase, Server: hands.PurseOf(h.purse)}
	price := 1.0 // before the first tick
	if n := len(e.inPlay.Ticks); n > 0 && e.inPlay.Ticks[n-1].Known() {
		price = e.inPlay.Ticks[n-1].Price
		m.Tick, m.Price = game.Some(n-1), game.Some(price)
	}
	if books := e.books(); books != nil {
		m.Ours = hands.BooksOf(books, price)
	}
	return m
}
