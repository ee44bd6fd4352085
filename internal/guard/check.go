package guard

import (
	"math"
	"time"

	"rugtape/internal/game"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// orderLife is how long an approval lasts: some forty ticks.
const orderLife = int64(10 * time.Second)

// MaxAmount bounds what is staked at once, so that no sum of stakes overflows.
const MaxAmount = ledger.Limit

// Now is what the guard has to know of the moment at which it checks.
type Now struct {
	TimeNS  int64 // Unix nanoseconds, by a clock that may be set back
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
	code, value, limit := g.live(in)
	if code == "" {
		code, value, limit = g.possible(in, now)
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

// live tells whether orders to the real game are on, or sales alone.
func (g *Guard) live(in strategy.Intent) (Code, float64, float64) {
	switch a := g.state.Arming; {
	case !g.state.Live:
	case in.Action == strategy.Sell && g.state.ClockNS < g.state.ExitNS:
	case a == Arming{}:
		return NotArmed, 0, 0
	case g.state.ClockNS >= a.UntilNS:
		return Expired, float64(g.state.ClockNS), float64(a.UntilNS)
	}
	return "", 0, 0
}

// possible tells whether the game takes such an order now.
func (g *Guard) possible(in strategy.Intent, now Now) (Code, float64, float64) {
	if !(now.Decided >= 0 && now.Decided <= math.MaxFloat64) {
		return Invalid, now.Decided, 0
	}
	switch in.Action {
	case strategy.Buy, strategy.Side:
		if in.Amount <= 0 || in.Amount > MaxAmount {
			return Invalid, now.Decided, 0
		}
		if all := g.state.pending() + in.Amount; all > now.Balance {
			return NoFunds, float64(all), float64(now.Balance)
		}
		if in.Action == strategy.Side && now.HasBet {
			return BetOpen, 0, 0
		}
	case strategy.Sell:
		if !(in.Part > 0 && in.Part <= 1) {
			return Invalid, now.Decided, 0
		}
		if now.Phase == game.PhasePresale {
			return WrongPhase, 0, 0
		}
		if !now.Holds {
			return NoPosition, 0, 0
		}
	default:
		return Invalid, now.Decided, 0
	}
	return "", 0, 0
}

// sale tells whether a sale can be placed: one at a time, so that none is
// counted on twice. One that is unknown does not keep from trying again: to have
// sold twice is no risk.
func (g *Guard) sale() (Code, float64, float64) {
	for i := range g.state.Orders {
		if o := &g.state.Orders[i]; o.Action == strategy.Sell && (o.Life == Approval || o.Life == Sent) {
			return Busy, 1, 1
		}
	}
	if n := g.Waiting(); n == MaxOpen {
		return Busy, float64(n), MaxOpen
	}
	return "", 0, 0
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
	if n := g.Waiting(); n >= MaxOpen-1 { // a place is kept for a sale
		return Busy, float64(n), MaxOpen - 1
	}
	return "", 0, 0
}

// timely holds the moment against the limits of time and price.
func (g *Guard) timely(now Now) (Code, float64, float64) {
	s, l := &g.state, &g.state.Limits
	// A frame from the future was told by a clock that has been set back since:
	// its age is not known. (s.ClockNS never falls; here the true time counts.)
	if age := now.TimeNS - now.FrameNS; l.StaleAfter > 0 && (age < 0 || age > int64(l.StaleAfter)) {
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
// A loss is reckoned as if all that is open or on its way were lost: with what
// this period has lost or won so far, and alone, for in the midst of a round a new
// session or day may begin.
func (g *Guard) amounts(in strategy.Intent) (Code, float64, float64) {
	s, l := &g.state, &g.state.Limits
	most := l.Stake
	if in.Action == strategy.Side {
		most = l.SideStake
	}
	underway := s.pending() + in.Amount
	open := s.Held + s.Bet + underway
	for _, c := range [...]struct {
		code         Code
		value, limit money.Lamports
	}{
		{OverStake, in.Amount, most},
		{OverExposure, open, l.Exposure},
		{OverRound, underway - s.RoundNet, l.RoundLoss},
		{OverSession, max(open, underway-s.SessionNet), l.SessionLoss},
		{OverDay, max(open, underway-s.DayNet), l.DayLoss},
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
		Key: s.Key, Life: Approval, Action: in.Action, Round: s.Round,
		Tick: now.Tick, Price: now.Decided, AtNS: s.ClockNS, ExpiresNS: s.ClockNS + orderLife,
	}
	a := Approved{low: 0, high: math.Inf(1)}
	if o.Sells() {
		o.Part = in.Part
	} else {
		o.Amount = in.Amount
		s.Recent[s.Placed%MaxPerMinute] = s.ClockNS
		s.Placed++
		if d := s.Limits.Deviation; d > 0 {
			a.low, a.high = o.Price*(1-d), o.Price*(1+d)
		}
	}
	s.Orders[s.free()] = o
	a.order = o
	return a
}
