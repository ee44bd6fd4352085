package guard

import "fmt"

// Guard checks intents and remembers what they may cost. It is not safe for
// use by several goroutines: the loop that owns it gives it its order.
type Guard struct{ state State }

// New starts a guard of a session that has placed no order. The limits must
// pass Check.
func New(l Limits, live bool) Guard {
	return Guard{State{Seq: 1, Limits: l, Live: live, Session: 1, Settled: true}}
}

// FromState goes on from a state. It fails on one that no guard can have.
//
// In the middle of a round nobody knows what was told and not stored: what
// comes back from this round is then not counted, and what is at risk stays so
// until it is over.
func FromState(s State) (Guard, error) {
	if err := s.possible(); err != nil {
		return Guard{}, fmt.Errorf("the guard's state cannot be: %w", err)
	}
	s.Doubt = s.Doubt || !s.Settled
	return Guard{s}, nil
}

// Continue goes on from a state with limits that are chosen anew, as FromState
// does otherwise: what this session and day have lost, the rate of the orders, a
// Stop and the orders on their way are as they were, and no key comes twice. It is not
// armed: an arming was for other limits. An order of Life Approval was never given
// out, as far as the state tells; whoever knows that for certain reports it as
// Refused.
func Continue(s State, l Limits, live bool) (Guard, error) {
	if err := l.Check(); err != nil {
		return Guard{}, err
	}
	g, err := FromState(s)
	if err != nil {
		return Guard{}, err
	}
	g.Disarm()
	g.state.Seq++
	g.state.Limits, g.state.Live = l, live
	return g, nil
}

// State is a copy of all that is remembered.
func (g *Guard) State() State { return g.state }

// Seq rises with every change of the state.
func (g *Guard) Seq() uint64 { return g.state.Seq }

// Report takes what a venue did with an order and gives the order back; a
// stake is booked. It is false, and nothing changes, where no such order is on its
// way or where the table of transitions does not have it: each order ends once.
func (g *Guard) Report(r Report) (Order, bool) {
	i := g.find(r.Key)
	if i < 0 || !g.state.Orders[i].Life.may(r.Life) {
		return Order{}, false
	}
	g.state.Seq++
	o := g.state.Orders[i]
	was := o.Life
	o.Life = r.Life
	if o.Life == Confirmed {
		g.state.confirm(&o, was)
	}
	if o.Life.over() {
		g.state.Orders[i] = Order{}
	} else {
		g.state.Orders[i] = o
	}
	return o, true
}

// Advance lets the guard's clock go on; every check does as well. It does not
// go back.
func (g *Guard) Advance(nowNS int64) { g.state.advance(nowNS) }

// Live tells whether orders go to the real game.
func (g *Guard) Live() bool { return g.state.Live }

// Round is the guard's count of rounds, as orders name theirs.
func (g *Guard) Round() uint64 { return g.state.Round }

// Current tells whether an order was approved in the round that is open.
func (g *Guard) Current(o *Order) bool { return o.Round == g.state.inRound() }

// Orders are those on their way; free places are zero. An order keeps its
// place until it is over.
func (g *Guard) Orders() [MaxOpen]Order { return g.state.Orders }

// Order gives an order that is on its way by its key.
func (g *Guard) Order(key uint64) (Order, bool) {
	if i := g.find(key); i >= 0 {
		return g.state.Orders[i], true
	}
	return Order{}, false
}

func (g *Guard) find(key uint64) int {
	for i := range g.state.Orders {
		if o := &g.state.Orders[i]; o.Life != None && o.Key == key {
			return i
		}
	}
	return -1
}

// Waiting is how many orders are on their way.
func (g *Guard) Waiting() int {
	n := 0
	for i := range g.state.Orders {
		if g.state.Orders[i].Life != None {
			n++
		}
	}
	return n
}

// ExpireNS is when the first order on its way that is not yet unknown
// expires, 0 if there is none.
func (g *Guard) ExpireNS() int64 {
	first := int64(0)
	for i := range g.state.Orders {
		o := &g.state.Orders[i]
		if (o.Life == Approval || o.Life == Sent) && (first == 0 || o.ExpiresNS < first) {
			first = o.ExpiresNS
		}
	}
	return first
}
