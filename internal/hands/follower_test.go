package hands

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

const second = int64(1e9)

// scene is a follower in a round whose tick n comes n/4 seconds after it began, and
// books that follow its reports.
type scene struct {
	t     *testing.T
	f     *Follower
	books ledger.Account
	now   int64
	told  []string // what was reported
	keys  uint64
}

// theirs is what the server has, for words.
type theirs struct{ ledger.Account }

func newScene(t *testing.T) *scene {
	s := &scene{t: t, f: New(), books: ledger.Open(10 * money.PerSOL), now: 100 * second}
	s.f.Presale("r", 10_000, s.now)
	s.hear(Heard{})
	return s
}

// server is the server's account, as ours stands.
func (s *scene) server() theirs { return theirs{s.books.Clone()} }

// live brings the prices of the first ticks.
func (s *scene) live(prices ...float64) {
	s.now = 110 * second
	for tick, price := range prices {
		s.tick(tick, price)
	}
}

func (s *scene) tick(tick int, price float64) {
	s.now = 110*second + int64(tick)*second/4
	s.books.Live(tick)
	s.f.Tick("r", tick, price, s.now)
	s.hear(Heard{})
}

func (s *scene) rug(tick int, price float64) {
	s.now = 110*second + int64(tick)*second/4
	s.books.Rug(tick, price)
	s.f.Over("r", tick, price, s.now)
	s.hear(Heard{})
}

// press tells of an order and gives its key.
func (s *scene) press(tick int, a strategy.Action, amount money.Lamports, part float64) uint64 {
	s.keys++
	s.now += ms
	s.f.Sent(guard.Order{Key: s.keys, Life: guard.Sent, Action: a, Amount: amount, Part: part, Tick: tick}, s.now)
	return s.keys
}

func (s *scene) hear(h Heard) {
	h.AtNS = s.now
	for _, r := range s.f.Hear(h, &s.books) {
		line := fmt.Sprintf("%d %v", r.Key, r.Life)
		switch {
		case r.Life == guard.Confirmed:
			line += fmt.Sprintf(" at %d %v", r.Tick, r.Price)
		case r.Code != "":
			line += " " + string(r.Code)
		}
		s.told = append(s.told, line)
	}
}

func (s *scene) want(lines ...string) {
	s.t.Helper()
	if diff := cmp.Diff(lines, s.told); diff != "" {
		s.t.Errorf("(-want +got):\n%s", diff)
	}
	s.told = nil
}

func (s *scene) ack(name string, amount money.Lamports, part float64, sent int64, success bool, price float64) {
	a := &Ack{Name: name, Amount: amount, Part: part, SentNS: sent, Success: game.Some(success)}
	if price > 0 {
		a.Price = game.Some(price)
	}
	s.hear(Heard{Ack: a})
}

func (s *scene) purse(w theirs) { s.hear(Heard{Purse: w.purse()}) }

// purse is what the server says of its account.
func (w *theirs) purse() *game.Purse {
	held, state := w.Position(), w.State()
	return &game.Purse{
		Cash: game.Some(w.Balance().Float()), Quantity: game.Some(held.Quantity), AvgCost: game.Some(held.AvgCost),
		Invested: game.Some((state.Invested + state.Stakes).Float()),
	}
}

// done does something in the server's books.
func done(_ ledger.Entry, err error) {
	if err != nil {
		panic(err)
	}
}

const stake = money.PerSOL / 100

func TestAcks(t *testing.T) {
	s := newScene(t)
	s.live(1, 1.1, 1.2)
	s.press(2, strategy.Buy, stake, 0)
	sent := s.now
	s.ack(BuyOrder, stake, 0, 0, true, 1.2)           // it is not known when the page sent that
	s.ack(BuyOrder, stake+1, 0, sent, true, 1.2)      // another amount
	s.ack(SideOrder, stake, 0, sent, true, 0)         // another order
	s.ack(BuyOrder, stake, 0, sent-second, true, 1.2) // one that was sent before
	s.want()
	s.ack(BuyOrder, stake, 0, sent+ms, true, 1.2)
	s.want("1 confirmed at 2 1.2")
	done(s.books.Buy(2, 1.2, stake))
	s.ack(BuyOrder, stake, 0, sent+ms, true, 1.2)
	s.want() // again

	s.press(2, strategy.Sell, 0, 0.5)
	s.ack(SellOrder, 0, 0.5, s.now, false, 0)
	s.want("2 refused denied")
	s.ack(SellOrder, 0, 0.5, s.now, true, 1.2)
	s.want() // it cannot be taken back
}

func TestTheTickOfAnAck(t *testing.T) {
	s := newScene(t)
	s.press(0, strategy.Buy, stake, 0)
	s.ack(BuyOrder, stake, 0, s.now, true, 1)
	s.want("1 confirmed at 0 1") // before the round
	done(s.books.Buy(0, 1, stake))

	s.live(1, 1.1, 1.1, 1.2)
	s.press(1, strategy.Buy, stake, 0)
	s.ack(BuyOrder, stake, 0, s.now, true, 1.1)
	s.want("2 confirmed at 1 1.1") // of two ticks with its price the first
	done(s.books.Buy(1, 1.1, stake))

	s.press(3, strategy.Buy, stake, 0)
	s.ack(BuyOrder, stake, 0, s.now, true, 1.3)
	s.want() // its tick is still to be told
	s.tick(4, 1.3)
	s.want("3 confirmed at 4 1.3")
	done(s.books.Buy(4, 1.3, stake))

	s.press(4, strategy.Buy, stake, 0)
	s.ack(BuyOrder, stake, 0, s.now, true, 1.5)
	s.tick(6, 1.4) // tick 5 was missed
	s.want()
	s.tick(14, 1.2)
	s.want("4 confirmed at 5 1.5") // the tick that was missed since
}

func TestOrdersThatAreAlike(t *testing.T) {
	s := newScene(t)
	s.live(1, 1.1)
	s.press(1, strategy.Buy, stake, 0)
	s.press(1, strategy.Buy, stake, 0)
	w := s.server()
	done(w.Buy(1, 1.1, stake))
	s.purse(w)
	s.ack(BuyOrder, stake, 0, s.now, true, 1.1)
	s.tick(12, 1.2)
	s.want() // one of them was done, and one was answered
	s.ack(BuyOrder, stake, 0, s.now-2*second, false, 0)
	s.want("2 refused denied", "1 confirmed at 1 1.1")
}

func TestPurses(t *testing.T) {
	for _, tt := range []struct {
		name string
		play func(s *scene)
		want []string
	}{
		{"a buy", func(s *scene) {
			s.press(2, strategy.Buy, stake, 0)
			w := s.server()
			done(w.Buy(2, 1.2, stake))
			s.purse(w)
		}, []string{"1 confirmed at 2 1.2"}},
		{"a sale", func(s *scene) {
			done(s.books.Buy(0, 1, stake))
			s.hear(Heard{})
			s.press(1, strategy.Sell, 0, 0.25)
			w := s.server()
			done(w.Sell(1, 1.1, 0.25))
			s.purse(w)
		}, []string{"1 confirmed at 1 1.1"}},
		{"two of three", func(s *scene) {
			s.press(2, strategy.Buy, stake, 0)
			s.press(2, strategy.Buy, 2*stake, 0)
			s.press(2, strategy.Buy, 4*stake, 0)
			w := s.server()
			done(w.Buy(2, 1.2, stake))
			done(w.Buy(2, 1.2, 4*stake))
			s.purse(w)
		}, []string{"2 refused not_done", "1 confirmed at 2 1.2", "3 confirmed at 2 1.2"}},
		{"a lamport too much", func(s *scene) {
			s.press(2, strategy.Buy, stake, 0)
			w := s.server()
			done(w.Buy(2, 1.2, stake+1))
			s.purse(w)
		}, nil},
		{"before the order came", func(s *scene) {
			s.press(2, strategy.Buy, stake, 0)
			s.purse(s.server())
		}, nil},
		{"the tick is told later", func(s *scene) {
			s.press(2, strategy.Buy, stake, 0)
			w := s.server()
			done(w.Buy(3, 1.3, stake))
			s.purse(w)
			s.tick(3, 1.3)
		}, []string{"1 confirmed at 3 1.3"}},
		{"when it must be in it", func(s *scene) {
			s.press(2, strategy.Buy, stake, 0)
			s.tick(21, 1.2)
			s.purse(s.server()) // 4.75 s later
			s.tick(23, 1.2)
			s.purse(s.server()) // 5.25 s
		}, []string{"1 refused not_done"}},
		{"the page was frozen", func(s *scene) {
			s.press(2, strategy.Buy, stake, 0)
			s.f.Reachable(false, s.now)
			s.tick(60, 1.2)
			s.purse(s.server())
			s.f.Reachable(true, s.now)
			s.tick(79, 1.2)
			s.purse(s.server())
		}, nil},
		{"it was closed", func(s *scene) {
			s.f.Drop(s.press(2, strategy.Buy, stake, 0))
			w := s.server()
			done(w.Buy(2, 1.2, stake))
			s.purse(w)
		}, nil},
		{"the books were adopted", func(s *scene) {
			s.press(2, strategy.Buy, stake, 0)
			s.f.Adopted()
			w := s.server()
			done(w.Buy(2, 1.2, stake))
			s.purse(w)
		}, nil},
		{"after the rug", func(s *scene) {
			s.press(2, strategy.Buy, stake, 0)
			w := s.server()
			done(w.Buy(2, 1.2, stake))
			w.Rug(3, 0.02)
			s.rug(3, 0.02)
			s.purse(w)
		}, []string{"1 confirmed at 2 1.2"}},
		{"after the rug, without it", func(s *scene) {
			done(s.books.Buy(0, 1, stake))
			s.hear(Heard{})
			s.press(2, strategy.Buy, 2*stake, 0)
			w := s.server()
			w.Rug(3, 0.02)
			s.rug(3, 0.02)
			s.purse(w)
		}, []string{"1 refused not_done"}},
		{"told out of order", func(s *scene) {
			s.press(2, strategy.Buy, stake, 0)
			s.press(2, strategy.Buy, 2*stake, 0)
			w := s.server()
			done(w.Buy(2, 1.2, stake))
			done(w.Buy(2, 1.2, 2*stake))
			s.ack(BuyOrder, 2*stake, 0, s.now, true, 1.2)
			done(s.books.Buy(2, 1.2, 2*stake))
			s.purse(w)
		}, []string{"2 confirmed at 2 1.2", "1 unknown", "1 confirmed at 2 1.2"}},
		{"of the round before", func(s *scene) {
			s.press(2, strategy.Buy, stake, 0)
			w := s.server()
			done(w.Buy(2, 1.2, stake))
			w.Rug(3, 0.02)
			s.rug(3, 0.02)
			s.now += 7 * second
			s.books.NewRound()
			w.NewRound()
			s.f.Presale("next", 9000, s.now)
			s.purse(w)
		}, []string{"1 confirmed at 2 1.2"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newScene(t)
			s.live(1, 1.1, 1.2)
			s.want()
			tt.play(s)
			s.t = t
			s.want(tt.want...)
		})
	}
}

func TestSideBets(t *testing.T) {
	s := newScene(t)
	s.press(0, strategy.Side, stake, 0)
	s.ack(SideOrder, stake, 0, s.now, true, 0)
	s.want("1 confirmed at 0 0") // long before tick 0

	s = newScene(t)
	s.live(1, 1.1, 1.2)
	s.press(2, strategy.Side, stake, 0)
	s.ack(SideOrder, stake, 0, s.now, true, 0)
	w := s.server()
	done(w.PlaceBet(3, stake))
	s.purse(w)
	s.want() // it is not known when
	s.tick(3, 1.3)
	s.hear(Heard{Bet: &game.SideBet{Start: 1, Stake: stake}})     // before it was pressed
	s.hear(Heard{Bet: &game.SideBet{Start: 3, Stake: 2 * stake}}) // another
	s.want()
	s.hear(Heard{Bet: &game.SideBet{Start: 3, Stake: stake}})
	s.hear(Heard{Bet: &game.SideBet{Start: 3, Stake: stake}})
	s.want("1 confirmed at 3 0")

	s = newScene(t)
	s.live(1, 1.1, 1.2)
	s.press(2, strategy.Side, stake, 0)
	s.tick(3, 1.3)
	s.tick(4, 1.4)
	s.tick(5, 1.5)
	row := game.Standing{Bet: game.Some(&game.StandingWager{Start: 3, End: 43, Stake: stake})}
	s.hear(Heard{Standing: &row, Round: "another"})
	s.want()
	s.hear(Heard{Standing: &row, Round: "r"})
	s.want("1 confirmed at 3 0")

	s = newScene(t) // the round ends before it is known: it was won, whenever it began
	s.live(1, 1.1, 1.2)
	s.press(2, strategy.Side, stake, 0)
	s.ack(SideOrder, stake, 0, s.now, true, 0)
	s.rug(4, 0.02)
	s.now += 3 * second
	s.hear(Heard{})
	s.want("1 confirmed at 2 0")
}

// TestWithoutBooks: who has no books, such as a watchdog, hears acks.
func TestWithoutBooks(t *testing.T) {
	f := New()
	f.Tick("r", 0, 1, second)
	f.Tick("r", 1, 1.1, second)
	f.Sent(guard.Order{Key: 1, Action: strategy.Sell, Part: 1, Tick: 1}, 2*second)
	ack := &Ack{Name: SellOrder, Part: 1, SentNS: 2*second + ms, Success: game.Some(true), Price: game.Some(1.1)}
	got := f.Hear(Heard{AtNS: 2*second + 10*ms, Ack: ack}, nil)
	if diff := cmp.Diff([]guard.Report{{Key: 1, Life: guard.Confirmed, Tick: 1, Price: 1.1}}, got); diff != "" {
		t.Error(diff)
	}
}

// TestCashIsExact: the double next to any sum up to 2^51 lamports gives it back.
func TestCashIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sum := rapid.Int64Range(-(1<<51), 1<<51).Draw(t, "lamports")
		sol, _ := new(big.Rat).SetFrac64(sum, int64(money.PerSOL)).Float64() // the nearest
		if got, ok := Cash(sol); !ok || int64(got) != sum {
			t.Fatalf("Cash(%v) = %d, %v; want %d", sol, got, ok, sum)
		}
	})
	for _, sol := range []float64{math.NaN(), math.Inf(1), -math.Inf(1), 2_251_799.8137, 1e300} {
		if got, ok := Cash(sol); ok {
			t.Errorf("Cash(%v) = %v", sol, got)
		}
	}
}
