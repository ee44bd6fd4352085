package hands

import (
	"rugtape/internal/game"
	"rugtape/internal/ledger"
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
	if c.over {
		s.read(c.purse(p, f, c.deeds, true, early))
	}
	if !c.over || early <= c.overNS {
		for n := len(c.deeds); n >= 0; n-- {
			s.read(c.purse(p, f, c.deeds[:n], false, early))
			if n > 0 && c.deeds[n-1].knownNS < early {
				break
			}
		}
	}
	// The figures of the round before stand until something is done in the new one.
	if w := f.was; w != nil && w.based && w.over && len(c.deeds) == 0 && (c.newest() < 0 || early <= c.times[0]) {
		s.read(w.purse(p, f, w.deeds, true, early))
		if early <= w.overNS {
			s.read(w.purse(p, f, w.deeds, false, early))
		}
	}
	return s
}

// purse is the moment of a round at which it had such deeds.
func (c *course) purse(p *game.Purse, f *Follower, deeds []deed, over bool, early int64) *moment {
	m := &moment{
		course: c, deeds: deeds, over: over, sentNS: early, prompt: true,
		check: func(a *ledger.Account) figures { return ofPurse(p, a, c.whole) },
	}
	if w := f.was; c == f.now && w != nil && w.based && w.over {
		m.before = w
	}
	for _, o := range f.open {
		if o.course != nil && (o.course == c || o.course == m.before) {
			m.orders = append(m.orders, o)
		}
	}
	if told, ok := Cash(p.Cash.Value); ok && !over {
		if a, ok := c.play(deeds); ok && simple(deeds) {
			spent := a.Balance() - told
			m.cash = &spent
		}
	}
	return m
}

// told tells whether a purse has what it takes to prove anything.
func told(p *game.Purse) bool {
	_, ok := Cash(p.Cash.Value)
	return ok && p.Cash.Present
}
