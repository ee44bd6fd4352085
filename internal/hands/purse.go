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
	s := f.newSearch(atNS)
	c := f.now
	if c == nil || !c.based {
		s.blind = true
		return s
	}
	early := atNS - Patience
	s.blind = early < c.basedNS
	f.readCourse(s, p, c, atNS)
	// The figures of the round before stand until something is done in the new one.
	if w := f.was; w != nil && w.based && w.over && len(c.deeds) == 0 && (c.newest() < 0 || early <= c.times[0]) {
		f.readCourse(s, p, w, atNS)
	}
	return s
}

// readCourse tries the moments of a round: after its end, and live with all that was
// done or without the last of it.
func (f *Follower) readCourse(s *search, p *game.Purse, c *course, atNS int64) {
	early := atNS - Patience
	if c.over {
		s.read(f.purseMoment(p, c, c.deeds, true, atNS))
	}
	if c.over && early > c.overNS {
		return
	}
	for n := len(c.deeds); n >= 0; n-- {
		s.read(f.purseMoment(p, c, c.deeds[:n], false, atNS))
		if n > 0 && c.deeds[n-1].knownNS < early {
			break
		}
	}
}

// purseMoment is the moment of a round at which it had such deeds.
func (f *Follower) purseMoment(p *game.Purse, c *course, deeds []deed, over bool, atNS int64) *moment {
	m := &moment{
		course: c, deeds: deeds, next: next(c.deeds[len(deeds):]), over: over, sentNS: atNS - Patience, prompt: true,
		check: func(a *ledger.Account, _ bool) figures { return ofPurse(p, a, c.whole) },
	}
	if w := f.was; c == f.now && w != nil && w.based && w.over {
		m.before = w
	}
	m.orders = f.pressed(atNS, c, m.before)
	if told, ok := Cash(p.Cash.Value); ok && !over && simple(deeds, m.orders) {
		if a, ok := c.play(deeds); ok {
			spent := a.Balance() - told
			m.spends = func(bought, bet money.Lamports) bool { return bought+bet == spent }
			m.lacks = lacks(p.Quantity, &a)
		}
	}
	return m
}

// lacks is the quantity that the server has more.
func lacks(told game.Opt[float64], a *ledger.Account) game.Opt[float64] {
	told.Value -= a.Position().Quantity
	return told
}

// told tells whether a purse has what it takes to prove anything.
func told(p *game.Purse) bool {
	_, ok := Cash(p.Cash.Value)
	return ok && p.Cash.Present
}
