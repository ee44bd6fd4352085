package fair

import (
	"fmt"
	"math"
)

// Drawer draws rounds by the law from chance of its own instead of a server
// seed: the same distribution at many times the speed, not the same bits. It is
// for simulation, tick by tick:
//
//	d := fair.NewDrawer(fair.V3, seed, stream)
//	for range rounds {
//		d.Open() // the price is 1 at tick 0
//		for {
//			price, rugged := d.Next()
//			if rugged {
//				break // price is the rug price
//			}
//		}
//	}
//
// The same law, seed and stream make the same rounds on every machine and with
// every version of Go. Nothing is allocated. A Drawer is a value: a copy goes on
// as its original would.
//
// Moves are computed by the same expressions as Derive's; what differs is the
// draws. A tick takes two words of xoroshiro128++. One decides what the tick is: rug,
// god candle, big or small move share its range of 2^64 by their chances, each
// within 2^-52 of the law's. The halves of the other are x and y, each one of 2^32
// evenly spaced values around 1/2, where the law's draws have 2^52 or more. So a size
// or drift is within 1.2e-11 of what a finer draw would make it, and none has a
// bias.
type Drawer struct {
	rule
	chance                 xoroshiro
	rugEnd, godEnd, bigEnd uint64 // a word below is a rug, else a god candle, else a big move
	left                   int    // live ticks that can still come; 0 from the rug on
	price, low             float64
}

// NewDrawer returns a Drawer at the opening of its first round. Streams of one
// seed are independent: take one for each piece of work that must not depend on
// the others, such as a session.
func NewDrawer(l Law, seed, stream uint64) Drawer {
	d := Drawer{rule: newRule(l)}
	below := func(chance float64) uint64 {
		return uint64(math.Ceil(min(chance, 1-0x1p-53) * 0x1p64))
	}
	live := 1 - l.RugChance
	usual := 1 - l.GodChance
	god := float64(live * l.GodChance)
	big := float64(live*usual) * l.BigChance
	d.rugEnd = below(l.RugChance)
	d.godEnd = below(l.RugChance + god)
	d.bigEnd = below(l.RugChance + god + float64(big))
	d.Seed(seed, stream)
	return d
}

// Seed makes the Drawer one of another seed and stream, at the opening of its
// first round.
func (d *Drawer) Seed(seed, stream uint64) {
	d.chance = newXoroshiro(seed, stream)
	d.Open()
}

// Open begins a round: the price is 1 at tick 0, and Next gives that of tick 1.
func (d *Drawer) Open() { d.From(0, 1, 1) }

// From goes on from the middle of a round, as the law is without memory: the
// live price at tick and the lowest until then, the opening 1 included. Next
// gives the price of the tick after. It panics if no round can be there.
func (d *Drawer) From(tick int, price, low float64) {
	if tick < 0 || tick >= d.MaxTicks || !(0 <= low && low <= price && low <= 1) {
		panic(fmt.Sprintf("fair: no round of %d ticks has price %v and low %v at tick %d", d.MaxTicks, price, low, tick))
	}
	d.left = d.MaxTicks - 1 - tick
	d.price, d.low = price, low
}

// Next gives the next live price or, at the end of the round, the rug price and
// true; from then on it gives the same again until a round is opened.
func (d *Drawer) Next() (price float64, rugged bool) {
	if d.left == 0 {
		return d.RugPrice(d.low), true
	}
	if kind := d.chance.next(); kind >= d.bigEnd {
		w := d.chance.next()
		price = d.small(d.price, draw(w>>32), draw(w))
	} else if price, rugged = d.rare(kind); rugged {
		return price, true
	}
	d.left--
	d.price = price
	if price < d.low {
		d.low = price
	}
	return price, false
}

// rare is a tick that is no small move.
func (d *Drawer) rare(kind uint64) (price float64, rugged bool) {
	if kind < d.rugEnd {
		d.left = 0
		return d.RugPrice(d.low), true
	}
	big := kind >= d.godEnd
	if !big {
		if d.price <= d.GodLimit {
			return d.price * d.GodMove, false
		}
		big = d.chance.next() < d.bigBelow // the candle has no effect: the tick is a move
	}
	w := d.chance.next()
	if big {
		return d.big(d.price, draw(w>>32), draw(w)), false
	}
	return d.small(d.price, draw(w>>32), draw(w)), false
}

// draw makes a draw of the low half of a word: the middle of one of 2^32 equal
// parts of [0, 1].
func draw(w uint64) float64 { return float64(float64(uint32(w))*0x1p-32) + 0x1p-33 }

// Round opens a round and draws it to its end. It returns it as Derive does:
// prices are appended into buf[:0].
func (d *Drawer) Round(buf []float64) Round {
	d.Open()
	p := player{prices: append(buf[:0], 1)}
	for {
		price, rugged := d.Next()
		if rugged {
			return p.round(&d.rule)
		}
		p.prices = append(p.prices, price)
	}
}
