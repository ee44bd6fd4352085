package hands

import (
	"math"
	"strconv"

	"rugtape/internal/game"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
)

// figure is one field of a word, ours beside the server's.
type figure struct {
	name         string
	ours, theirs float64
	// proves says that the field tells what was done. The others are compared
	// all the same.
	proves bool
	equal  bool
}

// figures are those of one word.
type figures struct {
	all [16]figure
	n   int
}

func (f *figures) add(name string, ours float64, theirs game.Opt[float64]) {
	if theirs.Present {
		// -0 is 0.
		f.put(figure{name, ours, theirs.Value, true, math.Float64bits(ours+0) == math.Float64bits(theirs.Value+0)})
	}
}

func (f *figures) put(x figure) {
	f.all[f.n] = x
	f.n++
}

// wrong counts the fields that differ, and tells whether one of them is of those
// that prove something.
func (f *figures) wrong() (n int, proving bool) {
	for _, x := range f.all[:f.n] {
		if !x.equal {
			n++
			proving = proving || x.proves
		}
	}
	return n, proving
}

func (f *figures) differences(sinceNS int64) (all []Difference) {
	for _, x := range f.all[:f.n] {
		if !x.equal {
			all = append(all, Difference{Field: x.name, Ours: decimal(x.ours), Server: decimal(x.theirs), SinceNS: sinceNS})
		}
	}
	return all
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// mostSOL is how far a double tells one lamport from the next; see Cash.
const mostSOL = float64(1<<51) / 1e9

// Cash is a sum that the server shows as a double of SOL, in lamports. It is false
// for what is no sum that can be told.
//
// It is exact. The double next to k/1e9 is off by at most k/1e9*2^-53, the product
// with 1e9 is off by as much again in its rounding: in lamports at most k*2^-52,
// which is at most a half up to k = 2^51, 2.25 million SOL; and a half is met only if
// both roundings are the worst and go the same way. What the server has added up in
// doubles, and is some units of the last place off, comes out right as well: at a
// balance of 1,000 SOL it takes 4,000 of them to make half a lamport.
func Cash(sol float64) (money.Lamports, bool) {
	if !(math.Abs(sol) <= mostSOL) {
		return 0, false
	}
	return money.Lamports(math.Round(sol * 1e9)), true
}

// ofPurse lays books beside a purse. Cash and what was put in are sums of money,
// equal to the lamport; quantity and average cost are the server's own doubles, which
// the ledger makes bit for bit. A base without the round's figures has only what
// there is: cash and quantity.
func ofPurse(p *game.Purse, a *ledger.Account, whole bool) (f figures) {
	held := a.Position()
	cash, _ := Cash(p.Cash.Value)
	f.put(figure{"purse.cash", a.Balance().Float(), p.Cash.Value, true, cash == a.Balance()})
	f.add("purse.positionQty", held.Quantity, p.Quantity)
	if !whole {
		return f
	}
	f.add("purse.avgCost", held.AvgCost, p.AvgCost)
	if p.Invested.Present {
		state := a.State()
		told, ok := Cash(p.Invested.Value)
		ours := state.Invested + state.Stakes
		f.put(figure{"purse.totalInvested", ours.Float(), p.Invested.Value, false, ok && told == ours})
	}
	return f
}

// view is the moment of the books that a row shows.
type view struct {
	frame int     // of the row
	price float64 // that the position is valued at
	known bool    // the price is; if not, what depends on it is left out
	early bool    // it has more than is its due: a trade came up a tick before its time
	over  bool    // the round is settled
}

// ofRow lays books beside a row, as the view has them; where the position differs,
// the rest only if all is wanted.
func ofRow(row *game.Standing, a *ledger.Account, v view, whole, all bool) (f figures) {
	held, shown := a.Position(), shownBet(a, v)
	if v.frame < showLag && shown.Start == 0 && row.Bet.Present && row.Bet.Value == nil {
		shown = ledger.Bet{} // it may have been placed at tick 0 itself
	}
	f.add("row.positionQty", held.Quantity, row.Quantity)
	if n, _ := f.wrong(); n > 0 && !all {
		return f
	}
	f.add("row.shortPosition", 0, truth(game.Some(row.Short)))
	f.add("row.sidebetActive", truth(game.Some(shown != ledger.Bet{})).Value, truth(row.BetActive))
	if row.Bet.Present {
		f.addBet(row, shown)
	}
	if !whole {
		return f
	}
	if v.known || held.Quantity == 0 {
		p := a.PnL(v.price)
		f.add("row.pnl", p.Total, row.PnL)
		f.add("row.regularPnl", p.Regular, row.RegularPnL)
		f.add("row.pnlPercent", p.Percent, row.Percent)
	}
	state := a.State()
	f.add("row.sidebetPnl", state.Sidebet, row.SidebetPnL)
	f.add("row.shortPnl", 0, row.ShortPnL)
	avgCost := held.AvgCost
	if v.early && earlyAvgCost(state.Lots) == row.AvgCost.Value {
		avgCost = row.AvgCost.Value
	}
	f.add("row.avgCost", avgCost, row.AvgCost)
	f.add("row.totalInvested", (state.Invested + state.Stakes).Float(), row.Invested)
	if state.Invested > 0 { // something was bought
		f.add("row.hasActiveTrades", 1, truth(row.HasTrades))
	}
	return f
}

func (f *figures) addBet(row *game.Standing, shown ledger.Bet) {
	theirs, pays := game.StandingWager{}, 0.0
	if row.Bet.Value != nil {
		theirs = *row.Bet.Value
	}
	if shown != (ledger.Bet{}) {
		pays = ledger.BetPays
	}
	f.add("row.sideBet.startedAtTick", float64(shown.Start), game.Some(float64(theirs.Start)))
	f.add("row.sideBet.end", float64(shown.End), game.Some(float64(theirs.End)))
	f.add("row.sideBet.betAmount", shown.Stake.Float(), game.Some(theirs.Stake.Float()))
	if theirs.Pays.Present || theirs.Stake == 0 {
		f.add("row.sideBet.xPayout", pays, game.Some(theirs.Pays.Or(0)))
	}
}

// shownBet is the side bet that a frame shows: it comes up two ticks after its
// start, one from before the round at once.
func shownBet(a *ledger.Account, v view) ledger.Bet {
	bet, _ := a.Bet()
	if bet.Start > 0 && v.frame < bet.Start+showLag {
		return ledger.Bet{}
	}
	return bet
}

// earlyAvgCost is the average as a frame shows it in which a buy came up a tick
// before its time: with one floor more (docs/books.md, "The audit").
func earlyAvgCost(lots []ledger.Lot) float64 {
	cost, quantity := 0.0, 0.0
	for i := range lots {
		cost += float64(lots[i].Quantity * lots[i].Price)
		quantity += lots[i].Quantity
	}
	return money.F9(money.F9(cost) / quantity)
}

func truth(b game.Opt[bool]) game.Opt[float64] {
	one := game.Opt[float64]{Present: b.Present}
	if b.Value {
		one.Value = 1
	}
	return one
}
