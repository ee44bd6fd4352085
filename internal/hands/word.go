package hands

import (
	"slices"

	"rugtape/internal/game"
	"rugtape/internal/ledger"
	"rugtape/internal/strategy"
)

// The kinds of words that tell how the books stand.
const (
	aPurse = iota
	aRow
)

// mostWords bounds what is kept of words that are not explained yet. It is four
// seconds of rows, and each is judged within Patience.
const mostWords = 32

// word is a purse or a row.
type word struct {
	kind   int
	atNS   int64
	purse  *game.Purse
	row    *game.Standing
	course *course // of a row
	// The follower's counts at which the rest was found out.
	told, changed uint64
	explained     bool // by our books, with or without open orders
	clean         bool // without
	wild          bool // and perhaps otherwise, with ticks that are still to be told
	blind         bool
	nearest       figures
}

// take keeps a purse or row until it is judged.
func (f *Follower) take(h *Heard) {
	if h.Purse != nil && told(h.Purse) {
		purse := *h.Purse
		f.words = append(f.words, word{kind: aPurse, atNS: h.AtNS, purse: &purse})
	}
	if c := f.course(h.Round); h.Standing != nil && c != nil {
		row := *h.Standing
		if bet := row.Bet.Value; bet != nil {
			f.placed(c, bet.Start, bet.Stake, h.AtNS)
		}
		f.words = append(f.words, word{kind: aRow, atNS: h.AtNS, row: &row, course: c})
	}
	f.words = slices.Delete(f.words, 0, max(0, len(f.words)-mostWords))
}

// judge looks at the words that something new may explain. What one of them proves
// may explain the next.
func (f *Follower) judge(nowNS int64) {
	tried := 0
	for i := 0; i < len(f.words) && tried < searchLimit; i++ {
		w := &f.words[i]
		if !f.mayTell(w) {
			continue
		}
		s := f.look(w)
		tried += s.tried
		if s.vague {
			f.words = slices.Delete(f.words, i, i+1)
			i--
		} else if f.prove(s, w, nowNS) {
			i = -1
		}
	}
	f.part(nowNS)
}

// mayTell tells whether there is something new that may explain a word.
func (f *Follower) mayTell(w *word) bool {
	return w.changed != f.changed || w.told != f.told && (!w.explained || w.wild)
}

// look searches for what explains a word.
func (f *Follower) look(w *word) (s *search) {
	if w.kind == aPurse {
		s = f.readPurse(w.purse, w.atNS)
	} else {
		s = f.readRow(w.row, w.course, w.atNS)
	}
	w.wild = s.readings > 0 && s.weigh()
	w.told, w.changed, w.explained, w.clean, w.nearest = f.told, f.changed, s.whole, s.clean, s.nearest
	w.blind = s.blind || s.vague || f.lost || w.atNS < f.backNS
	return s
}

// prove reports what all readings of a word agree on, and tells whether that
// may explain other words.
func (f *Follower) prove(s *search, w *word, nowNS int64) bool {
	if s.readings == 0 || slices.ContainsFunc(s.open, f.strange) {
		return false
	}
	var done []deed
	var not []*order
	news := false
	for i, o := range s.open {
		c := &s.orders[i]
		if c.out == s.readings && !w.blind {
			o.after = max(o.after, c.after)
		}
		switch {
		case c.out == s.readings && c.due && !o.done:
			not = append(not, o)
		case c.in != s.readings:
		case o.Action != strategy.Side && !c.split:
			done = append(done, c.deed)
		case !o.done: // it does not tell when
			o.mark(w.atNS, o.Tick, game.MaxTick)
			o.narrow(c, s)
			news = true
		case !w.wild && !w.blind && o.narrow(c, s):
			news = true
		}
	}
	for _, o := range not {
		f.refuse(o, NotDone)
	}
	slices.SortFunc(done, func(a, b deed) int { return a.compare(&b) })
	for _, d := range done {
		f.confirm(d, nowNS)
	}
	if news {
		f.changed++
	}
	return news || len(done)+len(not) > 0
}

// part gives up the words that are judged.
func (f *Follower) part(nowNS int64) {
	f.words = slices.DeleteFunc(f.words, func(w word) bool {
		if (!w.clean || w.wild) && (f.mayTell(&w) || !w.ripe(f.now, nowNS)) {
			return false
		}
		last := &f.drift[w.kind]
		switch {
		case w.explained && w.atNS > last.claimedNS:
			*last = finding{}
		case !w.explained && !w.blind:
			*last = finding{nowNS, w.nearest.differences(w.atNS)}
		}
		return true
	})
}

// ripe tells whether no tick that is still to be told can explain a word.
func (w *word) ripe(now *course, nowNS int64) bool {
	if nowNS < w.atNS+Patience {
		return false
	}
	c := w.course
	return c == nil || c != now || c.over || c.newest() >= 0 && c.times[c.newest()] >= w.atNS+Patience
}

// sync holds the books against what we know of. Where something else has changed
// them, they are taken as they are; what is open may be in them or not, so that only
// its ack can explain it.
func (f *Follower) sync(books *ledger.Account, nowNS int64) {
	c := f.now
	if c == nil || books == nil {
		return
	}
	if f.taken { // what is heard of the time before is not of these books
		f.taken, f.backNS = false, max(f.backNS, nowNS+Patience)
	}
	if c.based {
		first := game.MaxTick
		for _, o := range f.open {
			if o.course == c {
				first = min(first, o.Tick)
			}
		}
		if c.agrees(books) {
			c.fold(nowNS, first)
			return
		}
		f.estrange()
		c.basedNS = nowNS
	}
	c.rebase(books, f.adopted, nowNS)
	f.changed++
}

// strange tells whether a word may have an order in it of which nothing is known.
func (f *Follower) strange(o *order) bool {
	return o.strange && (o.course == f.now || o.course == f.was)
}

// estrange leaves the open orders to their acks.
func (f *Follower) estrange() {
	for _, o := range f.open {
		o.strange = true
	}
}

// rebase begins anew with the books as they stand.
func (c *course) rebase(books *ledger.Account, adopted bool, nowNS int64) {
	fresh := c.newest() < 0 && !c.over && standingOf(books) == standing{cash: int64(books.Balance())}
	c.whole = !adopted && !c.over && (fresh || c.based && c.whole)
	if !fresh {
		c.from, c.basedNS = c.newest(), nowNS
	}
	c.based, c.base, c.deeds = true, books.Clone(), nil
}

// agrees tells whether the books are as expected. Once a round is over, its figures
// may be those of the next.
func (c *course) agrees(books *ledger.Account) bool {
	ours, ok := c.expected()
	if !ok {
		return false
	}
	theirs := books.Clone()
	if c.over {
		return ours.Balance() == theirs.Balance() && theirs.Position().Quantity == 0
	}
	theirs.Live(c.newest())
	return standingOf(&ours) == standingOf(&theirs)
}
