package journal

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"rugtape/internal/tape"
)

// changedWithin waits until the journal says that there is something to see.
func changedWithin(t *testing.T, j *Journal, d time.Duration) State {
	t.Helper()
	select {
	case <-j.Changed():
	case <-time.After(d):
		t.Fatalf("nothing to see within %v", d)
	}
	return j.State()
}

// An entry is durable half a second after it came, without more entries.
func TestSyncsInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j, err := openOn(bounds, newMemDisk(), time.Now)
		must(t, err)
		<-time.After(time.Hour) // nothing to write is nothing to do
		if s := j.State(); s.SyncedNS != 0 || s.File != "" || s.BehindNS != 0 {
			t.Errorf("with nothing to write: %+v", s)
		}
		must(t, j.Append(tape.EntryReceived, 1, message(1)))
		<-time.After(300 * time.Millisecond)
		must(t, j.Append(tape.EntryReceived, 2, message(2)))
		if s := j.State(); s.Queue != 2 || s.Queued != len(message(1))+len(message(2)) || s.BehindNS != int64(300*time.Millisecond) {
			t.Errorf("with two that wait: %+v", s)
		}
		<-time.After(200*time.Millisecond + 1)
		synctest.Wait()
		s := j.State()
		if s.Queue != 0 || s.Entries != 2 || s.Durable != 3 || s.BehindNS != 0 || s.File == "" || s.Bytes == 0 || time.Since(time.Unix(0, s.SyncedNS)) > time.Millisecond {
			t.Errorf("half a second later: %+v", s)
		}
		must(t, j.Close(t.Context()))
		must(t, j.Close(t.Context()))
	})
}

// Much is written at once, before it is due.
func TestWritesMuchAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j, err := openOn(bounds, newMemDisk(), time.Now)
		must(t, err)
		must(t, j.Append(tape.EntryReceived, 1, make([]byte, writeAtOnce-1)))
		synctest.Wait()
		if s := j.State(); s.Queue != 1 {
			t.Errorf("it was written before it was due: %+v", s)
		}
		must(t, j.Append(tape.EntryReceived, 1, []byte("x")))
		synctest.Wait()
		if s := j.State(); s.Entries != 2 {
			t.Errorf("it was not written at once: %+v", s)
		}
		must(t, j.Close(t.Context()))
	})
}

// A sync that takes longer than promised is an alarm while it lasts; nothing
// is lost.
func TestSlowSync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newMemDisk()
		d.slow = 3 * time.Second
		j, err := openOn(bounds, d, time.Now)
		must(t, err)
		must(t, j.Append(tape.EntryReceived, 1, message(1)))
		<-time.After(600 * time.Millisecond)
		<-j.Changed() // the file
		for seq := uint64(2); seq <= 3; seq++ {
			must(t, j.Append(tape.EntryReceived, 1, message(seq)))
		}
		if s := changedWithin(t, j, 401*time.Millisecond); !s.Late || s.Lates != 1 || s.BehindNS != int64(time.Second) {
			t.Errorf("after a second: %+v", s)
		}
		// The two that came meanwhile are late by the time of the next sync.
		if s := changedWithin(t, j, 3*time.Second); s.Entries != 1 || !s.Late || s.Lates != 1 {
			t.Errorf("after the first sync: %+v", s)
		}
		for j.State().Entries < 3 {
			changedWithin(t, j, 4*time.Second)
		}
		if s := j.State(); s.Late || s.BehindNS != 0 || s.Halted != nil {
			t.Errorf("after the second sync: %+v", s)
		}
		must(t, j.Close(t.Context()))
		if n, err := readAll(t, "slow", d); n != 3 || err != nil {
			t.Errorf("%d entries, %v", n, err)
		}
	})
}

// When the queue is full the journal halts; what it took it writes.
func TestQueueFull(t *testing.T) {
	for name, o := range map[string]Options{
		"by entries": {QueueEntries: 5},
		"by bytes":   {QueueBytes: 6 * len(message(1))},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newMemDisk()
				d.hang = make(chan struct{})
				o.Dir = dir
				j, err := openOn(o, d, time.Now)
				must(t, err)
				must(t, j.Append(tape.EntryReceived, 1, message(1)))
				<-time.After(time.Second) // it waits for the disk now
				taken := uint64(1)
				for ; err == nil && taken < 100; taken++ {
					err = j.Append(tape.EntryReceived, 1, message(taken+1))
				}
				taken--
				if !errors.Is(err, ErrHalted) || !contains(err, "the disk does not keep up") || taken < 5 || taken > 7 {
					t.Errorf("after %d entries: %v", taken, err)
				}
				if err := j.Append(tape.EntryNote, 1, nil); !errors.Is(err, ErrHalted) {
					t.Errorf("the next one: %v", err)
				}
				if s := j.State(); !errors.Is(s.Halted, ErrHalted) || s.Refused != 2 {
					t.Errorf("state %+v", s)
				}
				ctx, stop := context.WithTimeout(t.Context(), time.Second)
				defer stop()
				if err := j.Close(ctx); !errors.Is(err, context.DeadlineExceeded) || !contains(err, "the disk does not answer") {
					t.Errorf("close while the disk hangs: %v", err)
				}
				close(d.hang)
				if err := j.Close(t.Context()); !errors.Is(err, ErrHalted) {
					t.Errorf("close: %v", err)
				}
				if s := j.State(); s.Lost != 0 || s.Entries != taken {
					t.Errorf("%d were taken: %+v", taken, s)
				}
				if n, err := readAll(t, "full", d); uint64(n) != taken || err != nil {
					t.Errorf("%d of %d entries, %v", n, taken, err)
				}
			})
		})
	}
}

// An entry that is too long is refused, and nothing else.
func TestEntryTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newMemDisk()
		j, err := openOn(bounds, d, time.Now)
		must(t, err)
		must(t, j.Append(tape.EntryReceived, 1, message(1)))
		if err := j.Append(tape.EntryReceived, 1, make([]byte, tape.MaxEntry+1)); !errors.Is(err, tape.ErrEntryLong) {
			t.Errorf("an entry that is too long: %v", err)
		}
		must(t, j.Append(tape.EntryReceived, 1, message(2)))
		must(t, j.Close(t.Context()))
		if s := j.State(); s.Refused != 1 || s.Entries != 2 {
			t.Errorf("%+v", s)
		}
		if n, err := readAll(t, "long", d); n != 2 || err != nil {
			t.Errorf("%d entries, %v", n, err)
		}
	})
}

func TestOptions(t *testing.T) {
	for name, o := range map[string]Options{
		"no folder":         {},
		"a bound below 0":   {Dir: dir, MaxFile: -1},
		"room for one file": {Dir: dir, MaxFile: 100, MaxAll: 199},
	} {
		if _, err := openOn(o, newMemDisk(), time.Now); err == nil {
			t.Errorf("%s: opened", name)
		}
	}
}

// A file that is left has all that was taken, and is ended by the next start.
func TestLeave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newMemDisk()
		j, err := openOn(bounds, d, time.Now)
		must(t, err)
		must(t, j.Append(tape.EntryReceived, 1, message(1)))
		must(t, j.Leave(t.Context()))
		if n, err := readAll(t, "left", d); n != 1 || !errors.Is(err, tape.ErrJournalCut) || j.State().File != "" {
			t.Errorf("%d entries, %v, %+v", n, err, j.State())
		}
		recovered(t, "left", d.lose(false, losses["none of it"]), 1)
	})
}
