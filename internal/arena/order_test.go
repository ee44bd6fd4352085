package arena

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/wire"
)

// standing is what a frame shows of the player, nil if nothing.
type standing struct {
	Pnl, PositionQty, TotalInvested, SidebetPnl float64
	HasActiveTrades                             bool
	SidebetActive                               *bool
	SideBet                                     *struct{ StartedAtTick, End int }
}

// shown is the player's row in the frame of a beat.
func shown(t *testing.T, words []word, name string) *standing {
	t.Helper()
	for _, w := range words {
		if w.name != wire.StateUpdate {
			continue
		}
		var f struct {
			Leaderboard []struct {
				Username string
				standing
			}
		}
		p := packetOf(t, w.text)
		unmarshal(t, p.Payload(), &f)
		for _, row := range f.Leaderboard {
			if row.Username == name {
				return &row.standing
			}
		}
	}
	return nil
}

// TestTheLeaderboardLags follows a buy and a side bet of one tick: the stake
// shows in the next frame, the rest in the one after that, valued at the price
// of the tick before the frame.
func TestTheLeaderboardLags(t *testing.T) {
	d := direct(Options{Seed: 2})
	p := d.guest(t, "guest")
	d.atTick(t, 3, 60)
	price, _ := d.order(t, p, buying(0.1))
	if price != d.plan.prices[3] {
		t.Errorf("bought at %v, tick 3 has %v", price, d.plan.prices[3])
	}
	d.order(t, p, betting(0.02))
	quantity := money.F9(0.1 / price)

	if got := shown(t, d.next(), "guest"); got == nil || got.TotalInvested != 0.02 || got.PositionQty != 0 || got.SideBet != nil || got.HasActiveTrades {
		t.Errorf("frame 4 shows %+v", got)
	}
	got := shown(t, d.next(), "guest")
	if got == nil || got.PositionQty != quantity || got.TotalInvested != 0.12 || !got.HasActiveTrades ||
		got.SideBet == nil || got.SideBet.StartedAtTick != 3 || got.SideBet.End != 43 {
		t.Fatalf("frame 5 shows %+v", got)
	}
	if want := p.book.PnL(d.plan.prices[4]).Total; got.Pnl != want {
		t.Errorf("frame 5 values it at %v, want %v, at the price of tick 4", got.Pnl, want)
	}
	d.until(t, "the end of the bet", func() bool { return d.tick == 42 })
	if got := shown(t, d.next(), "guest"); got.SideBet == nil || got.SidebetPnl != 0 {
		t.Errorf("frame 43 shows %+v", got)
	}
	if got := shown(t, d.next(), "guest"); got.SideBet != nil || got.SidebetActive != nil || got.SidebetPnl != -0.02 {
		t.Errorf("frame 44 shows %+v", got)
	}
}

// TestConnectingShowsTheNextFramesStandings: who connects after a tick's frame
// sees the rows of the next one.
func TestConnectingShowsTheNextFramesStandings(t *testing.T) {
	d := direct(Options{Seed: 2, Players: 12})
	d.atTick(t, 30, 5)
	first := boardOf(t, d.connectFrame())
	tick := ""
	for _, w := range d.next() {
		if w.name == wire.StateUpdate {
			tick = boardOf(t, w.text)
		}
	}
	if diff := cmp.Diff(tick, first); diff != "" || len(first) < 100 {
		t.Errorf("(-next frame +on connecting):\n%s", diff)
	}
}

func boardOf(t *testing.T, text []byte) (board string) {
	t.Helper()
	p := packetOf(t, text)
	each(t, p.Payload(), func(name string, value jsonValue) {
		if name == "leaderboard" {
			board = string(value)
		}
	})
	return board
}

// TestSideBetsEnd places bets so that their windows end at, before and after
// the rug: a rug at the last tick of the window wins.
func TestSideBetsEnd(t *testing.T) {
	for off, wins := range map[int]bool{-1: false, 0: true, 1: true} {
		d := direct(Options{Seed: 2})
		p := d.guest(t, "guest")
		d.until(t, "a tick a window before the rug", func() bool {
			return d.stage == live && d.tick == d.plan.rugTick-ledger.BetWindow+off
		})
		before := p.book.Balance()
		d.order(t, p, betting(0.1))
		d.until(t, "the rug", func() bool { return d.stage == rugged })
		want := before - 1e8
		if wins {
			want = before + 4e8
		}
		if p.book.Balance() != want {
			t.Errorf("a bet whose window ends %d ticks after the rug leaves %v of %v", off, p.book.Balance(), before)
		}
	}
}

// TestTheRugSellsWhatIsHeld: what is held at the rug is sold at its price, and
// the books say so.
func TestTheRugSellsWhatIsHeld(t *testing.T) {
	d := direct(Options{Seed: 2})
	p := d.guest(t, "guest")
	d.atTick(t, 1, 0)
	price, _ := d.order(t, p, buying(1))
	d.until(t, "the rug", func() bool { return d.stage == rugged })
	want := lamports(math.Floor(money.F9(1/price)*d.plan.rugPrice*1e9) / 1e9)
	if got := p.book.Balance() - 9*money.PerSOL; got != want || p.book.Position().Quantity != 0 {
		t.Errorf("the rug paid %v, want %v", got, want)
	}
	d.refused(t, p, selling(1), notOpen)
	d.refused(t, p, buying(0.1), notOpen)
	d.next() // the second frame of the rug
	d.refused(t, p, buying(0.1), notOpen)
	d.next() // the cooldown
	d.refused(t, p, betting(0.1), notOpen)
}

func TestWhatIsRefused(t *testing.T) {
	d := direct(Options{Seed: 2, Balance: lamports(1.5)})
	p := d.guest(t, "guest")
	d.until(t, "the presale", func() bool { return d.timerMS == 9_000 && d.stage == countdown })
	d.refused(t, p, selling(1), noSale)
	if price, _ := d.order(t, p, buying(0.3)); price != 1 {
		t.Errorf("bought at %v before the round", price)
	}
	d.atTick(t, 0, 30)
	d.refused(t, p, buying(0.0009), stakeRange)
	d.refused(t, p, buying(1.000000001), stakeRange)
	d.refused(t, p, buying(-1), stakeRange)
	d.refused(t, p, betting(0.0009), stakeRange)
	d.refused(t, p, betting(2), stakeRange)
	for _, part := range []float64{0, -0.5, 1.01, math.NaN(), math.Inf(1)} {
		d.refused(t, p, selling(part), partRange)
	}
	d.order(t, p, betting(1))
	d.refused(t, p, betting(0.001), refusal(ledger.ErrBetActive.Error()))
	d.refused(t, p, buying(0.5), refusal(ledger.ErrNoFunds.Error()))
	d.order(t, p, selling(1))
	d.refused(t, p, selling(1), refusal(ledger.ErrNoPosition.Error()))
}

// TestTheSameNameIsTheSamePlayer: accounts last as long as the arena, and
// there is no room for endless ones.
func TestTheSameNameIsTheSamePlayer(t *testing.T) {
	d := direct(Options{Seed: 2})
	if a := d.guest(t, "a"); a != d.guest(t, "a") || a == d.guest(t, "b") {
		t.Error("names and players do not go together")
	}
	for _, name := range []string{"", "\x00", "a\nb", "x\xff", "123456789012345678901234567890123", "\u202e"} {
		if _, err := d.player(name); err == nil {
			t.Errorf("%q can be a player", name)
		}
	}
	for i := len(d.byID); i < maxGuests; i++ {
		d.guest(t, string(rune('a'+i%26))+string(rune('0'+i/26%10))+string(rune('0'+i/260%10))+string(rune('0'+i/2600)))
	}
	if _, err := d.player("one more"); err == nil {
		t.Error("there is no end to players")
	}
	if _, err := d.player("a"); err != nil {
		t.Errorf("who is known cannot come back: %v", err)
	}
}
