package ledger

import (
	"math"

	"rugtape/internal/game"
	"rugtape/internal/money"
)

// field is a set of a row's fields.
type field uint16

// The fields of a row.
const (
	fieldPnL field = 1 << iota
	fieldRegular
	fieldSidebet
	fieldShort
	fieldPercent
	fieldQuantity
	fieldAvgCost
	fieldInvested
	fieldHasTrades
	fieldBetActive
	fieldBetStart // the start of the bet, 0 if there is none
	fieldBetEnd
	fieldBetStake
	fieldBetPays
	fieldBet = fieldBetStart | fieldBetEnd | fieldBetStake | fieldBetPays
)

// figure is one field, ours beside theirs.
type figure struct {
	field  field
	name   string
	ours   float64
	theirs game.Opt[float64]
}

// figures lays our books beside a row. A figure that we do not know is left
// out, and one that the row does not have is absent.
func (g *guess) figures(s *sheet, at *sighting) (all [14]figure, n int, why Reason) {
	row, book := &at.row, &g.book
	price, known := s.price(max(at.tick-1, 0))
	if book.quantity == 0 {
		price, known = 0, true
	}
	if !known {
		return all, 0, PriceUnknown
	}
	p := book.PnL(price)
	avgCost := book.avgCost
	if g.early {
		avgCost = book.earlyAvgCost()
	}
	add := func(f field, name string, ours float64, theirs game.Opt[float64]) {
		all[n] = figure{f, name, ours, theirs}
		n++
	}
	add(fieldPnL, "pnl", p.Total, row.PnL)
	add(fieldRegular, "regularPnl", p.Regular, row.RegularPnL)
	add(fieldSidebet, "sidebetPnl", p.Sidebet, row.SidebetPnL)
	add(fieldShort, "shortPnl", 0, row.ShortPnL)
	add(fieldPercent, "pnlPercent", p.Percent, row.Percent)
	add(fieldQuantity, "positionQty", book.quantity, row.Quantity)
	add(fieldAvgCost, "avgCost", avgCost, row.AvgCost)
	add(fieldInvested, "totalInvested", p.Invested, row.Invested)
	if g.traded {
		add(fieldHasTrades, "hasActiveTrades", 1, truth(row.HasTrades))
	}
	shown := book.shownBet(at.tick)
	add(fieldBetActive, "sidebetActive", truth(game.Some(shown != Bet{})).Value, truth(row.BetActive))
	if row.Bet.Present {
		theirs, pays := game.StandingWager{}, 0.0
		if row.Bet.Value != nil {
			theirs = *row.Bet.Value
		}
		if shown != (Bet{}) {
			pays = BetPays
		}
		add(fieldBetStart, "sideBet.startedAtTick", float64(shown.Start), game.Some(float64(theirs.Start)))
		add(fieldBetEnd, "sideBet.end", float64(shown.End), game.Some(float64(theirs.End)))
		add(fieldBetStake, "sideBet.betAmount", sol(shown.Stake), game.Some(sol(theirs.Stake)))
		if theirs.Pays.Present || theirs.Stake == 0 {
			add(fieldBetPays, "sideBet.xPayout", pays, game.Some(theirs.Pays.Or(0)))
		}
	}
	return all, n, ""
}

// shownBet is the side bet that the frame of a tick shows: it comes up two
// ticks after its start.
func (a *Account) shownBet(tick int) Bet {
	if tick < a.bet.Start+showLag && a.bet.Start > 0 {
		return Bet{}
	}
	return a.bet
}

// earlyAvgCost is the average as a frame shows it in which a buy came up a
// tick before its time: with one floor more.
func (a *Account) earlyAvgCost() float64 { return money.F9(money.F9(a.sumCost) / a.sumQuantity) }

func truth(b game.Opt[bool]) game.Opt[float64] {
	one := game.Opt[float64]{Present: b.Present}
	if b.Value {
		one.Value = 1
	}
	return one
}

// hold compares a guess with the row: which fields were compared and which of
// them differ. Fields that the guess was made from are not compared.
func (g *guess) hold(s *sheet, at *sighting) (compared, wrong field, why Reason) {
	all, n, why := g.figures(s, at)
	for _, f := range all[:n] {
		if !f.theirs.Present || g.evidence&f.field != 0 {
			continue
		}
		compared |= f.field
		if math.Float64bits(f.ours+0) != math.Float64bits(f.theirs.Value+0) { // -0 is 0
			wrong |= f.field
		}
	}
	return compared, wrong, why
}
