package desk

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rugtape/internal/engine"
	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/paper"
	"rugtape/internal/strategy"
)

// drawReal draws a desk of orders to the real game.
func drawReal(t *rapid.T) Config {
	c := drawConfig(t)
	c.Real = true
	l := &c.Limits
	l.SideStake, l.SessionLoss, l.DayLoss, l.StaleAfter = sol, sol, sol, time.Minute
	l.Stake, l.RoundLoss, l.Exposure = max(l.Stake, sol/50), max(l.RoundLoss, sol/10), sol/5
	l.PerMinute, l.Deviation = max(l.PerMinute, 20), max(l.Deviation, 0.5)
	return c
}

// venued is a real desk beside a venue on paper that does its orders: what the
// venue reports is told to the desk, as the desk on paper does by itself.
type venued struct {
	*Live
	venue *paper.Venue
	now   int64
}

func (v *venued) tell(reports []guard.Report) {
	for _, r := range slices.Clone(reports) {
		v.Report(v.now, r)
	}
}

// after tells what the venue made of an input; was is the round before it.
func (v *venued) after(was string, open bool) {
	approved := v.Approved()
	if id, _ := v.Round(); open && id != was {
		v.tell(v.venue.Over())
	}
	for _, a := range approved {
		v.tell(v.venue.Submit(a, v.now))
	}
	view := v.engine.View()
	switch _, open := v.Round(); {
	case !open:
		v.tell(v.venue.Over())
	case view.Phase == game.PhasePresale:
		v.tell(v.venue.Presale())
	case view.Live():
		v.tell(v.venue.Tick(v.now, view.Tick, view.Price))
	}
}

// onPaper are the marks that a desk on paper has too. That the end of a round
// came first it tells in that round, where another is told already.
func onPaper(marks []Mark) (all []Mark) {
	for _, m := range marks {
		if m.Kind <= Booked && m.Code != paper.RoundOver {
			all = append(all, m)
		}
	}
	return all
}

// byTheBooks tells whether the books have refused an order, such as one at a
// price without end.
func byTheBooks(marks []Mark) bool {
	return slices.ContainsFunc(marks, func(m Mark) bool {
		return slices.Contains([]guard.Code{"range", "amount", "too_small", "no_position", "no_funds", "bet_active"}, m.Code) && m.Value == 0 && m.Limit == 0
	})
}

// escalated is an order whose round is two rounds ago, as a step can bring
// several.
func escalated(n engine.OrderNews) bool { return n.Order.Life == guard.Escalated }

// TestRealIsAsOnPaper: a real desk whose orders fare as on paper decides as
// the one on paper, and has its books, at every input.
func TestRealIsAsOnPaper(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawReal(t)
		l, err := NewLive(c)
		if err != nil {
			t.Fatal(err)
		}
		c.Real = false
		twin, err := NewLive(c)
		if err != nil {
			t.Fatal(err)
		}
		v := &venued{Live: l, venue: paper.New(c.Model)}
		w := &weather{t: t, now: 1e18}
		if err := l.Arm(w.now, guard.Arming{Host: realHost, UntilNS: w.now + int64(guard.MaxArming)}); err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 150).Draw(t, "inputs") {
			w.now += rapid.SampledFrom([]int64{250e6, 250e6, 1, 3e9, 20e9}).Draw(t, "later")
			v.now = w.now
			was, open := l.Round()
			if rapid.IntRange(0, 5).Draw(t, "by hand") == 0 {
				in := drawIntent(t)
				a, b := l.Place(w.now, in), twin.Place(w.now, in)
				if (a == nil) != (b == nil) {
					t.Fatalf("placed by hand: %v, on paper %v", a, b)
				}
			} else {
				e := w.event()
				l.Event(w.now, e)
				twin.Event(w.now, e)
			}
			if a, b := l.Decisions(), twin.Decisions(); !reflect.DeepEqual(a, b) {
				t.Fatalf("it decides %+v, on paper %+v", a, b)
			}
			gone := slices.ContainsFunc(l.Orders(), escalated)
			v.after(was, open)
			a, b := l.State(), twin.State()
			if byTheBooks(b.Marks) || gone {
				return // on paper it was not done, and for real it was; or it disarms
			}
			if x, y := l.Account().State(), twin.Account().State(); !reflect.DeepEqual(x, y) {
				t.Fatalf("its books are\n%+v\non paper\n%+v\n%s\non paper\n%s", x, y, told(a), told(b))
			}
			if x, y := onPaper(a.Marks), onPaper(b.Marks); !reflect.DeepEqual(x, y) || a.Waiting != b.Waiting || a.Refused != b.Refused || a.Bets != b.Bets {
				t.Fatalf("%d wait:\n%s\non paper %d:\n%s", a.Waiting, told(a), b.Waiting, told(b))
			}
			if !a.Real || a.Arming.Host != realHost || len(a.Open) != a.Waiting || b.Real || b.Open != nil {
				t.Fatalf("%+v, and on paper %+v", a, b)
			}
		}
	})
}

// real is a real desk that is told anything, at any time.
type real struct {
	t   *rapid.T
	all []*Live // told the same
	now int64
}

// do tells every desk the same, and holds what they answer against each other.
func (r *real) do(input func(*Live) error) {
	first := input(r.all[0])
	for _, l := range r.all[1:] {
		if err := input(l); (err == nil) != (first == nil) {
			r.t.Fatalf("one answers %v, another %v", first, err)
		}
	}
}

// said is a report: of an order that waits as a rule.
func (r *real) said() guard.Report {
	key := rapid.Uint64Range(1, r.all[0].Guard().Key+1).Draw(r.t, "key")
	if open := r.all[0].State().Open; len(open) > 0 {
		key = rapid.SampledFrom(open).Draw(r.t, "order").Key
	}
	return guard.Report{
		Key:   key,
		Life:  rapid.SampledFrom([]guard.Life{guard.Sent, guard.Confirmed, guard.Confirmed, guard.Refused, guard.Unknown, guard.None}).Draw(r.t, "life"),
		Tick:  rapid.IntRange(0, 60).Draw(r.t, "done at"),
		Price: rapid.SampledFrom([]float64{0, 1, 1.5, 4, 1e300, missing}).Draw(r.t, "for"),
		Code:  rapid.SampledFrom([]guard.Code{"", "disabled"}).Draw(r.t, "code"),
	}
}

func (r *real) books() ledger.Books {
	b := ledger.Books{
		Balance:  rapid.SampledFrom([]money.Lamports{0, sol / 3, sol, 2 * sol, -1}).Draw(r.t, "cash"),
		Quantity: rapid.SampledFrom([]float64{0, 0.01, 0.2}).Draw(r.t, "quantity"),
		AvgCost:  rapid.SampledFrom([]float64{0, 1, 1.3}).Draw(r.t, "cost"),
		Realised: rapid.SampledFrom([]float64{0, -0.1, 0.2}).Draw(r.t, "realised"),
	}
	if rapid.IntRange(0, 2).Draw(r.t, "a bet runs") == 0 {
		b.Bet = &ledger.Bet{Start: 3, End: 3 + ledger.BetWindow, Stake: sol / 500}
	}
	return b
}

// input is one of all that a real desk can be told.
func (r *real) input(w *weather) {
	later := func(most int64) int64 { return r.now + rapid.Int64Range(0, most).Draw(r.t, "until") }
	switch rapid.IntRange(0, 19).Draw(r.t, "input") {
	case 0, 1:
		in := drawIntent(r.t)
		r.do(func(l *Live) error { return l.Place(r.now, in) })
	case 2, 3, 4, 5:
		word := r.said()
		r.do(func(l *Live) error { l.Report(r.now, word); return nil })
	case 6, 7, 8:
		a := guard.Arming{Host: realHost, UntilNS: later(int64(guard.MaxArming))}
		r.do(func(l *Live) error { return l.Arm(r.now, a) })
	case 9:
		turn := rapid.SampledFrom([]func(*Live, int64){(*Live).Disarm, (*Live).Stop, (*Live).Resume, (*Live).NewSession, (*Live).Wake}).Draw(r.t, "turn")
		r.do(func(l *Live) error { turn(l, r.now); return nil })
	case 10:
		until := later(int64(guard.MaxExit))
		r.do(func(l *Live) error { return l.GrantExit(r.now, until) })
	case 11:
		b := r.books()
		r.do(func(l *Live) error { return l.Adopt(r.now, b) })
	default:
		e := w.event()
		r.do(func(l *Live) error { l.Event(r.now, e); return nil })
	}
}

// TestRealInAnyWeather: whatever a real desk is told, lists only grow, the
// balance is the sum of the bookings, nothing that became of an order is left out,
// its guard can go on from what it stores, and the same inputs make the same again.
func TestRealInAnyWeather(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawReal(t)
		r := &real{t: t, all: make([]*Live, 2), now: 1e18}
		for i := range r.all {
			var err error
			if r.all[i], err = NewLive(c); err != nil {
				t.Fatal(err)
			}
		}
		w := &weather{t: t}
		l, twin := r.all[0], r.all[1]
		last, balance := l.State(), c.Balance
		for range rapid.IntRange(1, 150).Draw(t, "inputs") {
			r.now += rapid.SampledFrom([]int64{250e6, 250e6, 1, 3e9, 20e9, -1e9}).Draw(t, "later")
			w.now = r.now
			before, seq := l.State(), l.Guard().Seq
			r.input(w)
			s := l.State()
			var fresh []Mark
			if s.Epoch != last.Epoch {
				balance += l.Before().Net
				grown(t, l.Before().Marks, last.Marks)
				fresh = append(slices.Clone(l.Before().Marks[len(last.Marks):]), s.Marks...)
			} else {
				grown(t, s.Marks, last.Marks)
				grown(t, s.Equities, last.Equities)
				fresh = s.Marks[len(last.Marks):]
			}
			if s.Balance+spent(s) != balance {
				t.Fatalf("the round opened with %v, and now %v with these bookings:\n%s", balance, s.Balance, told(s))
			}
			followed(t, l, before, s, fresh)
			if _, err := guard.FromState(l.Guard()); err != nil || l.Guard().Seq < seq {
				t.Fatalf("a guard that cannot be: %v, or that is older than %d: %d", err, seq, l.Guard().Seq)
			}
			if l.Digest() != twin.Digest() || !same(l, twin) {
				t.Fatalf("the same inputs made another desk:\n%+v\n%+v", s, twin.State())
			}
			last = s
		}
	})
}

// same tells whether two desks show the same, where what is no number is one.
func same(a, b *Live) bool {
	x, y := a.State(), b.State()
	return told(x) == told(y) && x.Balance == y.Balance && x.Position == y.Position && reflect.DeepEqual(x.Open, y.Open) &&
		reflect.DeepEqual(a.Guard(), b.Guard()) && reflect.DeepEqual(a.Approved(), b.Approved()) && len(a.Orders()) == len(b.Orders())
}

// followed holds what became of orders at an input against what was on the way
// before and after it, and against the marks that it made.
func followed(t *rapid.T, l *Live, before, now State, fresh []Mark) {
	t.Helper()
	lives := map[uint64]guard.Life{}
	for _, o := range before.Open {
		lives[o.Key] = o.Life
	}
	for _, a := range l.Approved() {
		o := a.Order()
		lives[o.Key] = guard.Approval
		if armed := now.Arming.Host == realHost; !armed && o.Action != strategy.Sell {
			t.Fatalf("order %d is approved and not armed", o.Key)
		}
	}
	for _, n := range l.Orders() {
		lives[n.Order.Key] = n.Order.Life
		kind, shown := map[guard.Life]Kind{
			guard.Confirmed: Confirmed, guard.Refused: Refused, guard.Unknown: Unexplained, guard.Escalated: Escalated,
		}[n.Order.Life]
		if shown && !slices.ContainsFunc(fresh, func(m Mark) bool { return m.Kind == kind && m.Key == n.Order.Key && m.Code == n.Code }) {
			t.Fatalf("order %d is %v (%s), and no mark tells:\n%s", n.Order.Key, n.Order.Life, n.Code, told(now))
		}
		if n.Code != "" && n.Order.Life == guard.Confirmed && n.Code != "adopted" && now.Arming != (guard.Arming{}) {
			t.Fatalf("the books could not follow order %d (%s), and the desk is still armed", n.Order.Key, n.Code)
		}
	}
	for _, o := range now.Open {
		if lives[o.Key] != o.Life {
			t.Fatalf("order %d is %v now, and it was told that it is %v", o.Key, o.Life, lives[o.Key])
		}
		delete(lives, o.Key)
	}
	for key, life := range lives {
		if life != guard.Confirmed && life != guard.Refused {
			t.Fatalf("order %d was %v, and is gone", key, life)
		}
	}
}
