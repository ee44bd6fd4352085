package ledger

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"rugtape/internal/game"
	"rugtape/internal/money"
)

func audited(frames []told) AuditReport {
	var a Audit
	for _, f := range frames {
		a.Step(f.event, f.rows, true)
	}
	return a.Report()
}

// adds checks that every row was compared or excluded.
func adds(t *testing.T, r AuditReport) {
	t.Helper()
	excluded := 0
	for why, n := range r.Excluded {
		if excluded += n; why == "" {
			t.Error("rows were excluded without a reason")
		}
	}
	if r.Compared+excluded != r.Rows {
		t.Errorf("%d compared and %d excluded are not %d rows", r.Compared, excluded, r.Rows)
	}
}

// TestAuditFollowsAServer audits rounds of a server whose books are the
// twin's: all rows of players who are seen from the start are equal, and of those
// who come and go no compared one differs.
func TestAuditFollowsAServer(t *testing.T) {
	seed := rand.Uint64()
	compared, trades := 0, 0
	for i := range uint64(60) {
		s := newServer(seed+i, 4, 30+int(i)*5)
		s.crude = i%2 == 1
		if i%3 > 0 {
			s.hide = 0.02
		}
		if i%3 == 2 {
			s.cutIn = 20
		}
		r := audited(s.play())
		adds(t, r)
		if r.Equal != r.Compared || len(r.Differences) > 0 {
			t.Errorf("seed %d: %d of %d rows are equal: %+v", seed+i, r.Equal, r.Compared, r.Differences[:min(3, len(r.Differences))])
		}
		for why, n := range r.Excluded {
			if n > 0 && (s.hide == 0 && why != EndUnseen || why != EndUnseen && why != LotsUnknown) {
				t.Errorf("seed %d: %d rows are excluded as %s", seed+i, n, why)
			}
		}
		compared += r.Compared
		trades += r.Opened
	}
	if compared < 10_000 || trades == 0 {
		t.Errorf("seed %d: %d rows were compared", seed, compared)
	}
}

// aRow is one of a player who holds something, has no bet, and does nothing
// from the row before to the row after: its quantity is no evidence. It is nil
// where there is none.
func aRow(frames []told) *game.Standing {
	for k := 1; k < len(frames)-1; k++ {
		for i := range frames[k].rows {
			before, r, after := frames[k-1].rows[i], &frames[k].rows[i], frames[k+1].rows[i]
			if r.Quantity.Value > 0 && r.Bet.Value == nil && before.Quantity == r.Quantity && r.Quantity == after.Quantity {
				return r
			}
		}
	}
	return nil
}

// TestAuditFindsADifference changes one figure of one row.
func TestAuditFindsADifference(t *testing.T) {
	up := func(x *game.Opt[float64]) { x.Value += 1e-9 }
	changes := map[string]func(row *game.Standing){
		"pnl":         func(row *game.Standing) { up(&row.PnL) },
		"regularPnl":  func(row *game.Standing) { up(&row.RegularPnL) },
		"sidebetPnl":  func(row *game.Standing) { up(&row.SidebetPnL) },
		"shortPnl":    func(row *game.Standing) { up(&row.ShortPnL) },
		"pnlPercent":  func(row *game.Standing) { row.Percent.Value += 1e-5 },
		"positionQty": func(row *game.Standing) { up(&row.Quantity) },
		"avgCost":     func(row *game.Standing) { up(&row.AvgCost) },
		"hasTrades":   func(row *game.Standing) { row.HasTrades.Value = false },
		"betActive":   func(row *game.Standing) { row.BetActive.Value = !row.BetActive.Value },
		"invested":    func(row *game.Standing) { row.Invested.Value -= 1e-9 },
		"sideBet": func(row *game.Standing) {
			row.Bet.Value = &game.StandingWager{Start: 1, End: 41, Stake: 5, Pays: game.Some(5.0)}
		},
	}
	seed := rand.Uint64()
	for tries := 0; aRow(newServer(seed, 3, 120).play()[60:]) == nil; tries++ {
		if seed++; tries == 100 {
			t.Fatalf("seed %d: in none of %d rounds somebody holds something", seed, tries)
		}
	}
	for name, change := range changes {
		s := newServer(seed, 3, 120)
		frames := s.play()
		if r := audited(frames); r.DifferencesTotal > 0 {
			t.Fatalf("seed %d: %+v", seed, r.Differences)
		}
		change(aRow(frames[60:]))
		r := audited(frames)
		adds(t, r)
		if r.DifferencesTotal == 0 || r.Equal == r.Compared {
			t.Errorf("seed %d: %s was changed, and no row differs", seed, name)
		}
	}
}

// frame is a live tick with the standings of one player.
func frame(tick int, price float64, row game.Standing) told {
	return told{game.Event{Frame: &game.Frame{
		Round: simulated, Active: game.Some(true), Rugged: game.Some(false), Tick: game.Some(tick), Price: game.Some(price),
	}}, []game.Standing{row}}
}

// standing is a row of a player, made by an account.
func standing(a *Account, price float64) game.Standing {
	p, held := a.PnL(price), a.Position()
	return game.Standing{
		Player: "p-1", PnL: game.Some(p.Total), RegularPnL: game.Some(p.Regular), SidebetPnL: game.Some(p.Sidebet), Percent: game.Some(p.Percent),
		Quantity: game.Some(held.Quantity), AvgCost: game.Some(held.AvgCost), Invested: game.Some(p.Invested),
	}
}

// TestFirstRow opens books from one row in the middle of a round.
func TestFirstRow(t *testing.T) {
	prices := []float64{1, 1.0987654321012, 1.312345678901, 0.91827364554637, 0.80123456789, 1.2534567890123, 1.41421356, 1.73205081}
	for _, c := range []struct {
		name  string
		buys  map[int]money.Lamports // by tick
		taken float64                // of it before the row
		why   Reason                 // "" if the row can be followed
	}{
		{name: "nothing held", buys: map[int]money.Lamports{1: 2e8}, taken: 1},
		{name: "one lot", buys: map[int]money.Lamports{2: 123_456_789}},
		{name: "what is left of a lot", buys: map[int]money.Lamports{2: 2e8}, taken: 0.77},
		{name: "two lots of thousandths", buys: map[int]money.Lamports{0: 5e8, 3: 123e6}},
		{name: "two lots of other amounts", buys: map[int]money.Lamports{1: 123_456_789, 3: 200_000_001}, why: LotsUnknown},
		{name: "two lots, of which a part was sold", buys: map[int]money.Lamports{1: 1e8, 3: 2e8}, taken: 0.1, why: LotsUnknown},
		{name: "three lots", buys: map[int]money.Lamports{1: 101e6, 3: 207e6, 5: 303e6}, why: LotsUnknown},
	} {
		a := Open(purse)
		for tick := range prices {
			if amount := c.buys[tick]; amount > 0 {
				if _, err := a.Buy(tick, prices[tick], amount); err != nil {
					t.Fatal(err)
				}
			}
		}
		if c.taken > 0 {
			if _, err := a.Sell(5, prices[5], c.taken); err != nil {
				t.Fatal(err)
			}
		}
		first := frame(7, prices[7], standing(&a, prices[6]))
		first.event.Frame.Prices = prices[:7]
		first.event.Frame.Tick.Value, first.event.Frame.Price.Value = 6, prices[6]
		second, third := frame(8, 2, standing(&a, prices[7])), frame(9, 3, standing(&a, 2))
		second.event.Frame.Partial = []game.PricePoint{{Tick: 7, Price: prices[7]}}
		r := audited([]told{first, second, third})
		adds(t, r)
		switch {
		case c.why == "" && (r.Equal != 3 || r.Opened != 1):
			t.Errorf("%s: %+v", c.name, r)
		case c.why != "" && r.Excluded[c.why] != 3:
			t.Errorf("%s: %+v", c.name, r)
		}
	}
}

// TestReasons are rows that are not followed, each for its reason.
func TestReasons(t *testing.T) {
	a := Open(purse)
	row := standing(&a, 1)
	short, empty := row, row
	short.Short, empty.RegularPnL = true, game.Opt[float64]{}
	light := func(ms int) told {
		f := frame(0, 1, row)
		f.event.Frame = &game.Frame{Round: "20250101-00000000000000cc", CooldownMS: game.Some(ms), PreRoundBuys: game.Some(ms <= 10_000)}
		return f
	}
	rug := func(tick int) told {
		f := frame(tick, 0.02, row)
		f.event.Frame.Rugged.Value = true
		return f
	}
	other := frame(3, 1, row)
	other.event.Frame.Round = "20250101-00000000000000cc"
	for _, c := range []struct {
		name   string
		frames []told
		why    Reason
	}{
		{"a short position", []told{frame(1, 1, short)}, ShortPosition},
		{"no figures", []told{frame(1, 1, empty)}, NoFigures},
		{"a round that was over before", []told{light(14_000)}, RoundUnseen},
		{"before a round", []told{light(5_000)}, PresaleRow},
		{"a late frame", []told{frame(9, 1, row), frame(4, 1, row)}, LateRow},
		{"a late frame of a round before", []told{frame(9, 1, row), other, frame(10, 1, row)}, LateRow},
		{"a round that went on", []told{frame(9, 1, row), rug(10), frame(11, 1, row)}, WentOn},
	} {
		r := audited(c.frames)
		adds(t, r)
		if r.Excluded[c.why] != 1 || r.Compared != r.Rows-1 || r.Equal != r.Compared {
			t.Errorf("%s: %+v", c.name, r)
		}
	}
}

// TestAuditOfNonsense feeds rows of any figures: nothing panics, and each is
// compared or excluded for a reason.
func TestAuditOfNonsense(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var a Audit
		any := rapid.OneOf(
			rapid.Float64(), rapid.Float64Range(-3, 3), rapid.SampledFrom([]float64{0, 1, 1e6, 1e5, 1.3, 1e18, math.MaxFloat64}),
			rapid.Map(rapid.IntRange(0, 3000), func(n int) float64 { return float64(n) / 1000 }),
		)
		one := func(name string) game.Opt[float64] {
			return game.Opt[float64]{Value: any.Draw(t, name), Present: rapid.IntRange(0, 20).Draw(t, "there") > 0}
		}
		above := func(name string) game.Opt[float64] {
			x := one(name)
			x.Value = math.Abs(x.Value)
			return x
		}
		rows := 0
		tick := 0
		for range rapid.IntRange(1, 12).Draw(t, "frames") {
			tick += rapid.IntRange(0, 3).Draw(t, "ticks")
			row := game.Standing{
				Player: "p", PnL: one("pnl"), RegularPnL: one("regular"), SidebetPnL: one("sidebet"), Percent: one("percent"),
				Quantity: above("quantity"), AvgCost: above("average"), Invested: above("invested"),
			}
			if rapid.Bool().Draw(t, "bets") {
				row.Bet = game.Some(&game.StandingWager{
					Start: rapid.IntRange(0, 9).Draw(t, "start"), End: rapid.IntRange(0, 50).Draw(t, "end"),
					Stake: money.Lamports(rapid.Int64Min(0).Draw(t, "stake")),
				})
			}
			f := frame(tick, above("price").Value, row)
			f.event.Frame.Rugged.Value = rapid.IntRange(0, 8).Draw(t, "rug") == 0
			a.Step(f.event, f.rows, true)
			rows++
		}
		r := a.Report()
		excluded := 0
		for _, n := range r.Excluded {
			excluded += n
		}
		if r.Rows != rows || r.Compared+excluded != rows {
			t.Fatalf("%+v", r)
		}
	})
}
