package fair

import (
	"math"
	"slices"
)

const (
	chainStep = math.Ln10 / 115 // of the logarithm of the price
	chainTop  = 1e5
)

// chain is the price as it goes from rung to rung of a ladder if no rug comes. From
// its top up all prices count as the top.
type chain struct {
	grid  ladder
	start int // the rung of the price 1
	rung  []link
}

// link is what one tick makes of a price: the weights of the rungs first,
// first+1, ... after a move, and of the place to which a god candle leads.
type link struct {
	first  int
	weight []float64
	candle float64
	to     float64
}

// newChain makes a chain for probabilities or, with growth, for means of the
// price, as multiples of the price.
func newChain(r *rule, step, top, bottom float64, growth bool) *chain {
	weigh, all, move := byChance, 1.0, 1.0
	if growth {
		weigh, all, move = byGrowth, r.meanMove(), r.GodMove
	}
	start := int(math.Log(top) / step)
	c := &chain{grid: newLadder(r, math.Exp(step*float64(start)), bottom, step), start: start}
	c.rung = make([]link, c.grid.rungs())
	for i := range c.rung {
		price := c.grid.price[i]
		m := r.move(price)
		first, weight, within := c.grid.spread(&m, price, float64(i), weigh, nil)
		weight[0] += all - within // above the top, or nothing
		god := c.grid.god(r, float64(i))
		for j := range weight {
			weight[j] *= 1 - god
		}
		c.rung[i] = link{first, weight, god * move, max(0, c.grid.at(price*r.GodMove))}
	}
	return c
}

func (c *chain) ones() []float64 { return slices.Repeat([]float64{1}, len(c.rung)) }

// back puts into mean what a function f of the price is in the mean a tick later,
// and returns it. Both may end above the last rung: f is 0 below.
func (c *chain) back(mean, f []float64) []float64 {
	for i := range mean {
		l := &c.rung[i]
		near := f[l.first:min(len(f), l.first+len(l.weight))]
		mean[i] = dot(near, l.weight)
		if l.candle > 0 {
			mean[i] += float64(l.candle * between(f, l.to))
		}
	}
	return mean
}
