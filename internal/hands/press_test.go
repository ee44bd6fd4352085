package hands

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/round"
)

const ms = int64(1e6)

var (
	testRound = round.Key{Source: round.Arena, ID: "r"}
	inView    = round.Moment{Phase: game.PhaseLive, Tick: game.Some(7), Price: game.Some(1.5)}
	then      = round.Moment{Phase: game.PhaseLive, Tick: game.Some(8), Price: game.Some(1.6)}
)

func buyPress(at int64) Press {
	return Press{Control: "BUY", Label: "BUY+0.030 SOL", AmountText: " 0.030", AtNS: at, Trusted: true}
}

func buyOrder(at int64) PageOrder { return PageOrder{Name: BuyOrder, Amount: 30_000_000, AtNS: at} }

func acked(order PageOrder, at int64, success bool, price float64, why string) Heard {
	a := &Ack{Name: order.Name, SentNS: order.AtNS, Success: game.Some(success), Why: why}
	if price != 0 {
		a.Price = game.Some(price)
	}
	return Heard{AtNS: at, Ack: a}
}

func purse(at int64, cash, quantity float64) Heard {
	return Heard{AtNS: at, Purse: &game.Purse{Cash: game.Some(cash), Quantity: game.Some(quantity)}}
}

// tell is what a list of demonstrations says, in short.
func tell(all []Demonstration) (lines []string) {
	for _, d := range all {
		a := d.Action
		line := fmt.Sprintf("%s %s by %s: %s", d.Round.ID, a.Control, a.By, a.Outcome)
		if took := a.LatencyNS(); took.Present {
			line += fmt.Sprintf(" after %d ms by %s", took.Value/ms, a.Evidence)
		}
		lines = append(lines, line)
	}
	return lines
}

func want(t *testing.T, got []Demonstration, lines ...string) {
	t.Helper()
	if diff := cmp.Diff(lines, tell(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAPressIsConfirmedByItsAck(t *testing.T) {
	var p Presses
	want(t, p.Press(buyPress(100*ms), testRound, inView))
	p.Sent(buyOrder(103 * ms))
	want(t, p.Hear(acked(buyOrder(99*ms), 150*ms, true, 9, ""), then)) // of another order
	got := p.Hear(acked(buyOrder(103*ms), 220*ms, true, 1.5, ""), then)
	want(t, got, "r buy by player: confirmed after 120 ms by ack")
	all := round.Action{
		AtNS: 100 * ms, Control: round.BuyButton, Label: "BUY+0.030 SOL", Amount: game.Some[money.Lamports](30_000_000), By: round.ByPlayer,
		Outcome: round.Confirmed, ConfirmedNS: 220 * ms, Evidence: round.ByAck, DonePrice: game.Some(1.5), Before: inView, After: then,
	}
	if diff := cmp.Diff(Demonstration{testRound, all}, got[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want(t, p.Hear(acked(buyOrder(103*ms), 230*ms, true, 1.5, ""), then)) // a second time
	if p.Open() != 0 {
		t.Errorf("%d presses wait", p.Open())
	}
}

func TestAPressIsRefused(t *testing.T) {
	var p Presses
	p.Press(Press{Control: "SELL", AtNS: 1}, testRound, inView)
	sale := PageOrder{Name: SellOrder, Part: 0.25, AtNS: 2 * ms}
	p.Sent(sale)
	got := p.Hear(acked(sale, 50*ms, false, 0, "nothing held"), then)
	want(t, got, "r sell by script: refused after 49 ms by ack")
	if a := got[0].Action; a.Why != "nothing held" || a.Part != game.Some(0.25) || a.Label != "SELL" || a.Amount.Present {
		t.Errorf("%+v", a)
	}
}

// TestAPurseProvesOneOrder, where its ack is lost, and nothing where two fit.
func TestAPurseProvesOneOrder(t *testing.T) {
	var p Presses
	p.Press(buyPress(0), testRound, inView)
	p.Sent(buyOrder(1))
	want(t, p.Hear(purse(1*ms, 1, 0), then))      // nothing to compare it with
	want(t, p.Hear(purse(2*ms, 0.9, 0.08), then)) // of another amount
	want(t, p.Hear(purse(3*ms, 0.87, 0.1), then), "r buy by player: confirmed after 3 ms by purse")
	want(t, p.Hear(acked(buyOrder(1), 4*ms, true, 1.5, ""), then))

	first, second := buyOrder(11*ms), buyOrder(21*ms)
	p.Press(buyPress(10*ms), testRound, inView)
	p.Sent(first)
	p.Press(buyPress(20*ms), testRound, inView)
	p.Sent(second)
	want(t, p.Hear(purse(30*ms, 0.84, 0.12), then))
	want(t, p.Hear(acked(second, 40*ms, true, 1.5, ""), then), "r buy by player: confirmed after 20 ms by ack")
	want(t, p.Hear(purse(50*ms, 0.81, 0.14), then), "r buy by player: confirmed after 40 ms by purse")
}

func TestWhatAPurseExplains(t *testing.T) {
	for _, c := range []struct {
		name           string
		control        string
		order          PageOrder
		cash, quantity float64 // from 1 and 0.5
		proved         bool
	}{
		{"a buy", "BUY", buyOrder(1), 0.97, 0.52, true},
		{"a buy, by the dust of doubles", "BUY", buyOrder(1), 0.970000001, 0.52, true},
		{"cash for nothing", "BUY", buyOrder(1), 0.97, 0.5, false},
		{"another sum", "BUY", buyOrder(1), 0.96, 0.52, false},
		{"a side bet", "SIDE", PageOrder{Name: SideOrder, Amount: 5_000_000, AtNS: 1}, 0.995, 0.5, true},
		{"a buy is no side bet", "SIDE", PageOrder{Name: SideOrder, Amount: 5_000_000, AtNS: 1}, 0.995, 0.51, false},
		{"a sale", "SELL", PageOrder{Name: SellOrder, Part: 0.25, AtNS: 1}, 1.2, 0.375, true},
		{"a sale of another part", "SELL", PageOrder{Name: SellOrder, Part: 0.25, AtNS: 1}, 1.2, 0.4, false},
		{"a rug", "SELL", PageOrder{Name: SellOrder, Part: 0.25, AtNS: 1}, 1, 0.375, false},
	} {
		var p Presses
		p.Hear(purse(0, 1, 0.5), inView)
		p.Press(Press{Control: c.control, AtNS: 0}, testRound, inView)
		if got := p.Hear(purse(1, c.cash, c.quantity), then); len(got) != 0 {
			t.Errorf("%s: proved before it was sent", c.name)
		}
		p.Hear(purse(0, 1, 0.5), inView)
		p.Sent(c.order)
		if got := p.Hear(purse(2, c.cash, c.quantity), then); (len(got) == 1) != c.proved {
			t.Errorf("%s: proved %v", c.name, tell(got))
		}
	}
}

func TestASideBetOfTheStakeProves(t *testing.T) {
	var p Presses
	p.Press(Press{Control: "SIDE", AtNS: 0, Trusted: true}, testRound, inView)
	p.Sent(PageOrder{Name: SideOrder, Amount: 5_000_000, AtNS: 1})
	for _, b := range []game.SideBet{{Start: 6, Stake: 5_000_000}, {Start: 8, Stake: 4_000_000}, {Start: 8, Stake: 5_000_000, Settled: true}} {
		want(t, p.Hear(Heard{AtNS: ms, Bet: &b}, then))
	}
	want(t, p.Hear(Heard{AtNS: 2 * ms, Bet: &game.SideBet{Start: 8, Stake: 5_000_000}}, then),
		"r side_bet by player: confirmed after 2 ms by standing")
}

// TestAnOrderThatIsToldOfBeforeItsPress: the two come by different ways.
func TestAnOrderThatIsToldOfBeforeItsPress(t *testing.T) {
	var p Presses
	p.Sent(PageOrder{Name: SellOrder, Part: 1, AtNS: 5 * ms})
	p.Sent(buyOrder(6 * ms))
	p.Press(buyPress(10*ms), testRound, inView) // by the page's clock, which runs a little ahead
	want(t, p.Hear(acked(buyOrder(6*ms), 20*ms, true, 1, ""), then), "r buy by player: confirmed after 10 ms by ack")

	p.Press(buyPress(5000*ms), testRound, inView) // an order of long ago is not its
	p.Sent(buyOrder(9000 * ms))                   // nor one of much later
	want(t, p.Hear(acked(buyOrder(9000*ms), 9001*ms, true, 1, ""), then))
	if p.Open() != 1 {
		t.Errorf("%d presses wait", p.Open())
	}
}

// TestOfTwoPressesTheNewerSent: the page did nothing upon the first.
func TestOfTwoPressesTheNewerSent(t *testing.T) {
	var p Presses
	p.Press(buyPress(0), testRound, inView)
	p.Press(buyPress(300*ms), testRound, inView)
	p.Sent(buyOrder(301 * ms))
	want(t, p.Hear(acked(buyOrder(301*ms), 400*ms, true, 1, ""), then), "r buy by player: confirmed after 100 ms by ack")
	want(t, p.Tick(10_000*ms, then))
	want(t, p.Tick(10_000*ms+1, then), "r buy by player: unknown")
}

func TestKeysAreDoneAtOnce(t *testing.T) {
	var p Presses
	key := func(control, text string) Press {
		return Press{Control: control, AmountText: text, AtNS: ms, Trusted: true}
	}
	want(t, p.Press(key("+0.01", "0.02"), testRound, inView), "r amount by player: none")
	got := p.Press(key("25%", ""), testRound, inView)
	want(t, got, "r percent by player: none")
	if a := got[0].Action; a.Part != game.Some(0.25) || a.Amount.Present || a.Label != "25%" {
		t.Errorf("%+v", a)
	}
	for _, control := range []string{"amount", "side panel", "", "0%", "101%", "x%"} {
		want(t, p.Press(key(control, "1"), testRound, inView))
	}
}

func TestTheOldestMakesRoom(t *testing.T) {
	var p Presses
	for i := range mostOpen {
		want(t, p.Press(buyPress(int64(i)), testRound, inView))
	}
	got := p.Press(buyPress(1000), testRound, inView)
	want(t, got, "r buy by player: unknown")
	if got[0].Action.AtNS != 0 || p.Open() != mostOpen {
		t.Errorf("the press at %d made room; %d wait", got[0].Action.AtNS, p.Open())
	}
	if rest := p.End(then); len(rest) != mostOpen || p.Open() != 0 {
		t.Errorf("%d were given out at the end, %d wait", len(rest), p.Open())
	}
	for i := range 3 * mostOpen {
		p.Sent(buyOrder(int64(i)))
	}
	if len(p.orders) != mostOpen {
		t.Errorf("%d orders wait for their press", len(p.orders))
	}
}

func TestRugtapesOwnPress(t *testing.T) {
	var p Presses
	own := buyPress(0)
	own.Order, own.Trusted = 12, false
	p.Press(own, testRound, inView)
	want(t, p.Report(guard.Report{Key: 12, Life: guard.Sent}, ms, then))
	want(t, p.Report(guard.Report{Key: 11, Life: guard.Confirmed}, ms, then))
	got := p.Report(guard.Report{Key: 12, Life: guard.Confirmed, Price: 1.5}, 2*ms, then)
	want(t, got, "r buy by rugtape: confirmed after 2 ms by ")
	if a := got[0].Action; a.Order != 12 || a.DonePrice != game.Some(1.5) {
		t.Errorf("%+v", a)
	}
	own.Order = 13
	p.Press(own, testRound, inView)
	want(t, p.Report(guard.Report{Key: 13, Life: guard.Refused, Code: "expired"}, 2*ms, then), "r buy by rugtape: refused after 2 ms by ")
}

// TestEachPressIsGivenOutOnce, whatever comes in whatever order, and confirmed
// only where the server said so.
func TestEachPressIsGivenOutOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p Presses
		var out []Demonstration
		pressed, words, now := 0, 0, int64(0)
		var sent []PageOrder
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			now += rapid.Int64Range(0, 900).Draw(t, "wait") * ms
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0, 1:
				pressed++
				control := rapid.SampledFrom([]string{"BUY", "SELL", "SIDE", "X2"}).Draw(t, "control")
				out = append(out, p.Press(Press{Control: control, AtNS: now, AmountText: "0.03"}, testRound, inView)...)
			case 2:
				sent = append(sent, PageOrder{Name: rapid.SampledFrom([]string{BuyOrder, SellOrder, SideOrder}).Draw(t, "name"), Amount: 30_000_000, Part: 0.5, AtNS: now})
				p.Sent(sent[len(sent)-1])
			case 3:
				if len(sent) > 0 {
					words++
					out = append(out, p.Hear(acked(rapid.SampledFrom(sent).Draw(t, "of"), now, rapid.Bool().Draw(t, "success"), 1, ""), then)...)
				}
			case 4:
				words++
				out = append(out, p.Hear(purse(now, rapid.SampledFrom([]float64{1, 0.97, 0.94}).Draw(t, "cash"), rapid.SampledFrom([]float64{0, 0.02}).Draw(t, "held")), then)...)
			case 5:
				out = append(out, p.Tick(now, then)...)
			}
			if p.Open() > mostOpen {
				t.Fatalf("%d wait", p.Open())
			}
		}
		out = append(out, p.End(then)...)
		told := 0
		for _, d := range out {
			a := d.Action
			if a.Outcome == round.Confirmed || a.Outcome == round.Refused {
				told++
				if a.ConfirmedNS < a.AtNS-skewNS || a.ConfirmedNS > a.AtNS+waitNS || a.Evidence == "" {
					t.Fatalf("%+v", a)
				}
			}
			if (a.Outcome == round.NoneExpected) == a.Control.Orders() {
				t.Fatalf("%+v", a)
			}
		}
		if len(out) != pressed || told > words {
			t.Fatalf("%d of %d presses were given out, %d told by %d words", len(out), pressed, told, words)
		}
	})
}

func TestBooksOf(t *testing.T) {
	a := ledger.Open(money.PerSOL)
	if b := BooksOf(&a, 1); b.Bet != game.Some[money.Lamports](0) || b.BetEnd.Present || b.Quantity != game.Some(0.0) {
		t.Errorf("nothing held: %+v", b)
	}
	if _, err := a.Buy(1, 1.25, 100_000_000); err != nil {
		t.Fatal(err)
	}
	if _, err := a.PlaceBet(2, 5_000_000); err != nil {
		t.Fatal(err)
	}
	want := round.Books{
		Balance: game.Some[money.Lamports](895_000_000), Quantity: game.Some(0.08), AvgCost: game.Some(1.25),
		Bet: game.Some[money.Lamports](5_000_000), BetEnd: game.Some(42), PnL: game.Some(0.019999999), // the server rounds down, F9
	}
	if diff := cmp.Diff(want, BooksOf(&a, 1.5)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
