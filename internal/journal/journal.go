package journal

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"rugtape/internal/tape"
)

// Journal is a journal that is being written. It may be used by several
// goroutines.
type Journal struct {
	o    Options
	disk disk
	wall func() time.Time

	// The queue: Append puts in, and halts the journal when it is full.
	mu      sync.Mutex // guards what follows
	queue   []tape.Entry
	closing bool
	left    bool // without an end, then
	state   State
	oldest  time.Time // when the first entry came that is not durable, zero for none
	waiting time.Time // the same of those in the queue
	alarm   *time.Timer

	wake    chan struct{} // one place: there is something for the writer
	changed chan struct{} // one place: State is worth a look
	done    chan struct{} // closed when the writer has ended
	writer
}

// State is what a journal is doing.
type State struct {
	File     string // that is being written, "" while there is none
	Bytes    int64  // written, of all files of this journal
	Entries  uint64 // that are durable
	Next     uint64 // number of the entry that comes next
	Durable  uint64 // number of the first entry that is not durable
	SyncedNS int64  // when the last sync ended, 0 for never
	BehindNS int64  // how long the oldest entry has waited that is not durable
	Queue    int    // entries that are not written
	Queued   int    // their bytes
	// Late: the oldest entry has waited for more than a second. It is an
	// alarm: more would be lost now than is promised. Lates counts how often
	// it was so.
	Late  bool
	Lates int
	// Halted says why nothing is recorded any more, nil while it is. It is an
	// ErrHalted.
	Halted error
	// Lost is how many entries were taken and are not known to be durable,
	// once it has halted; Refused how many were not taken: those after that,
	// and those that were too long.
	Lost    uint64
	Refused uint64
	Removed Removed
}

// Removed tells of the old files that were removed.
type Removed struct {
	Files int
	Bytes int64
	Last  string // the name of the last one
	Next  uint64 // number of the first entry after them
	Err   error  // why one could not be removed, nil if all could
}

// Open begins a journal in a folder. It goes on with the numbers after those
// that are there; Recover should have ended the files that a crash left. The
// first file is made when there is something to write.
func Open(o Options) (*Journal, error) { return openOn(o, osDisk{}, time.Now) }

func openOn(o Options, d disk, wall func() time.Time) (*Journal, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	if err := makeDir(d, o.Dir); err != nil {
		return nil, failed("make the journal's folder", o.Dir, err)
	}
	files, err := filesOn(d, o.Dir)
	if err != nil {
		return nil, err
	}
	next, err := nextNumber(d, files)
	if err != nil {
		return nil, err
	}
	j := &Journal{
		o: o, disk: d, wall: wall,
		wake: make(chan struct{}, 1), changed: make(chan struct{}, 1), done: make(chan struct{}),
	}
	j.state.Next, j.state.Durable = next, next
	j.alarm = time.AfterFunc(lateAfter, j.late)
	j.alarm.Stop()
	go j.run()
	return j, nil
}

func makeDir(d disk, dir string) error {
	if err := d.makeDir(dir); err != nil {
		return err
	}
	return d.syncDir(filepath.Dir(filepath.Clean(dir)))
}

// Append takes an entry. It waits for nothing; the data is the journal's from
// now on. ErrHalted says that the entry is not recorded and that none will
// be, tape.ErrEntryLong that this one is not.
func (j *Journal) Append(kind tape.EntryKind, timeNS int64, data []byte) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case j.closing:
		return ErrClosed
	case j.state.Halted != nil:
		j.state.Refused++
		return j.state.Halted
	case len(data) > tape.MaxEntry:
		j.state.Refused++
		return tape.ErrEntryLong
	case len(j.queue) >= j.o.QueueEntries || j.state.Queued+len(data) > j.o.QueueBytes:
		j.state.Refused++
		return j.halt(failed("write the journal in", j.o.Dir, errSlow))
	}
	if len(j.queue) == 0 {
		j.waiting = time.Now()
	}
	if j.oldest.IsZero() {
		j.oldest = j.waiting
		j.alarm.Reset(lateAfter)
	}
	j.queue = append(j.queue, tape.Entry{Seq: j.state.Next, TimeNS: timeNS, Kind: kind, Data: data})
	j.state.Next++
	j.state.Queued += len(data)
	if len(j.queue) == 1 || j.state.Queued >= writeAtOnce {
		signal(j.wake)
	}
	return nil
}

// State tells what the journal is doing.
func (j *Journal) State() State {
	j.mu.Lock()
	defer j.mu.Unlock()
	s := j.state
	s.Queue = len(j.queue)
	if !j.oldest.IsZero() {
		s.BehindNS = time.Since(j.oldest).Nanoseconds()
	}
	return s
}

// Changed gives a value when State tells something new, apart from what waits.
func (j *Journal) Changed() <-chan struct{} { return j.changed }

// Close writes what waits, ends the file and lets go of it; then all is
// durable, or the error says why not. If the disk hangs it gives up with ctx.
// What hangs ends by itself when the disk answers.
func (j *Journal) Close(ctx context.Context) error {
	j.mu.Lock()
	j.closing = true
	j.mu.Unlock()
	signal(j.wake)
	select {
	case <-j.done:
		return j.State().Halted
	default:
	}
	select {
	case <-j.done:
		return j.State().Halted
	case <-ctx.Done():
		s := j.State()
		return fmt.Errorf("close the journal in %s: the disk does not answer, and %d entries are not known to be on it: %w",
			j.o.Dir, s.Next-s.Durable, ctx.Err())
	}
}

// Leave writes what waits and lets go of the file as it is, without its end: the
// next start takes it for one that a crash left. It is for a recorder that could not make
// of the journal all that was to be made.
func (j *Journal) Leave(ctx context.Context) error {
	j.mu.Lock()
	j.left = true
	j.mu.Unlock()
	return j.Close(ctx)
}

// signal puts a value into a channel of one place that is not there yet.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// newRun draws what ties the blocks of a file together.
func newRun() string {
	var run [16]byte
	_, _ = rand.Read(run[:]) // never fails
	return hex.EncodeToString(run[:])
}
