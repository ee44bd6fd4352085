package ledger

import (
	"rugtape/internal/game"
	"rugtape/internal/money"
)

// holdTrades compares the sampled trades of the player with what was
// inferred for the same ticks.
func (f *follower) holdTrades() {
	f.forget()
	for i := range f.sheet.trades {
		t := &f.sheet.trades[i]
		if t.Player != f.player || !f.wasWatched(t.Tick) {
			continue
		}
		f.audit.report.Trades++
		if f.infers(t) {
			f.audit.report.TradesEqual++
		} else {
			f.audit.differs(Difference{f.sheet.round, t.Tick, f.player, "trade: " + t.Side.String(), 0, sol(t.Amount)})
		}
	}
}

// wasWatched tells whether the frames before and with a trade were seen.
func (f *follower) wasWatched(tick int) bool {
	for _, s := range f.watched {
		if s.from < tick+showLag && tick+showLag <= s.to {
			return true
		}
	}
	return false
}

// infers tells whether a trade is among those inferred. Of a buy the amount is
// only inferred as one that buys the quantity.
func (f *follower) infers(t *game.Trade) bool {
	for _, e := range f.booked {
		if e.Tick != t.Tick || lamports(e.Quantity) != t.Quantity || e.Price != t.Price {
			continue
		}
		if t.Side == game.Buy && e.Kind == Bought && money.F9(sol(t.Amount)/t.Price) == e.Quantity ||
			t.Side == game.Sell && e.Kind == Sold && e.Cash == t.Amount {
			return true
		}
	}
	return false
}
