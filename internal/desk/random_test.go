package desk

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rugtape/internal/engine"
	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/paper"
	"rugtape/internal/strategy"
)

// drawTape draws a round with any kind of damage.
func drawTape(t *rapid.T) *Tape {
	prices := make([]float64, rapid.IntRange(0, 70).Draw(t, "ticks"))
	price := 1.0
	for i := range prices {
		prices[i] = price
		switch rapid.IntRange(0, 29).Draw(t, "odd") {
		case 0, 1, 2:
			prices[i] = missing
		case 3:
			prices[i] = rapid.SampledFrom([]float64{0, 1e-300, 1e-10, maxPrice, math.MaxFloat64}).Draw(t, "price")
		}
		price *= rapid.Float64Range(0.6, 1.7).Draw(t, "step")
	}
	var ends []game.Fact
	for range rapid.IntRange(0, 2).Draw(t, "ends") {
		end := rugAt(max(0, len(prices)+rapid.IntRange(-3, 5).Draw(t, "at")))
		end.Uncertain = rapid.Bool().Draw(t, "uncertain")
		ends = append(ends, end)
	}
	return taped(prices, ends...)
}

func drawConfig(t *rapid.T) Config {
	c := Config{
		Balance: rapid.SampledFrom([]money.Lamports{sol, sol / 50, 1}).Draw(t, "balance"),
		Limits: guard.Limits{
			Stake:     rapid.SampledFrom([]money.Lamports{0, sol / 100}).Draw(t, "stake"),
			RoundLoss: rapid.SampledFrom([]money.Lamports{0, sol / 40}).Draw(t, "round loss"),
			Deviation: rapid.SampledFrom([]float64{0, 0.2}).Draw(t, "deviation"),
			PerMinute: rapid.SampledFrom([]int{0, 3}).Draw(t, "per minute"),
		},
		Model: paper.Model{
			Delay: rapid.IntRange(0, 3).Draw(t, "delay"), Jitter: rapid.IntRange(0, 2).Draw(t, "jitter"),
			Refuse: rapid.SampledFrom([]float64{0, 0.3}).Draw(t, "refuse"),
		},
	}
	specs := append(strategy.Names(), "", "random:chance=0.5")
	if spec := rapid.SampledFrom(specs).Draw(t, "strategy"); spec != "" {
		s, err := strategy.Parse(spec)
		if err != nil {
			t.Fatal(err)
		}
		c.Name, c.Strategy = spec, func() (strategy.Strategy, error) { return s.New(), nil }
	}
	return c
}

func drawIntent(t *rapid.T) strategy.Intent {
	return rapid.SampledFrom([]strategy.Intent{
		buy(sol / 100), buy(sol / 500), bet(sol / 200), sell(1), sell(0.25), buy(0), sell(2), buy(1),
	}).Draw(t, "intent")
}

// wanderer moves a desk about and keeps, in the plainest way, what should be
// left of what was done by hand.
type wanderer struct {
	desk   *Desk
	tapes  []*Tape
	done   [][]deed // by round, in the order to do it in
	handed []State  // states that were handed out,
	copies []State  // and copies of them
}

func (w *wanderer) now() *[]deed { return &w.done[len(w.done)-1] }

func (w *wanderer) load(t *Tape) {
	w.desk.Load(t)
	w.tapes, w.done = append(w.tapes, t), append(w.done, nil)
}

// moved forgets what was done after the tick that is gone to.
func (w *wanderer) moved(tick int) {
	last := w.tapes[len(w.tapes)-1].Track.Last
	tick = min(max(tick, 0), last)
	stopped := w.stoppedIn()
	*w.now() = slices.DeleteFunc(*w.now(), func(e deed) bool { return e.tick > tick })
	if w.stoppedIn() != stopped {
		*w.now() = append(*w.now(), deed{tick, turning(stopped)})
	}
}

// stoppedIn tells what all that was done leaves the stop at.
func (w *wanderer) stoppedIn() bool {
	stopped := false
	for _, round := range w.done {
		for _, e := range round {
			if e.isTurn() {
				stopped = e.command.Kind == engine.Stop
			}
		}
	}
	return stopped
}

func (w *wanderer) place(in strategy.Intent) {
	if err := w.desk.Place(in); err == nil {
		*w.now() = append(*w.now(), deed{w.desk.State().Tick, engine.Command{Kind: engine.Place, Intent: in}})
	}
}

func (w *wanderer) turn(stop bool) {
	before := w.desk.State()
	if stop {
		_ = w.desk.Stop()
	} else {
		_ = w.desk.Resume()
	}
	*w.now() = slices.DeleteFunc(*w.now(), func(e deed) bool { return e.tick > before.Tick && e.isTurn() })
	if before.Stopped != stop {
		i := slices.IndexFunc(*w.now(), func(e deed) bool { return e.tick > before.Tick })
		if i < 0 {
			i = len(*w.now())
		}
		*w.now() = slices.Insert(*w.now(), i, deed{before.Tick, turning(stop)})
	}
}

func (w *wanderer) keep() {
	s := w.desk.State()
	w.handed = append(w.handed, s)
	s.Marks, s.Equities = slices.Clone(s.Marks), slices.Clone(s.Equities)
	w.copies = append(w.copies, s)
}

// straight goes the same way without a step back.
func (w *wanderer) straight(t *rapid.T, c Config, tick int) State {
	d, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	for i, tape := range w.tapes {
		d.Load(tape)
		for _, e := range w.done[i] {
			d.MoveTo(e.tick)
			d.byHandNow(e.command)
		}
	}
	d.MoveTo(tick)
	return d.State()
}

// TestHoweverATickIsReached: moves forth and back, in parts, and over several
// rounds end as the straight way does.
func TestHoweverATickIsReached(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawConfig(t)
		d, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		w := &wanderer{desk: d}
		w.load(drawTape(t))
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			tick := rapid.IntRange(-1, 75).Draw(t, "tick")
			switch rapid.IntRange(0, 9).Draw(t, "step") {
			case 0, 1, 2:
				d.MoveTo(tick)
				w.moved(tick)
			case 3:
				d.Toward(tick, rapid.IntRange(0, 30).Draw(t, "most"))
				w.moved(tick)
			case 4, 5, 6:
				w.place(drawIntent(t))
			case 7:
				w.turn(rapid.Bool().Draw(t, "stop"))
			case 8:
				tick := d.goal
				*w = wanderer{desk: d.Clone(), tapes: w.tapes, done: w.done, handed: w.handed, copies: w.copies}
				d = w.desk
				d.MoveTo(tick)
			case 9:
				w.load(drawTape(t))
			}
			w.keep()
			consistent(t, d.State())
		}
		tick := rapid.IntRange(0, 75).Draw(t, "last")
		d.MoveTo(tick)
		w.moved(tick)
		got, want := d.State(), w.straight(t, c, tick)
		got.Epoch, want.Epoch = 0, 0
		if !reflect.DeepEqual(got, want) {
			t.Errorf("forth and back:\n%s%+v\nstraight:\n%s%+v", told(got), got, told(want), want)
		}
		if !reflect.DeepEqual(w.handed, w.copies) {
			t.Error("a state has changed after it was handed out")
		}
	})
}

// consistent holds a state against itself.
func consistent(t *rapid.T, s State) {
	if len(s.Equities) != s.Tick+1 {
		t.Errorf("%d equities at tick %d", len(s.Equities), s.Tick)
	}
	last, handled, bets := 0, false, 0
	for _, m := range s.Marks {
		if m.Tick < last || m.Tick > s.Tick {
			t.Errorf("a mark of tick %d after one of %d, at tick %d", m.Tick, last, s.Tick)
		}
		last = m.Tick
		handled = handled || m.ByHand && m.Tick == s.Tick
		if m.Kind == Booked && (m.Entry.Kind == ledger.Bought || m.Entry.Kind == ledger.BetPlaced) {
			bets++
		}
		if m.Kind == Refused && m.Text() == "" {
			t.Errorf("a refusal %q without words", m.Code)
		}
	}
	if bets > s.Bets {
		t.Errorf("%d bets in the round, %d in the session", bets, s.Bets)
	}
	if !handled && s.Equities[s.Tick] != s.Equity {
		t.Errorf("equity %v, and %v on arrival", s.Equity, s.Equities[s.Tick])
	}
	if s.Position.Quantity == 0 && s.Equity != s.Balance || s.Settled && (s.Position.Quantity != 0 || s.HasBet || s.Waiting != 0) {
		t.Errorf("%+v", s)
	}
	if math.IsNaN(s.PnL.Percent) || math.IsInf(s.PnL.Total, 0) {
		t.Errorf("a P&L of %+v", s.PnL)
	}
}

// TestTheBalanceIsTheSumOfItsBookings, over rounds that are left at any tick.
func TestTheBalanceIsTheSumOfItsBookings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawConfig(t)
		d, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		want := c.Balance
		for range rapid.IntRange(1, 6).Draw(t, "rounds") {
			d.Load(drawTape(t))
			if s := d.State(); s.Balance+spent(s) != want {
				t.Fatalf("a round opens with %v of %v:\n%s", s.Balance, want, told(s))
			}
			for range rapid.IntRange(0, 5).Draw(t, "orders") {
				d.MoveTo(d.State().Tick + rapid.IntRange(0, 20).Draw(t, "on"))
				_ = d.Place(drawIntent(t))
			}
			ended := d.Clone() // to see what is booked when the round is left
			ended.End(math.MaxInt)
			if ended.open() {
				ended.doubt()
			}
			s := ended.State()
			if want -= spent(s); s.Balance != want {
				t.Fatalf("balance %v, the bookings make %v:\n%s", s.Balance, want, told(s))
			}
		}
	})
}

// spent is what was paid in a round so far.
func spent(s State) (sum money.Lamports) {
	for _, m := range s.Marks {
		sum -= m.Entry.Cash
	}
	return sum
}
