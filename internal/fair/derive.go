package fair

import (
	"math"
	"slices"
)

// Round is what the law makes of a seed.
type Round struct {
	Law      string
	RugTick  int // 1..MaxTicks
	RugPrice float64
	Peak     float64 // the highest live price
	Low      float64 // the lowest live price, the opening 1 included

	// Prices has RugTick+1 entries: live prices by tick 0..RugTick-1, then the
	// rug price.
	Prices []float64
}

// Derive returns the round that the server seed and the round's id make by the
// law. Prices are appended into buf[:0]: nothing is allocated when its capacity
// suffices, as MaxTicks+1 always does.
//
// A round that no draw ends is ended at tick MaxTicks: the site's rule says
// nothing of it, and it has the probability 1.3e-11.
func (l Law) Derive(seed, round string, buf []float64) Round {
	r := newRule(l)
	p := player{price: 1, prices: append(buf[:0], 1)}
	var g keystream
	g.seed(seed, "-", round)
	for {
		g.fill()
		if p.play(&g, &r) {
			return p.round(&r)
		}
	}
}

// rule is a law made ready for the inner loop.
type rule struct {
	Law
	bigSpan, driftSpan float64
	hasGod             bool
	// A draw is below a chance exactly if its bytes as a number, see double,
	// are below the chance * 2^64: what the draw drops cannot carry it across
	// a chance, which is a double itself.
	rugBelow, godBelow, bigBelow uint64
}

func newRule(l Law) rule {
	below := func(chance float64) uint64 { return uint64(math.Ceil(chance * 0x1p64)) }
	return rule{
		Law:       l,
		bigSpan:   l.BigMax - l.BigMin,
		driftSpan: l.DriftMax - l.DriftMin,
		hasGod:    l.GodChance > 0,
		rugBelow:  below(l.RugChance),
		godBelow:  below(l.GodChance),
		bigBelow:  below(l.BigChance),
	}
}

// player carries a round from one block of the keystream to the next.
type player struct {
	price  float64 // the last of prices
	prices []float64
}

// play plays ticks while the buffer holds enough for one, and reports whether
// the round has rugged.
//
// It is tick spelled out for draws of 7 or 8 bytes; a tick with a longer draw,
// or a god candle, is begun again by tick itself.
func (p *player) play(g *keystream, r *rule) (rugged bool) {
	price, prices := p.price, p.prices
	buf, pos := &g.buf, g.pos
	for pos <= bufLen-tickRoom && !rugged {
		start := pos
		rug := word(buf[pos:])
		pos += drawLen(rug)
		god := uint64(math.MaxUint64)
		if r.hasGod {
			god = word(buf[pos:])
			pos += drawLen(god)
		}
		big := word(buf[pos:])
		pos += drawLen(big)
		x := word(buf[pos:])
		pos += drawLen(x)
		y := word(buf[pos:])
		pos += drawLen(y)

		if rug < r.rugBelow || rug < longDraw || god < r.godBelow || god < longDraw ||
			big < longDraw || x < longDraw || y < longDraw {
			g.pos = start
			price, rugged = r.tick(g, price)
			pos = g.pos
		} else if big < r.bigBelow {
			price = r.big(price, double(x), double(y))
		} else {
			price = r.small(price, double(x), double(y))
		}
		if rugged = rugged || len(prices) == r.MaxTicks; !rugged {
			prices = append(prices, price)
		}
	}
	g.pos = pos
	p.price, p.prices = price, prices
	return rugged
}

// tick is one tick of the law as the site's page has it: whether the round
// rugs, and the next price if not.
func (r *rule) tick(g *keystream, price float64) (next float64, rugged bool) {
	if g.draw() < r.RugChance {
		return price, true
	}
	if r.hasGod && g.draw() < r.GodChance && price <= r.GodLimit {
		return price * r.GodMove, false
	}
	big := g.draw() < r.BigChance
	x := g.draw()
	y := g.draw()
	if big {
		return r.big(price, x, y), false
	}
	return r.small(price, x, y), false
}

// big and small are the two moves of a tick, each of two draws.
//
// A product is wrapped in float64() before it is added to: Go may fuse x*y+z
// into one rounding (arm64, GOAMD64=v3), JavaScript never does.
func (r *rule) big(price, x, y float64) float64 {
	change := r.BigMin + float64(x*r.bigSpan)
	if !(y > 0.5) {
		change = -change
	}
	return moved(price, change)
}

func (r *rule) small(price, x, y float64) float64 {
	return moved(price, r.smallChange(price, x, y))
}

func (r *rule) smallChange(price, x, y float64) float64 {
	root := math.Sqrt(price)
	if root > r.SqrtCap {
		root = r.SqrtCap
	}
	drift := r.DriftMin + float64(x*r.driftSpan)
	return drift + float64(r.Volatility*root*(float64(2*y)-1))
}

func moved(price, change float64) float64 {
	next := price * (1 + change)
	if next <= 0 { // v1 only, far above 10,000x
		return 0
	}
	return next
}

// PeakTick returns the first tick at the peak.
func (r *Round) PeakTick() int { return slices.Index(r.Prices, r.Peak) }

// round closes the round that has rugged.
func (p *player) round(r *rule) Round {
	// No price is below zero, so they are ordered as their bits are, and whole
	// numbers are compared without a branch to guess.
	peak, low := math.Float64bits(1), math.Float64bits(1)
	for _, price := range p.prices {
		bits := math.Float64bits(price)
		peak, low = max(peak, bits), min(low, bits)
	}
	round := Round{
		Law:     r.Name,
		RugTick: len(p.prices),
		Peak:    math.Float64frombits(peak),
		Low:     math.Float64frombits(low),
	}
	round.RugPrice = r.RugPrice(round.Low)
	round.Prices = append(p.prices, round.RugPrice)
	return round
}
