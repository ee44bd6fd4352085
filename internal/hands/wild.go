package hands

import (
	"slices"

	"rugtape/internal/strategy"
)

// The page can be ahead of our source of ticks: a word may tell of what was done at
// a tick that is still to be told, at a price that is not known. Such readings cannot
// be tried, but they count: as long as there may be one in which other orders were
// done, nothing is proved.

// mayBeUntold tells whether orders can have been done so that one of them was at a
// tick that is still to be told.
func (s *search) mayBeUntold(m *moment, chosen int) bool {
	if m.over || s.caughtUp(m.course) {
		return false
	}
	last := m.course.newest()
	price, _ := m.course.price(max(last, 0))
	var fills []deed
	open, bought := false, false
	for i, o := range m.orders {
		if chosen>>i&1 == 0 {
			continue
		}
		open = open || o.course == m.course && o.last() >= last && !m.beyond(o)
		bought = bought || o.Action == strategy.Buy
		if o.course == m.course {
			fills = append(fills, deed{order: o, tick: max(last, 0), price: price})
		}
	}
	if !open || bought {
		return open // what it makes of the quantity, the price tells
	}
	a, ok := m.course.play(merged(m.deeds, fills))
	f := m.check(&a, true)
	return ok && f.quantity()
}

// caughtUp tells whether all ticks have been told that a word can be of.
func (s *search) caughtUp(c *course) bool {
	if n := c.newest(); n >= 0 {
		return c.over || c.times[n] >= s.atNS+Patience
	}
	return s.atNS+presaleSlack <= c.startNS
}

// set gives the orders chosen by their places among all that are open.
func (s *search) set(m *moment, chosen int) (set uint8) {
	for i, o := range m.orders {
		if chosen>>i&1 == 1 {
			set |= 1 << slices.Index(s.open, o)
		}
	}
	return set
}

// weigh counts the readings that there may be besides, and tells whether there are
// some.
func (s *search) weigh() (some bool) {
	for _, set := range s.wild {
		if slices.Contains(s.sets, set) {
			continue
		}
		some = true
		s.readings++
		for i := range s.open {
			c := &s.orders[i]
			if set>>i&1 == 1 {
				c.in++
				c.split = true
			} else {
				c.out++
				c.due, c.after = false, 0
			}
		}
	}
	return some
}
