package guard

import (
	"errors"
	"fmt"
	"math"

	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// MaxOpen is how many orders may be on their way at one time.
const MaxOpen = 8

// State is all that the guard remembers. It is a value without pointers: a
// copy is a snapshot. Whoever stores it does so before the action that it
// allows, and never puts an older one (by Seq) in the place of a newer.
type State struct {
	Seq    uint64 // rises with every change
	Limits Limits
	Live   bool // orders go to the real game, and need an arming

	ClockNS int64 // the latest time seen; it never falls
	Session uint64
	Day     int64 // days of UTC since 1970; it never falls
	Round   uint64
	RoundID string // "" for a round without a name

	// What the balance has changed by within the period, negative for a loss.
	// What was open when the period began counts as paid within it.
	RoundNet, SessionNet, DayNet money.Lamports

	// The round that was open when the session and the day began, or was the
	// last then. What it brings counts in the new period at most as what it had cost: it
	// may have been sold before, and be told only now.
	SessionIn, DayIn uint64

	Held money.Lamports // the cost of what is held
	Bet  money.Lamports // the stake of the open side bet

	Losing  int  // rounds in a row that lost, before this one
	Settled bool // the round is over and its end is booked
	// Doubt is set in a round that was open at a restart, or whose trades were
	// told out of order: the books may be wrong, and what it brings is not counted.
	Doubt bool

	Key    uint64         // of the last order
	Orders [MaxOpen]Order // those on their way; free places are zero

	Placed uint64              // orders that took a risk, ever
	Recent [MaxPerMinute]int64 // when the last of them were approved: order n at n % MaxPerMinute

	Stopped bool
	Arming  Arming
	ExitNS  int64 // until when sales are let through without an arming, 0 for not
}

const (
	dayNS    = int64(24 * 60 * 60 * 1e9)
	minuteNS = int64(60 * 1e9)
)

// pending is what the orders on their way can lose.
func (s *State) pending() money.Lamports {
	sum := money.Lamports(0)
	for i := range s.Orders {
		if s.Orders[i].Life != None {
			sum += s.Orders[i].risk()
		}
	}
	return sum
}

// free is a place for an order; there is one, as was seen before.
func (s *State) free() int {
	for i := range s.Orders {
		if s.Orders[i].Life == None {
			return i
		}
	}
	panic("guard: no place for an order that was approved")
}

// possible says what in a state no guard can have.
func (s *State) possible() error {
	if err := s.Limits.Check(); err != nil {
		return err
	}
	switch {
	case s.Seq == 0 || s.Session == 0:
		return errors.New("it is empty")
	case s.ClockNS < 0 || s.Day < 0 || s.Day > s.ClockNS/dayNS:
		return fmt.Errorf("day %d at %d ns", s.Day, s.ClockNS)
	case min(s.Held, s.Bet) < 0 || max(s.Held, s.Bet) > mostNet || s.Losing < 0:
		return fmt.Errorf("%v SOL are held, %v bet, %d rounds lost", s.Held, s.Bet, s.Losing)
	case max(s.RoundNet, s.SessionNet, s.DayNet) > mostNet || min(s.RoundNet, s.SessionNet, s.DayNet) < -mostNet:
		return fmt.Errorf("changes of %v, %v and %v SOL", s.RoundNet, s.SessionNet, s.DayNet)
	case s.Placed > s.Key:
		return fmt.Errorf("%d orders of %d", s.Placed, s.Key)
	case !s.Live && (s.Arming != Arming{} || s.ExitNS != 0):
		return errors.New("it is armed, on paper")
	case s.ExitNS < 0 || s.ExitNS-s.ClockNS > int64(MaxExit) || s.Arming.UntilNS < 0 || s.Arming.UntilNS-s.ClockNS > int64(MaxArming):
		return fmt.Errorf("armed until %d ns, sales until %d ns, at %d", s.Arming.UntilNS, s.ExitNS, s.ClockNS)
	}
	for i := range s.Recent {
		if s.Recent[i] < 0 || s.Recent[i] > s.ClockNS {
			return fmt.Errorf("an order at %d ns, later than %d", s.Recent[i], s.ClockNS)
		}
	}
	for i := range s.Orders {
		if err := s.holds(i); err != nil {
			return err
		}
	}
	return nil
}

// holds says why the order at a place is none that can be on its way.
func (s *State) holds(i int) error {
	o := &s.Orders[i]
	if o.Life == None && *o == (Order{}) {
		return nil
	}
	risk := o.Action == strategy.Buy || o.Action == strategy.Side
	bad := o.Life == None || int(o.Life) >= len(lifeNames) || o.Life.over() || o.Key == 0 || o.Key > s.Key || o.Round > s.Round ||
		!risk && !o.Sells() || risk && (o.Amount <= 0 || o.Amount > MaxAmount) || o.Sells() && !(o.Part > 0 && o.Part <= 1) ||
		!(o.Price >= 0 && o.Price <= math.MaxFloat64)
	for j := range s.Orders[:i] {
		bad = bad || s.Orders[j].Key == o.Key
	}
	if bad {
		return fmt.Errorf("order %d is %s: %s of %v SOL, part %v", o.Key, o.Life, o.Action, o.Amount, o.Part)
	}
	return nil
}

// advance lets the clock go on. A new day begins with all that is open
// counted as lost in it; the first that is seen begins nothing.
func (s *State) advance(nowNS int64) {
	if nowNS <= s.ClockNS {
		return
	}
	first := s.ClockNS == 0
	s.ClockNS = nowNS
	if day := nowNS / dayNS; day > s.Day {
		s.Seq++
		s.Day = day
		if !first {
			s.DayNet, s.DayIn = -(s.Held + s.Bet), s.Round
		}
	}
}

// inRound is the round that is open, 0 for none.
func (s *State) inRound() uint64 {
	if s.Settled {
		return 0
	}
	return s.Round
}

// last is when the n-th last order was approved, or false if there were fewer.
func (s *State) last(n int) (ns int64, ok bool) {
	if s.Placed < uint64(n) {
		return 0, false
	}
	return s.Recent[(s.Placed-uint64(n))%MaxPerMinute], true
}

// pay books a change of the balance by the round, of which freed had been at
// risk.
func (s *State) pay(cash, freed money.Lamports) {
	add(&s.RoundNet, cash)
	s.payPeriods(s.Round, cash, freed)
}

// payPeriods books in the session and the day what a round paid or brought.
func (s *State) payPeriods(round uint64, cash, freed money.Lamports) {
	for _, p := range [...]struct {
		net *money.Lamports
		in  uint64
	}{{&s.SessionNet, s.SessionIn}, {&s.DayNet, s.DayIn}} {
		if p.in == round {
			add(p.net, min(cash, freed))
		} else {
			add(p.net, cash)
		}
	}
}

// mostNet bounds a sum of bookings, so that none ever overflows.
const mostNet = money.Lamports(1) << 60

func add(net *money.Lamports, cash money.Lamports) {
	*net = min(max(*net+min(max(cash, -mostNet), mostNet), -mostNet), mostNet)
}
