package watchdog

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"rugtape/internal/guard"
	"rugtape/internal/journal"
	"rugtape/internal/library"
	"rugtape/internal/tape"
)

const (
	// takeoverLimit is how long the app's end, and the lock that it held, may take.
	takeoverLimit = 700 * time.Millisecond
	// storeLimit is how long one write of the orders journal may take.
	storeLimit = 500 * time.Millisecond
	lockAgain  = 2 * time.Millisecond
)

// exit is what a watchdog does once it acts. A person is told by due at the latest,
// unless nothing is held by then.
type exit struct {
	*watchdog
	why    string
	due    time.Time
	hold   *library.Hold
	orders *journal.Orders
	state  tape.OrdersState // as the app left it
	guard  guard.Guard

	said   map[uint64]guard.Report // what became of orders that the follower was told of
	sold   string                  // how, "" while nothing was
	failed string                  // why it could not be, so far
	alarms int
}

// takeOver ends the app and takes its home and its orders. It fails where the
// app could still press something, and where it is not known what it pressed.
func (x *exit) takeOver() error {
	end := time.Now().Add(takeoverLimit)
	if x.app != nil {
		if err := x.app.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return fmt.Errorf("the app cannot be ended: %w", err)
		}
	}
	for {
		// A process keeps its lock until no thread of it runs any more.
		hold, err := library.TakeHold(x.o.Home)
		if err == nil {
			x.hold = hold
			break
		}
		var owned *library.ErrOwned
		if !errors.As(err, &owned) || time.Now().After(end) {
			return fmt.Errorf("the home cannot be taken: %w", err)
		}
		pause(lockAgain)
	}
	ctx, cancel := context.WithTimeout(context.Background(), storeLimit)
	defer cancel()
	var err error
	if x.orders, x.state, err = journal.OpenOrders(ctx, filepath.Join(x.o.Home, journal.HandsDir)); err != nil {
		return err
	}
	if x.state.Guard == nil {
		return errors.New("the orders journal has no state of the guard: rugtape has never been armed in this home")
	}
	if x.guard, err = guard.FromState(*x.state.Guard); err != nil {
		return err
	}
	return x.store(tape.OrderRecord{Kind: tape.OrderWatchdog, Why: x.why})
}

func pause(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	<-timer.C
}

// store writes a record, durable on return. What decides is told by its caller.
func (x *exit) store(r tape.OrderRecord) error {
	if x.orders == nil {
		return errors.New("the orders journal is not open")
	}
	r.By, r.TimeNS = tape.ByWatchdog, time.Now().UnixNano()
	ctx, cancel := context.WithTimeout(context.Background(), storeLimit)
	defer cancel()
	return x.orders.Append(ctx, r)
}

// note stores what is only told: that it could not be is told too.
func (x *exit) note(r tape.OrderRecord) {
	if err := x.store(r); err != nil {
		x.o.Log.Error("the watchdog could not write down what it did", "kind", r.Kind, "error", err)
	}
}

// settle stores what became of an order, and the guard's state with it.
func (x *exit) settle(r guard.Report, evidence, why string) {
	x.guard.Report(r)
	state := x.guard.State()
	x.note(tape.OrderRecord{
		Kind: tape.OrderSettled, Key: r.Key, Life: r.Life.String(), Tick: r.Tick, Price: r.Price,
		Code: string(r.Code), Evidence: evidence, Why: why, Guard: &state,
	})
}

// alarm tells a person, at once and in the orders journal.
func (x *exit) alarm(format string, args ...any) {
	why := fmt.Sprintf(format, args...)
	x.alarms++
	x.o.Alarm(why)
	x.note(tape.OrderRecord{Kind: tape.OrderAlarm, Why: why})
}

// release lets go of what was taken.
func (x *exit) release() {
	if x.orders != nil {
		ctx, cancel := context.WithTimeout(context.Background(), storeLimit)
		defer cancel()
		if err := x.orders.Close(ctx); err != nil {
			x.o.Log.Error("the orders journal does not close", "error", err)
		}
	}
	if x.hold != nil {
		if err := x.hold.Release(); err != nil {
			x.o.Log.Error("the home is not let go", "error", err)
		}
	}
}
