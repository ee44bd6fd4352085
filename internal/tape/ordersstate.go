package tape

import (
	"fmt"
	"slices"

	"rugtape/internal/guard"
)

// Stage is how far an order came.
type Stage uint8

// The stages of an order that is open.
const (
	StageApproved  Stage = iota + 1 // and no further: it was never pressed, and never will be
	StagePressing                   // it may have been pressed
	StagePressed                    // it was; the server has said nothing
	StageUnknown                    // nor did it in time
	StageEscalated                  // only the user can say what became of it
)

var stageNames = [...]string{"none", "approved", "pressing", "pressed", "unknown", "escalated"}

func (s Stage) String() string {
	if int(s) < len(stageNames) {
		return stageNames[s]
	}
	return fmt.Sprintf("stage %d", uint8(s))
}

// OpenOrder is an order of which it is not known what became of it.
type OpenOrder struct {
	Order   guard.Order // as it was approved
	RoundID string      // in which it was
	Stage   Stage
	By      string // who approved it
	SinceNS int64  // when it came so far
	// PressingNS is from when on it may have been pressed, 0 if it was not.
	PressingNS int64
}

// MayBePressed tells whether it may have been pressed. One that may be is
// never pressed again.
func (o *OpenOrder) MayBePressed() bool { return o.Stage > StageApproved }

// OrdersState is what an orders journal comes to: the fold of its records. What
// it points to is never changed.
type OrdersState struct {
	Guard    *guard.State  // the last by its Seq, nil if there was none
	GuardNS  int64         // when that was
	Open     []OpenOrder   // by their keys
	Armed    *OrderRecord  // the arming, nil once it is over
	Alarms   []OrderRecord // that nobody has acknowledged, the latest at the end
	Disarmed *OrderRecord  // the last, nil if there was none
	Watchdog *OrderRecord  // the last thing that a watchdog did
	LastKey  uint64        // of the last order
}

// Find gives an open order by its key, nil if there is none.
func (s *OrdersState) Find(key uint64) *OpenOrder {
	for i := range s.Open {
		if s.Open[i].Order.Key == key {
			return &s.Open[i]
		}
	}
	return nil
}

// Unpressed are the orders that a guard, whose state is older than the last records, has
// on their way, and the journal as over: what ends an order without that state is that it
// was not pressed.
func (s *OrdersState) Unpressed(g *guard.Guard) (orders []guard.Order) {
	for _, o := range g.Orders() {
		if (o.Life == guard.Approval || o.Life == guard.Sent) && s.Find(o.Key) == nil {
			orders = append(orders, o)
		}
	}
	return orders
}

// Clone is a copy that the next records leave as it is.
func (s *OrdersState) Clone() OrdersState {
	c := *s
	c.Open, c.Alarms = slices.Clone(s.Open), slices.Clone(s.Alarms)
	return c
}

// Take folds a record, or says why it cannot follow; then nothing has changed. It
// keeps the record.
func (s *OrdersState) Take(r *OrderRecord) error {
	switch r.Kind {
	case OrderArmed:
		s.Armed = r
	case OrderDisarmed:
		s.Armed, s.Disarmed = nil, r
	case OrderAlarm:
		s.Alarms = append(s.Alarms, *r)
	case OrderAcknowledged:
		s.Alarms = nil
	case OrderWatchdog:
		s.Watchdog = r
	case OrderState:
	default:
		if err := s.takeOrder(r); err != nil {
			return err
		}
	}
	if r.Guard != nil && (s.Guard == nil || r.Guard.Seq >= s.Guard.Seq) {
		s.Guard, s.GuardNS = r.Guard, r.TimeNS
	}
	return nil
}

// takeOrder folds what is told of one order. What is told of one that is not
// open changes nothing; what would press one twice is refused.
func (s *OrdersState) takeOrder(r *OrderRecord) error {
	if r.Kind == OrderApproved {
		if r.Key <= s.LastKey {
			return fmt.Errorf("order %d is approved after order %d", r.Key, s.LastKey)
		}
		s.LastKey = r.Key
		s.Open = append(s.Open, OpenOrder{Order: r.Order(), RoundID: r.Guard.RoundID, Stage: StageApproved, By: r.By, SinceNS: r.TimeNS})
		return nil
	}
	o := s.Find(r.Key)
	switch {
	case r.Kind == OrderPressing && o == nil:
		return fmt.Errorf("order %d is over, or was never approved: it cannot be pressed", r.Key)
	case r.Kind == OrderPressing && o.MayBePressed():
		return fmt.Errorf("order %d may have been pressed already: it is not pressed again", r.Key)
	case o != nil:
		s.move(o, r)
	}
	return nil
}

// move brings an open order further. It never goes back.
func (s *OrdersState) move(o *OpenOrder, r *OrderRecord) {
	to := o.Stage
	switch r.Kind {
	case OrderPressing:
		to, o.PressingNS = StagePressing, r.TimeNS
	case OrderPressed:
		to = StagePressed
	case OrderSettled:
		switch r.Report().Life {
		case guard.Unknown:
			to = StageUnknown
		case guard.Escalated:
			to = StageEscalated
		default:
			s.end(r.Key)
			return
		}
	case OrderUnpressed, OrderClosed:
		s.end(r.Key)
		return
	}
	if to > o.Stage {
		o.Stage, o.SinceNS = to, r.TimeNS
	}
}

func (s *OrdersState) end(key uint64) {
	s.Open = slices.DeleteFunc(s.Open, func(o OpenOrder) bool { return o.Order.Key == key })
}
