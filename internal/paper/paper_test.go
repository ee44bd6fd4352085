package paper

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

const (
	ms     = money.PerSOL / 1000 // a thousandth of a SOL
	tickNS = int64(250e6)
)

// desk approves orders for a venue.
type desk struct {
	t     *testing.T
	guard guard.Guard
}

func newDesk(t *testing.T, l guard.Limits) *desk {
	d := &desk{t, guard.New(l, false)}
	d.guard.NewRound("")
	return d
}

// approve gives an order that was decided at a tick, at the price given.
func (d *desk) approve(in strategy.Intent, tick int, price float64) guard.Approved {
	d.t.Helper()
	now := int64(tick) * tickNS
	a, refusal := d.guard.Check(in, guard.Now{
		TimeNS: now, FrameNS: now, Phase: game.PhaseLive, Tick: tick, Price: price, Decided: price, Balance: money.PerSOL, Holds: true,
	})
	if refusal.Code != "" {
		d.t.Fatal(refusal)
	}
	return a
}

func (d *desk) buy(tick int) guard.Approved {
	return d.approve(strategy.Intent{Action: strategy.Buy, Amount: 5 * ms}, tick, 2)
}

// explain ends what the venue has reported.
func (d *desk) explain(reports []guard.Report) {
	for _, r := range reports {
		if _, ok := d.guard.Report(r); !ok {
			d.t.Errorf("%+v explains no order", r)
		}
	}
}

func words(reports []guard.Report) string {
	var b strings.Builder
	for _, r := range reports {
		fmt.Fprintf(&b, "%d %v", r.Key, r.Life)
		if r.Life == guard.Confirmed {
			fmt.Fprintf(&b, " at %d for %v", r.Tick, r.Price)
		}
		if r.Code != "" {
			fmt.Fprintf(&b, " %s", r.Code)
		}
		b.WriteString("; ")
	}
	return strings.TrimSuffix(b.String(), "; ")
}

func expect(t *testing.T, what string, reports []guard.Report, want string) {
	t.Helper()
	if got := words(reports); got != want {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func TestAtOnce(t *testing.T) {
	d, v := newDesk(t, guard.Limits{}), New(Model{})
	expect(t, "submitted", v.Submit(d.buy(5), 5*tickNS), "")
	expect(t, "the same tick", v.Tick(5*tickNS, 5, 2), "1 confirmed at 5 for 2")
	expect(t, "the next", v.Tick(6*tickNS, 6, 3), "")
}

func TestDelay(t *testing.T) {
	d, v := newDesk(t, guard.Limits{}), New(Model{Delay: 2})
	v.Submit(d.buy(5), 5*tickNS)
	v.Submit(d.buy(6), 6*tickNS)
	expect(t, "tick 6", v.Tick(6*tickNS, 6, 3), "")
	expect(t, "tick 7", v.Tick(7*tickNS, 7, 4), "1 confirmed at 7 for 4")
	if v.Waiting() != 1 {
		t.Errorf("%d wait", v.Waiting())
	}
	expect(t, "tick 11, after a gap", v.Tick(11*tickNS, 11, 5), "2 confirmed at 11 for 5")
}

func TestPresale(t *testing.T) {
	d, v := newDesk(t, guard.Limits{}), New(Model{Delay: 9, Jitter: 5})
	v.Submit(d.approve(strategy.Intent{Action: strategy.Buy, Amount: ms}, 0, 1), 0)
	v.Submit(d.approve(strategy.Intent{Action: strategy.Side, Amount: ms}, 0, 1), 0)
	expect(t, "the presale", v.Presale(), "1 confirmed at 0 for 1; 2 confirmed at 0 for 1")
}

func TestRugBeforeDue(t *testing.T) {
	d, v := newDesk(t, guard.Limits{}), New(Model{Delay: 3})
	v.Submit(d.buy(5), 5*tickNS)
	v.Submit(d.buy(6), 6*tickNS)
	v.Tick(7*tickNS, 7, 2)
	expect(t, "the rug", v.Over(), "1 refused round_over; 2 refused round_over")
	expect(t, "the next round", v.Tick(99*tickNS, 9, 2), "")
}

// TestNotTaken: what no venue may carry out is refused at once.
func TestNotTaken(t *testing.T) {
	d, v := newDesk(t, guard.Limits{}), New(Model{Least: ms, Most: 5 * ms})
	expect(t, "never approved", v.Submit(guard.Approved{}, 0), "0 refused unapproved")
	one, two := d.buy(5), d.buy(5)
	v.Submit(two, 5*tickNS)
	expect(t, "the same again", v.Submit(two, 5*tickNS), "2 refused repeated")
	expect(t, "an older one", v.Submit(one, 5*tickNS), "1 refused repeated")
	expect(t, "done once", v.Tick(5*tickNS, 5, 2), "2 confirmed at 5 for 2")
	three := d.buy(5)
	expires := three.Order().ExpiresNS
	expect(t, "expired", v.Submit(three, expires), "3 refused expired")
	expect(t, "expired, and again", v.Submit(three, 0), "3 refused repeated")
	small := d.approve(strategy.Intent{Action: strategy.Side, Amount: ms - 1}, 6, 2)
	large := d.approve(strategy.Intent{Action: strategy.Buy, Amount: 5*ms + 1}, 6, 2)
	expect(t, "too small", v.Submit(small, 6*tickNS), "4 refused stakes")
	expect(t, "too large", v.Submit(large, 6*tickNS), "5 refused stakes")
	d.explain([]guard.Report{refused(1, ""), refused(2, ""), refused(3, ""), refused(4, ""), refused(5, "")})
	sale := d.approve(strategy.Intent{Action: strategy.Sell, Part: 1}, 6, 2)
	expect(t, "a sale has no stake", v.Submit(sale, 6*tickNS), "")
	expect(t, "a sale", v.Tick(6*tickNS, 6, 7), "6 confirmed at 6 for 7")
}

func TestNotDoneInTime(t *testing.T) {
	d, v := newDesk(t, guard.Limits{Deviation: 0.1}), New(Model{Delay: 1})
	v.Submit(d.buy(5), 5*tickNS)
	v.Submit(d.buy(6), 6*tickNS)
	expect(t, "just before it expires", v.Tick(5*tickNS+10e9-1, 6, 2.2), "1 confirmed at 6 for 2.2")
	expect(t, "when it expires", v.Tick(6*tickNS+10e9, 7, 2), "2 refused expired")
	v.Submit(d.buy(8), 8*tickNS)
	expect(t, "too dear", v.Tick(9*tickNS, 9, 2.21), "3 refused deviation")
	v.Submit(d.buy(9), 9*tickNS)
	expect(t, "too cheap", v.Tick(10*tickNS, 10, 1.79), "4 refused deviation")
	d.explain([]guard.Report{refused(1, ""), refused(2, ""), refused(3, ""), refused(4, "")})
	v.Submit(d.approve(strategy.Intent{Action: strategy.Sell, Part: 1}, 10, 2), 10*tickNS)
	expect(t, "a sale at any price", v.Tick(11*tickNS, 11, 0.01), "5 confirmed at 11 for 0.01")
}

func TestFull(t *testing.T) {
	d, v := newDesk(t, guard.Limits{}), New(Model{Delay: 20})
	for i := range guard.MaxOpen {
		v.Submit(d.buy(5), 5*tickNS)
		d.explain([]guard.Report{refused(uint64(i+1), "")}) // the guard lost sight of it
	}
	expect(t, "one more", v.Submit(d.buy(5), 5*tickNS), "9 refused busy")
	if n := len(v.Tick(25*tickNS, 25, 2)); n != guard.MaxOpen {
		t.Errorf("%d were done", n)
	}
}

// play has many orders carried out and gives every report as text.
func play(t *testing.T, v *Venue, orders int) string {
	d := newDesk(t, guard.Limits{})
	d.guard = guardAt(t, v.lastKey)
	var b strings.Builder
	for i := range orders {
		tick := i * 50
		expectSome := func(reports []guard.Report) {
			d.explain(reports)
			b.WriteString(words(reports) + "\n")
		}
		expectSome(v.Submit(d.buy(tick), int64(tick)*tickNS))
		for at := tick; at < tick+12; at++ {
			expectSome(v.Tick(int64(at)*tickNS, at, 2))
		}
	}
	return b.String()
}

// guardAt is a guard that has given out so many keys.
func guardAt(t *testing.T, key uint64) guard.Guard {
	g := guard.New(guard.Limits{}, false)
	g.NewRound("")
	s := g.State()
	s.Key = key
	s.Settled = true
	g, err := guard.FromState(s)
	if err != nil {
		t.Fatal(err)
	}
	g.NewRound("")
	return g
}

// TestChance: each delay is as likely, and as many are refused as the model
// says, within five standard errors; the same seed gives the same.
func TestChance(t *testing.T) {
	const n = 4000
	m := Model{Delay: 3, Jitter: 4, Refuse: 0.2, Seed: 42}
	text := play(t, New(m), n)
	if again := play(t, New(m), n); again != text {
		t.Error("the same seed gives other reports")
	}
	m.Seed = 43
	if play(t, New(m), n) == text {
		t.Error("another seed gives the same reports")
	}
	denied := strings.Count(text, "denied")
	if off := math.Abs(float64(denied)-0.2*n) / math.Sqrt(n*0.2*0.8); off > 5 {
		t.Errorf("%d of %d were refused: %.1f standard errors off", denied, n, off)
	}
	delays, done := map[int]int{}, 0
	for line := range strings.SplitSeq(text, "\n") {
		var key, at int
		if n, _ := fmt.Sscanf(line, "%d confirmed at %d", &key, &at); n == 2 {
			delays[at%50]++
			done++
		}
	}
	if len(delays) != 5 || done != n-denied {
		t.Fatalf("delays %v", delays)
	}
	for delay := 3; delay <= 7; delay++ {
		if off := math.Abs(float64(delays[delay])-float64(done)/5) / math.Sqrt(float64(done)*0.2*0.8); off > 5 {
			t.Errorf("a delay of %d came %d times of %d", delay, delays[delay], done)
		}
	}
}

// TestState: a venue that is stopped between two rounds goes on as if it had not.
func TestState(t *testing.T) {
	m := Model{Delay: 1, Jitter: 6, Refuse: 0.3, Seed: 7}
	whole := New(m)
	play(t, whole, 10)
	parts, err := FromState(m, whole.State())
	if err != nil {
		t.Fatal(err)
	}
	if a, b := play(t, whole, 30), play(t, parts, 30); a != b {
		t.Errorf("it goes on otherwise:\n%s\n%s", a, b)
	}
	if a, b := whole.State(), parts.State(); a.LastKey != b.LastKey || !slices.Equal(a.Dice, b.Dice) || a.LastKey != 40 {
		t.Errorf("%+v, %+v", a, b)
	}
	if _, err := FromState(m, State{LastKey: 3, Dice: []byte("pcg:")}); err == nil || !strings.Contains(err.Error(), "the dice of the paper venue") {
		t.Errorf("no dice: %v", err)
	}
	d := newDesk(t, guard.Limits{})
	busy := New(Model{Delay: 5})
	busy.Submit(d.buy(1), tickNS)
	defer func() {
		if said := fmt.Sprint(recover()); !strings.Contains(said, "while 1 orders wait") {
			t.Errorf("while an order waits: %s", said)
		}
	}()
	busy.State()
}

func TestReset(t *testing.T) {
	m := Model{Jitter: 9, Refuse: 0.1, Seed: 3}
	v := New(Model{Seed: 99, Jitter: 3})
	play(t, v, 5)
	v.Reset(m)
	if play(t, v, 50) != play(t, New(m), 50) {
		t.Error("a venue in the memory of another is not a new one")
	}
}

func TestModel(t *testing.T) {
	for _, c := range []struct {
		m    Model
		says string
	}{
		{Model{Delay: -1}, "a delay of -1 ticks"},
		{Model{Delay: MaxDelay + 1}, "use 0 to 30"},
		{Model{Jitter: -1}, "a jitter of -1 ticks"},
		{Model{Delay: 10, Jitter: 21}, "a jitter of 21 ticks with a delay of 10: use 0 to 20"},
		{Model{Refuse: -0.1}, "a chance of refusal of -0.1"},
		{Model{Refuse: 1.1}, "use 0 to 1"},
		{Model{Refuse: math.NaN()}, "NaN"},
		{Model{Least: -1}, "stakes"},
		{Model{Most: -1}, "stakes"},
		{Model{Least: 2 * ms, Most: ms}, "stakes of 0.002 to 0.001 SOL cannot be"},
	} {
		if err := c.m.Check(); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v", c.m, err)
		}
	}
	if err := (&Model{Delay: MaxDelay, Refuse: 1, Least: ms}).Check(); err != nil {
		t.Error(err)
	}
}

// TestNoAllocation: an order's way through the venue allocates nothing.
func TestNoAllocation(t *testing.T) {
	d, v := newDesk(t, guard.Limits{}), New(Model{Jitter: 2, Refuse: 0.1, Seed: 1})
	tick := 0
	if n := testing.AllocsPerRun(200, func() {
		tick += 10
		d.explain(v.Submit(d.buy(tick), int64(tick)*tickNS))
		for range 3 {
			d.explain(v.Tick(int64(tick)*tickNS, tick, 2))
			tick++
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestDelayFitsTheApproval: at the usual speed of the game no order expires
// for its delay alone.
func TestDelayFitsTheApproval(t *testing.T) {
	d := newDesk(t, guard.Limits{})
	a := d.buy(0)
	if lasts := time.Duration(a.Order().ExpiresNS); lasts <= MaxDelay*time.Duration(tickNS) {
		t.Errorf("an approval lasts %v", lasts)
	}
}
