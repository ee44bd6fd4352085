package ledger

import "math"

// twin books a second time, as plainly as the rules stand in docs/books.md and with
// nothing of the package's own: every figure is worked out anew from the
// list of lots, and cash is kept in whole lamports beside it.
type twin struct {
	cash  int64 // lamports
	start int64 // cash when the round began

	prices     []float64 // of the lots
	quantities []float64
	q          float64
	avg        float64
	r          float64 // realised

	flows  []int64 // of trades: buys above 0, sales below
	stakes int64
	side   float64

	betting  bool
	betStart int
	bet      int64
}

func floor9(x float64) float64 { return math.Floor(x*1000000000) / 1000000000 }

func (w *twin) newRound() { *w = twin{cash: w.cash, start: w.cash} }

func (w *twin) buy(price float64, amount int64) {
	q := floor9(float64(amount) / 1000000000 / price)
	w.prices = append(w.prices, price)
	w.quantities = append(w.quantities, q)
	w.q = floor9(w.q + q)
	cost, sum := 0.0, 0.0
	for i := range w.quantities {
		cost = cost + float64(w.quantities[i]*w.prices[i]) // not fused
		sum = sum + w.quantities[i]
	}
	w.avg = floor9(cost / sum)
	w.cash -= amount
	w.flows = append(w.flows, amount)
}

func (w *twin) part(part float64) float64 {
	if part == 1 {
		return w.q
	}
	return floor9(w.q * part)
}

func (w *twin) sell(price, s float64) {
	amount, rem := 0.0, s
	for len(w.quantities) > 0 && rem > 0 {
		take := w.quantities[0]
		if rem < take {
			take = rem
		}
		rem = floor9(rem - take)
		w.quantities[0] = floor9(w.quantities[0] - take)
		amount = floor9(amount + floor9(take*price))
		if w.quantities[0] == 0 { // used up: the next lot is the first
			w.quantities, w.prices = w.quantities[1:], w.prices[1:]
		}
	}
	charged := floor9(s * w.avg)
	w.r = floor9(w.r + floor9(amount-charged))
	w.q = floor9(w.q - s)
	if w.q == 0 {
		w.prices, w.quantities, w.avg = nil, nil, 0
	}
	paid := int64(math.RoundToEven(amount * 1000000000))
	w.cash += paid
	w.flows = append(w.flows, -paid)
}

func (w *twin) placeBet(start int, stake int64) {
	w.betting, w.betStart, w.bet = true, start, stake
	w.cash -= stake
	w.stakes += stake
}

func (w *twin) settleBet(won bool) {
	stake := float64(w.bet) / 1000000000
	payout := 0.0
	if won {
		payout = float64(5 * stake) // not fused
		w.cash += 5 * w.bet
	}
	w.side = w.side + (payout - stake)
	w.betting, w.betStart, w.bet = false, 0, 0
}

// live is a live tick: the bet is lost if its window, of 40 ticks after its
// start, has passed.
func (w *twin) live(tick int) {
	if w.betting && tick > w.betStart+40 {
		w.settleBet(false)
	}
}

func (w *twin) rug(tick int, price float64) {
	if w.q != 0 {
		w.sell(price, w.q)
	}
	if w.betting {
		w.settleBet(tick <= w.betStart+40)
	}
}

func (w *twin) invested() float64 {
	highest, sum := int64(0), int64(0)
	for _, flow := range w.flows {
		sum += flow
		if sum > highest {
			highest = sum
		}
	}
	return float64(highest+w.stakes) / 1000000000
}

func (w *twin) regular(price float64) float64 {
	worth, cost := 0.0, 0.0
	for i := range w.quantities {
		worth = worth + floor9(w.quantities[i]*price)
		cost = cost + floor9(w.quantities[i]*w.prices[i])
	}
	open := floor9(floor9(worth) - floor9(cost))
	return floor9(w.r + open)
}
