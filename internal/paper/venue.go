package paper

import (
	"fmt"
	"math/rand/v2"

	"rugtape/internal/guard"
)

// Codes of refusals that only a venue gives.
const (
	RoundOver  guard.Code = "round_over" // the rug came before the order was due
	Denied     guard.Code = "denied"     // by the model's dice
	OutOfRange guard.Code = "stakes"     // a stake that the site does not take
	Late       guard.Code = "expired"    // the approval has expired
	Repeated   guard.Code = "repeated"   // the order, or a later one, was given before
	Unapproved guard.Code = "unapproved" // it never passed the guard
)

// Venue carries orders out as its model says. Build it with New or FromState.
type Venue struct {
	model   Model
	dice    rand.PCG
	lastKey uint64
	queue   [guard.MaxOpen]waiting // in the order in which they came
	n       int
	reports [guard.MaxOpen + 1]guard.Report
}

// waiting is an order that is not due yet.
type waiting struct {
	guard.Approved
	due int // the tick at which it is done
}

// New makes a venue. The model must pass Check.
func New(m Model) *Venue {
	v := new(Venue)
	v.Reset(m)
	return v
}

// Reset makes the venue a new one, in the memory of the old.
func (v *Venue) Reset(m Model) {
	v.model, v.lastKey, v.n = m, 0, 0
	v.dice.Seed(m.Seed, 0)
}

// Waiting is how many orders are not due yet.
func (v *Venue) Waiting() int { return v.n }

// Submit takes an order. What can be said of it at once is: a refusal.
func (v *Venue) Submit(a guard.Approved, nowNS int64) []guard.Report {
	o := a.Order()
	code := v.refuses(&o, nowNS)
	if o.Key > v.lastKey {
		v.lastKey = o.Key
	}
	if code != "" {
		v.reports[0] = refused(o.Key, code)
		return v.reports[:1]
	}
	v.queue[v.n] = waiting{a, o.Tick + v.delay()}
	v.n++
	return nil
}

// refuses says why an order is not taken, or "".
func (v *Venue) refuses(o *guard.Order, nowNS int64) guard.Code {
	switch {
	case o.Key == 0:
		return Unapproved
	case o.Key <= v.lastKey:
		return Repeated
	case nowNS >= o.ExpiresNS:
		return Late
	case v.n == len(v.queue):
		return guard.Busy
	case !o.Sells() && (o.Amount < v.model.Least || v.model.Most > 0 && o.Amount > v.model.Most):
		return OutOfRange
	case v.model.Refuse > 0 && rand.New(&v.dice).Float64() < v.model.Refuse:
		return Denied
	}
	return ""
}

func (v *Venue) delay() int {
	if v.model.Jitter == 0 {
		return v.model.Delay
	}
	return v.model.Delay + rand.New(&v.dice).IntN(v.model.Jitter+1)
}

func refused(key uint64, code guard.Code) guard.Report {
	return guard.Report{Key: key, Life: guard.Refused, Code: code}
}

// Presale does all orders at the opening price of 1: there is time enough.
func (v *Venue) Presale() []guard.Report {
	return v.settle(func(w *waiting) guard.Report {
		return guard.Report{Key: w.Key(), Life: guard.Confirmed, Tick: 0, Price: 1}
	})
}

// Tick does the orders that are due at a live tick, at its price.
func (v *Venue) Tick(nowNS int64, tick int, price float64) []guard.Report {
	return v.settle(func(w *waiting) guard.Report {
		switch {
		case w.due > tick:
			return guard.Report{}
		case nowNS >= w.Order().ExpiresNS:
			return refused(w.Key(), Late)
		case !w.Within(price):
			return refused(w.Key(), guard.Deviated)
		}
		return guard.Report{Key: w.Key(), Life: guard.Confirmed, Tick: tick, Price: price}
	})
}

// Over refuses what is left: the round has rugged.
func (v *Venue) Over() []guard.Report {
	return v.settle(func(w *waiting) guard.Report { return refused(w.Key(), RoundOver) })
}

// settle asks what becomes of each order; the zero Report is nothing yet.
func (v *Venue) settle(of func(*waiting) guard.Report) []guard.Report {
	done, kept := 0, 0
	for i := range v.queue[:v.n] {
		r := of(&v.queue[i])
		if r.Key == 0 {
			v.queue[kept] = v.queue[i]
			kept++
			continue
		}
		v.reports[done] = r
		done++
	}
	v.n = kept
	return v.reports[:done]
}

// State is what the venue remembers between two rounds.
type State struct {
	LastKey uint64
	Dice    []byte
}

// State lays open what is remembered. It panics while orders wait: a snapshot
// is taken between two rounds, where none does.
func (v *Venue) State() State {
	if v.n > 0 {
		panic(fmt.Sprintf("paper: the state of a venue is taken while %d orders wait", v.n))
	}
	dice, _ := v.dice.MarshalBinary() // it does not fail
	return State{v.lastKey, dice}
}

// FromState makes a venue that goes on from a state.
func FromState(m Model, s State) (*Venue, error) {
	v := New(m)
	v.lastKey = s.LastKey
	if err := v.dice.UnmarshalBinary(s.Dice); err != nil {
		return nil, fmt.Errorf("the dice of the paper venue: %w", err)
	}
	return v, nil
}
