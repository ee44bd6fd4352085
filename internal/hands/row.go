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
	s := f.newSearch(atNS)
	if !c.based {
		s.blind = true
		return s
	}
	early := atNS - Patience
	if c.over {
		f.readSettled(s, row, c, atNS)
		if early > c.overNS {
			return s
		}
	}
	if w := f.was; c.newest() < 0 && c == f.now && w != nil && w.based && w.over {
		f.readSettled(s, row, w, atNS) // the leaderboard of the round before is still shown
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
		f.readFrame(s, row, c, frame, atNS)
		if s.clean && !waiting {
			break // it proves nothing
		}
	}
	return s
}

// readSettled tries the moment after the round's end.
func (f *Follower) readSettled(s *search, row *game.Standing, c *course, atNS int64) {
	m := f.rowMoment(row, c, view{over: true}, atNS)
	m.deeds, m.over = c.deeds, true
	s.read(&m)
}

// readFrame tries a frame: with what is its due, and with some of what is not.
func (f *Follower) readFrame(s *search, row *game.Standing, c *course, frame int, atNS int64) {
	v := view{frame: frame}
	v.price, v.known = c.price(max(frame-1, 0))
	m := f.rowMoment(row, c, v, atNS)
	m.frame = frame
	if frame > 0 && frame <= len(c.times) {
		m.sentNS = max(m.sentNS, c.times[frame-1])
	}
	m.shows = func(d *deed) bool {
		return d.tick <= frame-showLag || d.order.Action == strategy.Side && d.tick <= frame-1
	}
	m.fills = func(d *deed) bool { return m.shows(d) && !contradicts(row, d, frame) }
	var more []deed
	for i := range c.deeds {
		d := c.deeds[i]
		if last := (deed{order: d.order, tick: c.latest(&d)}); m.shows(&last) {
			m.deeds = append(m.deeds, d)
		} else if d.tick <= max(frame-1, 0) {
			more = append(more, d)
		}
	}
	m.next = nextTrade(more)
	c.invests(&m, row)
	s.read(&m)
	v.early = true
	ahead := f.rowMoment(row, c, v, atNS)
	ahead.frame, ahead.sentNS = m.frame, m.sentNS
	ahead.fills = func(d *deed) bool { return d.tick <= max(frame-1, 0) && !contradicts(row, d, frame) }
	for n := range more {
		ahead.deeds, ahead.next = merged(m.deeds, more[:n+1]), nextTrade(more[n+1:])
		c.invests(&ahead, row)
		s.read(&ahead)
	}
	if ahead.deeds, ahead.spends, ahead.lacks, ahead.next = m.deeds, m.spends, m.lacks, m.next; len(m.orders) > 0 {
		s.read(&ahead)
	}
}

// nextTrade is the first trade that a row does not show yet. Side bets are shown before.
func nextTrade(deeds []deed) uint64 {
	i := slices.IndexFunc(deeds, func(d deed) bool { return d.order.Action != strategy.Side })
	return next(deeds[max(i, 0):])
}

// contradicts tells whether a row shows another side bet, or none, in a frame that
// would show this one.
func contradicts(row *game.Standing, d *deed, frame int) bool {
	if d.order.Action != strategy.Side || !row.Bet.Present || frame < max(d.tick, 1)+showLag || frame > d.tick+ledger.BetWindow {
		return false
	}
	return row.Bet.Value == nil || row.Bet.Value.Start != d.tick
}

// invests lets what was put in sort out what cannot have been done. Without a sale
// it only rises, and by the amounts.
func (c *course) invests(m *moment, row *game.Standing) {
	m.spends = nil
	told, ok := Cash(row.Invested.Value)
	if !ok || !row.Invested.Present || !c.whole || len(m.orders) == 0 || !simple(m.deeds, m.orders) {
		return
	}
	if a, ok := c.play(m.deeds); ok {
		state := a.State()
		m.spends = func(bought, bet money.Lamports) bool {
			return max(state.Invested, state.Net+bought)+state.Stakes+bet == told
		}
		m.lacks = lacks(row.Quantity, &a)
	}
}

// rowMoment is a moment that a row shows.
func (f *Follower) rowMoment(row *game.Standing, c *course, v view, atNS int64) moment {
	m := moment{course: c, sentNS: atNS - Patience, orders: f.pressed(atNS, c, nil)}
	m.check = func(a *ledger.Account, all bool) figures { return ofRow(row, a, v, c.whole, all) }
	return m
}
