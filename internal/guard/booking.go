package guard

import (
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// NewRound begins a round. Nothing is held then: what was has been settled,
// or is lost. A round that is told again, after a restart, goes on as it was; the
// id is "" for one that has no name and is always new.
func (g *Guard) NewRound(id string) {
	s := &g.state
	if id != "" && id == s.RoundID {
		return
	}
	s.Seq++
	s.countRound()
	g.escalate()
	s.Round++
	s.RoundID = id
	s.RoundNet, s.Held, s.Bet, s.Settled, s.Doubt = 0, 0, 0, false, false
}

// countRound counts the round that is over among the losing ones. An order of
// it that is not explained counts as lost.
func (s *State) countRound() {
	net := s.RoundNet
	for i := range s.Orders {
		if o := &s.Orders[i]; o.Life != None && o.Round == s.Round {
			net -= o.risk()
		}
	}
	switch {
	case net < 0:
		s.Losing++
	case net > 0:
		s.Losing = 0
	}
}

// escalate gives up on orders that are still unknown at the end of the round
// after their own: only the user can say what became of them.
func (g *Guard) escalate() {
	for i := range g.state.Orders {
		if o := &g.state.Orders[i]; o.Life == Unknown && o.Round < g.state.Round {
			o.Life = Escalated
			g.state.Seq++
			g.Disarm()
		}
	}
}

// confirm books the stake of an order that was done. One of a round that is
// over is lost with it: what its end brought is not known here. One that was
// unknown was told out of order: sales around it were then of another quantity than
// the books have it.
func (s *State) confirm(o *Order, was Life) {
	s.Doubt = s.Doubt || was == Unknown && o.Round == s.Round
	switch risk := o.risk(); {
	case o.Sells():
	case o.Round != s.Round:
		s.payPeriods(o.Round, -risk, 0)
	case s.Settled:
		s.pay(-risk, 0)
	case o.Action == strategy.Side:
		s.pay(-risk, 0)
		add(&s.Bet, risk)
	default:
		s.pay(-risk, 0)
		add(&s.Held, risk)
	}
}

// Paid books what a sale brought, or that a side bet was lost while the round
// lives: the cash, and how much of the cost of what is held and of the stake of
// the side bet is at risk no more. After the end of the round it books by how much a late
// word of an order makes that end another one. A buy or a bet needs no such call: Report
// books its stake. While a sale is unknown, the books may hold more than there
// is, and what another one brings is not counted.
func (g *Guard) Paid(cash, held, bet money.Lamports) {
	s := &g.state
	if s.Doubt {
		return
	}
	s.Seq++
	if s.unknownSale() {
		cash = min(cash, 0)
	}
	s.pay(cash, held+bet)
	s.Held, s.Bet = max(0, s.Held-held), max(0, s.Bet-bet)
}

func (s *State) unknownSale() bool {
	for i := range s.Orders {
		if o := &s.Orders[i]; o.Life == Unknown && o.Sells() && o.Round == s.Round {
			return true
		}
	}
	return false
}

// RoundOver books the end of the round: what the rug and the side bet paid.
// It counts once a round, however often it is told.
func (g *Guard) RoundOver(id string, cash money.Lamports) {
	s := &g.state
	if s.Settled || id != s.RoundID {
		return
	}
	s.Seq++
	if s.Doubt {
		cash = min(cash, 0)
	}
	s.pay(cash, s.Held+s.Bet)
	s.Held, s.Bet, s.Settled = 0, 0, true
	g.escalate()
}

// Adopt puts what the server says is held and bet in the place of what was
// counted; change is by how much the balance that it says is off the books. What is
// missing counts as lost, be it that it was only taken out; what is held beyond the
// books counts as paid for; what there is more of counts as nothing. An order that
// is unknown stays at risk, and counts twice if it was done.
func (g *Guard) Adopt(change, held, bet money.Lamports) {
	s := &g.state
	s.Seq++
	more := held + bet - s.Held - s.Bet
	s.pay(min(0, change, -more), 0)
	s.Held, s.Bet = held, bet
}

// NewSession begins a session: its loss and the losing rounds count from 0
// again. What is open counts as lost in it.
func (g *Guard) NewSession() {
	s := &g.state
	s.Seq++
	s.Session++
	s.SessionNet, s.SessionIn, s.Losing = -(s.Held + s.Bet), s.Round, 0
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
