package hands

import (
	"rugtape/internal/game"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
)

// readPurse tries the moments in which a purse may have been told. It is from now,
// or late by as much as Patience: then it may lack what was done last, the rug, or
// all of the new round.
func (f *Follower) readPurse(p *game.Purse, atNS int64) *search {
	s := f.newSearch()
	c := f.now
	if c == nil || !c.based {
		s.blind = true
		return s
	}
	early := atNS - Patience
	s.blind = early < c.basedNS
	f.readCourse(s, p, c, early)
	// The figures of the round before stand until something is done in the new one.
	if w := f.was; w != nil && w.based && w.over && len(c.deeds) == 0 && (c.newest() < 0 || early <= c.times[0]) {
		f.readCourse(s, p, w, early)
	}
	return s
}

// readCourse tries the moments of a round: after its end, and live with all that was
// done or without the last of it.
func (f *Follower) readCourse(s *search, p *game.Purse, c *course, early int64) {
	if c.over {
		s.read(c.purse(p, f, c.deeds, true, early))
	}
	if c.over && early > c.overNS {
		return
	}
	for n := len(c.deeds); n >= 0; n-- {
		s.read(c.purse(p, f, c.deeds[:n], false, early))
		if n > 0 && c.deeds[n-1].knownNS < early {
			break
		}
	}
}

// purse is the moment of a round at which it had such deeds.
func (c *course) purse(p *game.Purse, f *Follower, deeds []deed, over bool, early int64) *moment {
	m := &moment{
		course: c, deeds: deeds, over: over, sentNS: early, prompt: true,
		check: func(a *ledger.Account, _ bool) figures { return ofPurse(p, a, c.whole) },
	}
	if w := f.was; c == f.now && w != nil && w.based && w.over {
		m.before = w
	}
	for _, o := range f.open {
		if !o.strange && (o.course == c || o.course == m.before) {
			m.orders = append(m.orders, o)
		}
	}
	if told, ok := Cash(p.Cash.Value); ok && !over && simple(deeds) {
		if a, ok := c.play(deeds); ok {
			spent := a.Balance() - told
			m.spends = func(bought, bet money.Lamports) bool { return bought+bet == spent }
		}
	}
	return m
}

// told tells whether a purse has what it takes to prove anything.
func told(p *game.Purse) bool {
	_, ok := Cash(p.Cash.Value)
	return ok && p.Cash.Present
}
