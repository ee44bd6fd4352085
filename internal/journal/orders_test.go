package journal

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/tape"
)

const handsDir = "home/hands"

// smallBounds make a journal that is made shorter every few orders.
var smallBounds = ordersBounds{size: 12 << 10, orders: 1, alarms: 2}

// handsSession is a session of orders with every course there is.
type handsSession struct {
	t       *testing.T
	orders  *Orders
	key     uint64
	told    []tape.OrderRecord // whose Append has returned
	failed  *tape.OrderRecord  // whose Append gave an error, nil for none
	err     error
	pressed map[uint64]bool // pressing was durable when Append returned
}

func newHandsSession(t *testing.T, d disk) *handsSession {
	t.Helper()
	s := &handsSession{t: t, pressed: map[uint64]bool{}}
	s.orders, _, s.err = openOrdersOn(t.Context(), d, handsDir, smallBounds)
	return s
}

// guarded gives a record the guard's state in which the last order is in a
// life.
func (s *handsSession) guarded(r tape.OrderRecord, life int) tape.OrderRecord {
	r.Guard = fresh(r.Guard)
	r.Guard.Seq, r.Guard.Key, r.Guard.RoundID = uint64(len(s.told))+1, s.key, "20250101-00000000000000aa"
	if o := &r.Guard.Orders[s.key%8]; life != 0 {
		o.Key = s.key
		for range life {
			o.Life++
		}
	}
	return r
}

func fresh[T any](*T) *T { return new(T) }

func (s *handsSession) add(r tape.OrderRecord) bool {
	s.t.Helper()
	if s.err != nil {
		return false
	}
	r.By, r.TimeNS = tape.ByApp, 1_000_000_000
	if s.err = s.orders.Append(s.t.Context(), r); s.err != nil {
		s.failed = &r
		return false
	}
	s.told = append(s.told, r)
	return true
}

// order is one order's course up to its last record.
func (s *handsSession) order(course ...tape.OrderRecord) {
	s.t.Helper()
	s.key++
	s.add(s.guarded(tape.OrderRecord{Kind: tape.OrderApproved, Key: s.key}, 1))
	for _, r := range course {
		r.Key = s.key
		if r.Life == "confirmed" || r.Life == "refused" {
			r = s.guarded(r, 0)
		}
		if s.add(r) && r.Kind == tape.OrderPressing {
			s.pressed[r.Key] = true
		}
	}
}

// run is a session of every course; more of them than a short journal holds.
func (s *handsSession) run() *handsSession {
	s.t.Helper()
	if s.err != nil {
		return s
	}
	s.add(s.guarded(tape.OrderRecord{Kind: tape.OrderArmed, Host: "127.0.0.1:7900", UntilNS: 9_000_000_000}, 0))
	pressing, pressed := tape.OrderRecord{Kind: tape.OrderPressing, Label: "BUY"}, tape.OrderRecord{Kind: tape.OrderPressed}
	settled := func(life string) tape.OrderRecord { return tape.OrderRecord{Kind: tape.OrderSettled, Life: life} }
	s.order(pressing, pressed, settled("unknown"), settled("escalated")) // and stays so
	s.add(tape.OrderRecord{Kind: tape.OrderAlarm, Why: "look"})
	for range 2 {
		s.order(pressing, pressed, settled("confirmed"))
		s.order(pressing, tape.OrderRecord{Kind: tape.OrderUnpressed, Code: "expired"})
		s.order(tape.OrderRecord{Kind: tape.OrderUnpressed, Code: "disabled"})
		s.order(pressing, settled("refused"))
		s.order(pressing, pressed, settled("unknown"), tape.OrderRecord{Kind: tape.OrderClosed, Done: true})
	}
	s.order()
	s.order(pressing)
	s.order(pressing, pressed)
	s.order(pressing, pressed, settled("unknown"))
	s.add(tape.OrderRecord{Kind: tape.OrderDisarmed, Why: "enough"})
	return s
}

// stages is how far each open order came.
func stages(s tape.OrdersState) string {
	text := ""
	for _, o := range s.Open {
		text += fmt.Sprintf(" %d %s", o.Order.Key, o.Stage)
	}
	return text
}

func fold(t *testing.T, records []tape.OrderRecord) tape.OrdersState {
	t.Helper()
	var s tape.OrdersState
	for i := range records {
		must(t, s.Take(&records[i]))
	}
	return s
}

// comesTo compares two states but for the numbers of their records.
func comesTo(a, b tape.OrdersState) string {
	return cmp.Diff(a, b, cmp.FilterPath(func(p cmp.Path) bool {
		return p.Last().String() == ".Seq" && p.Index(-2).Type().Name() == "OrderRecord"
	}, cmp.Ignore()))
}

// reopened opens what a fault has left: it holds all that was told to be durable,
// and at most the record whose Append failed.
func (s *handsSession) reopened(what string, d *memDisk) {
	s.t.Helper()
	d.failAt = -1
	o, state, err := openOrdersOn(s.t.Context(), d, handsDir, smallBounds)
	if err != nil {
		s.t.Fatalf("%s: open again: %v", what, err)
	}
	defer func() { must(s.t, o.Close(s.t.Context())) }()
	least := fold(s.t, s.told)
	diff := comesTo(least, state)
	if diff != "" && s.failed != nil {
		most := fold(s.t, append(s.told[:len(s.told):len(s.told)], *s.failed))
		diff = comesTo(most, state)
	}
	if diff != "" {
		s.t.Fatalf("%s: it comes to something else:\n%s", what, diff)
	}
	for _, open := range state.Open {
		mayBe := s.pressed[open.Order.Key] || s.failed != nil && s.failed.Kind == tape.OrderPressing && s.failed.Key == open.Order.Key
		if open.MayBePressed() && !mayBe || !open.MayBePressed() && s.pressed[open.Order.Key] {
			s.t.Fatalf("%s: order %d is %s", what, open.Order.Key, open.Stage)
		}
		if open.MayBePressed() {
			again := tape.OrderRecord{Kind: tape.OrderPressing, By: tape.ByWatchdog, Key: open.Order.Key}
			if err := o.Append(s.t.Context(), again); err == nil {
				s.t.Fatalf("%s: order %d is pressed twice", what, open.Order.Key)
			}
		}
	}
	must(s.t, o.Append(s.t.Context(), tape.OrderRecord{Kind: tape.OrderAcknowledged, By: tape.ByApp}))
	if after := o.State(); after.Alarms != nil || stages(after) != stages(state) {
		s.t.Fatalf("%s: it does not go on: %+v", what, after)
	}
}

// TestOrders: a session leaves what it leaves open, and the journal stays short.
func TestOrders(t *testing.T) {
	d := newMemDisk()
	s := newHandsSession(t, d).run()
	must(t, s.err)
	must(t, s.orders.Close(t.Context()))
	if err := s.orders.Append(t.Context(), tape.OrderRecord{}); !errors.Is(err, ErrClosed) {
		t.Errorf("append after close: %v", err)
	}
	const want = " 1 escalated 12 approved 13 pressing 14 pressed 15 unknown"
	state := s.orders.State()
	if got := stages(state); got != want {
		t.Errorf("open are%s, want%s", got, want)
	}
	if state.Armed != nil || state.Disarmed == nil || len(state.Alarms) != 1 || state.LastKey != 15 || state.Open[0].RoundID != "20250101-00000000000000aa" {
		t.Errorf("it comes to %+v", state)
	}
	if state.Guard == nil || state.Guard.Key != 15 {
		t.Errorf("the last state is %+v", state.Guard)
	}
	size := len(d.names[filepath.Join(handsDir, ordersName)].data)
	if size > 3*int(smallBounds.size) || countOf(d.calls, "rename") < 3 {
		t.Errorf("it has %d bytes after %d renames", size, countOf(d.calls, "rename"))
	}
	s.reopened("closed", d)
	records, err := readRecords(d, handsDir, 3)
	if err != nil || len(records) != 3 || records[2].Kind != tape.OrderAcknowledged {
		t.Errorf("the last records are %+v, %v", records, err)
	}
}

func countOf(calls []string, kind string) (n int) {
	for _, c := range calls {
		if c == kind {
			n++
		}
	}
	return n
}

// TestOrdersPowerFails: wherever the power fails, in the midst of being made
// shorter too, no order is told as pressed that was not about to be, and each that
// was is told.
func TestOrdersPowerFails(t *testing.T) {
	for call, done := 0, false; !done; call++ {
		d := newMemDisk()
		d.failAt, d.fault, d.forGood, d.short = call, errors.New("no power"), true, true
		s := newHandsSession(t, d).run()
		if done = d.failed.IsZero(); done {
			must(t, s.err)
			continue
		}
		if s.err == nil {
			t.Fatalf("call %d (%s) failed and nothing was told", call, d.calls[call])
		}
		for name, left := range losses {
			for _, names := range []bool{true, false} {
				what := fmt.Sprintf("no power from call %d (%s) on, of the bytes %s, names %t", call, d.calls[call], name, names)
				s.reopened(what, d.lose(names, left))
			}
		}
	}
}

// TestOrdersTornWrite: the write that was under way is there up to any byte.
func TestOrdersTornWrite(t *testing.T) {
	d := newMemDisk()
	must(t, newHandsSession(t, d).run().err)
	for call, kind := range d.calls {
		if kind != "sync" || call%5 != 0 {
			continue
		}
		d := newMemDisk()
		d.failAt, d.fault, d.forGood = call, errors.New("no power"), true
		s := newHandsSession(t, d).run()
		for _, f := range d.names {
			for n := 0; n <= f.unsynced(); n += 1 + n%17 {
				what := fmt.Sprintf("no power at call %d, %d bytes of the write are there", call, n)
				s.reopened(what, d.lose(true, func(f *memFile) []byte { return f.torn(min(n, f.unsynced())) }))
			}
		}
	}
}

// TestOrdersDiskFails: each fault halts the journal and says what to do; it can be
// opened again once the fault is gone.
func TestOrdersDiskFails(t *testing.T) {
	faults := map[error]string{
		syscall.ENOSPC: "free some space",
		syscall.EIO:    "check the disk",
		syscall.EROFS:  "allow writing there",
	}
	for fault, hint := range faults {
		for call, done := 0, false; !done; call++ {
			d := newMemDisk()
			d.failAt, d.fault, d.short = call, fault, call%2 == 0
			s := newHandsSession(t, d).run()
			if done = d.failed.IsZero(); done {
				continue
			}
			what := fmt.Sprintf("%v at call %d (%s)", fault, call, d.calls[call])
			if !errors.Is(s.err, fault) || !contains(s.err, hint) || !contains(s.err, "start rugtape again") {
				t.Errorf("%s: it says %v", what, s.err)
			}
			if s.orders != nil {
				if err := s.orders.Append(t.Context(), tape.OrderRecord{Kind: tape.OrderAcknowledged, By: tape.ByApp}); !errors.Is(err, fault) {
					t.Errorf("%s: then it says %v", what, err)
				}
				must(t, s.orders.Close(t.Context()))
			}
			s.reopened(what, d)
		}
	}
}

// TestOrdersOutOfTime: after a record for which there was no time nothing is written, or
// the journal would tell of what came later and not of it.
func TestOrdersOutOfTime(t *testing.T) {
	d := newMemDisk()
	s := newHandsSession(t, d)
	must(t, s.err)
	s.orders.turn <- struct{}{} // another writes
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	acknowledged := tape.OrderRecord{Kind: tape.OrderAcknowledged, By: tape.ByApp}
	if err := s.orders.Append(ctx, acknowledged); !errors.Is(err, errHangs) {
		t.Errorf("without time it says %v", err)
	}
	<-s.orders.turn
	if err := s.orders.Append(t.Context(), acknowledged); !errors.Is(err, errHangs) {
		t.Errorf("then it says %v", err)
	}
}

// TestOrdersDiskHangs: who waits for a disk that does not answer is told so when
// its time is over; nothing is written after that.
func TestOrdersDiskHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newMemDisk()
		s := newHandsSession(t, d)
		must(t, s.err)
		s.order()
		hang := make(chan struct{})
		d.hang = hang
		soon := func() context.Context {
			ctx, stop := context.WithTimeout(t.Context(), time.Second)
			t.Cleanup(stop)
			return ctx
		}
		pressing := tape.OrderRecord{Kind: tape.OrderPressing, By: tape.ByApp, Key: 1}
		for range 2 {
			start := time.Now()
			if err := s.orders.Append(soon(), pressing); !errors.Is(err, errHangs) || time.Since(start) != time.Second {
				t.Errorf("a disk that hangs, after %v: %v", time.Since(start), err)
			}
		}
		if err := s.orders.Close(soon()); !errors.Is(err, errHangs) {
			t.Errorf("close: %v", err)
		}
		if _, _, err := openOrdersOn(soon(), d, handsDir, smallBounds); !errors.Is(err, errHangs) {
			t.Errorf("open: %v", err)
		}
		writes := d.count("write")
		close(hang)
		must(t, s.orders.Close(t.Context()))
		if err := s.orders.Append(t.Context(), pressing); err == nil || d.count("write") != writes {
			t.Errorf("it writes again: %v", err)
		}
		s.failed = &pressing
		s.failed.TimeNS = 0
		d.hang = nil
		s.reopened("after a hang", d)
	})
}

// TestOrdersDamaged: what cannot be relied on is refused, with what to do.
func TestOrdersDamaged(t *testing.T) {
	d := newMemDisk()
	s := newHandsSession(t, d)
	s.order(tape.OrderRecord{Kind: tape.OrderPressing})
	s.add(tape.OrderRecord{Kind: tape.OrderAlarm, Why: "look"})
	must(t, s.err)
	must(t, s.orders.Close(t.Context()))
	f := d.names[filepath.Join(handsDir, ordersName)]
	for n := 0; n < len(f.data)-1; n += 11 {
		bad := newMemDisk()
		bad.dirs = d.dirs
		data := append([]byte(nil), f.data...)
		data[n] ^= 4
		bad.names[filepath.Join(handsDir, ordersName)] = &memFile{data: data, synced: data}
		_, _, err := openOrdersOn(t.Context(), bad, handsDir, smallBounds)
		var told *Trouble
		if !errors.As(err, &told) || told.Do == "" || !errors.Is(err, tape.ErrOrdersDamaged) && !errors.Is(err, tape.ErrOrdersNewer) {
			t.Fatalf("byte %d: %v", n, err)
		}
	}
	if got := d.calls[len(d.calls)-1]; got != "sync" {
		t.Errorf("something was done to a damaged journal: %s", got)
	}
}

func TestOrdersThatCannotFollow(t *testing.T) {
	d := newMemDisk()
	s := newHandsSession(t, d)
	s.order(tape.OrderRecord{Kind: tape.OrderPressing}, tape.OrderRecord{Kind: tape.OrderSettled, Life: "confirmed"})
	s.order(tape.OrderRecord{Kind: tape.OrderPressing})
	must(t, s.err)
	size := len(d.names[filepath.Join(handsDir, ordersName)].data)
	for what, r := range map[string]tape.OrderRecord{
		"approved again":      s.told[0],
		"pressed twice":       {Kind: tape.OrderPressing, Key: 2},
		"pressed though over": {Kind: tape.OrderPressing, Key: 1},
		"never approved":      {Kind: tape.OrderPressing, Key: 3},
		"no record":           {Kind: tape.OrderAlarm},
	} {
		r.By = tape.ByWatchdog
		if err := s.orders.Append(t.Context(), r); err == nil {
			t.Errorf("%s: taken", what)
		}
	}
	if now := len(d.names[filepath.Join(handsDir, ordersName)].data); now != size {
		t.Errorf("%d bytes were written", now-size)
	}
	s.add(tape.OrderRecord{Kind: tape.OrderPressed, Key: 1}) // a late word
	must(t, s.err)
	if got := stages(s.orders.State()); got != " 2 pressing" {
		t.Errorf("open are%s", got)
	}
	must(t, s.orders.Close(t.Context()))
}
