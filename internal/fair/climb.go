package fair

import (
	"math"
	"slices"
)

// climb is what becomes of a position at price 1 on its way to a target.
type climb struct {
	reach float64 // the probability that the target comes before the rug
	sale  float64 // the mean of the price there, 0 if the rug comes before
	low   float64 // the mean of the round's low if the rug comes before, else 0
}

// climber computes a climb. With p' the price a tick after p, if that is not the
// rug,
//
//	sale(p) = (1-rug) * E[p' >= target ? p' : sale(p')]
//
// and reach(p) likewise, with 1 for the first p'. On a ladder of prices from the
// target down this is a system of linear equations for the values on the rungs.
// Both are kept as multiples of the price: these change so little from rung to
// rung that interpolating them costs little, and means of the price itself are
// exact.
type climber struct {
	*rule
	grid   ladder
	target float64
	matrix band // x - (1-rug)*E[x], for moves alone, and then its factors
}

// worth is what a position brings at last, as a multiple of the price.
type worth struct {
	past   []float64 // of each rung: from moves past the target
	candle func(price float64) float64
	rung   []float64 // all in all
}

func climbTo(r *rule, target, step float64) climb {
	grid := newLadder(r, target, targetBottom, step)
	n := grid.rungs()
	c := climber{rule: r, grid: grid, target: target, matrix: newBand(n, grid.up, grid.down)}
	reach := worth{candle: func(price float64) float64 { return 1 / price }}
	sale := worth{candle: func(float64) float64 { return r.GodMove }}
	buf := make([]float64, 0, grid.up+grid.down+2)
	for i, price := range grid.price[:n] {
		s := c.step(price, float64(i), buf)
		reach.past, sale.past = append(reach.past, s.reach), append(sale.past, s.sale)
		for j, weight := range s.weight {
			*c.matrix.at(i, s.first+j) = -weight
		}
		*c.matrix.at(i, i)++
	}
	c.matrix.factor()
	c.solve(&reach)
	c.solve(&sale)
	// The price is 1 between two rungs: one more step leads onto them.
	at1 := grid.at(1)
	first := c.step(1, at1, buf)
	return climb{
		reach: first.reach + first.mean(reach.rung) + c.candle(&reach, 1, at1),
		sale:  first.sale + first.mean(sale.rung) + c.candle(&sale, 1, at1),
		low:   c.low(&reach),
	}
}

// step is one tick from a price, if it is neither the rug nor a god candle: what
// moves past the target bring, as multiples of the price, and the weights of what
// the rungs first, first+1, ... are worth.
type step struct {
	reach, sale float64
	first       int
	weight      []float64
}

func (c *climber) step(price, at float64, buf []float64) (s step) {
	m := c.move(price)
	var within float64
	s.first, s.weight, within = c.grid.spread(&m, price, at, byGrowth, buf)
	moves := (1 - c.RugChance) * (1 - c.grid.god(c.rule, at))
	for j := range s.weight {
		s.weight[j] *= moves
	}
	if s.first == 0 { // else the target is out of reach
		below, _ := byChance(&m, c.target/price, at*c.grid.step)
		s.sale = moves * (c.meanMove() - within)
		s.reach = moves * (1 - below) / price
	}
	return s
}

func (s *step) mean(rung []float64) float64 {
	return dot(s.weight, rung[s.first:])
}

// god is the chance that the tick from a place is a god candle, and where it leads:
// at the target or past it where that is 0 or less.
func (c *climber) god(at float64) (chance, to float64) {
	return (1 - c.RugChance) * c.grid.god(c.rule, at), at - math.Log(c.GodMove)/c.grid.step
}

// candle is what a god candle brings a position.
func (c *climber) candle(w *worth, price, at float64) float64 {
	god, to := c.god(at)
	switch {
	case god == 0:
		return 0
	case to <= 0:
		return god * w.candle(price)
	}
	return float64(god * c.GodMove * between(w.rung, to))
}

// settled is a change, in multiples of the price, that does not matter any more.
const settled = 1e-9

// solve computes what the rungs are worth. God candles lead so far that the
// matrix leaves them out: each round reckons with one more of them on one way,
// which changes some 0.02 of what the last round did.
func (c *climber) solve(w *worth) {
	w.rung = make([]float64, len(w.past))
	for change := 1.0; change > settled; {
		next := slices.Clone(w.past)
		for i := range next {
			next[i] += c.candle(w, c.grid.price[i], float64(i))
		}
		c.matrix.lower(next)
		c.matrix.upper(next)
		change = 0
		for i := range next {
			change = max(change, math.Abs(next[i]-w.rung[i]))
		}
		w.rung = next
	}
}

// low is the mean of the low of rounds that rug before the target.
//
// Elimination goes from the target down. What it makes of a rung's equation
// speaks of that rung and those below it alone: it is the law of a price that
// is watched only where it is no higher than there. Begun at a low, L turns the
// chance of a rug at each rung into that of a rug before the next low, and U leads
// from low to low; so between solving L and U each rung is paid for at its own
// price.
//
// After a god candle the price is taken not to come back below the low: few do
// (1 in 50), and in all this is wrong by less than 1e-4, of which a rug pays a
// fiftieth.
func (c *climber) low(reach *worth) float64 {
	low := make([]float64, c.grid.rungs())
	for i := range low {
		price := c.grid.price[i]
		low[i] = c.RugChance / price
		if god, to := c.god(float64(i)); god > 0 && to > 0 {
			low[i] += float64(god * (1/price - float64(c.GodMove*between(reach.rung, to))))
		}
	}
	c.matrix.lower(low)
	for i := range low {
		low[i] *= c.grid.price[i]
	}
	c.matrix.upper(low)
	return between(low, c.grid.at(1))
}
