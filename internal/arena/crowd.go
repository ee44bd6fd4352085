package arena

import (
	"encoding/hex"
	"math"
	"math/rand/v2"

	"rugtape/internal/money"
)

// crowd are the simulated players. They draw from a stream of their own, so
// that what the clients' players do changes nothing for them.
type crowd struct {
	rand    *rand.Rand
	members []*member
}

// member is a simulated player and its habits.
type member struct {
	*player
	stake   money.Lamports // that it plays for, roughly
	early   float64        // chance to buy before the round
	eager   float64        // chance to buy at a tick while it holds nothing
	patient float64        // chance to keep what it holds at a tick, whatever the price
	greed   float64        // times its average at which it sells
	gambles float64        // chance to place a side bet at a tick while none runs
}

const (
	crowdBalance = 20 * money.PerSOL
	crowdPoor    = money.PerSOL / 10 // below which it is given crowdBalance anew
	crowdDust    = 0.002             // SOL, below which it sells all or nothing
)

// gather makes n simulated players and puts them among the world's.
func (c *crowd) gather(w *world, seed uint64, n int) {
	c.rand = rand.New(rand.NewPCG(seed, crowdStream))
	for i := range n {
		m := &member{
			player:  &player{id: "did:rugtape:" + c.hex(12), level: 1 + c.rand.IntN(80)},
			stake:   money.Lamports(math.Round(math.Exp(c.rand.Float64()*4.5))) * minStake * 2,
			early:   c.rand.Float64() * 0.5,
			eager:   0.005 + 0.03*c.rand.Float64(),
			patient: 1 - 1/(10+70*c.rand.Float64()),
			greed:   1.05 + c.rand.ExpFloat64()*0.6,
		}
		if c.rand.IntN(3) > 0 {
			m.gambles = 0.02 + 0.1*c.rand.Float64()
		}
		if c.rand.IntN(8) > 0 {
			m.name = crowdName(c.rand.IntN(1000), i)
		}
		m.book.Reopen(crowdBalance)
		c.members = append(c.members, m)
		w.players = append(w.players, m.player)
	}
}

// crowdName is made of two words and a number, so that it is nobody's.
func crowdName(n, i int) string {
	first := [...]string{"Paper", "Tin", "Velvet", "Copper", "Quiet", "Marble", "Salt", "Amber", "Cloud", "Rusty"}
	second := [...]string{"Kite", "Lantern", "Otter", "Comet", "Button", "Anchor", "Thimble", "Sparrow", "Pebble", "Sail"}
	return first[n%10] + second[n/10%10] + string(rune('0'+n/100)) + string(rune('0'+i%10))
}

func (c *crowd) hex(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(c.rand.Uint32())
	}
	return hex.EncodeToString(b)
}

// newRound gives who is poor a new account.
func (c *crowd) newRound() {
	for _, m := range c.members {
		if m.book.Balance() < crowdPoor {
			m.profit += m.book.Balance() - crowdBalance
			m.book.Reopen(crowdBalance)
		}
	}
}

// amount is about the member's stake, in thousandths of a SOL as most of the
// site's players choose it.
func (c *crowd) amount(m *member) money.Lamports {
	n := math.Round(float64(m.stake/minStake) * (0.5 + c.rand.Float64()))
	return min(maxStake, max(minStake, money.Lamports(n)*minStake))
}

// A refused order of a simulated player, mostly for lack of funds, is no
// matter: it goes without.

// presale lets the crowd buy and bet before the round.
func (c *crowd) presale(w *world) {
	const steps = presaleMS / 100
	for _, m := range c.members {
		if c.rand.Float64() < m.early/steps && m.trades == 0 {
			_, _ = w.buy(m.player, c.amount(m))
		}
		if m.bets == 0 && c.rand.Float64() < 4*m.gambles/steps {
			_ = w.bet(m.player, c.amount(m))
		}
	}
}

// live lets the crowd act at a tick: each does one thing at most.
func (c *crowd) live(w *world) {
	for _, m := range c.members {
		if !c.trade(w, m) {
			c.gamble(w, m)
		}
	}
}

// trade buys or sells, if the member wants to.
func (c *crowd) trade(w *world, m *member) bool {
	held := m.book.Position()
	var err error
	switch {
	case held.Quantity == 0 && c.rand.Float64() < m.eager:
		_, err = w.buy(m.player, c.amount(m))
	case held.Quantity == 0:
		return false
	case w.price() > m.greed*held.AvgCost && c.rand.IntN(3) == 0, c.rand.Float64() > m.patient:
		part := [...]float64{1, 1, 1, 0.5, 0.5, 0.25, 0.1}[c.rand.IntN(7)]
		if float64(held.Quantity*w.price()) < crowdDust {
			part = 1
		}
		_, err = w.sell(m.player, part)
	case w.tick > 0 && held.Lots < 4 && c.rand.Float64() < m.eager/4:
		_, err = w.buy(m.player, c.amount(m))
	default:
		return false
	}
	return err == nil
}

func (c *crowd) gamble(w *world, m *member) {
	if _, running := m.book.Bet(); !running && c.rand.Float64() < m.gambles {
		_ = w.bet(m.player, c.amount(m))
	}
}

// line is what somebody says, now and then.
func (c *crowd) line() (line string, from *player, ok bool) {
	if len(c.members) == 0 || c.rand.IntN(240) > 0 {
		return "", nil, false
	}
	lines := [...]string{"gl all", "out", "in again", "so close", "to the moon", "too early", "one more round", "who holds?", "nice one", "that was quick"}
	return lines[c.rand.IntN(len(lines))], c.members[c.rand.IntN(len(c.members))].player, true
}
