package fair

import "math"

// ladder is a grid of prices, the highest first, each a constant factor below
// the one before. A function of the price is known by its values on the rungs and
// is linear in the logarithm of the price between them. It is 0 at the last price
// and below; what it is above the first is for the caller to say.
type ladder struct {
	price    []float64 // one more than there are rungs
	step     float64   // of the logarithm, from one to the next
	up, down int       // how many rungs a move can climb or fall at most
}

// newLadder returns the prices from top to bottom or just below it.
func newLadder(r *rule, top, bottom, step float64) ladder {
	v := float64(r.Volatility * min(r.SqrtCap, math.Sqrt(top)))
	highest, lowest := 1+max(r.BigMax, r.DriftMax+v), 1-max(r.BigMax, v-r.DriftMin)
	g := ladder{
		price: make([]float64, int(math.Ceil(math.Log(top/bottom)/step))+1),
		step:  step,
		up:    int(math.Ceil(math.Log(highest)/step)) + 1,
		down:  int(math.Ceil(-math.Log(lowest)/step)) + 1,
	}
	for i := range g.price {
		g.price[i] = top * math.Exp(-step*float64(i))
	}
	return g
}

func (g *ladder) rungs() int { return len(g.price) - 1 }

// at is where a price is, in rungs below the top.
func (g *ladder) at(price float64) float64 { return math.Log(g.price[0]/price) / g.step }

// god is the chance of a god candle at a place. A rung stands for the prices
// around it; where the candle's limit is among them, it counts for its part.
func (g *ladder) god(r *rule, at float64) float64 {
	return r.GodChance * min(1, max(0, at-g.at(r.GodLimit)+0.5))
}

// between is the value of a function at a place between the rungs, or on the last
// it has.
func between(f []float64, at float64) float64 {
	i := int(at)
	if i >= len(f)-1 {
		return f[len(f)-1]
	}
	part := at - float64(i)
	return float64(f[i]*(1-part)) + float64(f[i+1]*part)
}

// spread gives the weights w with which a function's values on the rungs first,
// first+1, ... add up to its mean after a move, weighed, from the price that is at
// rungs below the top; and how much of all moves, so weighed, leads below the rung
// first. More than that one is out of reach unless it is the top.
//
// The function's mean between the rungs is in it without an error: let d(j) be
// what the weighing finds below, in the mean over the logarithms from the rung j
// to the next. Then the weight of the rung j, integrated by parts, is d(j-1)-d(j).
// At the top, where the function ends, d(-1) is what is found below the top itself.
func (g *ladder) spread(m *move, price, at float64, weigh weighing, buf []float64) (first int, w []float64, within float64) {
	first = max(0, int(at)-g.up)
	last := min(g.rungs()-1, int(at)+g.down)
	within, area := weigh(m, g.price[first]/price, (at-float64(first))*g.step)
	w, above := buf[:0], within
	for j := first; j <= last; j++ {
		_, next := weigh(m, g.price[j+1]/price, (at-float64(j+1))*g.step)
		mean := (area - next) / g.step
		w = append(w, above-mean)
		above, area = mean, next
	}
	return first, w, within
}
