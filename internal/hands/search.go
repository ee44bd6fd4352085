package hands

import (
	"math"
	"slices"

	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
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

// moment is one in which a word may have been told.
type moment struct {
	course *course
	deeds  []deed   // what was done by then
	next   uint64   // the first order that was done and is not in it, 0 for none: none after it is
	orders []*order // what may have been
	over   bool     // the round is settled
	frame  int      // of a row; 0 of a purse
	sentNS int64    // what came to the server by then is in it
	// prompt says that all that was done before something that is in it, is too.
	prompt bool
	shows  func(d *deed) bool // of a row: what was done that far
	fills  func(d *deed) bool // which ways of the orders can be in it, nil for all
	check  func(a *ledger.Account, whole bool) figures
	// before is the round before, whose orders can matter to the cash.
	before *course
	// spends tells whether orders of which so much was bought for and so much bet
	// can be what the word lacks. It is nil where that depends on prices.
	spends func(bought, bet money.Lamports) bool
	// lacks is the quantity that the word has more than the deeds make, as far as
	// that is told; it counts where spends is not nil.
	lacks game.Opt[float64]
}

func (f *Follower) newSearch(atNS int64) *search {
	return &search{open: f.open, atNS: atNS, vague: len(f.open) > guard.MaxOpen}
}

// pressed are the open orders of one of two rounds that may be in a word: pressed
// before it was heard.
func (f *Follower) pressed(atNS int64, of, before *course) (all []*order) {
	for _, o := range f.open {
		if o.sentNS < atNS && (o.course == of || o.course == before) && !o.strange {
			all = append(all, o)
		}
	}
	return all
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
			continue
		}
		n := s.readings
		s.choose(m, ways, chosen, fills)
		if s.readings == n && s.mayBeUntold(m, chosen) {
			s.wild = append(s.wild, s.set(m, chosen))
		}
	}
}

// beyond tells whether an order was done after one that is not in the moment.
func (m *moment) beyond(o *order) bool { return m.next != 0 && o.course == m.course && o.Key > m.next }

// next is the first of the deeds, 0 if there is none.
func next(deeds []deed) uint64 {
	if len(deeds) == 0 {
		return 0
	}
	return deeds[0].order.Key
}

// plausible tells whether the orders chosen can have been done as far as the cash
// goes: of buys and side bets it does not depend on the price.
func (m *moment) plausible(chosen int) bool {
	var bought, bet money.Lamports
	simple := m.spends != nil
	for i, o := range m.orders {
		in := chosen>>i&1 == 1
		if !in && o.done && o.doneNS < m.sentNS-m.lag() {
			return false // it was done before that
		}
		switch {
		case !in:
		case o.Sells() || o.course != m.course:
			simple = false
		case o.Action == strategy.Side:
			bet += o.Amount
		default:
			bought += o.Amount
		}
	}
	return !simple || m.spends(bought, bet)
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

// mayHold tells whether the fills can make the quantity: each floor takes less than
// 1e-9 off, and there is one for each lot and one for each sum.
func (m *moment) mayHold(fills []deed) bool {
	if m.spends == nil || !m.lacks.Present {
		return true
	}
	sum := 0.0
	for i := range fills {
		switch o := fills[i].order; {
		case o.Sells() || o.course != m.course:
			return true
		case o.Action == strategy.Buy:
			sum += o.Amount.Float() / fills[i].price
		}
	}
	slack := 1e-9*float64(2*len(fills)+1) + 1e-12*sum
	return math.Abs(sum-m.lacks.Value) <= slack
}

// reading holds the word against the books as they were at a moment in which
// the fills had been done.
func (s *search) reading(m *moment, fills []deed) {
	a, ok := m.play(fills)
	if !ok {
		return
	}
	f := m.check(&a, len(fills) == 0)
	wrong, proving := f.wrong()
	if n, _ := s.nearest.wrong(); len(fills) == 0 && (s.nearest.n == 0 || wrong < n) {
		s.nearest = f
	}
	if proving {
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

// play enters deeds and fills into the books as they were before.
func (m *moment) play(fills []deed) (a ledger.Account, ok bool) {
	var of, before []deed
	for _, d := range fills {
		if d.order.course == m.course {
			of = append(of, d)
		} else {
			before = append(before, d)
		}
	}
	if a, ok = m.course.play(merged(m.deeds, of)); !ok {
		return a, false
	}
	if m.over {
		m.course.settle(&a)
	} else {
		a.Live(m.frame)
	}
	if len(before) == 0 {
		return a, true
	}
	return m.shift(&a, before)
}

// shift lets orders of the round before have been done: the cash is another.
func (m *moment) shift(a *ledger.Account, fills []deed) (ledger.Account, bool) {
	without, ok1 := m.before.balance(m.before.deeds)
	with, ok2 := m.before.balance(merged(m.before.deeds, fills))
	state := a.State()
	state.Balance += with - without
	state.Opening += with - without
	shifted, err := ledger.FromState(state)
	return shifted, ok1 && ok2 && err == nil
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

// reaches is the tick up to which, but without it, all that was done is in the moment.
func (m *moment) reaches() int {
	switch {
	case m.over:
		return m.course.rug
	case m.prompt:
		return m.course.tickAt(m.sentNS)
	}
	return m.frame - 1
}

// holds tells whether an order that was done would be in the moment: it is from after
// the order came to the server, or something is in it that was pressed later.
func (m *moment) holds(o *order, fills []deed) bool {
	if o.strange || o.course != m.course && o.course != m.before {
		return false
	}
	if m.sentNS >= o.untilNS || m.over && o.course == m.course && o.untilNS < m.course.overNS+pause {
		return true
	}
	return m.hasLater(o, fills) || m.hasLater(o, m.deeds)
}

// hasLater tells whether one of the deeds was pressed after an order. A row has side
// bets that it shows before trades of the same tick.
func (m *moment) hasLater(o *order, deeds []deed) bool {
	for i := range deeds {
		if d := deeds[i].order; d.course == o.course && d.Key > o.Key && (m.prompt || d.Action != strategy.Side) {
			return true
		}
	}
	return false
}

// lag is how much later than the server our source may tell the ticks that a row is
// dated by.
func (m *moment) lag() int64 {
	if m.prompt {
		return 0
	}
	return Patience
}

// merged are deeds and fills in the order in which they were done.
func merged(deeds, fills []deed) []deed {
	if len(fills) == 0 {
		return deeds
	}
	c := course{deeds: append(make([]deed, 0, len(deeds)+len(fills)), deeds...)}
	for _, d := range fills {
		c.done(d)
	}
	return c.deeds
}
