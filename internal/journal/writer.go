package journal

import (
	"fmt"
	"time"

	"rugtape/internal/tape"
)

// writer is what only the journal's goroutine has.
type writer struct {
	segment *segment // nil between files
	ended   int64    // bytes of the files before it
	next    uint64   // number after the last entry that the segment was given
}

// run is the journal's goroutine. It writes what is queued until the journal
// is closed or halts, and ends the file.
func (j *Journal) run() {
	defer close(j.done)
	for more := true; more; {
		var batch []tape.Entry
		batch, more = j.take()
		if err := j.record(batch, more); err != nil {
			j.giveUp(err)
			return
		}
	}
	if err := j.letGo(); err != nil {
		j.giveUp(err)
	}
}

// letGo ends the file, or leaves it as it is.
func (j *Journal) letGo() error {
	j.mu.Lock()
	left := j.left
	j.mu.Unlock()
	if !left || j.segment == nil {
		return j.endSegment()
	}
	j.segment.drop()
	j.segment = nil
	j.note(func(state *State) { state.File = "" })
	return nil
}

// take waits until something is to be written: the first entry has waited
// long enough, or much is there, or no more will come.
func (j *Journal) take() (batch []tape.Entry, more bool) {
	for {
		j.mu.Lock()
		last := j.closing || j.state.Halted != nil
		wait := j.o.SyncEvery - time.Since(j.waiting)
		some := len(j.queue) > 0
		if last || some && (wait <= 0 || j.state.Queued >= writeAtOnce) {
			batch, j.queue, j.state.Queued = j.queue, nil, 0
			j.mu.Unlock()
			return batch, !last
		}
		j.mu.Unlock()
		if !some {
			<-j.wake
			continue
		}
		due := time.NewTimer(wait)
		select {
		case <-due.C:
		case <-j.wake:
		}
		due.Stop()
	}
}

// record writes entries and makes them durable, in one file or several. The file
// of the last ones is left to letGo.
func (j *Journal) record(batch []tape.Entry, more bool) error {
	for _, e := range batch {
		if j.segment != nil && j.segment.pack.Bytes() >= j.o.MaxFile {
			if err := j.endSegment(); err != nil {
				return err
			}
		}
		if j.segment == nil {
			if err := j.beginSegment(e.Seq); err != nil {
				return err
			}
		}
		if err := j.segment.add(e); err != nil {
			return err
		}
		j.next = e.Seq + 1
	}
	if j.segment == nil {
		return nil
	}
	if err := j.segment.sync(); err != nil {
		return err
	}
	j.synced()
	if more && (j.segment.pack.Bytes() >= j.o.MaxFile || time.Since(j.segment.begun) >= j.o.FileTime) {
		return j.endSegment()
	}
	return nil
}

func (j *Journal) beginSegment(first uint64) error {
	now := j.wall()
	j.removeOld(now)
	head := j.o.Head
	head.Run, head.StartedNS, head.First = newRun(), now.UnixNano(), first
	s, err := beginSegment(j.disk, j.o.Dir, head, now)
	if err != nil {
		return err
	}
	j.segment = s
	j.note(func(state *State) { state.File = s.path })
	return nil
}

func (j *Journal) endSegment() error {
	if j.segment == nil {
		return nil
	}
	s := j.segment
	if err := s.end(); err != nil {
		return err
	}
	j.synced()
	j.ended += s.pack.Bytes()
	j.segment = nil
	j.note(func(state *State) { state.File = "" })
	return nil
}

// note changes the state, and says so.
func (j *Journal) note(change func(state *State)) {
	j.mu.Lock()
	change(&j.state)
	j.mu.Unlock()
	signal(j.changed)
}

// synced notes that what the segment was given is durable.
func (j *Journal) synced() {
	bytes, now := j.ended+j.segment.pack.Bytes(), j.wall().UnixNano()
	j.note(func(state *State) {
		state.Entries += j.next - state.Durable
		state.Durable, state.Bytes, state.SyncedNS = j.next, bytes, now
		switch waiting := state.Next - j.next; waiting {
		case 0:
			j.oldest = time.Time{}
			j.alarm.Stop()
		case uint64(len(j.queue)): // nothing that was taken out of it waits any more
			j.oldest = j.waiting
			j.alarm.Reset(max(0, lateAfter-time.Since(j.oldest)))
		}
		state.Late = state.Late && j.isLate()
	})
}

// isLate tells whether an entry has waited for too long. The caller has the
// lock.
func (j *Journal) isLate() bool {
	return !j.oldest.IsZero() && time.Since(j.oldest) >= lateAfter
}

// late is called when an entry has waited for a second.
func (j *Journal) late() {
	j.note(func(state *State) {
		if !state.Late && j.isLate() {
			state.Late = true
			state.Lates++
		}
	})
}

// halt notes why nothing is recorded any more. The caller has the lock.
func (j *Journal) halt(err error) error {
	if j.state.Halted == nil {
		j.state.Halted = fmt.Errorf("%w: %w", ErrHalted, err)
	}
	signal(j.changed)
	signal(j.wake)
	return j.state.Halted
}

// giveUp halts the journal where it cannot be written: what is not durable by
// now may be lost, and is counted.
func (j *Journal) giveUp(err error) {
	if j.segment != nil {
		j.segment.drop()
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	_ = j.halt(err)
	j.queue, j.state.Queued = nil, 0
	j.state.Lost = j.state.Next - j.state.Durable
	j.state.File, j.state.Late, j.oldest = "", false, time.Time{}
	j.alarm.Stop()
}
