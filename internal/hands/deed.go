package hands

import (
	"slices"

	"rugtape/internal/ledger"
	"rugtape/internal/strategy"
)

// enter books a deed as the server did. A side bet whose window is over by then
// was lost before; a new one may begin at the very tick at which the last one ends.
func (d *deed) enter(a *ledger.Account) bool {
	var err error
	switch o := d.order; o.Action {
	case strategy.Buy:
		a.Live(d.tick)
		_, err = a.Buy(d.tick, d.price, o.Amount)
	case strategy.Sell:
		a.Live(d.tick)
		_, err = a.Sell(d.tick, d.price, o.Part)
	default:
		a.Live(d.tick + 1)
		_, err = a.PlaceBet(d.tick, o.Amount)
	}
	return err == nil
}

// simple tells whether what orders add to deeds depends on their amounts alone: no
// deed after one of them is a sale.
func simple(deeds []deed, orders []*order) bool {
	for i := range deeds {
		sale := deeds[i].order
		if sale.Sells() && slices.ContainsFunc(orders, func(o *order) bool { return o.course == sale.course && o.Key < sale.Key }) {
			return false
		}
	}
	return true
}

// standing is where books stand, to be compared: what will follow from them is
// the same if it is. Two prices tell lots apart that cost and hold the same.
type standing struct {
	position  ledger.Position
	bet       ledger.Bet
	cash      int64
	low, high ledger.PnL
}

func standingOf(a *ledger.Account) standing {
	s := standing{position: a.Position(), cash: int64(a.Balance()), low: a.PnL(1), high: a.PnL(1000)}
	s.bet, _ = a.Bet()
	s.position.Since = 0 // two ticks may have one price
	return s
}
