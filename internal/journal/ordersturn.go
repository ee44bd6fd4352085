package journal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"rugtape/internal/tape"
)

// errHangs is what a call gives that the disk has not answered in time.
var errHangs = errors.New("the disk does not answer")

// handsAgain is what a user does again once the cause is gone.
const handsAgain = "start rugtape again; until then nothing is pressed"

// do has the turn while it works on the file. It waits no longer than ctx: what
// hangs then keeps the turn until the disk answers, and the journal has halted.
func (o *Orders) do(ctx context.Context, doing string, work func() error) error {
	select {
	case o.turn <- struct{}{}:
	case <-ctx.Done(): // what follows must not be on the disk without it
		err := o.hangs(ctx, doing)
		o.mu.Lock()
		defer o.mu.Unlock()
		o.halt(err)
		return err
	}
	if err := o.usable(); err != nil {
		<-o.turn
		return err
	}
	done := make(chan error, 1)
	answered := false // guarded by mu
	go func() {
		defer func() { <-o.turn }()
		err := failedUntil(handsAgain, doing+" the orders journal", o.path, work())
		o.mu.Lock()
		defer o.mu.Unlock()
		answered = true
		o.halt(err)
		if o.halted != nil && o.file != nil {
			_ = o.file.Close()
			o.file = nil
		}
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	o.mu.Lock()
	if answered {
		o.mu.Unlock()
		return <-done
	}
	defer o.mu.Unlock()
	err := o.hangs(ctx, doing)
	o.halt(err)
	return err
}

// halt keeps the first error for good.
func (o *Orders) halt(err error) {
	if o.halted == nil && err != nil {
		o.halted = err
	}
}

func (o *Orders) hangs(ctx context.Context, doing string) error {
	return &Trouble{
		What: fmt.Sprintf("cannot %s the orders journal %s", doing, o.path),
		Err:  errors.Join(errHangs, context.Cause(ctx)),
		Do:   "check the disk, then " + handsAgain,
	}
}

func (o *Orders) usable() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return ErrClosed
	}
	return o.halted
}

// readOrders reads an orders journal, which may be written meanwhile.
func readOrders(d disk, path string) (text []byte, err error) {
	in, err := d.open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	if text, err = io.ReadAll(io.LimitReader(fromStart(in), mostOrders+1)); err != nil {
		return nil, err
	}
	if len(text) > mostOrders {
		return nil, damagedOrders(path, fmt.Errorf("%w: it is longer than %d bytes", tape.ErrOrdersDamaged, mostOrders))
	}
	return text, nil
}

// damagedOrders says what to do about a journal that does not tell for certain
// what was done.
func damagedOrders(path string, err error) error {
	do := "look on the game's page what is open and close it there, then move this file away and start again: limits and losses count from 0 then"
	if errors.Is(err, tape.ErrOrdersNewer) {
		do = "use that rugtape"
	}
	return &Trouble{What: "the hands stay off, as " + path + " cannot be relied on", Err: err, Do: do}
}

// ReadOrders reads the newest records of the orders journal in a folder, at
// most so many, also while another process writes it. A folder without one has
// none.
func ReadOrders(dir string, limit int) ([]tape.OrderRecord, error) {
	return readRecords(osDisk{}, dir, limit)
}

func readRecords(d disk, dir string, limit int) ([]tape.OrderRecord, error) {
	path := filepath.Join(dir, ordersName)
	text, err := readOrders(d, path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, failedUntil("try again", "read", path, err)
	}
	scan, err := tape.ScanOrders(text)
	if err != nil {
		return nil, damagedOrders(path, err)
	}
	return scan.Records[max(0, len(scan.Records)-limit):], nil
}
