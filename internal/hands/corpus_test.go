package hands

import (
	"bufio"
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
	"rugtape/internal/wire"
)

// shot is a real tick frame and its leaderboard.
type shot struct {
	recvNS int64
	tick   int
	price  float64
	rows   map[string]game.Standing
}

// shots are the tick frames of the captured round, whose first full frame gives the
// prices before.
func shots(t *testing.T) (before []float64, all []shot) {
	dir := cmp.Or(os.Getenv("RUGTAPE_CORPUS"), filepath.Join("..", "..", "..", "shared", "corpus"))
	f, err := os.Open(filepath.Join(dir, "raw", "websocket_events_000_119.jsonl"))
	if err != nil {
		t.Skipf("the corpus is not at %s (set RUGTAPE_CORPUS): %v", dir, err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 8<<20)
	for n := int64(0); lines.Scan(); n++ {
		var event struct {
			Type string          `json:"event_type"`
			Data json.RawMessage `json:"data"`
		}
		if err := json.Unmarshal(lines.Bytes(), &event); err != nil {
			t.Fatal(err)
		}
		if event.Type != wire.StateUpdate {
			continue
		}
		said, err := wire.DecodeEvent(event.Type, event.Data, 1)
		if err != nil || said.Event.Frame == nil {
			t.Fatal(err)
		}
		frame := said.Event.Frame
		if len(frame.Prices) > 0 {
			before = frame.Prices
			continue
		}
		s := shot{recvNS: 1000*second + int64(frame.Tick.Value)*second/4, tick: frame.Tick.Value, price: frame.Price.Value, rows: map[string]game.Standing{}}
		rows, _, err := wire.DecodeLeaderboard(event.Data, new(wire.Lost))
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			s.rows[row.Player] = row
		}
		if len(all) == 0 || s.tick > all[len(all)-1].tick {
			all = append(all, s)
		}
	}
	return before, all
}

// TestRealRows follows the real players of a captured round who held nothing when it
// began: each trade that their rows show is told as an order when it was done, and must be
// confirmed by the rows alone, at its tick. No row may differ, in any field.
//
// (Words that only the player itself gets are in no capture: purses and acks are
// tested against the simulated server.)
func TestRealRows(t *testing.T) {
	before, all := shots(t)
	players, rows, orders := 0, 0, 0
	for player, first := range all[0].rows {
		if first.Quantity.Value != 0 || first.Bet.Value != nil {
			continue
		}
		p := realPlayer{t: t, player: player, shots: all, prices: map[int]float64{}}
		for tick, price := range before {
			p.prices[tick] = price
		}
		for _, s := range all {
			p.prices[s.tick] = s.price
		}
		p.follow(&first)
		players, rows, orders = players+1, rows+p.rows, orders+len(p.want)
	}
	t.Logf("%d players, %d rows, %d orders confirmed by them", players, rows, orders)
	if players < 5 || orders < 20 {
		t.Errorf("only %d players and %d orders", players, orders)
	}
}

// realPlayer is followed through its rows.
type realPlayer struct {
	t      *testing.T
	player string
	shots  []shot
	prices map[int]float64
	f      *Follower
	books  ledger.Account
	rows   int
	key    uint64
	want   map[uint64]guard.Order // by key: when it was done
	got    map[uint64]guard.Report
}

func (p *realPlayer) follow(first *game.Standing) {
	p.f, p.want, p.got = New(), map[uint64]guard.Order{}, map[uint64]guard.Report{}
	sum := func(x game.Opt[float64]) money.Lamports { l, _ := Cash(x.Value); return l }
	books, err := ledger.Adopt(p.shots[0].tick, ledger.Books{
		Balance: 1000 * money.PerSOL, Realised: first.RegularPnL.Value, Sidebet: first.SidebetPnL.Value, Invested: sum(first.Invested),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	p.books = books
	for tick := range p.shots[0].tick {
		p.f.Tick("r", tick, p.prices[tick], 1000*second)
	}
	for i := range p.shots {
		s := &p.shots[i]
		p.f.Tick("r", s.tick, s.price, s.recvNS)
		p.books.Live(s.tick)
		p.hear(Heard{AtNS: s.recvNS})
		p.f.now.whole = true // what was before the capture is in the books, though it was not seen
		if row, shown := s.rows[p.player]; shown && i > showLag {
			p.hear(Heard{AtNS: s.recvNS + ms, Standing: &row, Round: "r"})
			p.rows++
		}
		p.presses(i)
		p.bets(i)
	}
	for key, o := range p.want {
		if r := p.got[key]; r.Life != guard.Confirmed || o.Action != strategy.Side && r.Price != p.prices[o.Tick] || o.Action == strategy.Side && r.Tick != o.Tick {
			p.t.Errorf("%s: %+v is reported as %+v", p.player, o, r)
		}
	}
}

func (p *realPlayer) hear(h Heard) {
	for _, r := range p.f.Hear(h, &p.books) {
		p.got[r.Key] = r
		o := p.want[r.Key]
		var err error
		switch o.Action {
		case strategy.Buy:
			_, err = p.books.Buy(r.Tick, r.Price, o.Amount)
		case strategy.Sell:
			_, err = p.books.Sell(r.Tick, r.Price, o.Part)
		default:
			_, err = p.books.PlaceBet(r.Tick, o.Amount)
		}
		if err != nil {
			p.t.Errorf("%s: %+v: %v", p.player, o, err)
		}
	}
	for _, d := range p.f.Differences(&p.books, h.AtNS) {
		if d.Drift {
			p.t.Errorf("%s at %d ms: %+v", p.player, (h.AtNS-1000*second)/ms, d)
		}
	}
}

// presses tells of what the player does at this tick, as the frame two ticks later
// shows; of one buy in this capture, already the next.
func (p *realPlayer) presses(i int) {
	for _, lag := range []int{showLag - 1, showLag} {
		if o, ok := p.change(i+lag, lag); ok {
			p.press(o, p.shots[i].recvNS)
		}
	}
}

// change is what makes the position of a frame of the one before, if it was done so
// many ticks before.
func (p *realPlayer) change(frame, lag int) (o guard.Order, ok bool) {
	if frame < 1 || frame >= len(p.shots) {
		return o, false
	}
	next, shown := p.shots[frame].rows[p.player]
	was, before := p.shots[frame-1].rows[p.player]
	o = guard.Order{Life: guard.Sent, Tick: p.shots[frame].tick - lag}
	switch from, to := was.Quantity.Value, next.Quantity.Value; {
	case !shown || !before || from == to:
		return o, false
	case from > to:
		o.Action, o.Part = strategy.Sell, partOf(from, to)
		return o, lag == showLag
	default: // amounts are round
		due, early := amountOf(from, to, p.prices[o.Tick-showLag+lag]), amountOf(from, to, p.prices[o.Tick-showLag+lag+1])
		isEarly := early%(money.PerSOL/1000) == 0 && due%(money.PerSOL/1000) != 0
		o.Action, o.Amount = strategy.Buy, due
		if isEarly {
			o.Amount = early
		}
		return o, isEarly == (lag < showLag)
	}
}

// bets tells of the side bet that began at this tick, as a later frame shows.
func (p *realPlayer) bets(i int) {
	for _, s := range p.shots[i:] {
		if bet := s.rows[p.player].Bet.Value; bet != nil && bet.Start == p.shots[i].tick {
			p.press(guard.Order{Life: guard.Sent, Tick: bet.Start, Action: strategy.Side, Amount: bet.Stake}, p.shots[i].recvNS)
			return
		}
	}
}

func (p *realPlayer) press(o guard.Order, nowNS int64) {
	p.key++
	o.Key = p.key
	p.want[o.Key] = o
	p.f.Sent(o, nowNS+ms)
}

// amountOf is the roundest amount that raises a quantity so at a price.
func amountOf(was, now, price float64) money.Lamports {
	about, _ := Cash((now - was) * price)
	for unit := money.PerSOL; unit > 0; unit /= 10 {
		for amount := about / unit * unit; amount <= about+unit; amount += unit {
			a := ledger.Open(1000 * money.PerSOL)
			if _, err := a.Buy(0, price, max(amount, 1)); err == nil && money.F9(was+a.Position().Quantity) == now {
				return amount
			}
		}
	}
	return 0
}

// partOf is the part that a button sells.
func partOf(was, now float64) float64 {
	for _, part := range []float64{0.1, 0.25, 0.5} {
		if money.F9(was-money.F9(was*part)) == now {
			return part
		}
	}
	return 1
}
