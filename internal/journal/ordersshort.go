package journal

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"

	"rugtape/internal/tape"
)

// shorten replaces the journal by a shorter one that comes to the same.
func (o *Orders) shorten() error {
	text, err := readOrders(o.disk, o.path)
	if err != nil {
		return err
	}
	scan, err := tape.ScanOrders(text)
	if err != nil {
		return err
	}
	state := o.State()
	return o.replace(o.bounds.kept(scan.Records, &state))
}

// replace puts a journal of these records in the place of the one that is
// there, whole, and goes on with it.
func (o *Orders) replace(records []tape.OrderRecord) error {
	text, err := tape.EncodeOrdersHead(len(records), o.next)
	if err != nil {
		return err
	}
	for _, r := range records {
		line, err := tape.EncodeOrder(r)
		if err != nil {
			return err
		}
		text = append(text, line...)
	}
	dir := filepath.Dir(o.path)
	temp := filepath.Join(dir, "."+ordersName+".tmp")
	if err := o.disk.remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) { // a crash in the middle of this left it
		return err
	}
	if err := copyTo(o.disk, temp, bytes.NewReader(text)); err != nil {
		return err
	}
	if o.file != nil {
		if err := o.file.Close(); err != nil {
			return err
		}
		o.file = nil
	}
	if err := cmp.Or(o.disk.rename(temp, o.path), o.disk.syncDir(dir)); err != nil {
		return err
	}
	o.size = int64(len(text))
	o.due = max(o.bounds.size, 2*o.size)
	o.file, err = o.disk.change(o.path)
	return err
}

// kept picks the records that a shorter journal keeps: the last state, the arming,
// all of the orders that are open and of the newest, and what nobody has
// acknowledged. They come to the same state.
func (b ordersBounds) kept(all []tape.OrderRecord, s *tape.OrdersState) []tape.OrderRecord {
	last := uint64(0) // number of the record with the last state
	for i := range all {
		if g := all[i].Guard; g != nil && g.Seq == s.Guard.Seq {
			last = all[i].Seq
		}
	}
	oldest := s.LastKey - min(s.LastKey, b.orders)
	alarms := s.Alarms[max(0, len(s.Alarms)-b.alarms):]
	return slices.DeleteFunc(slices.Clone(all), func(r tape.OrderRecord) bool {
		switch r.Kind {
		case tape.OrderArmed:
			return r.Seq != last && (s.Armed == nil || r.Seq != s.Armed.Seq)
		case tape.OrderDisarmed:
			return r.Seq != last && r.Seq != s.Disarmed.Seq
		case tape.OrderWatchdog:
			return r.Seq != last && r.Seq != s.Watchdog.Seq
		case tape.OrderAlarm:
			return r.Seq != last && !slices.ContainsFunc(alarms, func(a tape.OrderRecord) bool { return a.Seq == r.Seq })
		case tape.OrderState, tape.OrderAcknowledged:
			return r.Seq != last
		}
		return r.Key <= oldest && r.Seq != last && s.Find(r.Key) == nil
	})
}
