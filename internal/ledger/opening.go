package ledger

import (
	"math"

	"rugtape/internal/game"
	"rugtape/internal/money"
)

// The books of a player who is first seen in mid-round are opened from the
// row itself:
//
//   - Without a position, the realised P&L is the regular one shown.
//   - A position of one lot was bought at avgCost, which must be the price
//     of a tick, rounded down; the realised P&L is then what is left of the
//     regular one.
//   - A position that no price explains can be the first two buys of the
//     round, both in thousandths of a SOL: then totalInvested is their sum and
//     nothing is realised, so that avgCost and P&L are compared. If two such pairs of
//     ticks fit, neither is taken.
const (
	flatEvidence = fieldQuantity | fieldRegular | fieldSidebet | fieldInvested
	lotEvidence  = flatEvidence | fieldAvgCost
	pairEvidence = fieldQuantity | fieldInvested | fieldSidebet
	betEvidence  = fieldBet | fieldBetActive
)

// position is what a row tells of one.
type position struct{ quantity, avgCost float64 }

// openings are the books that explain a row by itself.
func (f *follower) openings(at *sighting) (right []guess, why Reason) {
	row := &at.row
	if at.over || row.Quantity.Value == 0 {
		return f.flat(at)
	}
	price, known := f.sheet.price(max(at.tick-1, 0))
	if !known {
		return nil, PriceUnknown
	}
	if right = f.oneLot(at, price); len(right) == 0 {
		right = f.twoLots(at)
	}
	if len(right) == 0 {
		return nil, LotsUnknown
	}
	return right, ""
}

func (f *follower) flat(at *sighting) (right []guess, why Reason) {
	if at.row.Quantity.Value != 0 {
		return nil, EndUnseen
	}
	return f.realise(at, nil, 0, flatEvidence), ""
}

// oneLot tries each price of the round so far as that of a single lot.
func (f *follower) oneLot(at *sighting, price float64) (right []guess) {
	quantity, avgCost := at.row.Quantity.Value, at.row.AvgCost
	for tick := 0; tick <= at.tick-1; tick++ {
		p, known := f.sheet.price(tick)
		// Floors take less than 2e-9 off the average.
		if !known || !avgCost.Present || p < avgCost.Value || p > avgCost.Value+1e-8 {
			continue
		}
		// The floors of a few part sales leave lot and position apart by a crumb.
		for _, crumb := range []money.Lamports{0, 1, -1, 2, -2, 3, -3} {
			q := sol(lamports(quantity) + crumb)
			if q <= 0 || money.F9(float64(q*p)/q) != avgCost.Value {
				continue
			}
			paid, round := stakeFor(q, p)
			if !round {
				paid = lamports(q * p) // it is what is left of a lot
			}
			l := lot{tick: tick, price: p, quantity: q, bought: q, paid: paid, cost: paid}
			right = append(right, f.realise(at, []lot{l}, price, lotEvidence)...)
		}
	}
	return right
}

// realise opens books with these lots and whatever realised P&L makes the
// regular one that is shown. As sums are rounded down, it can be a lamport
// off their difference.
func (f *follower) realise(at *sighting, lots []lot, price float64, evidence field) (right []guess) {
	row := &at.row
	for _, extra := range []money.Lamports{0, 1, -1} {
		a := Account{balance: purse, sidebet: row.SidebetPnL.Value}
		for _, l := range lots {
			a.lots = append(a.lots, l)
			a.addUp(&l)
			a.held += l.cost
			a.quantity, a.avgCost = row.Quantity.Value, row.AvgCost.Value
		}
		a.realised = sol(cashOf(row.RegularPnL) - lamports(a.PnL(price).Regular) + extra)
		if a.PnL(price).Regular != row.RegularPnL.Value {
			continue
		}
		if bet := row.Bet.Value; bet != nil {
			a.bet, a.betted, a.stakes = Bet{bet.Start, bet.Start + BetWindow, bet.Stake}, true, bet.Stake
			evidence |= betEvidence
		}
		a.invested = cashOf(row.Invested) - a.stakes
		a.net = min(a.held-lamports(a.realised), a.invested)
		a.opening = a.balance + a.held + a.stakes - lamports(a.realised) - lamports(a.sidebet)
		if len(lots) > 0 && lots[0].fault() != nil {
			continue
		}
		right = append(right, guess{
			book: a, evidence: evidence, rough: a.net != a.invested, pinned: at.tick,
			traded: len(lots) > 0 || a.realised != 0,
		})
	}
	return right
}

// purse is a balance that no player exhausts in a round.
const purse money.Lamports = 1 << 60

const (
	thousandth  = money.PerSOL / 1000
	maxPairTick = 1000 // pairs of ticks up to here are tried: half a million
)

// twoLots looks for the two buys of a player who has done nothing else.
func (f *follower) twoLots(at *sighting) (right []guess) {
	row := &at.row
	want := position{row.Quantity.Value, row.AvgCost.Value}
	if want == f.hopeless || row.SidebetPnL.Value != 0 || row.Bet.Value != nil || at.tick > maxPairTick {
		return nil
	}
	sum := cashOf(row.Invested)
	for second := 1; second <= at.tick-showLag; second++ {
		for first := 0; first < second; first++ {
			g, ok := f.pair(first, second, sum, want.quantity)
			if ok {
				right = append(right, g)
			}
		}
	}
	if len(right) != 1 || len(f.fitting(right, at)) == 0 {
		f.hopeless = want
		return nil
	}
	return right
}

// pair buys twice so that the stakes add up to the sum and the quantities to
// the one wanted.
func (f *follower) pair(first, second int, sum money.Lamports, quantity float64) (g guess, ok bool) {
	p1, known1 := f.sheet.price(first)
	p2, known2 := f.sheet.price(second)
	if !known1 || !known2 || p1 == p2 {
		return g, false
	}
	slope := 1/p1 - 1/p2
	exact := (quantity - sol(sum)/p2) / slope
	stake := money.Lamports(math.Round(exact*1000)) * thousandth
	if stake <= 0 || stake >= sum || !(math.Abs(sol(stake)-exact) <= 4e-9/math.Abs(slope)+1e-9) {
		return g, false
	}
	g = guess{book: Open(purse), evidence: pairEvidence, traded: true}
	_, err1 := g.book.Buy(first, p1, stake)
	_, err2 := g.book.Buy(second, p2, sum-stake)
	return g, err1 == nil && err2 == nil && g.book.quantity == quantity
}

// stakeFor is the roundest amount that buys a quantity at a price; ok is
// false if none does.
func stakeFor(quantity, price float64) (amount money.Lamports, ok bool) {
	if !(price <= limit && quantity*price <= limit) {
		return 0, false
	}
	low := max(lamports(quantity*price)-2, 1)
	high := low + money.Lamports(math.Ceil(price)) + 4
	for unit := money.PerSOL; unit > 0; unit /= 10 {
		amount = (low + unit - 1) / unit * unit
		// Nearly all between low and high do; the first few settle it.
		for tries := 0; tries < 20 && amount <= high; tries++ {
			if money.F9(sol(amount)/price) == quantity {
				return amount, true
			}
			amount += unit
		}
	}
	return 0, false
}

// openOf tells whether a row shows anything that the end would settle.
func openOf(row *game.Standing) bool { return row.Quantity.Value != 0 || row.Bet.Value != nil }
