package guard

import "rugtape/internal/money"

// Paid books what an order did to the balance, with what is held and bet
// after it: the cost of the position and the stake of the open side bet.
func (g *Guard) Paid(cash, held, bet money.Lamports) {
	s := &g.state
	s.Seq++
	s.pay(cash)
	s.Held, s.Bet = held, bet
}

// NewRound begins a round. Nothing is held then: what was has been settled.
func (g *Guard) NewRound() {
	s := &g.state
	s.Seq++
	s.Round++
	s.RoundNet, s.Held, s.Bet, s.Settled = 0, 0, 0, false
}

// RoundOver books the end of the round: what the rug and the side bet paid.
// It counts once a round, however often it is told.
func (g *Guard) RoundOver(cash money.Lamports) {
	s := &g.state
	if s.Settled {
		return
	}
	s.Seq++
	s.pay(cash)
	s.Held, s.Bet, s.Settled = 0, 0, true
	switch {
	case s.RoundNet < 0:
		s.Losing++
	case s.RoundNet > 0:
		s.Losing = 0
	}
}

// NewSession begins a session: its loss and the losing rounds count from 0
// again. What is open counts as lost in it.
func (g *Guard) NewSession() {
	s := &g.state
	s.Seq++
	s.Session++
	s.SessionNet, s.Losing = -(s.Held + s.Bet), 0
}

// Expire makes unknown what should have been explained by now, and tells how
// many orders that were.
func (g *Guard) Expire(nowNS int64) int {
	g.state.advance(nowNS)
	n := 0
	for i := range g.state.Orders {
		o := &g.state.Orders[i]
		if (o.Life == Approval || o.Life == Sent) && o.ExpiresNS <= g.state.ClockNS {
			o.Life = Unknown
			g.state.Seq++
			n++
		}
	}
	return n
}
