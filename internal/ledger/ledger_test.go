package ledger

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/money"
)

// sum is SOL in lamports, for whole and decimal amounts of a test.
func sum(s float64) money.Lamports { return lamports(s) }

// step is one thing done to an account, and what follows from it.
type step struct {
	what    string
	do      func(a *Account) (Entry, error)
	entry   Entry
	balance money.Lamports
	held    Position
	basis   money.Lamports
	shown   PnL // at the price of the step
	price   float64
}

func buy(tick int, price float64, amount money.Lamports) func(*Account) (Entry, error) {
	return func(a *Account) (Entry, error) { return a.Buy(tick, price, amount) }
}

func sell(tick int, price, part float64) func(*Account) (Entry, error) {
	return func(a *Account) (Entry, error) { return a.Sell(tick, price, part) }
}

// TestBasis works out by hand what the server's figure hides: lots at 1 and
// 3, one of which is sold at the average cost of 2, and then a lot more.
func TestBasis(t *testing.T) {
	a := Open(sum(100))
	for _, s := range []step{
		{
			what: "a lot at 1", do: buy(0, 1, sum(1)), entry: Entry{Bought, 0, 1, 1, -sum(1), 0}, balance: sum(99),
			held: Position{1, 1, sum(1), 1, 0}, price: 1, shown: PnL{Invested: 1},
		},
		{
			what: "a lot at 3", do: buy(5, 3, sum(3)), entry: Entry{Bought, 5, 3, 1, -sum(3), 0}, balance: sum(96),
			held: Position{2, 2, sum(4), 2, 0}, price: 3, shown: PnL{Regular: 2, Total: 2, Percent: 50, Invested: 4},
		},
		{
			what: "the lot at 1 is sold, charged at the average 2", do: sell(6, 2, 0.5), entry: Entry{Sold, 6, 2, 1, sum(2), 0}, balance: sum(98),
			held: Position{1, 2, sum(3), 1, 5}, basis: -sum(1), price: 2, shown: PnL{Regular: -1, Total: -1, Percent: -25, Invested: 4},
		},
		{
			what: "the average is drawn from the lots that are left", do: buy(7, 2, sum(2)), entry: Entry{Bought, 7, 2, 1, -sum(2), 0}, balance: sum(96),
			held: Position{2, 2.5, sum(5), 2, 5}, basis: -sum(1), price: 2, shown: PnL{Regular: -1, Total: -1, Percent: -25, Invested: 4},
		},
		{
			what: "all is sold: cash says 0, the server -1", do: sell(8, 2, 1), entry: Entry{Sold, 8, 2, 2, sum(4), -sum(1)}, balance: sum(100),
			basis: -sum(1), price: 2, shown: PnL{Regular: -1, Total: -1, Percent: -25, Invested: 4},
		},
	} {
		e, err := s.do(&a)
		if err != nil {
			t.Fatalf("%s: %v", s.what, err)
		}
		if diff := cmp.Diff(s.entry, e); diff != "" {
			t.Errorf("%s: entry %s", s.what, diff)
		}
		if a.Balance() != s.balance || a.basis != s.basis {
			t.Errorf("%s: balance %v, basis %v", s.what, a.Balance(), a.basis)
		}
		if diff := cmp.Diff(s.held, a.Position()); diff != "" {
			t.Errorf("%s: held %s", s.what, diff)
		}
		if diff := cmp.Diff(s.shown, a.PnL(s.price)); diff != "" {
			t.Errorf("%s: shown %s", s.what, diff)
		}
	}
}

// TestFloors books amounts that do not divide: 0.1 at 3 buys 0.033333333.
func TestFloors(t *testing.T) {
	a := Open(sum(1))
	if e, err := a.Buy(10, 3, sum(0.1)); err != nil || e.Quantity != 0.033333333 {
		t.Fatalf("%+v, %v", e, err)
	}
	// s = f9(0.033333333*0.3) = 0.009999999, amount = f9(s*7) = 0.069999993, cost =
	// f9(s*3) = 0.029999997. Their difference is 0.039999995999999996 in doubles and
	// loses a lamport to its floor, and so does what is left of the lot.
	e, err := a.Sell(11, 7, 0.3)
	if want := (Entry{Sold, 11, 7, 0.009999999, 69_999_993, 39_999_995}); err != nil || e != want {
		t.Fatalf("%+v, %v; want %+v", e, err, want)
	}
	if p := a.Position(); p.Quantity != 0.023333333 || p.AvgCost != 3 || p.Cost != 70_000_000 {
		t.Errorf("%+v", p)
	}
	if s := a.Rug(12, 0.02); s.n != 1 || s.entries[0] != (Entry{Rugged, 12, 0.02, 0.023333333, 466_666, -69_533_333}) {
		t.Errorf("%+v", s)
	}
	if a.Balance() != sum(1)-100_000_000+69_999_993+466_666 {
		t.Errorf("balance %v", a.Balance())
	}
}

func TestSideBetBoundary(t *testing.T) {
	const start, stake = 12, money.Lamports(2e6)
	for _, c := range []struct {
		rug  int
		kind Kind
		cash money.Lamports
	}{
		{13, BetWon, 5 * stake},
		{start + BetWindow, BetWon, 5 * stake},
		{start + BetWindow + 1, BetLost, 0},
	} {
		a := Open(sum(1))
		if _, err := a.PlaceBet(start, stake); err != nil {
			t.Fatal(err)
		}
		if _, lost := a.Live(start + BetWindow); lost {
			t.Error("it is lost while a rug at the next tick would win")
		}
		s := a.Rug(c.rug, 0.02)
		if want := (Entry{Kind: c.kind, Tick: c.rug, Cash: c.cash, Profit: c.cash - stake}); s.n != 1 || s.entries[0] != want {
			t.Errorf("a rug at %d: %+v, want %+v", c.rug, s, want)
		}
		if a.Balance() != sum(1)-stake+c.cash || a.PnL(1).Total != sol(c.cash-stake) {
			t.Errorf("a rug at %d: balance %v, %+v", c.rug, a.Balance(), a.PnL(1))
		}
	}
	a := Open(sum(1))
	if _, err := a.PlaceBet(start, stake); err != nil {
		t.Fatal(err)
	}
	e, lost := a.Live(start + BetWindow + 1)
	if want := (Entry{Kind: BetLost, Tick: start + BetWindow + 1, Profit: -stake}); !lost || e != want {
		t.Errorf("%+v, want %+v", e, want)
	}
	if _, again := a.Live(start + BetWindow + 2); again {
		t.Error("it is lost twice")
	}
	if _, err := a.PlaceBet(start+BetWindow+1, stake); err != nil {
		t.Errorf("the next bet: %v", err)
	}
}

// TestPresale buys and bets before the round, at price 1 and from tick 0.
func TestPresale(t *testing.T) {
	a := Open(sum(1))
	if _, err := a.Buy(0, 1, sum(0.5)); err != nil {
		t.Fatal(err)
	}
	if _, err := a.PlaceBet(0, sum(0.1)); err != nil {
		t.Fatal(err)
	}
	if bet, _ := a.Bet(); bet != (Bet{0, 40, sum(0.1)}) {
		t.Errorf("%+v", bet)
	}
	if got := a.Equity(1); got != sum(0.9) {
		t.Errorf("equity %v: a running bet counts nothing", got)
	}
	if shown := a.PnL(1); shown.Invested != 0.6 || shown.Total != 0 {
		t.Errorf("%+v: a running bet is in what was invested, not in the P&L", shown)
	}
	s := a.Rug(1, 0.02)
	want := []Entry{{Rugged, 1, 0.02, 0.5, sum(0.01), -sum(0.49)}, {Kind: BetWon, Tick: 1, Cash: sum(0.5), Profit: sum(0.4)}}
	if diff := cmp.Diff(want, s.Entries()); diff != "" {
		t.Error(diff)
	}
}

// TestCrumb: the position is f9(Q+q), which can be 1e-9 less than the lots.
// When it is sold whole the crumb goes too; kept, it would stand in the next
// position's average.
func TestCrumb(t *testing.T) {
	for n := range money.Lamports(100_000) {
		a := Open(sum(10))
		for _, amount := range []money.Lamports{sum(0.1) + n, sum(0.2)} {
			if _, err := a.Buy(1, 1.7, amount); err != nil {
				t.Fatal(err)
			}
		}
		if lamports(a.lots[0].quantity)+lamports(a.lots[1].quantity) != lamports(a.quantity)+1 {
			continue
		}
		if _, err := a.Sell(2, 1.9, 1); err != nil {
			t.Fatal(err)
		}
		if len(a.lots) != 0 || a.held != 0 || a.Position() != (Position{}) {
			t.Fatalf("left over: %+v", a.State())
		}
		if _, err := a.Buy(3, 2, sum(0.1)); err != nil {
			t.Fatal(err)
		}
		if p := a.Position(); p.AvgCost != 2 || p.Cost != sum(0.1) || p.Since != 3 {
			t.Fatalf("%+v", p)
		}
		return
	}
	t.Fatal("no two lots leave a crumb")
}

func TestRefusals(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name string
		do   func(a *Account) (Entry, error)
		want *Refusal
		code string
	}{
		{"buy nothing", buy(1, 1, 0), ErrAmount, "amount"},
		{"buy less than nothing", buy(1, 1, -5), ErrAmount, "amount"},
		{"buy at NaN", buy(1, nan, 5), ErrAmount, "amount"},
		{"buy at 0", buy(1, 0, 5), ErrAmount, "amount"},
		{"buy at infinity", buy(1, inf, 5), ErrAmount, "amount"},
		{"buy for more than the balance", buy(1, 1, sum(2.1)), ErrNoFunds, "no_funds"},
		{"buy too little for the price", buy(1, 10, 9), ErrTooSmall, "too_small"},
		{"sell at NaN", sell(1, nan, 1), ErrAmount, "amount"},
		{"sell below 0", sell(1, -1, 1), ErrAmount, "amount"},
		{"sell a part of NaN", sell(1, 1, nan), ErrAmount, "amount"},
		{"sell no part", sell(1, 1, 0), ErrAmount, "amount"},
		{"sell more than all", sell(1, 1, 1.01), ErrAmount, "amount"},
		{"sell less than the least", sell(1, 1, 1e-10), ErrTooSmall, "too_small"},
		{"sell beyond the range", sell(1, 1e12, 1), ErrRange, "range"},
		{"bet nothing", func(a *Account) (Entry, error) { return a.PlaceBet(1, 0) }, ErrAmount, "amount"},
		{"bet again", func(a *Account) (Entry, error) { return a.PlaceBet(1, 5) }, ErrBetActive, "bet_active"},
		{"sell what is not there", func(a *Account) (Entry, error) {
			b := Open(5)
			return b.Sell(1, 1, 1)
		}, ErrNoPosition, "no_position"},
		{"bet more than the balance", func(a *Account) (Entry, error) {
			b := Open(5)
			return b.PlaceBet(1, 6)
		}, ErrNoFunds, "no_funds"},
		{"buy beyond the range", func(a *Account) (Entry, error) {
			b := Open(math.MaxInt64)
			return b.Buy(1, 1, Limit+1)
		}, ErrRange, "range"},
	} {
		a := Open(sum(4))
		for _, do := range []func(*Account) (Entry, error){buy(0, 1, sum(1)), func(a *Account) (Entry, error) { return a.PlaceBet(0, sum(1)) }} {
			if _, err := do(&a); err != nil {
				t.Fatal(err)
			}
		}
		before := a.State()
		e, err := c.do(&a)
		if !errors.Is(err, c.want) || Code(err) != c.code || e != (Entry{}) {
			t.Errorf("%s: %+v, %v", c.name, e, err)
		}
		if diff := cmp.Diff(before, a.State()); diff != "" {
			t.Errorf("%s changed the account: %s", c.name, diff)
		}
	}
	if Code(nil) != "" || Code(errors.New("x")) != "" {
		t.Error("what is no refusal has a code")
	}
}

func panics(f func()) (text string) {
	defer func() { text, _ = recover().(string) }()
	f()
	return ""
}

func TestBrokenInvariantsPanic(t *testing.T) {
	held, bet := Open(sum(2)), Open(sum(2))
	if _, err := held.Buy(0, 1, sum(1)); err != nil {
		t.Fatal(err)
	}
	if _, err := bet.PlaceBet(0, sum(1)); err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]func(){
		"a round with a position": held.NewRound,
		"a round with a bet":      bet.NewRound,
		"a rug beyond the range":  func() { held.Rug(1, 1e300) },
		"a rug at NaN":            func() { held.Rug(1, math.NaN()) },
		"cash that moved by itself": func() {
			a := held.Clone()
			a.balance += 100
			_, _ = a.Sell(1, 1, 1)
		},
		"a P&L that moved by itself": func() {
			a := held.Clone()
			a.realised += 1e-8
			_, _ = a.Sell(1, 1, 1)
		},
	} {
		if panics(f) == "" {
			t.Errorf("%s does not panic", name)
		}
	}
}

func TestCloneSharesNothing(t *testing.T) {
	a := Open(sum(5))
	if _, err := a.Buy(0, 1, sum(2)); err != nil {
		t.Fatal(err)
	}
	b := a.Clone()
	before := b.State()
	if _, err := a.Sell(1, 2, 0.5); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Buy(2, 3, sum(1)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, b.State()); diff != "" {
		t.Error(diff)
	}
}

// TestBalanceNeverResets plays rounds: the server's figures begin anew, cash
// does not.
func TestBalanceNeverResets(t *testing.T) {
	a := Open(sum(10))
	want := sum(10)
	for range 3 {
		a.NewRound()
		if _, err := a.Buy(0, 1, sum(1)); err != nil {
			t.Fatal(err)
		}
		a.Rug(1, 0.02)
		want -= sum(0.98)
		if a.Balance() != want || a.PnL(1).Regular != -0.98 || a.PnL(1).Invested != 1 {
			t.Fatalf("balance %v, want %v; %+v", a.Balance(), want, a.PnL(1))
		}
	}
}

func TestKinds(t *testing.T) {
	names := map[Kind]string{
		Bought: "bought", Sold: "sold", Rugged: "rugged", BetPlaced: "bet_placed", BetWon: "bet_won", BetLost: "bet_lost", 0: "", 99: "",
	}
	for kind, name := range names {
		if kind.String() != name {
			t.Errorf("%d is called %q", kind, kind)
		}
	}
}
