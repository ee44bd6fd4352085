package strategy

import (
	"strings"
	"testing"

	"rugtape/internal/game"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
)

const ms = money.PerSOL / 1000 // a thousandth of a SOL

// flat is a view of a live tick with nothing held.
func flat(tick int, price float64) View {
	v := View{Phase: game.PhaseLive, Tick: tick, Price: price, Balance: money.PerSOL}
	if tick == 0 {
		v.Phase = game.PhaseActivation
	}
	return v
}

func presale() View { return View{Phase: game.PhasePresale, Price: 1, Balance: money.PerSOL} }

// held is a view with a position bought at a price and a tick.
func held(tick int, price, bought float64, since int) View {
	v := flat(tick, price)
	v.Position = ledger.Position{Quantity: 0.01, AvgCost: bought, Cost: 5 * ms, Lots: 1, Since: since}
	return v
}

func betOpen(v View) View {
	v.HasBet, v.Bet = true, ledger.Bet{Start: v.Tick, End: v.Tick + 40, Stake: ms}
	return v
}

func waiting(v View) View {
	v.Waiting = 1
	return v
}

// TestDefaults is what each built-in strategy does by its documented defaults,
// on both sides of each of its bounds.
func TestDefaults(t *testing.T) {
	const (
		none  = "WAIT"
		sells = "SELL 1"
	)
	for _, c := range []struct {
		spec, what string
		v          View
		want, why  string
	}{
		{"conservative", "the presale", presale(), none, "it does nothing before the round"},
		{"conservative", "a low price", flat(3, 1.4999), "BUY 0.005", "1.4999x is in its band of 0 to 1.5x"},
		{"conservative", "tick 0", flat(0, 1), "BUY 0.005", ""},
		{"conservative", "its bound", flat(3, 1.5), none, "1.5000x is not a price to buy at"},
		{"conservative", "a bet too early", flat(99, 2), none, ""},
		{"conservative", "a bet", flat(100, 2), "SIDE 0.002", "no side bet is open at tick 100"},
		{"conservative", "a bet is open", betOpen(flat(100, 2)), none, ""},
		{"conservative", "a buy comes before a bet", flat(100, 1.2), "BUY 0.005", ""},
		{"conservative", "an order waits", waiting(flat(100, 1.2)), none, "an order is on its way"},
		{"conservative", "below its gain", held(5, 1.19, 1, 2), none, "holding, +19.0 %"},
		{"conservative", "its gain", held(5, 1.25, 1, 2), sells, "+25.0 %: the gain to take is +20 %"},
		{"conservative", "above its loss", held(5, 0.86, 1, 2), none, "holding, -14.0 %"},
		{"conservative", "its loss", held(5, 0.84, 1, 2), sells, "-16.0 %: the loss to stop at is -15 %"},
		{"conservative", "out above 10x", held(5, 10.01, 9.5, 2), sells, "10.0100x is above 10x, where it gets out"},
		{"conservative", "10x itself", held(5, 10, 9.5, 2), none, ""},
		{"conservative", "held, and a bet", held(120, 1.1, 1, 2), "SIDE 0.002", ""},

		{"aggressive", "below 3x", flat(3, 2.99), "BUY 0.01", "2.9900x is in its band of 0 to 3x"},
		{"aggressive", "a bet from the start", flat(0, 3), "SIDE 0.003", ""},
		{"aggressive", "below its gain", betOpen(held(5, 1.49, 1, 2)), none, ""},
		{"aggressive", "its gain", held(5, 1.5, 1, 2), sells, ""},
		{"aggressive", "above its loss", betOpen(held(5, 0.71, 1, 2)), none, ""},
		{"aggressive", "its loss", held(5, 0.69, 1, 2), sells, ""},
		{"aggressive", "no way out by price", betOpen(held(5, 500, 450, 2)), none, ""},

		{"sidebet", "below 2x", flat(3, 1.99), "BUY 0.005", ""},
		{"sidebet", "a bet", flat(3, 2), "SIDE 0.003", ""},
		{"sidebet", "its gain", held(5, 1.31, 1, 2), sells, ""},
		{"sidebet", "no stop", betOpen(held(5, 0.01, 1, 2)), none, ""},
		{"sidebet:below=0", "only bets", flat(3, 1), "SIDE 0.003", ""},

		{"foundational", "below 25x", flat(68, 24.99), none, ""},
		{"foundational", "25x", flat(68, 25), "BUY 0.005", "25.0000x is in its band of 25 to 50x"},
		{"foundational", "50x", flat(68, 50), none, ""},
		{"foundational", "too late", flat(69, 30), none, ""},
		{"foundational", "a bet too early", flat(103, 1), none, ""},
		{"foundational", "the first bet", flat(104, 1), "SIDE 0.002", ""},
		{"foundational", "the last bet", flat(138, 1), "SIDE 0.002", ""},
		{"foundational", "no bet any more", flat(139, 1), none, ""},
		{"foundational", "its gain", held(60, 60, 30, 50), sells, ""},
		{"foundational", "its loss", held(60, 20.9, 30, 50), sells, ""},
		{"foundational", "not held long enough", held(119, 40, 30, 60), "SIDE 0.002", ""},
		{"foundational", "held 60 ticks", held(120, 40, 30, 60), sells, "held for 60 ticks, which is as long as it holds"},
		{"foundational", "tick 137", betOpen(held(137, 40, 30, 100)), none, ""},
		{"foundational", "tick 138", held(138, 40, 30, 100), sells, "tick 138 is its last"},

		{"hold", "the presale", presale(), "BUY 0.01", "the round opens at 1x"},
		{"hold", "tick 0, if the presale did not do", flat(0, 1), "BUY 0.01", ""},
		{"hold", "later", flat(1, 1), none, "it buys at the opening only"},
		{"hold", "tick 49", held(49, 1, 1, 0), none, "1 ticks to go"},
		{"hold", "tick 50", held(50, 1, 1, 0), sells, "tick 50 is reached"},
		{"hold:n=7", "missed by a gap", held(9, 1, 1, 0), sells, "tick 7 is reached"},

		{"target", "the presale", presale(), "BUY 0.01", ""},
		{"target", "later", flat(5, 1), none, ""},
		{"target", "below", held(9, 1.9999, 1, 0), none, "1.9999x is below the target of 2x"},
		{"target", "reached", held(9, 2, 1, 0), sells, "2.0000x reaches the target of 2x"},
		{"target:m=1.001,stake=1", "the presale", presale(), "BUY 1", ""},

		{"never", "the presale", presale(), none, "it never bets"},
		{"never", "a low price", flat(5, 0.1), none, "it never bets"},

		{"martingale-sidebet", "the presale", presale(), none, ""},
		{"martingale-sidebet", "tick 0", flat(0, 1), "SIDE 0.001", "the next stake is 0.001 SOL"},
		{"martingale-sidebet", "a bet is open", betOpen(flat(5, 1)), none, "its side bet runs to tick 45"},

		{"kelly", "no edge", presale(), none, "the Kelly stake is 0: there is no edge"},
		{"kelly:chance=0.6", "an edge of 20 %", presale(), "BUY 0.2", "the Kelly stake is 20.00 % of the balance"},
		{"kelly:chance=0.6,share=0.5", "half of it", presale(), "BUY 0.1", ""},
		{"kelly:chance=0.5005", "too small for the site", presale(), "BUY 0.001", ""},
		{"kelly:chance=0.5004", "too small for the site", presale(), none, "the Kelly stake of 0.0008 SOL is below what the site takes"},
		{"kelly:chance=1", "all", presale(), "BUY 1", ""},
		{"kelly:chance=0.6", "its target", held(9, 2, 1, 0), sells, ""},
	} {
		s := must(t, c.spec).New()
		in := s.Decide(&c.v)
		if got := words(in); got != c.want {
			t.Errorf("%s, %s: %s, want %s", c.spec, c.what, got, c.want)
		}
		if why := in.Why.String(); !strings.HasPrefix(why, c.why) {
			t.Errorf("%s, %s: because %q, want %q", c.spec, c.what, why, c.why)
		}
	}
}

func words(in Intent) string {
	switch in.Action {
	case Buy, Side:
		return in.Action.String() + " " + in.Amount.String()
	case Sell:
		return in.Action.String() + " " + plain(in.Part)
	}
	return in.Action.String()
}

func must(t testing.TB, text string) Spec {
	t.Helper()
	s, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// eachView calls with views of every kind that a round can show.
func eachView(each func(v *View)) {
	v := presale()
	each(&v)
	for tick := 0; tick < 400; tick++ {
		for _, price := range []float64{0, 1e-9, 0.3, 1, 1.4, 2.7, 26, 49, 1e4, 1e300} {
			for _, view := range []View{flat(tick, price), held(tick, price, 1, tick/2), held(tick, price, 0, 0), held(tick, price, 30, 0)} {
				each(&view)
				view = betOpen(view)
				each(&view)
				view = waiting(view)
				each(&view)
			}
		}
	}
}

// TestReasons: every decision comes with a reason that is in words, and asks
// for nothing that means nothing.
func TestReasons(t *testing.T) {
	for _, kind := range Catalogue() {
		s := must(t, kind.Name).New()
		eachView(func(v *View) {
			in := s.Decide(v)
			why := in.Why.String()
			if why == "" || strings.Contains(why, "%!") || strings.Contains(why, "NaN") {
				t.Fatalf("%s at %+v: because %q", kind.Name, v, why)
			}
			bad := in.Action > Side || (in.Action == Buy || in.Action == Side) && (in.Amount < leastStake || in.Amount > mostStake) ||
				in.Action == Sell && in.Part != 1
			if bad || in.Action == Sell && !v.Holds() || in.Action == Side && v.HasBet {
				t.Fatalf("%s at %+v: %+v", kind.Name, v, in)
			}
			if v.Waiting > 0 && in.Action != Wait {
				t.Fatalf("%s orders while an order waits: %+v", kind.Name, in)
			}
		})
	}
}

// TestFoundationalNeverBuys where 25x is not reached before tick 69, whatever
// else the round does.
func TestFoundationalNeverBuys(t *testing.T) {
	s := must(t, "foundational").New()
	for tick := range 1000 {
		price := 24.999
		if tick >= 69 {
			price = float64(tick)
		}
		v := flat(tick, price)
		if in := s.Decide(&v); in.Action == Buy {
			t.Fatalf("it buys at tick %d: %s", tick, in.Why)
		}
	}
}

// TestMartingale: raised after each loss up to the most, back after a win.
func TestMartingale(t *testing.T) {
	s := must(t, "martingale-sidebet:factor=3,most=0.005").New()
	settle := func(kind ledger.Kind) string {
		s.(Observer).Observe(Fact{Kind: Booked, Entry: ledger.Entry{Kind: kind}})
		v := flat(5, 1)
		return words(s.Decide(&v))
	}
	for i, c := range []struct {
		kind ledger.Kind
		want string
	}{
		{ledger.BetPlaced, "SIDE 0.001"},
		{ledger.BetLost, "SIDE 0.003"},
		{ledger.BetLost, "SIDE 0.005"},
		{ledger.BetLost, "SIDE 0.005"},
		{ledger.Bought, "SIDE 0.005"},
		{ledger.BetWon, "SIDE 0.001"},
		{ledger.BetLost, "SIDE 0.003"},
	} {
		if got := settle(c.kind); got != c.want {
			t.Errorf("%d, after %v: %s, want %s", i, c.kind, got, c.want)
		}
	}
	s.(Observer).Observe(Fact{Kind: Refused})
	v := flat(5, 1)
	v.Balance = 2 * ms
	if in := s.Decide(&v); in.Action != Wait || in.Why.String() != "the next stake would be 0.003 SOL, more than there is" {
		t.Errorf("more than the balance: %s, %s", words(in), in.Why)
	}
	if s := must(t, "martingale-sidebet:stake=0.5,most=0.1").New().(*doubler); s.most != s.first {
		t.Errorf("the most is %v, below the first %v", s.most, s.first)
	}
}

// TestRandomIsSeeded: the same seed decides the same, another one otherwise.
func TestRandomIsSeeded(t *testing.T) {
	play := func(spec string) string {
		s := must(t, spec).New()
		var b strings.Builder
		eachView(func(v *View) { b.WriteString(words(s.Decide(v)) + " ") })
		return b.String()
	}
	one := play("random:seed=1,chance=0.5")
	if again := play("random:chance=0.5,seed=1"); again != one {
		t.Error("the same seed decides otherwise")
	}
	if play("random:seed=2,chance=0.5") == one {
		t.Error("another seed decides the same")
	}
	for _, action := range []string{"BUY", "SELL", "SIDE"} {
		if !strings.Contains(one, action) {
			t.Errorf("it never decides to %s", action)
		}
	}
	if got := play("random:chance=0"); strings.Trim(got, "WAIT ") != "" {
		t.Error("it acts without a chance to")
	}
}

// TestKeepers: what a strategy remembers comes back from text, and then it
// decides as if it had never stopped.
func TestKeepers(t *testing.T) {
	for _, kind := range Catalogue() {
		spec := must(t, kind.Name)
		s := spec.New()
		_, observes := s.(Observer)
		keeper, keeps := s.(Keeper)
		if observes && !keeps {
			t.Errorf("%s remembers and does not tell what", kind.Name)
		}
		i := 0
		var twin Strategy
		eachView(func(v *View) {
			i++
			if keeps && i%997 == 1 {
				twin = spec.New()
				if err := twin.(Keeper).Restore(keeper.State()); err != nil {
					t.Fatalf("%s: %v", kind.Name, err)
				}
			}
			in := s.Decide(v)
			if twin != nil {
				if got := twin.Decide(v); got != in {
					t.Fatalf("%s decides %s, restored %s", kind.Name, words(in), words(got))
				}
			}
			f := Fact{Kind: Booked, Entry: ledger.Entry{Kind: ledger.BetLost}}
			if i%5 == 0 {
				f.Entry.Kind = ledger.BetWon
			}
			for _, of := range []Strategy{s, twin} {
				if o, ok := of.(Observer); ok {
					o.Observe(f)
				}
			}
		})
	}
}

// TestRestoreRefuses what no strategy of its kind can remember, and stays as
// it was.
func TestRestoreRefuses(t *testing.T) {
	for spec, states := range map[string][]string{
		"martingale-sidebet": {"", "x", "1000000 1", "0x10", "999999", "1000000001", "-5", "9999999999999999999999"},
		"random":             {"", "zz", "00", "7063673a", strings.Repeat("00", 20)},
	} {
		k := must(t, spec).New().(Keeper)
		before := k.State()
		for _, state := range states {
			if err := k.Restore(state); err == nil {
				t.Errorf("%s takes %q", spec, state)
			}
			if k.State() != before {
				t.Fatalf("%s changed by %q", spec, state)
			}
		}
	}
}

// TestNoAllocation: a decision allocates nothing.
func TestNoAllocation(t *testing.T) {
	for _, kind := range Catalogue() {
		s := must(t, kind.Name).New()
		low, high, holding := flat(5, 1), flat(120, 80), held(120, 1.9, 1, 0)
		if n := testing.AllocsPerRun(100, func() {
			s.Decide(&low)
			s.Decide(&high)
			s.Decide(&holding)
		}); n != 0 {
			t.Errorf("%s allocates %v times", kind.Name, n)
		}
	}
}

func BenchmarkDecide(b *testing.B) {
	for _, kind := range Catalogue() {
		b.Run(kind.Name, func(b *testing.B) {
			s := must(b, kind.Name).New()
			v := held(5, 1.1, 1, 0)
			b.ReportAllocs()
			for b.Loop() {
				s.Decide(&v)
			}
		})
	}
}
