package guard

import (
	"slices"
	"strconv"
	"time"

	"rugtape/internal/game"
	"rugtape/internal/strategy"
)

// play lets the game go on: rounds open, prices jump, side bets run out, rugs
// come. What the feed tells of it comes in order, and not always.
func (w *world) play() {
	switch w.phase {
	case game.PhaseRugged:
		if w.chance(0.3) {
			w.number++
			w.phase, w.price, w.low = game.PhasePresale, 1000, 1000
			w.tell(news{kind: "opened"})
		}
	case game.PhasePresale:
		if w.chance(0.3) {
			w.phase = game.PhaseLive
		}
	case game.PhaseLive:
		w.price = min(max(int64(float64(w.price)*(0.3+1.8*w.dice.Float64())), 20), 20_000)
		w.low = min(w.low, w.price)
		switch {
		case w.truth.bet > 0 && w.chance(0.15):
			w.truth.bet = 0
			w.tell(news{kind: "betLost"})
		case w.chance(0.1):
			w.rug()
		}
	}
}

func (w *world) rug() {
	price, won := w.low/50, w.truth.bet > 0 && w.chance(0.3)
	cash, _ := w.truth.sell(1, price)
	w.cash += cash
	if won {
		w.cash += 5 * w.truth.bet
		w.winner = w.bettor
	}
	w.truth, w.phase = holding{}, game.PhaseRugged
	w.tell(news{kind: "rug", price: price, won: won})
}

func (w *world) tell(n news) {
	n.id = strconv.Itoa(w.number)
	if w.chance(0.95) {
		w.feed = append(w.feed, n)
	}
	if n.kind != "betLost" && w.chance(0.05) { // it says not which: the engine goes by ticks
		w.feed = append(w.feed, n)
	}
}

// hear is what the caller does with news, as the engine does.
func (w *world) hear() {
	if len(w.feed) == 0 {
		return
	}
	n := w.feed[0]
	w.feed = w.feed[:copy(w.feed, w.feed[1:])]
	switch {
	case n.kind == "opened" && n.id != w.round:
		if w.open && !w.change(func() { w.g.RoundOver(w.round, 0) }) {
			return
		}
		before := w.round
		w.round, w.open, w.books, w.backup, w.past = n.id, true, holding{}, holding{}, past{}
		if w.change(func() { w.g.NewRound(n.id) }) && w.chance(0.1) {
			w.change(func() { w.g.RoundOver(before, 1000) }) // the end of the one before is told again
		}
	case n.kind == "betLost" && w.open && n.id == w.round && w.books.bet > 0:
		w.backup = w.books
		stake := w.books.bet
		w.books.bet = 0
		w.change(func() { w.g.Paid(0, 0, stake) })
	case n.kind == "rug" && w.open && n.id == w.round:
		w.past = past{true, w.books, n.price}
		cash, _ := w.books.sell(1, n.price)
		if n.won {
			cash += 5 * w.books.bet
		}
		w.open, w.books = false, holding{}
		w.change(func() { w.g.RoundOver(n.id, cash) })
		if w.chance(0.1) {
			w.change(func() { w.g.RoundOver(n.id, cash) })
		}
	}
}

// deliver gives the caller the next report. One that was in hand at a crash
// may come again.
func (w *world) deliver() {
	if len(w.reports) == 0 {
		return
	}
	r := w.reports[0]
	w.reports = w.reports[:copy(w.reports, w.reports[1:])]
	o, ok := w.g.Order(r.Key)
	if !ok {
		return
	}
	current := w.open && w.g.Current(&o)
	whole := w.change(func() {
		if _, ok := w.g.Report(r.Report); !ok || r.Life != Confirmed || r.Key <= w.adopted {
			return
		}
		if !current {
			w.late(&o, r.at)
			return
		}
		w.backup = w.books
		switch o.Action {
		case strategy.Buy:
			w.books.quantity += int64(o.Amount) * 1000 / r.at
			w.books.cost += o.Amount
		case strategy.Side:
			w.books.bet = o.Amount
		default:
			cash, cost := w.books.sell(o.Part, r.at)
			w.g.Paid(cash, cost, 0)
		}
	})
	if !whole && w.chance(0.5) {
		w.reports = append(w.reports, r)
	}
}

// explain tells with authority what became of an order whose report was lost.
// One that was stored and never given out was not done.
func (w *world) explain() {
	o := &w.stored.Orders[w.dice.IntN(MaxOpen)]
	if o.Life == None || slices.ContainsFunc(w.live, func(s sent) bool { return s.Key == o.Key }) ||
		slices.ContainsFunc(w.reports, func(r told) bool { return r.Key == o.Key }) {
		return
	}
	fate, known := w.fates[o.Key]
	if !known {
		fate = told{Report: Report{Key: o.Key, Life: Refused}}
	}
	w.reports = append(w.reports, told{Report: Report{Key: o.Key, Life: Unknown}}, fate)
}

// setClock sets the wall clock: on, back, or to just before midnight.
func (w *world) setClock() {
	jump := w.dice.Int64N(int64(time.Hour))
	switch w.dice.IntN(8) {
	case 0, 1:
		w.now -= jump
	case 2:
		w.now -= dayNS
	case 3:
		w.now = w.stored.ClockNS/dayNS*dayNS + dayNS - w.dice.Int64N(int64(2*time.Second))
	case 4:
		w.now += dayNS * w.dice.Int64N(3)
	default:
		w.now = max(w.now, w.stored.ClockNS) + w.dice.Int64N(int64(2*time.Minute))
	}
}

// command is what a player or a second hand does at any time.
func (w *world) command() {
	switch n := w.dice.IntN(20); {
	case n < 2:
		w.change(w.g.NewSession)
	case n < 3:
		w.change(w.g.Stop)
	case n < 4:
		w.change(w.g.Disarm)
	case n < 12:
		w.change(w.g.Resume)
	default:
		until := max(w.now, w.stored.ClockNS) + w.dice.Int64N(int64(5*time.Minute))
		w.change(func() { _ = w.g.Arm(Arming{Host: "127.0.0.1", UntilNS: until}, w.now) })
	}
}
