package guard

import (
	"fmt"
	"math"
	"time"

	"rugtape/internal/game"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// orderLife is how long an approval lasts: two seconds are eight ticks.
const orderLife = int64(10 * time.Second)

// Guard checks intents and remembers what they may cost. It is not safe for
// use by several goroutines: the loop that owns it gives it its order.
type Guard struct{ state State }

// New starts a guard of a session that has placed no order. The limits must
// pass Check.
func New(l Limits, live bool) Guard {
	return Guard{State{Seq: 1, Limits: l, Live: live, Session: 1, Settled: true}}
}

// FromState goes on from a state. It fails on one that no guard can have.
func FromState(s State) (Guard, error) {
	if err := s.Limits.Check(); err != nil {
		return Guard{}, err
	}
	for _, o := range s.Orders {
		if o.Life.over() || o.Key > s.Key || int(o.Life) >= len(lifeNames) {
			return Guard{}, fmt.Errorf("the guard's state holds order %d, %s, which cannot be", o.Key, o.Life)
		}
	}
	return Guard{s}, nil
}

// State is a copy of all that is remembered.
func (g *Guard) State() State { return g.state }

// Seq rises with every change of the state.
func (g *Guard) Seq() uint64 { return g.state.Seq }

// Now is what the guard has to know of the moment at which it checks.
type Now struct {
	TimeNS  int64 // Unix nanoseconds
	FrameNS int64 // when the newest frame was received, by the same clock
	Phase   game.Phase
	Tick    int
	Price   float64
	Decided float64 // the price that the intent was decided at
	Balance money.Lamports
	Holds   bool // something is held
	HasBet  bool // a side bet is open
}

// Check approves an intent or says why not. An approval is a change of the
// state: it is to be stored before the order is given to a venue.
func (g *Guard) Check(in strategy.Intent, now Now) (Approved, Refusal) {
	g.state.advance(now.TimeNS)
	code, value, limit := g.live()
	if code == "" {
		code, value, limit = possible(in, now)
	}
	if code == "" && in.Action == strategy.Sell {
		code, value, limit = g.sale()
	} else if code == "" {
		code, value, limit = g.risk(in, now)
	}
	if code != "" {
		return Approved{}, Refusal{code, in, value, limit}
	}
	return g.approve(in, now), Refusal{}
}

// live tells whether orders to the real game are on.
func (g *Guard) live() (Code, float64, float64) {
	switch a := g.state.Arming; {
	case !g.state.Live:
	case a == Arming{}:
		return NotArmed, 0, 0
	case g.state.ClockNS >= a.UntilNS:
		return Expired, float64(g.state.ClockNS), float64(a.UntilNS)
	}
	return "", 0, 0
}

// possible tells whether the game takes such an order now.
func possible(in strategy.Intent, now Now) (Code, float64, float64) {
	switch in.Action {
	case strategy.Buy, strategy.Side:
		if in.Amount <= 0 {
			return Invalid, float64(in.Amount), 0
		}
		if in.Amount > now.Balance {
			return NoFunds, float64(in.Amount), float64(now.Balance)
		}
		if in.Action == strategy.Side && now.HasBet {
			return BetOpen, 0, 0
		}
	case strategy.Sell:
		if !(in.Part > 0 && in.Part <= 1) {
			return Invalid, in.Part, 0
		}
		if now.Phase == game.PhasePresale {
			return WrongPhase, 0, 0
		}
		if !now.Holds {
			return NoPosition, 0, 0
		}
	default:
		return Invalid, float64(in.Action), 0
	}
	return "", 0, 0
}

// sale tells whether a sale can be placed: one at a time, so that none is
// counted on twice.
func (g *Guard) sale() (Code, float64, float64) {
	for i := range g.state.Orders {
		if o := &g.state.Orders[i]; o.Life != None && o.Action == strategy.Sell {
			return Busy, 1, 1
		}
	}
	return g.room()
}

// risk holds a buy or a side bet against every limit.
func (g *Guard) risk(in strategy.Intent, now Now) (Code, float64, float64) {
	s := &g.state
	if s.Stopped {
		return Stopped, 0, 0
	}
	if s.Settled || !s.Limits.open(now.Phase) {
		return WrongPhase, 0, 0
	}
	if code, value, limit := g.onItsWay(in); code != "" {
		return code, value, limit
	}
	if code, value, limit := g.timely(now); code != "" {
		return code, value, limit
	}
	return g.amounts(in)
}

// onItsWay looks at the orders that are not explained yet.
func (g *Guard) onItsWay(in strategy.Intent) (Code, float64, float64) {
	for i := range g.state.Orders {
		switch o := &g.state.Orders[i]; {
		case o.Life == Unknown || o.Life == Escalated:
			return Unexplained, float64(o.Key), 0
		case o.Life != None && o.Action == strategy.Side && in.Action == strategy.Side:
			return BetOpen, 0, 0
		}
	}
	return g.room()
}

func (g *Guard) room() (Code, float64, float64) {
	if g.free() < 0 {
		return Busy, MaxOpen, MaxOpen
	}
	return "", 0, 0
}

// free is a free place for an order, or -1.
func (g *Guard) free() int {
	for i := range g.state.Orders {
		if g.state.Orders[i].Life == None {
			return i
		}
	}
	return -1
}

// timely holds the moment against the limits of time and price.
func (g *Guard) timely(now Now) (Code, float64, float64) {
	s, l := &g.state, &g.state.Limits
	if age := s.ClockNS - now.FrameNS; l.StaleAfter > 0 && age > int64(l.StaleAfter) {
		return Stale, float64(age), float64(l.StaleAfter)
	}
	if moved := math.Abs(now.Price/now.Decided - 1); l.Deviation > 0 && !(moved <= l.Deviation) {
		return Deviated, moved, l.Deviation
	}
	if last, ok := s.last(1); ok && l.MinGap > 0 && s.ClockNS-last < int64(l.MinGap) {
		return TooSoon, float64(s.ClockNS - last), float64(l.MinGap)
	}
	if l.PerMinute > 0 {
		if last, ok := s.last(l.PerMinute); ok && s.ClockNS-last < minuteNS {
			return OverRate, float64(l.PerMinute), float64(l.PerMinute)
		}
	}
	if l.LosingRounds > 0 && s.Losing >= l.LosingRounds {
		return OverStreak, float64(s.Losing), float64(l.LosingRounds)
	}
	return "", 0, 0
}

// amounts holds the stake, and what is at risk with it, against the limits.
// A loss is reckoned as if all that is open or on its way were lost.
func (g *Guard) amounts(in strategy.Intent) (Code, float64, float64) {
	s, l := &g.state, &g.state.Limits
	most := l.Stake
	if in.Action == strategy.Side {
		most = l.SideStake
	}
	underway := s.pending() + in.Amount
	for _, c := range [...]struct {
		code         Code
		value, limit money.Lamports
	}{
		{OverStake, in.Amount, most},
		{OverExposure, s.Held + s.Bet + underway, l.Exposure},
		{OverRound, underway - s.RoundNet, l.RoundLoss},
		{OverSession, underway - s.SessionNet, l.SessionLoss},
		{OverDay, underway - s.DayNet, l.DayLoss},
	} {
		if c.limit > 0 && c.value > c.limit {
			return c.code, float64(c.value), float64(c.limit)
		}
	}
	return "", 0, 0
}

// approve writes the order down.
func (g *Guard) approve(in strategy.Intent, now Now) Approved {
	s := &g.state
	s.Seq++
	s.Key++
	o := Order{
		Key: s.Key, Life: Approval, Action: in.Action, Amount: in.Amount, Part: in.Part,
		Tick: now.Tick, Price: now.Decided, AtNS: s.ClockNS, ExpiresNS: s.ClockNS + orderLife,
	}
	s.Orders[g.free()] = o
	if o.Action != strategy.Sell {
		s.Recent[s.Placed%MaxPerMinute] = s.ClockNS
		s.Placed++
	}
	a := Approved{order: o, low: 0, high: math.Inf(1)}
	if d := s.Limits.Deviation; d > 0 && o.Action != strategy.Sell {
		a.low, a.high = o.Price*(1-d), o.Price*(1+d)
	}
	return a
}

// Report takes what a venue did with an order and gives the order back. It is
// false, and nothing changes, where no such order is on its way or where the
// table of transitions does not have it: each order ends once.
func (g *Guard) Report(r Report) (Order, bool) {
	i := g.find(r.Key)
	if i < 0 || !g.state.Orders[i].Life.may(r.Life) {
		return Order{}, false
	}
	g.state.Seq++
	o := g.state.Orders[i]
	o.Life = r.Life
	if o.Life.over() {
		g.state.Orders[i] = Order{}
	} else {
		g.state.Orders[i] = o
	}
	return o, true
}

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
