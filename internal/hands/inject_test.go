package hands

import (
	"math"
	"math/rand/v2"
	"testing"

	"rugtape/internal/game"
)

// up is the next double above.
func up(x *game.Opt[float64]) bool {
	x.Value = math.Nextafter(x.Value, math.Inf(1))
	return x.Present
}

// lamport adds the least sum of money.
func lamport(x *game.Opt[float64]) bool {
	cash, _ := Cash(x.Value)
	x.Value = (cash + 1).Float()
	return x.Present
}

// spoils are changes of one field each, by the least that there is; false where a
// word has no such field.
var spoils = map[string]func(h *Heard) bool{
	"purse.cash":          func(h *Heard) bool { return h.Purse != nil && lamport(&h.Purse.Cash) },
	"purse.positionQty":   func(h *Heard) bool { return h.Purse != nil && up(&h.Purse.Quantity) },
	"purse.avgCost":       func(h *Heard) bool { return h.Purse != nil && up(&h.Purse.AvgCost) },
	"purse.totalInvested": func(h *Heard) bool { return h.Purse != nil && lamport(&h.Purse.Invested) },

	"row.pnl":           func(h *Heard) bool { return h.Standing != nil && up(&h.Standing.PnL) },
	"row.regularPnl":    func(h *Heard) bool { return h.Standing != nil && up(&h.Standing.RegularPnL) },
	"row.sidebetPnl":    func(h *Heard) bool { return h.Standing != nil && up(&h.Standing.SidebetPnL) },
	"row.shortPnl":      func(h *Heard) bool { return h.Standing != nil && up(&h.Standing.ShortPnL) },
	"row.pnlPercent":    func(h *Heard) bool { return h.Standing != nil && up(&h.Standing.Percent) },
	"row.positionQty":   func(h *Heard) bool { return h.Standing != nil && up(&h.Standing.Quantity) },
	"row.avgCost":       func(h *Heard) bool { return h.Standing != nil && up(&h.Standing.AvgCost) },
	"row.totalInvested": func(h *Heard) bool { return h.Standing != nil && lamport(&h.Standing.Invested) },
	"row.shortPosition": func(h *Heard) bool {
		if h.Standing != nil {
			h.Standing.Short = true
		}
		return h.Standing != nil
	},
	"row.hasActiveTrades": func(h *Heard) bool {
		if h.Standing == nil || !h.Standing.HasTrades.Value {
			return false
		}
		h.Standing.HasTrades.Value = false
		return true
	},
	"row.sidebetActive": func(h *Heard) bool {
		if h.Standing != nil {
			h.Standing.BetActive.Value = !h.Standing.BetActive.Value
		}
		return h.Standing != nil
	},
	"row.sideBet.startedAtTick": func(h *Heard) bool { return wagerOf(h) != nil && plus(&wagerOf(h).Start) },
	"row.sideBet.end":           func(h *Heard) bool { return wagerOf(h) != nil && plus(&wagerOf(h).End) },
	"row.sideBet.betAmount": func(h *Heard) bool {
		if wagerOf(h) != nil {
			wagerOf(h).Stake++
		}
		return wagerOf(h) != nil
	},
	"row.sideBet.xPayout": func(h *Heard) bool { return wagerOf(h) != nil && up(&wagerOf(h).Pays) },
}

func wagerOf(h *Heard) *game.StandingWager {
	if h.Standing == nil {
		return nil
	}
	return h.Standing.Bet.Value
}

func plus(n *int) bool { *n++; return true }

// TestADifferenceOfOneFieldIsDrift: the least change of any field of any one word is
// found, in that field, within Patience and until the next tick after it; and
// nothing else ever is.
func TestADifferenceOfOneFieldIsDrift(t *testing.T) {
	for field, spoil := range spoils {
		t.Run(field, func(t *testing.T) {
			seed := rand.Uint64()
			found := 0
			for i := range uint64(worlds(t)) {
				lag := []int64{0, 50, 400}[i%3] * ms
				w := newOurs(seed+i, faults{lag: lag})
				w.server.openRound()
				w.clock.run(w.clock.now + 16e9 + w.random.Int64N(60)*1e9)
				spoiledNS := int64(0)
				w.spoil = func(h *Heard) bool {
					if !w.server.live || w.server.tick < 2 || !spoil(h) {
						return false
					}
					spoiledNS = w.clock.now
					return true
				}
				for n := 0; n < 4000 && (spoiledNS == 0 || len(w.claims) == 0 && w.clock.now < spoiledNS+6e9); n++ {
					w.clock.run(w.clock.now + 50*ms)
				}
				for _, wrong := range w.wrong {
					t.Errorf("seed %d: %s", seed+i, wrong)
				}
				if spoiledNS == 0 {
					continue
				}
				if len(w.claims) == 0 {
					t.Errorf("seed %d: nothing is claimed of what was changed at %v", seed+i, spoiledNS)
					continue
				}
				found++
				first := w.claims[0]
				if first.d.Field != field || first.atNS > spoiledNS+Patience+1000*ms || first.atNS < spoiledNS+Patience {
					t.Errorf("seed %d: %+v is claimed after %d ms", seed+i, first.d, (first.atNS-spoiledNS)/ms)
				}
			}
			if found == 0 {
				t.Error("there was no such word")
			}
		})
	}
}
