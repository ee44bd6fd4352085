package app

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"rugtape/internal/guard"
	"rugtape/internal/round"
	"rugtape/internal/tape"
	"rugtape/internal/web"
)

// shownOrders is how many orders are held to be looked at; older ones are in
// the journal.
const shownOrders = 500

// orderShelf holds what the orders journal tells of the newest orders, for
// whoever wants to look. It is told of each record once that is durable.
type orderShelf struct {
	mu       sync.Mutex
	orders   []web.HandsOrder        // by key
	guards   map[uint64]*guard.State // as it let each of them through
	why      map[uint64]string
	most     int // orders that are held; 0 for shownOrders
	revision uint64
}

// because notes why an order was wanted, before it is written down.
func (s *orderShelf) because(key uint64, why string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.why == nil {
		s.why = map[uint64]string{}
	}
	s.why[key] = why
}

// take takes a record of the journal.
func (s *orderShelf) take(r tape.OrderRecord) {
	if r.Key == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revision++
	if r.Kind == tape.OrderApproved {
		s.begin(&r)
		return
	}
	i, found := s.find(r.Key)
	if !found {
		return // older than what is held
	}
	o := &s.orders[i]
	stage := web.HandsStage{Stage: string(r.Kind), AtNS: r.TimeNS, By: r.By, Text: r.Why}
	if r.By == tape.ByApp {
		stage.By = ""
	}
	switch r.Kind {
	case tape.OrderPressing:
		o.Pressed = "maybe"
		stage.Text = "label read: " + r.Label
	case tape.OrderPressed:
		o.Pressed = "yes"
	case tape.OrderUnpressed:
		o.Pressed, o.Life, o.Code, o.Text = "no", guard.Refused.String(), r.Code, r.Why
	case tape.OrderSettled:
		o.Life, o.Code, o.Text = r.Life, r.Code, cmp.Or(r.Why, r.Evidence)
		stage.Stage, stage.Text = r.Life, cmp.Or(r.Evidence, r.Why, r.Code)
		if r.Life == guard.Confirmed.String() {
			o.Text, o.Done = "", &web.HandsDone{Tick: r.Tick, Price: r.Price}
		}
	case tape.OrderClosed:
		stage.By, o.Life = "user", guard.Refused.String()
		stage.Text = "the user says that it was not done"
		if r.Done {
			o.Life, stage.Text = guard.Confirmed.String(), "the user says that it was done"
		}
	default:
		return
	}
	o.Stages = append(slices.Clip(o.Stages), stage)
}

// begin begins an order.
func (s *orderShelf) begin(r *tape.OrderRecord) {
	order := r.Order()
	o := web.HandsOrder{
		Key: r.Key, Action: strings.ToUpper(order.Action.String()), Amount: order.Amount, Part: order.Part,
		Round: r.Guard.RoundID, Tick: order.Tick, Price: order.Price, Why: s.why[r.Key],
		Life: guard.Approval.String(), Pressed: "no",
		Stages: []web.HandsStage{{Stage: string(r.Kind), AtNS: r.TimeNS}},
	}
	if r.By != tape.ByApp {
		o.Stages[0].By = r.By
	}
	delete(s.why, r.Key)
	if len(s.orders) == cmp.Or(s.most, shownOrders) {
		delete(s.guards, s.orders[0].Key)
		s.orders = slices.Delete(s.orders, 0, 1)
	}
	if s.guards == nil {
		s.guards = map[uint64]*guard.State{}
	}
	s.guards[r.Key] = r.Guard
	s.orders = append(s.orders, o)
}

func (s *orderShelf) find(key uint64) (int, bool) {
	return slices.BinarySearchFunc(s.orders, key, func(o web.HandsOrder, key uint64) int { return cmp.Compare(o.Key, key) })
}

// list gives orders below a key, the newest first.
func (s *orderShelf) list(before uint64, limit int) []web.HandsOrder {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []web.HandsOrder{}
	for _, o := range slices.Backward(s.orders) {
		if len(out) == limit {
			break
		}
		if before == 0 || o.Key < before {
			out = append(out, o)
		}
	}
	return out
}

// get gives one order.
func (s *orderShelf) get(key uint64) (web.HandsOrder, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, found := s.find(key)
	if !found {
		return web.HandsOrder{}, fmt.Errorf("%w: there is no order %d among the last %d", round.ErrUnknown, key, shownOrders)
	}
	return s.orders[i], nil
}

// letThrough is the guard as it was when it let an order through, nil where that
// is not held.
func (s *orderShelf) letThrough(key uint64) *guard.State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.guards[key]
}

// changed says that there is more to see of an order than before.
func (s *orderShelf) changed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revision++
}

// open gives those that are not over, the newest first, and how many of them
// nobody can say anything of.
func (s *orderShelf) open() (open []web.HandsOrder, unknown int, revision uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range slices.Backward(s.orders) {
		switch o.Life {
		case guard.Confirmed.String(), guard.Refused.String():
			continue
		case guard.Unknown.String(), guard.Escalated.String():
			unknown++
		}
		open = append(open, o)
	}
	return open, unknown, s.revision
}
