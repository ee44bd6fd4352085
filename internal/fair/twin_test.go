package fair

import (
	"math"
	"unicode/utf16"
)

// The twin derives a round as the site's page does: seedrandom.js and the law,
// line by line, on slices, ints and closures, with no thought of speed.

const (
	width        = 256
	chunks       = 6
	startdenom   = 1 << 48
	significance = 1 << 52
	overflow     = significance * 2
	mask         = width - 1
)

type twinARC4 struct {
	i, j int
	s    []int
}

func newTwinARC4(key []int) *twinARC4 {
	if len(key) == 0 {
		key = []int{0}
	}
	me := &twinARC4{}
	for i := range width {
		me.s = append(me.s, i)
	}
	j := 0
	for i := range width {
		t := me.s[i]
		j = mask & (j + key[i%len(key)] + t)
		me.s[i] = me.s[j]
		me.s[j] = t
	}
	me.g(width)
	return me
}

// g returns the next count outputs as one number.
func (me *twinARC4) g(count int) float64 {
	r := 0.0
	for ; count > 0; count-- {
		me.i = mask & (me.i + 1)
		t := me.s[me.i]
		me.j = mask & (me.j + t)
		me.s[me.i] = me.s[me.j]
		me.s[me.j] = t
		r = float64(r*width) + float64(me.s[mask&(me.s[me.i]+me.s[me.j])])
	}
	return r
}

func twinMixkey(seed string) []int {
	var key []int
	smear := 0
	for j, unit := range utf16.Encode([]rune(seed)) {
		if j < width {
			key = append(key, 0)
		}
		smear ^= key[mask&j] * 19
		key[mask&j] = mask & (smear + int(unit))
	}
	return key
}

// twinPRNG is seedrandom's prng over a source of bytes, g(count).
func twinPRNG(g func(count int) float64) float64 {
	n, d, x := g(chunks), float64(startdenom), 0
	for n < significance {
		n = (n + float64(x)) * width
		d *= width
		x = int(g(1))
	}
	for n >= overflow {
		n /= 2
		d /= 2
		x >>= 1
	}
	return (n + float64(x)) / d
}

func twinDraws(key string) func() float64 {
	arc4 := newTwinARC4(twinMixkey(key))
	return func() float64 { return twinPRNG(arc4.g) }
}

func twinDerive(l Law, seed, round string) Round {
	draw := twinDraws(seed + "-" + round)
	price, peak, low := 1.0, 1.0, 1.0
	prices := []float64{}
	for tick := 0; tick < l.MaxTicks; tick++ {
		prices = append(prices, price)
		peak = math.Max(peak, price)
		low = math.Min(low, price)
		if draw() < l.RugChance {
			break
		}
		price = twinDrift(l, price, draw)
	}
	loss := l.RugLoss
	rug := low * (1 - loss)
	return Round{Law: l.Name, RugTick: len(prices), RugPrice: rug, Peak: peak, Low: low, Prices: append(prices, rug)}
}

func twinDrift(l Law, price float64, draw func() float64) float64 {
	if l.GodChance > 0 {
		if draw() < l.GodChance && price <= l.GodLimit {
			return price * l.GodMove
		}
	}
	change := 0.0
	if draw() < l.BigChance {
		size := l.BigMin + float64(draw()*(l.BigMax-l.BigMin))
		if draw() > 0.5 {
			change = size
		} else {
			change = -size
		}
	} else {
		drift := l.DriftMin + float64(draw()*(l.DriftMax-l.DriftMin))
		volatility := l.Volatility * math.Min(l.SqrtCap, math.Sqrt(price))
		change = drift + float64(volatility*(float64(2*draw())-1))
	}
	return math.Max(0, price*(1+change))
}
