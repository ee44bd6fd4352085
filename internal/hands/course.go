package hands

import (
	"cmp"
	"math"
	"slices"

	"rugtape/internal/game"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// course is what there is to know of a round for who trades in it.
type course struct {
	round   string
	startNS int64     // when tick 0 is due; 0 while that is not known
	prices  []float64 // by tick, NaN where it was not told
	times   []int64   // when it was told
	over    bool
	rug     int
	paid    float64 // the rug price
	overNS  int64

	based   bool           // base is known
	base    ledger.Account // as the books stood before the deeds
	basedNS int64          // purses from before it cannot be judged; 0 where it is from before the round
	// from is the tick up to which the base has what was done: rows that show an
	// earlier moment cannot be judged. It is -showLag where the base is from before.
	from  int
	whole bool   // the base has all figures of the round, not only cash and position
	deeds []deed // what was done since, as it was done
}

// deed is an order that was done, or is supposed to have been.
type deed struct {
	order   *order
	tick    int
	price   float64
	to      int   // it may have been done as late as this, if above tick
	knownNS int64 // when we came to know it
}

// newest is the last tick that was told, -1 before the first.
func (c *course) newest() int { return len(c.prices) - 1 }

// price is that of a tick. A round begins at exactly 1.
func (c *course) price(tick int) (price float64, known bool) {
	if tick >= 0 && tick < len(c.prices) && !math.IsNaN(c.prices[tick]) {
		return c.prices[tick], true
	}
	return 1, tick == 0
}

// tick takes the price of a tick. One that comes late, for a gap, counts as told
// when the tick after it was.
func (c *course) tick(tick int, price float64, nowNS int64) {
	if tick > game.MaxTick {
		return
	}
	for len(c.prices) <= tick {
		c.prices = append(c.prices, math.NaN())
		c.times = append(c.times, nowNS)
	}
	if math.IsNaN(c.prices[tick]) {
		c.prices[tick] = price
	}
	if c.over && tick > c.rug { // it went on although it had rugged
		c.over = false
	}
}

// tickAt is the last tick that had been told at a time, -1 before the first.
func (c *course) tickAt(ns int64) int {
	i, _ := slices.BinarySearchFunc(c.times, ns, func(told, ns int64) int {
		if told <= ns {
			return -1
		}
		return 1
	})
	return i - 1
}

// done enters a deed where it was done, and tells whether one that was done
// after it is known already.
func (c *course) done(d deed) (late bool) {
	i, _ := slices.BinarySearchFunc(c.deeds, &d, func(a deed, b *deed) int { return a.compare(b) })
	c.deeds = slices.Insert(c.deeds, i, d)
	return i < len(c.deeds)-1
}

// latest is the last tick that a deed can have been done at: several ticks can
// have its price, and one that was missed as well.
func (c *course) latest(d *deed) int {
	latest := max(d.tick, d.to)
	if d.order.Action == strategy.Side {
		return latest
	}
	for tick := latest + 1; tick <= c.tickAt(d.knownNS+Patience); tick++ {
		if price, known := c.price(tick); !known || price == d.price {
			latest = tick
		}
	}
	return latest
}

// compare gives the order in which deeds are done. It is that in which they were
// pressed: a page sends on one connection.
func (d *deed) compare(other *deed) int { return cmp.Compare(d.order.Key, other.order.Key) }

// play enters deeds, in their order, into an account of its own. It is false
// where the books do not take one of them: then the server would not have either.
func (c *course) play(deeds []deed) (a ledger.Account, ok bool) {
	a = c.base.Clone()
	for i := range deeds {
		if !deeds[i].enter(&a) {
			return a, false
		}
	}
	return a, true
}

// settle ends an account's round as the rug does.
func (c *course) settle(a *ledger.Account) { a.Rug(c.rug, c.paid) }

// balance is what there is at the end of a round in which such deeds were done.
func (c *course) balance(deeds []deed) (money.Lamports, bool) {
	a, ok := c.play(deeds)
	if ok {
		c.settle(&a)
	}
	return a.Balance(), ok
}

// expected is how our books stand now if all that changed them is known here.
func (c *course) expected() (ledger.Account, bool) {
	a, ok := c.play(c.deeds)
	switch {
	case !ok:
	case c.over:
		c.settle(&a)
	default:
		a.Live(c.newest())
	}
	return a, ok
}

// fold makes old deeds part of the base, so that a long round does not cost
// more than a short one. No word can be from before them, no open order done.
func (c *course) fold(nowNS int64, first int) {
	n := 0
	for n < len(c.deeds) && !c.over {
		d := &c.deeds[n]
		if d.knownNS > nowNS-4*Patience || d.tick >= min(first, c.tickAt(nowNS-4*Patience)) || !d.enter(&c.base) {
			break
		}
		c.from = d.tick
		n++
	}
	c.deeds = slices.Delete(c.deeds, 0, n)
}
