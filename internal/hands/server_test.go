package hands

import (
	"container/heap"
	"errors"
	"math/rand/v2"

	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// server is a game with one player, whose true books it keeps. It knows nothing of
// the package: orders come to it at some time, are done or refused, and it says what
// the site says, with the site's delays (package arena has the same, in player.go).
type server struct {
	random  *rand.Rand
	clock   *clock
	page    func(h Heard)                        // what it says to the player
	frame   func(round string, frame game.Frame) // what it says to everybody
	strayed func()
	refuse  float64 // the chance that an order is refused
	book    ledger.Account
	round   string
	rounds  int
	live    bool
	sale    bool // the presale or the round is on
	tick    int
	price   float64
	low     float64
	rug     int
	fresh   money.Lamports // stakes since the view was taken
	shown   seen
	fates   map[uint64]fate
}

// seen is what rows show until the next view is taken.
type seen struct {
	pnl    ledger.PnL
	held   ledger.Position
	state  ledger.State
	traded bool
}

// fate is what truly became of an order.
type fate struct {
	done    bool
	tick    int
	price   float64
	strayed bool // to another round than that in which it was pressed
}

// clock lets things happen at their time.
type clock struct {
	now   int64
	queue []event
	n     int
}

type event struct {
	at int64
	n  int
	do func()
}

func (c *clock) Len() int { return len(c.queue) }
func (c *clock) Less(i, j int) bool {
	a, b := &c.queue[i], &c.queue[j]
	return a.at < b.at || a.at == b.at && a.n < b.n
}
func (c *clock) Swap(i, j int) { c.queue[i], c.queue[j] = c.queue[j], c.queue[i] }
func (c *clock) Push(x any)    { c.queue = append(c.queue, x.(event)) }
func (c *clock) Pop() any {
	last := c.queue[len(c.queue)-1]
	c.queue = c.queue[:len(c.queue)-1]
	return last
}

func (c *clock) after(d int64, do func()) {
	c.n++
	heap.Push(c, event{c.now + d, c.n, do})
}

// run lets happen what there is up to a time.
func (c *clock) run(until int64) {
	for len(c.queue) > 0 && c.queue[0].at <= until {
		e := heap.Pop(c).(event)
		c.now = e.at
		e.do()
	}
	c.now = until
}

// openRound begins the cooldown of the next round.
func (s *server) openRound() {
	s.rounds++
	s.round = "round " + string(rune('a'+s.rounds))
	s.tick, s.price, s.low, s.live = -1, 1, 1, false
	s.rug = 1 + int(s.random.ExpFloat64()*60)
	if s.random.IntN(2) == 0 {
		s.rug = 45 + s.random.IntN(60) // side bets are lost and won
	}
	s.count(15_000)
}

func (s *server) count(leftMS int) {
	switch {
	case leftMS == 0:
		s.begin()
		return
	case leftMS == 10_000:
		s.book.NewRound()
		s.fresh, s.sale = 0, true
	}
	s.frame(s.round, game.Frame{CooldownMS: game.Some(leftMS)})
	if s.sale {
		s.look()
	}
	s.clock.after(500*ms, func() { s.count(leftMS - 500) })
}

func (s *server) begin() {
	s.live, s.tick = true, 0
	s.look()
	s.sayTick()
}

func (s *server) sayTick() {
	s.frame(s.round, game.Frame{Tick: game.Some(s.tick), Price: game.Some(s.price)})
	s.sayRow()
	s.clock.after(250*ms+s.random.Int64N(60)*ms, s.play)
}

func (s *server) play() {
	if s.tick++; s.tick == s.rug {
		s.end()
		return
	}
	if s.random.IntN(12) > 0 { // now and then two ticks have one price
		s.price *= 1 + (s.random.Float64()-0.48)*0.1
	}
	s.low = min(s.low, s.price)
	s.sayTick()
	if _, lost := s.book.Live(s.tick + 1); lost {
		s.sayPurse()
	}
	s.look()
}

func (s *server) end() {
	s.live, s.sale, s.price = false, false, s.low*0.02
	s.frame(s.round, game.Frame{Rugged: game.Some(true), Tick: game.Some(s.tick), Price: game.Some(s.price)})
	s.sayRow()
	settled := s.book.Rug(s.tick, s.price)
	if len(settled.Entries()) > 0 {
		s.sayPurse()
	}
	s.look()
	s.clock.after(600*ms, s.sayRow)
	s.clock.after(700*ms, s.openRound)
}

func (s *server) look() {
	s.shown = seen{s.book.PnL(s.price), s.book.Position(), s.book.State(), s.book.State().Invested > 0}
	s.fresh = 0
}

// order does an order that came.
func (s *server) order(o guard.Order, round string, sentNS int64) {
	tick, price := max(s.tick, 0), s.price
	var entry ledger.Entry
	err := errors.New("not now")
	switch {
	case !s.sale || s.random.Float64() < s.refuse:
	case o.Action == strategy.Buy:
		entry, err = s.book.Buy(tick, price, o.Amount)
	case o.Action == strategy.Side:
		if entry, err = s.book.PlaceBet(tick, o.Amount); err == nil {
			s.fresh += o.Amount
		}
	case s.live:
		entry, err = s.book.Sell(tick, price, o.Part)
	}
	s.fates[o.Key] = fate{err == nil, entry.Tick, entry.Price, s.round != round}
	if err == nil && s.round != round {
		s.strayed()
	}
	ack := Ack{Amount: o.Amount, Part: o.Part, SentNS: sentNS, Success: game.Some(err == nil)}
	ack.Name = map[strategy.Action]string{strategy.Buy: BuyOrder, strategy.Sell: SellOrder, strategy.Side: SideOrder}[o.Action]
	if err == nil && o.Action != strategy.Side {
		ack.Price = game.Some(price)
	}
	s.page(Heard{Ack: &ack})
	if err != nil {
		return
	}
	if o.Action == strategy.Side && s.live {
		s.page(Heard{Bet: &game.SideBet{Start: tick, End: tick + ledger.BetWindow, Stake: o.Amount}})
	}
	s.sayPurse()
}

func (s *server) sayPurse() {
	held, state := s.book.Position(), s.book.State()
	s.page(Heard{Purse: &game.Purse{
		Cash: game.Some(s.book.Balance().Float()), CumulativePnL: game.Some(0.0),
		Quantity: game.Some(held.Quantity), AvgCost: game.Some(held.AvgCost), Invested: game.Some((state.Invested + state.Stakes).Float()),
	}})
}

func (s *server) sayRow() {
	v := &s.shown
	invested := (v.state.Invested + v.state.Stakes + s.fresh).Float()
	percent := 0.0
	if invested != 0 {
		percent = v.pnl.Total / invested * 100
	}
	row := game.Standing{
		Player: "p", PnL: game.Some(v.pnl.Total), RegularPnL: game.Some(v.pnl.Regular), SidebetPnL: game.Some(v.pnl.Sidebet),
		ShortPnL: game.Some(0.0), Percent: game.Some(percent), Quantity: game.Some(v.held.Quantity), AvgCost: game.Some(v.held.AvgCost),
		Invested: game.Some(invested), HasTrades: game.Some(v.traded), BetActive: game.Some(false), Bet: game.Some[*game.StandingWager](nil),
	}
	if bet := v.state.Bet; bet != nil {
		row.BetActive = game.Some(true)
		row.Bet.Value = &game.StandingWager{Start: bet.Start, End: bet.End, Stake: bet.Stake, Pays: game.Some(5.0)}
	}
	s.page(Heard{Standing: &row, Round: s.round})
}
