package fair

import (
	"fmt"
	"math"
	"slices"
)

// Consistency says whether a recording holds anything that the law cannot
// make. It is no proof: a price changed within what the law allows is not told.
type Consistency struct {
	Check           Check  // NotChecked where nothing was seen
	FirstImpossible int    // the tick, -1 if there is none
	Why             string // for a person, "" unless Failed
}

// Consistent looks for what no seed makes: a first price that is not 1, a step
// between two seen prices, over missing ticks too, that no draws lead to, a
// live price at or after the rug, a rug price that does not follow from the
// lowest price. It needs no seed and does not look at one.
//
// A stated peak is not looked at: it is the server's word, not the law's.
func (l Law) Consistent(o Observed) Consistency {
	c := consistency{rule: newRule(l), Observed: o}
	if tick, why := c.find(); why != "" {
		return Consistency{Check: Failed, FirstImpossible: tick, Why: why}
	}
	if o.nothing() {
		return Consistency{FirstImpossible: -1}
	}
	return Consistency{Check: Passed, FirstImpossible: -1}
}

// nothing tells whether no price was seen at all.
func (o Observed) nothing() bool {
	seen := func(price float64) bool { return !math.IsNaN(price) }
	return !slices.ContainsFunc(o.Prices, seen) && !seen(o.RugPrice)
}

// consistency is a search for what is impossible, tick by tick.
type consistency struct {
	rule
	Observed
	low     float64 // the lowest price seen, the opening 1 included
	missing bool    // a live tick was not seen, or may not have been
	lowest  float64 // no missing tick can have been lower
}

// find returns the first impossible tick and why, or "".
func (c *consistency) find() (tick int, why string) {
	if c.RugTick == 0 {
		return 0, "a round cannot rug at tick 0, which is its opening"
	}
	c.low, c.lowest = 1, math.Inf(1)
	var from reach    // where the ticks before lead
	var gap []float64 // the ticks since the last price seen: how low each can be
	for tick, price := range c.Prices {
		if math.IsNaN(price) {
			if c.RugTick > 0 && tick >= c.RugTick {
				continue // nothing to miss
			}
			from = c.after(tick, from)
			gap = append(gap, from[0].low)
			continue
		}
		if why := c.impossible(tick, price, from); why != "" {
			return tick, why
		}
		c.bridge(gap, price)
		from, gap = append(from[:0], span{price, price}), gap[:0]
		c.low = min(c.low, price)
	}
	if c.RugTick > c.MaxTicks {
		return c.MaxTicks, fmt.Sprintf("a round rugs at tick %d at the latest, not at %d", c.MaxTicks, c.RugTick)
	}
	c.tail(gap, from)
	return c.rugTick(), c.rugPrice()
}

// impossible says why a live price cannot be, given where the ticks before can
// lead.
func (c *consistency) impossible(tick int, price float64, from reach) string {
	switch {
	case c.RugTick > 0 && tick >= c.RugTick:
		return fmt.Sprintf("tick %d has a live price, %v, but the round rugged at tick %d", tick, price, c.RugTick)
	case tick >= c.MaxTicks:
		return fmt.Sprintf("tick %d has a live price, %v, but the last tick that can is %d", tick, price, c.MaxTicks-1)
	case tick == 0 && !same(price, 1):
		return fmt.Sprintf("a round starts at 1, not at %v", price)
	case tick > 0 && !c.leads(from, price):
		return fmt.Sprintf("no draw of the law %s leads to the price %v at tick %d", c.Name, price, tick)
	}
	return ""
}

// after gives the prices that a tick can have which was not seen.
func (c *consistency) after(tick int, from reach) reach {
	if tick == 0 {
		return reach{{1, 1}}
	}
	return c.next(from)
}

// bridge notes how low the missing ticks of a gap can have been: gap says it
// from what went before, and none was too low to rise to the next price.
func (c *consistency) bridge(gap []float64, next float64) {
	c.missing = c.missing || len(gap) > 0
	for _, low := range slices.Backward(gap) {
		next = least(next, c.highest)
		c.lowest = min(c.lowest, max(low, next))
	}
}

// tail does the same for the ticks missing between the last price and the rug.
func (c *consistency) tail(gap []float64, from reach) {
	if c.RugTick < 0 { // there may have been any number of them
		c.missing, c.lowest = true, 0
		return
	}
	for tick := len(c.Prices); tick < c.RugTick; tick++ {
		from = c.after(tick, from)
		gap = append(gap, from[0].low)
	}
	c.bridge(gap, 0)
}

// rugTick is where the rug price stands.
func (c *consistency) rugTick() int {
	if c.RugTick < 0 {
		return len(c.Prices)
	}
	return c.RugTick
}

// rugPrice says why the rug price cannot be. It is the law's of the lowest
// live price: one of those seen, or one of those missed.
func (c *consistency) rugPrice() string {
	seen, expected := c.RugPrice, c.Law.RugPrice(c.low)
	switch {
	case math.IsNaN(seen) || same(seen, expected):
		return ""
	case !c.missing:
		return fmt.Sprintf("the rug price %v does not follow from the lowest price %v, which makes it %v", seen, c.low, expected)
	case seen > expected:
		return fmt.Sprintf("the rug price %v is above %v, which the lowest price seen, %v, makes it at most", seen, expected, c.low)
	case seen < c.Law.RugPrice(c.lowest):
		return fmt.Sprintf("the rug price %v is too low: no missing tick can have been low enough", seen)
	case !same(seen, c.Law.RugPrice(least(seen, c.Law.RugPrice))):
		return fmt.Sprintf("the rug price %v follows from no lowest price", seen)
	}
	return ""
}
