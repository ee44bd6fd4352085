package desk

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/paper"
	"rugtape/internal/round"
	"rugtape/internal/strategy"
)

const sol = money.PerSOL

var missing = math.NaN()

// taped makes a round of prices by tick, NaN where one was missed, that ends
// as the facts say.
func taped(prices []float64, ends ...game.Fact) *Tape {
	return NewTape(recorded(prices, ends...))
}

func recorded(prices []float64, ends ...game.Fact) *round.Recording {
	r := round.New(round.Key{Source: round.Site, ID: "r"})
	for tick, price := range prices {
		if !math.IsNaN(price) {
			r.Apply(game.Fact{Kind: game.Ticked, Round: "r", Tick: tick, Price: price, Origin: game.FromFrame, RecvNS: 1e18 + int64(tick)*250e6})
		}
	}
	for _, f := range ends {
		f.Kind, f.Round, f.Origin = game.Rugged, "r", game.FromFrame
		r.Apply(f)
	}
	return r
}

func rugAt(tick int) game.Fact { return game.Fact{Tick: tick, Price: 0.02} }

func rugBy(tick int) game.Fact { return game.Fact{Tick: tick, Price: 0.02, Uncertain: true} }

// built makes a built-in strategy's maker.
func built(t testing.TB, spec string) Config {
	t.Helper()
	s, err := strategy.Parse(spec)
	if err != nil {
		t.Fatal(err)
	}
	return Config{
		Strategy: func() (strategy.Strategy, error) { return s.New(), nil },
		Name:     s.String(), Balance: sol,
	}
}

func opened(t testing.TB, c Config, tape *Tape) *Desk {
	t.Helper()
	d, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	d.Load(tape)
	return d
}

func buy(amount money.Lamports) strategy.Intent {
	return strategy.Intent{Action: strategy.Buy, Amount: amount}
}

func sell(part float64) strategy.Intent { return strategy.Intent{Action: strategy.Sell, Part: part} }

func bet(amount money.Lamports) strategy.Intent {
	return strategy.Intent{Action: strategy.Side, Amount: amount}
}

func place(t testing.TB, d *Desk, in strategy.Intent) {
	t.Helper()
	if err := d.Place(in); err != nil {
		t.Fatal(err)
	}
}

// told words the marks, one a line.
func told(s State) string {
	var b strings.Builder
	for _, m := range s.Marks {
		fmt.Fprintf(&b, "%d %v", m.Tick, m.Kind)
		switch m.Kind {
		case Booked:
			fmt.Fprintf(&b, " %v %v", m.Entry.Kind, m.Entry.Cash)
		case Refused:
			fmt.Fprintf(&b, " %v %s", m.Intent.Action, m.Code)
		default:
			fmt.Fprintf(&b, " %v", m.Intent.Action)
		}
		if m.ByHand {
			b.WriteString(" by hand")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func wantTold(t testing.TB, d *Desk, want ...string) {
	t.Helper()
	if got := told(d.State()); got != strings.Join(want, "\n")+"\n" {
		t.Errorf("marks:\n%swant:\n%s", got, strings.Join(want, "\n"))
	}
}

func wantBalance(t testing.TB, d *Desk, want string) {
	t.Helper()
	if got := d.State().Balance.String(); got != want {
		t.Errorf("balance %s, want %s", got, want)
	}
}

func TestAStrategyPlaysAlong(t *testing.T) {
	d := opened(t, built(t, "target:m=2,stake=0.01"), taped([]float64{1, 1.5, 2.5, 3}, rugAt(4)))
	s := d.State()
	if s.Tick != 0 || s.Position.Quantity != 0.01 || s.Balance != sol*99/100 || s.Latest.Why.String() != "1.0000x is below the target of 2x" {
		t.Errorf("at tick 0: %+v", s)
	}
	d.MoveTo(2)
	wantTold(t, d,
		"0 decision BUY", "0 order BUY", "0 booking bought -0.01",
		"2 decision SELL", "2 order SELL", "2 booking sold 0.025")
	wantBalance(t, d, "1.015")
	d.MoveTo(99)
	if s := d.State(); s.Tick != 4 || !s.Settled || len(s.Equities) != 5 || s.Equities[1] != sol+5e6 || s.Bets != 1 {
		t.Errorf("at the end: %+v", s)
	}
}

func TestAStepBackTakesTradesBack(t *testing.T) {
	d := opened(t, built(t, "target:m=2,stake=0.01"), taped([]float64{1, 1.5, 2.5, 3}, rugAt(4)))
	d.MoveTo(1)
	place(t, d, buy(sol/10))
	d.MoveTo(3)
	before := d.State()
	place(t, d, buy(sol/10))
	d.MoveTo(1)
	wantBalance(t, d, "0.89") // the order at tick 1 is kept
	d.MoveTo(3)
	after := d.State()
	if told(before) != told(after) || before.Balance != after.Balance {
		t.Errorf("back and forth, without the order at tick 3:\n%swant:\n%s", told(after), told(before))
	}
	if after.Epoch <= before.Epoch {
		t.Errorf("epoch %d after %d", after.Epoch, before.Epoch)
	}
	d.MoveTo(0)
	wantBalance(t, d, "0.99")
	if got := told(before); !strings.Contains(got, "1 booking bought -0.1 by hand") {
		t.Errorf("the marks that were handed out before are now\n%s", got)
	}
}

func TestOrdersByHandAreDoneAtThePriceInView(t *testing.T) {
	d := opened(t, Config{Balance: sol}, taped([]float64{1, 2, 4, 4}, rugAt(4)))
	d.MoveTo(1)
	place(t, d, buy(sol/10))
	place(t, d, bet(sol/10))
	place(t, d, bet(sol/10))
	place(t, d, buy(2*sol))
	d.MoveTo(2)
	place(t, d, sell(0.5))
	wantTold(t, d,
		"1 decision BUY by hand", "1 order BUY by hand", "1 booking bought -0.1 by hand",
		"1 decision SIDE by hand", "1 order SIDE by hand", "1 booking bet_placed -0.1 by hand",
		"1 decision SIDE by hand", "1 refusal SIDE bet_open by hand",
		"1 decision BUY by hand", "1 refusal BUY no_funds by hand",
		"2 decision SELL by hand", "2 order SELL by hand", "2 booking sold 0.1 by hand")
	s := d.State()
	if s.Refused != 2 || s.Bets != 2 || s.Gain() != 1 || s.Equity != s.Balance+sol/10 || s.Bet.End != 41 {
		t.Errorf("%+v", s)
	}
	d.MoveTo(4)
	if got := told(d.State()); !strings.HasSuffix(got, "4 booking rugged 0.0005\n4 booking bet_won 0.5\n") {
		t.Errorf("at the rug:\n%s", got)
	}
	if err := d.Place(buy(sol / 10)); !errors.Is(err, round.ErrInvalid) || !strings.Contains(err.Error(), "the round is over") {
		t.Errorf("after the rug: %v", err)
	}
}

func TestDelayedOrders(t *testing.T) {
	c := Config{Balance: sol, Model: paper.Model{Delay: 2}}
	d := opened(t, c, taped([]float64{1, 2, 3, missing, 5}, rugAt(5)))
	d.MoveTo(1)
	place(t, d, buy(sol/10))
	d.MoveTo(2)
	place(t, d, buy(sol/10))
	if s := d.State(); s.Waiting != 2 || s.Balance != sol {
		t.Errorf("on its way: %+v", s)
	}
	d.MoveTo(4) // tick 3 was missed: both are done at tick 4
	place(t, d, sell(1))
	d.MoveTo(5)
	wantTold(t, d,
		"1 decision BUY by hand", "1 order BUY by hand", "2 decision BUY by hand", "2 order BUY by hand",
		"4 booking bought -0.1 by hand", "4 booking bought -0.1 by hand",
		"4 decision SELL by hand", "4 order SELL by hand",
		"5 booking rugged 0.0008", "5 refusal SELL round_over by hand")
	if s := d.State(); s.Marks[9].Text() != "the rug came before the order was done" {
		t.Errorf("the refusal says %q", s.Marks[9].Text())
	}
}

func TestAMissedTickIsNotTradedAt(t *testing.T) {
	d := opened(t, built(t, "hold:n=1"), taped([]float64{missing, missing, 2, missing, 3}, rugAt(6)))
	wantTold(t, d, "0 decision BUY", "0 order BUY", "0 booking bought -0.01") // in the presale, of which every round has one
	for _, tick := range []int{0, 1, 3, 5} {
		d.MoveTo(tick)
		if err := d.Place(sell(1)); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("tick %d was not recorded", tick)) {
			t.Errorf("an order at tick %d: %v", tick, err)
		}
	}
	wantBalance(t, d, "1.01") // sold at tick 2, the first that the strategy saw
	if s := d.State(); len(s.Equities) != 6 || s.Equities[1] != sol || s.Equities[3] != sol+sol/100 {
		t.Errorf("equities %v", s.Equities)
	}
}

// TestEnds: what is held when a round is left, by how its recording ends.
func TestEnds(t *testing.T) {
	next := taped([]float64{1}, rugAt(1))
	for _, c := range []struct {
		name    string
		tape    *Tape
		settled bool   // at the last tick
		balance string // in the next round, after a buy and a side bet of 0.1 at tick 0
	}{
		{"rug", taped([]float64{1, 2}, rugAt(2)), true, "1.302"},
		{"rug at tick 1", taped([]float64{1}, rugAt(1)), true, "1.302"},
		{"rug after a gap", taped([]float64{1, 2, missing, missing}, rugAt(30)), true, "1.302"},
		{"rug outside the side bet's window", taped([]float64{1, 2}, rugAt(41)), true, "0.802"},
		{"rug by tick 40", taped([]float64{1, 2}, rugBy(40)), false, "1.302"},
		{"rug by tick 41", taped([]float64{1, 2}, rugBy(41)), false, "0.802"},
		{"no end", taped([]float64{1, 2}), false, "0.8"},
		{"it went on", taped([]float64{1, 2, 0.02, 9}, rugAt(2), rugAt(4)), true, "1.302"},
		{"it went on and has no end", taped([]float64{1, 2, 0.02, 9}, rugAt(2)), true, "1.302"},
		{"a rug that pays", taped([]float64{1, 2}, game.Fact{Tick: 2, Price: 1e300}), true, "1.302"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := opened(t, Config{Balance: sol}, c.tape)
			place(t, d, buy(sol/10))
			place(t, d, bet(sol/10))
			d.MoveTo(c.tape.Track.Last)
			if s := d.State(); s.Settled != c.settled {
				t.Errorf("settled %v at tick %d", s.Settled, s.Tick)
			}
			d.Load(next)
			wantBalance(t, d, c.balance)
			if s := d.State(); s.Rounds != 2 || len(s.Marks) != 0 || s.Settled || s.Position.Quantity != 0 {
				t.Errorf("the next round: %+v", s)
			}
		})
	}
}

// TestOddRounds: what no round should be, and recordings are.
func TestOddRounds(t *testing.T) {
	for name, tape := range map[string]*Tape{
		"empty":                  taped(nil),
		"a rug alone":            taped(nil, rugAt(7)),
		"a rug at tick 0":        taped(nil, rugAt(0)),
		"a rug in doubt alone":   taped(nil, rugBy(7)),
		"a price of 0":           taped([]float64{1, 0, 0.5}, rugAt(3)),
		"an endless price":       taped([]float64{1, math.MaxFloat64, 2}, rugAt(3)),
		"ticks after the doubt":  taped([]float64{1, 2, 3, 4}, rugBy(2)),
		"the highest tick":       taped(append(make([]float64, game.MaxTick), 1)),
		"a rug at the last tick": taped([]float64{1}, rugAt(game.MaxTick)),
	} {
		t.Run(name, func(t *testing.T) {
			for _, spec := range append(strategy.Names(), "random:chance=1") {
				d := opened(t, built(t, spec), tape)
				for _, in := range []strategy.Intent{buy(sol / 10), bet(sol / 10)} {
					_ = d.Place(in)
				}
				d.MoveTo(tape.Track.Last)
				_ = d.Place(sell(1))
				d.Load(tape)
				if s := d.State(); s.Rounds != 2 || s.Balance <= 0 || s.Balance > 10*sol {
					t.Errorf("%s: %+v", spec, s)
				}
			}
		})
	}
}

func TestStopHoldsThroughStepsBack(t *testing.T) {
	d := opened(t, built(t, "sidebet"), taped([]float64{1, 2, 3, 3, 3}, rugAt(5)))
	d.MoveTo(3)
	if err := d.Stop(); err != nil {
		t.Fatal(err)
	}
	position := d.State().Bet
	d.MoveTo(2)
	s := d.State()
	if !s.Stopped || s.Bet != position {
		t.Errorf("after a step back: stopped %v, bet %+v: what was done before the stop stays", s.Stopped, s.Bet)
	}
	place(t, d, buy(sol/10))
	d.Load(taped([]float64{1, 1, 1}, rugAt(3)))
	place(t, d, buy(sol/10))
	if s = d.State(); !s.Stopped || s.Marks[len(s.Marks)-1].Code != guard.Stopped {
		t.Errorf("in the next round: %+v", s)
	}
	if err := d.Resume(); err != nil {
		t.Fatal(err)
	}
	d.MoveTo(1)
	d.MoveTo(0)
	place(t, d, buy(sol/10))
	if s = d.State(); s.Stopped || s.Position.Quantity != 0.1 {
		t.Errorf("resumed: %+v", s)
	}
}

func TestTheSameRefusalIsToldOnce(t *testing.T) {
	c := built(t, "sidebet:below=0")
	c.Limits.SideStake = sol / 1000
	d := opened(t, c, taped([]float64{1, 1, 1, 1}, rugAt(4)))
	d.MoveTo(3)
	wantTold(t, d, "0 decision SIDE", "0 refusal SIDE stake")
	place(t, d, bet(sol/500))
	d.MoveTo(2)
	d.MoveTo(3)
	if s := d.State(); s.Refused != 4 || s.Latest.Action != strategy.Side {
		t.Errorf("%d refused, the latest is %v", s.Refused, s.Latest.Action)
	}
}

// failing decides until it fails, at tick 2 of its first round.
type failing struct{ err error }

func (f *failing) Decide(v *strategy.View) strategy.Intent {
	switch {
	case f.err != nil:
	case v.Tick == 2:
		f.err = errors.New("line 3: division by zero")
	case v.Tick == 1:
		return buy(sol / 10)
	}
	return strategy.Intent{}
}

func (f *failing) Err() error { return f.err }

func TestAStrategyThatFails(t *testing.T) {
	c := Config{Balance: sol, Strategy: func() (strategy.Strategy, error) { return new(failing), nil }}
	d := opened(t, c, taped([]float64{1, 1, 1, 1}, rugAt(4)))
	d.MoveTo(3)
	if s := d.State(); s.Err == nil || s.Position.Quantity != 0.1 {
		t.Errorf("%+v", s)
	}
	d.MoveTo(1)
	if s := d.State(); s.Err != nil {
		t.Errorf("before it fails: %v", s.Err)
	}
	d.Load(taped([]float64{1, 1, 1, 1}, rugAt(4)))
	d.MoveTo(1)
	if s := d.State(); s.Err == nil || s.Position.Quantity != 0 {
		t.Errorf("in the next round it is back: %+v", s)
	}
	place(t, d, buy(sol/10)) // by hand goes on
	d.MoveTo(0)
	d.MoveTo(1)
	if s := d.State(); s.Err == nil || s.Err.Error() != "line 3: division by zero" || s.Position.Quantity != 0 {
		t.Errorf("after a step back: %+v", s)
	}
}

// lost remembers, but cannot take its memory back.
type lost struct{ failing }

func (*lost) State() string        { return "something" }
func (*lost) Restore(string) error { return errors.New("no memory") }

func TestAStrategyThatCannotBeMadeAgain(t *testing.T) {
	tape := taped([]float64{1, 1, 1, 1}, rugAt(4))
	made := 0
	for name, maker := range map[string]func() (strategy.Strategy, error){
		"no memory": func() (strategy.Strategy, error) { return new(lost), nil },
		"the file is gone": func() (strategy.Strategy, error) {
			if made++; made > 1 {
				return nil, errors.New("the file is gone")
			}
			return new(failing), nil
		},
	} {
		d := opened(t, Config{Balance: sol, Strategy: maker}, tape)
		d.MoveTo(1)
		place(t, d, buy(sol/10))
		if s := d.State(); s.Err == nil || !strings.Contains(s.Err.Error(), name) || s.Position.Quantity != 0.1 {
			t.Errorf("%s: %+v", name, s)
		}
	}
	if _, err := New(Config{Balance: sol, Strategy: func() (strategy.Strategy, error) { return nil, errors.New("line 1") }}); err == nil {
		t.Error("a desk whose strategy cannot be made was made")
	}
}

func TestWhatADeskCannotTradeWith(t *testing.T) {
	for _, c := range []Config{
		{},
		{Balance: -sol},
		{Balance: ledger.Limit + 1},
		{Balance: sol, Limits: guard.Limits{Stake: -1}},
		{Balance: sol, Model: paper.Model{Refuse: math.NaN()}},
		{Balance: sol, Model: paper.Model{Delay: paper.MaxDelay + 1}},
	} {
		if _, err := New(c); err == nil {
			t.Errorf("%+v was taken", c)
		}
	}
	d, err := New(Config{Balance: sol})
	if err != nil {
		t.Fatal(err)
	}
	d.MoveTo(3) // without a round there is nowhere to go
	if d.Place(buy(sol)) == nil || d.Stop() == nil || d.Resume() == nil {
		t.Error("something was done without a round")
	}
}

func TestWhatIsDoneByHandIsBounded(t *testing.T) {
	d := opened(t, Config{Balance: sol}, taped([]float64{1, 1}, rugAt(2)))
	for range maxDeeds {
		place(t, d, buy(sol/1e6))
	}
	if err := d.Place(buy(sol / 1e6)); err == nil {
		t.Error("one more was taken")
	}
	if err := d.Stop(); err != nil || !d.State().Stopped {
		t.Errorf("a stop must always work: %v", err)
	}
	if err := d.Resume(); err == nil {
		t.Error("one more was taken")
	}
}

// TestLimitsGoOn: what a session may lose is counted over its rounds.
func TestLimitsGoOn(t *testing.T) {
	c := built(t, "target:m=5,stake=0.1")
	c.Limits.SessionLoss = sol / 4
	tape := taped([]float64{1, 1}, rugAt(2))
	d := opened(t, c, tape)
	for range 4 {
		d.Load(tape)
	}
	d.MoveTo(2)
	wantBalance(t, d, "0.804") // two rounds were played
	if s := d.State(); s.Refused == 0 || s.Marks[1].Code != guard.OverSession || s.Start != sol || s.Rounds != 5 {
		t.Errorf("%+v", s)
	}
}

func TestAPartOfTheWay(t *testing.T) {
	prices := make([]float64, 100)
	for i := range prices {
		prices[i] = 1
	}
	d := opened(t, Config{Balance: sol}, taped(prices, rugAt(100)))
	d.MoveTo(40)
	place(t, d, buy(sol/10))
	d.MoveTo(90)
	if d.Toward(80, 10) || d.State().Tick != 10 {
		t.Fatalf("10 ticks of the way from the start: tick %d", d.State().Tick)
	}
	if err := d.Place(buy(sol / 10)); err == nil || !strings.Contains(err.Error(), "on its way") {
		t.Errorf("an order on the way: %v", err)
	}
	if d.Toward(80, 69) || !d.Toward(80, 1) || d.State().Balance != sol*9/10 {
		t.Errorf("%+v", d.State())
	}
	d.Toward(80, 1)
	if d.Toward(20, 5) || d.Toward(30, 1) || !d.Toward(30, 99) || d.State().Balance != sol {
		t.Errorf("the order at tick 40 was taken back on the way: %+v", d.State())
	}
}

func BenchmarkRefold(b *testing.B) {
	prices := make([]float64, 5000)
	price := 1.0
	for i := range prices {
		prices[i] = price
		price *= 1 + 0.1*math.Sin(float64(i))
	}
	tape := taped(prices, rugAt(5000))
	for _, spec := range []string{"never", "target:m=1000", "sidebet", "random:chance=0.2"} {
		b.Run(strings.Split(spec, ":")[0], func(b *testing.B) {
			d := opened(b, built(b, spec), tape)
			d.MoveTo(5000)
			b.ReportAllocs()
			for b.Loop() {
				d.MoveTo(4999) // back to the start and forth
				d.MoveTo(5000)
			}
		})
	}
}
