package hands

import (
	"slices"

	"rugtape/internal/guard"
	"rugtape/internal/ledger"
)

// searchLimit bounds how many readings of a word are tried, and of all words at a
// time: a reading takes about 2 us. Most words need fewer than a hundred. What would need
// more is not decided: nothing is proved by it, and no difference is claimed.
const searchLimit = 2_000

// stepLimit bounds how many readings are looked at, most of which are out of the
// question at a glance.
const stepLimit = 100_000

// search looks for all readings of a word: which of the open orders were done, and
// at which ticks, when it was told.
type search struct {
	open  []*order
	atNS  int64 // when the word was heard
	tried int
	steps int
	// What the readings have in common.
	readings int
	whole    bool    // one of them has all fields
	clean    bool    // one of them has all fields, and no open order in it
	vague    bool    // there would be too many to try
	blind    bool    // the word may be of a moment that is not known here
	nearest  figures // our books without open orders, where most fields are equal
	orders   [guard.MaxOpen]outcome
	// Which of the open orders are in the readings, by bits, and in those that there
	// may be besides: done at ticks that are still to be told.
	sets, wild []uint8
}

// outcome is what the readings say of one order.
type outcome struct {
	in, out  int
	due      bool // those without it are of moments in which it would be
	deed     deed // as the first of them has it
	stands   standing
	split    bool // they have it at different prices, and that makes a difference
	from, to int  // the ticks that they have it at
	after    int  // those without it have all that was done before this tick
}

func (f *Follower) newSearch(atNS int64) *search {
	return &search{open: f.open, atNS: atNS, vague: len(f.open) > guard.MaxOpen}
}

// read tries every choice of the orders that may have been done by a moment.
func (s *search) read(m *moment) {
	if s.vague {
		return
	}
	ways := make([][]deed, len(m.orders))
	for i, o := range m.orders {
		for _, d := range o.ways() {
			if (m.fills == nil || m.fills(&d)) && !m.beyond(o) {
				ways[i] = append(ways[i], d)
			}
		}
	}
	fills := make([]deed, 0, guard.MaxOpen)
	for chosen := range 1 << len(m.orders) {
		if !m.plausible(chosen) {
			if chosen == 0 { // to see what differs
				s.hold(m, nil)
			}
			continue
		}
		n := s.readings
		s.choose(m, ways, chosen, fills)
		if set := s.set(m, chosen); s.readings == n && !slices.Contains(s.wild, set) && s.mayBeUntold(m, chosen) {
			s.wild = append(s.wild, set)
		}
	}
}

// choose tries the ways of each order chosen.
func (s *search) choose(m *moment, ways [][]deed, chosen int, fills []deed) {
	if s.vague {
		return
	}
	for i := range ways {
		if chosen>>i&1 == 1 {
			for _, d := range ways[i] {
				if n := len(fills); n == 0 || fills[n-1].order.course != d.order.course || fills[n-1].tick <= d.tick {
					s.choose(m, ways, chosen&^(1<<i), append(fills, d))
				}
			}
			return
		}
	}
	if s.steps++; s.steps > stepLimit {
		s.vague = true
	}
	if !m.mayHold(fills) {
		return
	}
	if s.tried++; s.tried > searchLimit {
		s.vague = true
		return
	}
	s.reading(m, fills)
}

// reading counts the fills if the word has just these.
func (s *search) reading(m *moment, fills []deed) {
	a, wrong, fits := s.hold(m, fills)
	if !fits {
		return
	}
	s.readings++
	chosen := uint8(0)
	for i, o := range s.open {
		if slices.ContainsFunc(fills, func(d deed) bool { return d.order == o }) {
			chosen |= 1 << i
		}
	}
	s.sets = append(s.sets, chosen)
	s.whole = s.whole || wrong == 0
	s.clean = s.clean || wrong == 0 && len(fills) == 0
	stands := standingOf(&a)
	for i, o := range s.open {
		s.orders[i].add(o, m, fills, &stands)
	}
}

// hold holds the word against the books as they were at a moment in which the fills
// had been done: how many fields are wrong, and whether none of those is that prove.
func (s *search) hold(m *moment, fills []deed) (a ledger.Account, wrong int, fits bool) {
	a, ok := m.play(fills)
	if !ok {
		return a, 0, false
	}
	f := m.check(&a, len(fills) == 0)
	wrong, proving := f.wrong()
	if n, _ := s.nearest.wrong(); len(fills) == 0 && (s.nearest.n == 0 || wrong < n) {
		s.nearest = f
	}
	return a, wrong, !proving
}

// add counts what a reading says of an order.
func (c *outcome) add(o *order, m *moment, fills []deed, stands *standing) {
	for i := range fills {
		if d := &fills[i]; d.order == o {
			if c.in == 0 {
				c.deed, c.stands, c.from, c.to = *d, *stands, d.tick, d.tick
			}
			c.in++
			c.split = c.split || d.price != c.deed.price && *stands != c.stands
			c.from, c.to = min(c.from, d.tick), max(c.to, d.tick)
			return
		}
	}
	after := 0
	if o.course == m.course {
		after = m.reaches()
	}
	if c.out == 0 {
		c.due, c.after = true, after
	}
	c.due, c.after = c.due && m.holds(o, fills), min(c.after, after)
	c.out++
}
