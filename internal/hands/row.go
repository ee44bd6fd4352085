package hands

import (
	"slices"

	"rugtape/internal/game"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// showLag is how many ticks after a trade or side bet the frame comes that shows
// it. What was done before the round shows from its first frame on.
const showLag = 2

// readRow tries the frames that a row may be of. It was told with one of the ticks
// around the time at which it was heard; which one, its figures tell.
//
// The row of frame t has the trades up to tick t-2, valued at the price of t-1; in
// rare cases one of t-1 is in it (docs/books.md). A side bet of t-1 is in
// totalInvested, and shown a frame later.
func (f *Follower) readRow(row *game.Standing, c *course, atNS int64) *search {
	s := f.newSearch()
	if !c.based {
		s.blind = true
		return s
	}
	early := atNS - Patience
	if c.over {
		f.readSettled(s, row, c, early)
		if early > c.overNS {
			return s
		}
	}
	if w := f.was; c.newest() < 0 && c == f.now && w != nil && w.based && w.over {
		f.readSettled(s, row, w, early) // the leaderboard of the round before is still shown
	}
	low, high := max(c.tickAt(early), 0), c.tickAt(atNS+Patience)+1
	if c.over {
		high = min(high, c.rug)
	}
	waiting := slices.ContainsFunc(f.open, func(o *order) bool { return o.course == c && !o.strange })
	for frame := high; frame >= low; frame-- {
		if frame-showLag < c.from {
			s.blind = true
			break
		}
		f.readFrame(s, row, c, frame, early)
		if s.clean && !waiting {
			break // it proves nothing
		}
	}
	return s
}

// readSettled tries the moment after the round's end.
func (f *Follower) readSettled(s *search, row *game.Standing, c *course, early int64) {
	m := f.rowMoment(row, c, view{over: true})
	m.deeds, m.sentNS, m.over = c.deeds, early, true
	s.read(&m)
}

// readFrame tries a frame: with what is its due, and with some of what is not.
func (f *Follower) readFrame(s *search, row *game.Standing, c *course, frame int, early int64) {
	v := view{frame: frame}
	v.price, v.known = c.price(max(frame-1, 0))
	m := f.rowMoment(row, c, v)
	m.frame, m.sentNS = frame, early
	if frame > 0 && frame <= len(c.times) {
		m.sentNS = max(early, c.times[frame-1])
	}
	m.shows = func(d *deed) bool {
		return d.tick <= frame-showLag || d.order.Action == strategy.Side && d.tick <= frame-1
	}
	var more []deed
	for i := range c.deeds {
		d := c.deeds[i]
		if last := (deed{order: d.order, tick: c.latest(&d)}); m.shows(&last) {
			m.deeds = append(m.deeds, d)
		} else if d.tick <= max(frame-1, 0) {
			more = append(more, d)
		}
	}
	c.invests(&m, row)
	s.read(&m)
	v.early = true
	ahead := f.rowMoment(row, c, v)
	ahead.frame, ahead.sentNS = m.frame, m.sentNS
	ahead.shows = func(d *deed) bool { return d.tick <= max(frame-1, 0) }
	for n := range more {
		ahead.deeds = merged(m.deeds, more[:n+1])
		c.invests(&ahead, row)
		s.read(&ahead)
	}
	if ahead.deeds, ahead.spends = m.deeds, m.spends; len(m.orders) > 0 {
		s.read(&ahead)
	}
}

// invests lets what was put in sort out what cannot have been done. Without a sale
// it only rises, and by the amounts.
func (c *course) invests(m *moment, row *game.Standing) {
	m.spends = nil
	told, ok := Cash(row.Invested.Value)
	if !ok || !row.Invested.Present || !c.whole || len(m.orders) == 0 || !simple(m.deeds) {
		return
	}
	if a, ok := c.play(m.deeds); ok {
		state := a.State()
		m.spends = func(bought, bet money.Lamports) bool {
			return max(state.Invested, state.Net+bought)+state.Stakes+bet == told
		}
	}
}

// rowMoment is a moment that a row shows.
func (f *Follower) rowMoment(row *game.Standing, c *course, v view) moment {
	m := moment{course: c}
	for _, o := range f.open {
		if o.course == c && !o.strange {
			m.orders = append(m.orders, o)
		}
	}
	m.check = func(a *ledger.Account, all bool) figures { return ofRow(row, a, v, c.whole, all) }
	return m
}
