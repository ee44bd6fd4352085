package journal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"

	"rugtape/internal/tape"
)

// HandsDir is the folder of a home for what its hands did: the orders journal, and
// the evidence of its orders.
const HandsDir = "hands"

const (
	ordersName = "orders.jsonl"
	// mostOrders is how long an orders journal may be to be read at all.
	mostOrders = 64 << 20
)

// ordersBounds say when an orders journal is made shorter, and to what.
type ordersBounds struct {
	size   int64  // beyond which it is
	orders uint64 // how many of the newest orders are kept, whatever became of them
	alarms int    // how many that nobody has acknowledged
}

var usualBounds = ordersBounds{size: 4 << 20, orders: 200, alarms: 100}

// Orders is the orders journal while it is written: what was approved, what
// was pressed, what became of it. It may be used by several goroutines.
type Orders struct {
	disk   disk
	path   string
	bounds ordersBounds

	// turn has one place: who put something in writes the file.
	turn chan struct{}
	file file
	size int64
	next uint64 // number of the record that comes next
	due  int64  // size at which it is made shorter

	mu     sync.Mutex // guards what follows
	state  tape.OrdersState
	halted error
	closed bool
}

// OpenOrders opens the orders journal in a folder, and makes it where there is
// none. The caller holds the home's lock. A line that was not written to its end
// is cut off: whoever wrote it was not told that it is there. Damage anywhere else is
// an error, as something that was done may not be told.
//
// A disk that does not answer is an error once ctx ends.
func OpenOrders(ctx context.Context, dir string) (*Orders, tape.OrdersState, error) {
	return openOrdersOn(ctx, osDisk{}, dir, usualBounds)
}

func openOrdersOn(ctx context.Context, d disk, dir string, b ordersBounds) (*Orders, tape.OrdersState, error) {
	o := &Orders{disk: d, path: filepath.Join(dir, ordersName), bounds: b, turn: make(chan struct{}, 1)}
	if err := o.do(ctx, "open", o.open); err != nil {
		return nil, tape.OrdersState{}, err
	}
	return o, o.State(), nil
}

// open reads what is there and makes it durable: what follows relies on it.
func (o *Orders) open() error {
	text, err := readOrders(o.disk, o.path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeDir(o.disk, filepath.Dir(o.path)); err != nil {
			return err
		}
		o.next = 1
		return o.replace(nil)
	}
	if err != nil {
		return err
	}
	scan, err := tape.ScanOrders(text)
	if err == nil {
		err = o.fold(scan)
	}
	if err != nil {
		return damagedOrders(o.path, err)
	}
	if o.size > o.bounds.size {
		return o.replace(o.bounds.kept(scan.Records, &o.state))
	}
	if o.file, err = o.disk.change(o.path); err != nil {
		return err
	}
	if scan.Torn > 0 {
		if err := o.file.Truncate(int64(scan.Safe)); err != nil {
			return err
		}
	}
	if err := o.file.Sync(); err != nil {
		return err
	}
	return o.disk.syncDir(filepath.Dir(o.path))
}

// fold makes the state of what was read.
func (o *Orders) fold(scan tape.OrdersScan) error {
	for i := range scan.Records {
		if err := o.state.Take(&scan.Records[i]); err != nil {
			return fmt.Errorf("%w: record %d: %w", tape.ErrOrdersDamaged, scan.Records[i].Seq, err)
		}
	}
	o.next, o.size, o.due = scan.Next, int64(scan.Safe), o.bounds.size
	return nil
}

// Append writes a record; when it returns without an error, the record is on
// the disk and stays there. It gives the record its number. A record that cannot
// follow, such as one that would press an order twice, is refused and changes
// nothing. After any other error nobody knows whether the record is on the
// disk: the journal has halted, and takes nothing more. A disk that does not answer
// is such an error, once ctx ends.
func (o *Orders) Append(ctx context.Context, r tape.OrderRecord) error {
	var refused error
	err := o.do(ctx, "write", func() error {
		r.Seq = o.next
		var line []byte
		after := o.State()
		if line, refused = tape.EncodeOrder(r); refused == nil {
			refused = after.Take(&r)
		}
		if refused != nil {
			return nil
		}
		return o.write(line, &r, after)
	})
	if err == nil && refused != nil {
		err = fmt.Errorf("the orders journal takes no such record: %w", refused)
	}
	return err
}

// write makes a line durable, and what it comes to.
func (o *Orders) write(line []byte, r *tape.OrderRecord, after tape.OrdersState) error {
	if _, err := o.file.Write(line); err != nil {
		return err
	}
	if err := o.file.Sync(); err != nil {
		return err
	}
	o.next++
	o.size += int64(len(line))
	o.mu.Lock()
	o.state = after
	o.mu.Unlock()
	if o.size > o.due && r.Kind != tape.OrderApproved && r.Kind != tape.OrderPressing {
		return o.shorten()
	}
	return nil
}

// State is what the records come to.
func (o *Orders) State() tape.OrdersState {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.state.Clone()
}

// Close lets go of the journal. While a call that was given up still hangs in
// the disk, it waits for that until ctx ends; only when it has returned without
// such an error may the journal be opened again by this process.
func (o *Orders) Close(ctx context.Context) error {
	select {
	case o.turn <- struct{}{}:
	case <-ctx.Done():
		return o.hangs(ctx, "close")
	}
	defer func() { <-o.turn }()
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	if o.file == nil {
		return nil
	}
	err := o.file.Close()
	o.file = nil
	return failedUntil(handsAgain, "close the orders journal", o.path, err)
}
