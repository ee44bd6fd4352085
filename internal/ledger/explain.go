package ledger

import (
	"math"
	"slices"

	"rugtape/internal/money"
)

// maxGap is over how many missed ticks a single trade is looked for.
const maxGap = 40

// leastTrade is the least that a change of the quantity is taken for a trade:
// a thousandth of what the site takes. Less is a figure that is wrong.
const leastTrade = money.PerSOL / 1_000_000

// explain lists what the player may have done to make a row of the books as
// they stood, likeliest first.
func (f *follower) explain(was *guess, at *sighting) (all []guess) {
	base := was.clone()
	switch {
	case at.over:
	case at.rugged:
		base.note(base.book.Live(at.rug.tick - 1))
	default:
		base.note(base.book.Live(at.tick))
	}
	if at.over || at.rugged && !openOf(&at.row) {
		return f.ends(&base, at.rug)
	}
	for _, g := range f.trades(&base, at) {
		all = append(all, f.stakes(&base, &g, at)...)
	}
	return all
}

func (g *guess) clone() guess {
	c := *g
	c.book = g.book.Clone()
	c.entries = slices.Clip(c.entries)
	c.evidence, c.early = 0, false
	return c
}

func (g *guess) note(e Entry, booked bool) {
	if booked {
		g.entries = append(g.entries, e)
	}
}

// ends are the ways to the end of a round: the rug sells what is held, or
// the player did at one of the last ticks, whose frames are the rug's own.
func (f *follower) ends(base *guess, rug point) (all []guess) {
	for tick := rug.tick; tick >= rug.tick-showLag && tick >= 0; tick-- {
		g := base.clone()
		if tick < rug.tick {
			if !f.sell(&g, tick, g.book.quantity) {
				continue
			}
			g.evidence |= fieldRegular
		}
		if !(g.book.quantity*rug.price <= limit) {
			continue
		}
		settlement := g.book.Rug(rug.tick, rug.price)
		for _, e := range settlement.Entries() {
			g.note(e, true)
		}
		all = append(all, g)
	}
	return all
}

// trades are the trades that a row may show: none if its quantity is the
// same. A change of the quantity is the evidence of a trade at the tick two
// before. If frames are missing, its tick is inferred from what it was done at too.
func (f *follower) trades(base *guess, at *sighting) (all []guess) {
	now := at.row.Quantity.Value
	if now == base.book.quantity {
		return []guess{*base}
	}
	from, to := max(f.last+1-showLag, 0), max(at.tick-showLag, 0)
	if to-from > maxGap {
		return nil
	}
	buys := now > base.book.quantity
	evidence := fieldQuantity
	if to > from && buys {
		evidence |= fieldAvgCost
	} else if to > from {
		evidence |= fieldRegular
	}
	for tick := to; tick >= from; tick-- {
		if buys {
			all = append(all, f.buys(base, tick, now, evidence)...)
		} else {
			all = append(all, f.sells(base, tick, now, evidence)...)
		}
	}
	if buys {
		for _, g := range f.buys(base, at.tick-1, now, fieldQuantity) {
			g.early = true
			all = append(all, g)
		}
	}
	return all
}

// buys are the buys at a tick that raise the quantity to now: the sum is
// rounded down, so that the lot can be 1e-9 off the difference.
func (f *follower) buys(base *guess, tick int, now float64, evidence field) (all []guess) {
	price, known := f.sheet.price(tick)
	if !known {
		return nil
	}
	difference := lamports(now) - lamports(base.book.quantity)
	for _, off := range []money.Lamports{0, 1, -1} {
		quantity := sol(difference + off)
		amount, ok := stakeFor(quantity, price)
		if !ok || amount < leastTrade || money.F9(base.book.quantity+quantity) != now {
			continue
		}
		g := base.clone()
		e, err := g.book.Buy(tick, price, amount)
		if err != nil {
			continue
		}
		g.note(e, true)
		g.evidence, g.traded = evidence, true
		g.loose += money.Lamports(math.Ceil(price))
		all = append(all, g)
	}
	return all
}

// sells are the sales at a tick that lower the quantity to now.
func (f *follower) sells(base *guess, tick int, now float64, evidence field) (all []guess) {
	if now == 0 {
		if g := base.clone(); f.sell(&g, tick, g.book.quantity) {
			g.evidence = evidence
			all = append(all, g)
		}
		return all
	}
	difference := lamports(base.book.quantity) - lamports(now)
	for _, off := range []money.Lamports{0, 1, -1} {
		quantity := sol(difference + off)
		if !f.sellable(tick, quantity) || money.F9(base.book.quantity-quantity) != now {
			continue
		}
		if g := base.clone(); f.sell(&g, tick, quantity) {
			g.evidence = evidence
			all = append(all, g)
		}
	}
	return all
}

// sellable tells whether a part of a position is worth a sale.
func (f *follower) sellable(tick int, quantity float64) bool {
	price, _ := f.sheet.price(tick)
	return quantity > 0 && lamports(quantity*price) >= leastTrade
}

func (f *follower) sell(g *guess, tick int, quantity float64) bool {
	price, known := f.sheet.price(tick)
	if !known || quantity == 0 || quantity > g.book.quantity || !(math.Abs(g.book.realised)+float64(quantity*price) <= limit) {
		return false
	}
	g.note(g.book.sell(Sold, tick, price, quantity), true)
	return true
}
