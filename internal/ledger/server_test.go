package ledger

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"rugtape/internal/game"
	"rugtape/internal/money"
)

// server plays rounds with players and tells their standings as the game's
// server does, with its delays. Its books are the twin's.
type server struct {
	random  *rand.Rand
	players []*client
	prices  []float64
	hide    float64 // the chance of a player not to be among the first ten for a while
	crude   bool    // amounts have up to nine decimal places
	cutIn   int     // the first frame that is told

	frames []told
}

// told is a frame with its leaderboard.
type told struct {
	event game.Event
	rows  []game.Standing
}

// client is a player on the server.
type client struct {
	id     string
	twin   twin
	orders []order
	bets   []order
	hidden int // frames to come without the player
	traded bool
}

// order is done at a tick.
type order struct {
	tick   int
	buy    money.Lamports
	part   float64
	stake  money.Lamports
	quoted float64 // its price
}

const simulated = "20250101-00000000000000aa"

func newServer(seed uint64, players, ticks int) *server {
	s := &server{random: rand.New(rand.NewPCG(seed, 1))}
	for i := range players {
		s.players = append(s.players, &client{id: fmt.Sprintf("p-%d", i)})
	}
	for price := 1.0; len(s.prices) < ticks; price *= 1 + (s.random.Float64()-0.48)*0.2 {
		s.prices = append(s.prices, price)
	}
	return s
}

func (s *server) amount() money.Lamports {
	amount := money.Lamports(s.random.IntN(500)+1) * 1e6
	if s.crude && s.random.IntN(2) == 0 {
		amount += money.Lamports(s.random.IntN(1e6))
	}
	return amount
}

// decide lets the players act at a tick, each once at most.
func (s *server) decide(tick int) {
	for _, c := range s.players {
		o := order{tick: tick, quoted: s.prices[tick]}
		switch {
		case s.random.IntN(6) > 0 || tick >= len(s.prices)-1:
			continue
		case s.random.IntN(3) == 0:
			if n := len(c.bets); n == 0 || tick > c.bets[n-1].tick+40 {
				o.stake = money.Lamports(s.random.IntN(100)+1) * 1e6
				c.bets = append(c.bets, o)
			}
			continue
		case s.random.IntN(2) == 0:
			o.buy = s.amount()
		default:
			o.part = []float64{0.1, 0.25, 0.5, 1, 1, 1}[s.random.IntN(6)]
		}
		c.orders = append(c.orders, o)
	}
}

// catchUp does what a frame shows of the trades up to a tick, and of bets.
func (c *client) catchUp(trades, bets, live int) {
	for ; len(c.orders) > 0 && c.orders[0].tick <= trades; c.orders = c.orders[1:] {
		o := c.orders[0]
		if o.buy > 0 {
			c.twin.buy(o.quoted, int64(o.buy))
			c.traded = true
		} else if s := c.twin.part(o.part); s > 0 {
			c.twin.sell(o.quoted, s)
		}
	}
	if live >= 0 {
		c.twin.live(live)
	}
	for i := range c.bets {
		if o := &c.bets[i]; o.stake > 0 && o.tick <= bets {
			c.twin.placeBet(o.tick, int64(o.stake))
			o.stake = 0
		}
	}
}

func (c *client) row(tick int, price float64) game.Standing {
	w := &c.twin
	regular, invested := w.regular(price), w.invested()
	row := game.Standing{
		Player: c.id, RegularPnL: game.Some(regular), SidebetPnL: game.Some(w.side), ShortPnL: game.Some(0.0),
		PnL: game.Some(regular + w.side), Quantity: game.Some(w.q), AvgCost: game.Some(w.avg), Invested: game.Some(invested),
		Percent: game.Some(0.0), HasTrades: game.Some(c.traded), BetActive: game.Some(false), Bet: game.Some[*game.StandingWager](nil),
	}
	if invested > 0 {
		row.Percent.Value = (regular + w.side) / invested * 100
	}
	if w.betting && (tick >= w.betStart+2 || w.betStart == 0) {
		row.BetActive.Value = true
		row.Bet.Value = &game.StandingWager{Start: w.betStart, End: w.betStart + 40, Stake: money.Lamports(w.bet), Pays: game.Some(5.0)}
	}
	return row
}

// play runs a round and tells its frames.
func (s *server) play() []told {
	end := len(s.prices)
	for tick := range s.prices {
		s.decide(tick)
		f := &game.Frame{Round: simulated, Active: game.Some(true), Rugged: game.Some(false), Tick: game.Some(tick), Price: game.Some(s.prices[tick])}
		s.tell(f, tick, s.prices[max(tick-1, 0)], tick)
	}
	low := slices.Min(s.prices)
	rug := func(counter int) *game.Frame {
		return &game.Frame{Round: simulated, Active: game.Some(true), Rugged: game.Some(true), Tick: game.Some(counter), Price: game.Some(low * 0.02)}
	}
	s.tell(rug(end), end, s.prices[end-1], -1)
	for _, c := range s.players {
		c.catchUp(end, end, -1)
		c.twin.rug(end, low*0.02)
	}
	s.tell(rug(end+2), end+2, 0, -1)
	cooldown := &game.Frame{Round: "20250101-00000000000000bb", CooldownMS: game.Some(14_000), PreRoundBuys: game.Some(false)}
	s.tell(cooldown, end+3, 0, -1)
	return s.frames
}

func (s *server) tell(f *game.Frame, tick int, price float64, live int) {
	t := told{event: game.Event{Frame: f}}
	for _, c := range s.players {
		c.catchUp(tick-2, tick-1, live)
		if c.hidden > 0 {
			c.hidden--
			continue
		}
		if s.random.Float64() < s.hide {
			c.hidden = s.random.IntN(30)
		}
		if c.traded || c.twin.stakes > 0 || s.hide == 0 {
			t.rows = append(t.rows, c.row(tick, price))
		}
	}
	for back := min(4, tick); back > 0 && live >= 0; back-- {
		f.Partial = append(f.Partial, game.PricePoint{Tick: tick - back, Price: s.prices[tick-back]})
	}
	if tick == s.cutIn && s.cutIn > 0 {
		f.Prices = s.prices[:tick] // on connecting: with the standings of the next tick
		f.Tick.Value, f.Price.Value = tick-1, s.prices[tick-1]
	}
	if tick >= s.cutIn {
		s.frames = append(s.frames, t)
	}
}
