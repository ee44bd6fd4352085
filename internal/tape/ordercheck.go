package tape

import (
	"fmt"
	"math"

	"rugtape/internal/guard"
)

// check says what cannot be in a record of its kind.
func (r OrderRecord) check() error {
	if r.Seq == 0 || r.By != ByApp && r.By != ByWatchdog {
		return fmt.Errorf("record %d by %.20q", r.Seq, r.By)
	}
	ok, rest := r.needs()
	rest.Seq, rest.TimeNS, rest.Kind, rest.By, rest.Guard = 0, 0, "", "", nil
	if !ok || rest != (OrderRecord{}) {
		return fmt.Errorf("the record %.20q lacks a member, or has one that it cannot have", r.Kind)
	}
	return nil
}

// needs tells whether all that its kind needs is there, and gives the record
// without what its kind may have.
func (r OrderRecord) needs() (ok bool, rest OrderRecord) {
	rest = r
	switch r.Kind {
	case OrderState:
		ok = r.Guard != nil
	case OrderArmed:
		ok = r.Host != "" && r.UntilNS > 0 && r.Guard != nil
		rest.Host, rest.UntilNS, rest.Strategy = "", 0, ""
	case OrderDisarmed, OrderWatchdog:
		ok, rest.Why = r.Why != "", ""
	case OrderAlarm:
		ok = r.Why != ""
		rest.Why, rest.Key = "", 0
	case OrderAcknowledged:
		ok = true
	default:
		return r.needsOfOrder()
	}
	return ok, rest
}

// needsOfOrder is needs for what is told of one order.
func (r OrderRecord) needsOfOrder() (ok bool, rest OrderRecord) {
	rest = r
	rest.Key = 0
	ok = r.Key > 0
	switch r.Kind {
	case OrderApproved:
		_, held := orderIn(r.Guard, r.Key)
		return ok && held, rest
	case OrderPressing:
		ok = ok && r.Amount >= 0 && r.Part >= 0 && r.Part <= 1
		rest.Label, rest.Amount, rest.Part = "", 0, 0
	case OrderPressed, OrderUnpressed:
		ok = ok && (r.Kind == OrderPressed || r.Code != "")
		rest.Code, rest.Why = "", ""
	case OrderSettled:
		ok = ok && lifeOf(r.Life) != guard.None && r.Tick >= 0 && r.Price >= 0 && r.Price <= math.MaxFloat64
		rest.Life, rest.Tick, rest.Price, rest.Evidence, rest.Code, rest.Why = "", 0, 0, "", "", ""
	case OrderClosed:
		rest.Done = false
	default:
		ok = false
	}
	return ok, rest
}

// Order is the order that a record of the kind OrderApproved begins.
func (r *OrderRecord) Order() guard.Order {
	o, _ := orderIn(r.Guard, r.Key)
	return o
}

func orderIn(s *guard.State, key uint64) (guard.Order, bool) {
	if s != nil {
		for i := range s.Orders {
			if o := &s.Orders[i]; o.Life == guard.Approval && o.Key == key {
				return *o, true
			}
		}
	}
	return guard.Order{}, false
}
