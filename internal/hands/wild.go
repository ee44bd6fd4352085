package hands

import "slices"

// The page can be ahead of our source of ticks: a purse may have what was done at a
// tick that is still to be told. Prices do not repeat as a rule, and then no other
// reading fits it. But if they do, an order may have been done at the tick to come that
// is like one that a reading has at a tick before it. So of orders that are alike
// nothing is proved until the ticks have been told.

// mayBeUntold tells whether one of the orders chosen can have been done at a tick that
// is still to be told.
func (s *search) mayBeUntold(m *moment, chosen int) bool {
	if !m.prompt || m.over || s.caughtUp(m.course) {
		return false
	}
	for i, o := range m.orders {
		if chosen>>i&1 == 1 && o.course == m.course && o.last() >= m.course.newest() && !m.beyond(o) {
			return true
		}
	}
	return false
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
		if slices.Contains(s.sets, set) || !slices.ContainsFunc(s.sets, func(other uint8) bool { return s.alike(set, other) }) {
			continue
		}
		some = true
		s.readings++
		for i := range s.open {
			c := &s.orders[i]
			if set>>i&1 == 1 {
				c.in++
			} else {
				c.out++
				c.due, c.after = false, 0
			}
		}
	}
	return some
}

// alike tells whether two sets of orders cannot be told apart by what they do.
func (s *search) alike(a, b uint8) bool {
	var left []*order
	for i, o := range s.open {
		if a>>i&1 == 1 {
			left = append(left, o)
		}
	}
	for i, o := range s.open {
		if b>>i&1 == 0 {
			continue
		}
		j := slices.IndexFunc(left, o.like)
		if j < 0 {
			return false
		}
		left = slices.Delete(left, j, j+1)
	}
	return len(left) == 0
}

// like tells whether two orders ask for the same.
func (o *order) like(other *order) bool {
	return o.course == other.course && o.Action == other.Action && o.Amount == other.Amount && o.Part == other.Part
}
