package journal

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"rugtape/internal/tape"
)

const dir = "home/journal"

// bounds make a journal of many small files.
var bounds = Options{Dir: dir, Head: tape.JournalHead{Source: "arena", Rule: "1"}, MaxFile: 1500}

// message is what the entry of a number says: mostly the same, as real ones,
// with something that cannot be packed.
func message(seq uint64) []byte {
	noise := rand.New(rand.NewPCG(seq, 1))
	return fmt.Appendf(nil, `42["gameStateUpdate",{"gameId":"20250101-aa","tickCount":%d,"price":%v,"noise":"%x%x"}]`,
		seq, noise.Float64(), noise.Uint64(), noise.Uint64())
}

// session is a recording of a few seconds on a disk.
type session struct {
	disk  *memDisk
	state State // at the end
	taken []time.Time
	ended time.Time
	err   error // of Open or Close
}

// record appends a message each 100 ms, until the journal refuses one.
func record(t *testing.T, d *memDisk, messages int) (s session) {
	t.Helper()
	s.disk = d
	defer func() { s.ended = time.Now() }()
	j, err := openOn(bounds, d, time.Now)
	if err != nil {
		s.err = err
		return s
	}
	seq := j.State().Next
	for range messages {
		<-time.After(100 * time.Millisecond)
		if err := j.Append(tape.EntryReceived, time.Now().UnixNano(), message(seq)); err != nil {
			if !errors.Is(err, ErrHalted) {
				t.Errorf("append: %v", err)
			}
			break
		}
		s.taken = append(s.taken, time.Now())
		seq++
	}
	s.err = j.Close(t.Context())
	s.state = j.State()
	if err := j.Append(tape.EntryNote, 0, nil); !errors.Is(err, ErrClosed) {
		t.Errorf("append after close: %v", err)
	}
	return s
}

// readAll reads a journal on a disk and checks that its entries are those of
// the numbers 1 and up.
func readAll(t *testing.T, what string, d *memDisk) (entries int, err error) {
	t.Helper()
	r := &Reader{disk: d, path: dir, folder: true}
	for r.Next() {
		entries++
		if e := r.Entry(); e.Seq != uint64(entries) || string(e.Data) != string(message(e.Seq)) {
			t.Fatalf("%s: entry %d is %d: %s", what, entries, e.Seq, e.Data)
		}
	}
	return entries, errors.Join(r.Err(), r.Close())
}

// recovered ends what was left open, and goes on: what is there after that is
// at least what was durable, without a gap, and whole.
func recovered(t *testing.T, what string, d *memDisk, durable int) {
	t.Helper()
	report, err := recoverOn(t.Context(), d, dir)
	if err != nil {
		t.Fatalf("%s: recover: %v", what, err)
	}
	entries, err := readAll(t, what, d)
	if err != nil || entries < durable {
		t.Fatalf("%s: %d entries, %d were durable: %v; %v", what, entries, durable, err, report)
	}
	j, err := openOn(bounds, d, time.Now)
	if err != nil {
		t.Fatalf("%s: open again: %v", what, err)
	}
	next := j.State().Next
	if next != uint64(entries)+1 {
		t.Fatalf("%s: it goes on with %d after %d entries", what, next, entries)
	}
	must(t, j.Append(tape.EntryReceived, time.Now().UnixNano(), message(next)))
	if err := j.Close(t.Context()); err != nil {
		t.Fatalf("%s: close again: %v", what, err)
	}
	if after, err := readAll(t, what, d); err != nil || after != entries+1 {
		t.Fatalf("%s: %d entries and one more are %d: %v", what, entries, after, err)
	}
}

// Wherever the power fails, all but the last second is there afterwards.
func TestPowerFails(t *testing.T) {
	const messages = 40
	for call, done := 0, false; !done; call++ {
		synctest.Test(t, func(t *testing.T) {
			d := newMemDisk()
			d.failAt, d.fault, d.forGood, d.short, d.slow = call, errors.New("no power"), true, true, 300*time.Millisecond
			s := record(t, d, messages)
			if d.failed.IsZero() {
				done = true
				if s.err != nil || s.state.Durable != messages+1 || s.state.Lost != 0 {
					t.Errorf("without a fault: %v, %+v", s.err, s.state)
				}
				return
			}
			promised := 0
			for _, at := range s.taken {
				if d.failed.Sub(at) >= time.Second {
					promised++
				}
			}
			if durable := int(s.state.Durable); s.state.Next > 0 && durable <= promised {
				t.Fatalf("call %d (%s): %d entries are durable, %d had waited for a second", call, d.calls[call], durable-1, promised)
			}
			for name, left := range losses {
				for _, names := range []bool{true, false} {
					what := fmt.Sprintf("no power from call %d (%s) on, of the bytes %s, names %t", call, d.calls[call], name, names)
					recovered(t, what, d.lose(names, left), max(promised, int(s.state.Durable)-1))
				}
			}
		})
	}
}

// The same with the write that was under way torn at every byte.
func TestPowerFailsInAWrite(t *testing.T) {
	for _, messages := range []int{2, 6} {
		synctest.Test(t, func(t *testing.T) {
			d := newMemDisk()
			s := record(t, d, messages)
			must(t, s.err)
			writes := 0
			for _, call := range d.calls {
				if call == "write" {
					writes++
				}
			}
			for call := range d.calls {
				if d.calls[call] != "sync" {
					continue
				}
				d := newMemDisk()
				d.failAt, d.fault, d.forGood = call, errors.New("no power"), true
				s := record(t, d, messages)
				last := d.durable
				for _, f := range d.names {
					for n := range f.unsynced() + 1 {
						what := fmt.Sprintf("no power at call %d, %d bytes of the write are there", call, n)
						recovered(t, what, d.lose(len(last) == 0, func(f *memFile) []byte { return f.torn(min(n, f.unsynced())) }), int(s.state.Durable)-1)
					}
				}
			}
		})
	}
}

// Each fault of the disk halts the journal, says what to do, and costs only
// what was not durable, which is counted.
func TestDiskFails(t *testing.T) {
	const messages = 40
	faults := map[error]string{
		syscall.ENOSPC:            "free some space",
		syscall.EIO:               "check the disk",
		syscall.EROFS:             "allow writing there",
		errors.New("short write"): "check the disk",
	}
	for fault, hint := range faults {
		for call, done := 0, false; !done; call++ {
			synctest.Test(t, func(t *testing.T) {
				d := newMemDisk()
				d.failAt, d.fault, d.short = call, fault, call%2 == 0
				s := record(t, d, messages)
				if d.failed.IsZero() {
					done = true
					return
				}
				what := fmt.Sprintf("%v at call %d (%s)", fault, call, d.calls[call])
				if s.state.Next == 0 {
					if !errors.Is(s.err, fault) || !contains(s.err, hint) {
						t.Errorf("%s: open says %v", what, s.err)
					}
					recovered(t, what, d, 0)
					return
				}
				if d.calls[call] == "remove" {
					t.Errorf("%s: nothing is to be removed", what)
				}
				taken := uint64(len(s.taken))
				if !errors.Is(s.err, ErrHalted) || !errors.Is(s.err, fault) || !contains(s.err, hint) {
					t.Errorf("%s: it says %v", what, s.err)
				}
				if st := s.state; st.Lost != taken-(st.Durable-1) || st.Next != taken+1 || st.Queue != 0 {
					t.Errorf("%s: %d taken, %+v", what, taken, st)
				}
				if taken < messages && s.state.Refused == 0 {
					t.Errorf("%s: nothing was refused", what)
				}
				recovered(t, what, d, int(s.state.Durable)-1)
			})
		}
	}
}

// Recover may be cut off at any call too, by the power or by an error.
func TestRecoverFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newMemDisk()
		must(t, record(t, d, 12).err)
		torn := newMemDisk()
		torn.failAt, torn.fault, torn.forGood = lastOf(d.calls, "sync", 3), errors.New("no power"), true
		s := record(t, torn, 12)
		durable := int(s.state.Durable) - 1
		for call := 0; ; call++ {
			d := torn.lose(true, losses["a part of it"])
			d.failAt, d.fault, d.short = call, syscall.ENOSPC, true
			_, err := recoverOn(t.Context(), d, dir)
			if d.failed.IsZero() {
				must(t, err)
				if call < 5 {
					t.Errorf("only %d calls: nothing was cut off", call)
				}
				break
			}
			if err == nil || !contains(err, "free some space") {
				t.Fatalf("call %d (%s) failed, it says %v", call, d.calls[call], err)
			}
			for name, left := range losses {
				recovered(t, fmt.Sprintf("recover without power from call %d (%s), of the bytes %s", call, d.calls[call], name), d.lose(true, left), durable)
				recovered(t, fmt.Sprintf("recover without power from call %d (%s), of the bytes %s, no names", call, d.calls[call], name), d.lose(false, left), durable)
			}
			d.failAt = -1
			recovered(t, fmt.Sprintf("recover after a fault at call %d (%s)", call, d.calls[call]), d, durable)
		}
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if _, err := recoverOn(ctx, torn, dir); !errors.Is(err, context.Canceled) {
			t.Errorf("recover that was stopped: %v", err)
		}
	})
}

// What Recover says is there after a kill, which spares what the system had
// not written yet, is there after a loss of power too.
func TestRecoverIsDurable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		whole := newMemDisk()
		must(t, record(t, whole, 12).err)
		for call, what := range whole.calls {
			if what != "sync" && what != "syncDir" && what != "write" {
				continue
			}
			d := newMemDisk()
			d.failAt, d.fault, d.forGood, d.short = call, errors.New("killed"), true, true
			record(t, d, 12)
			d.failAt = -1
			report, err := recoverOn(t.Context(), d, dir)
			must(t, err)
			before, err := readAll(t, what, d)
			must(t, err)
			d = d.lose(false, losses["none of it"])
			for _, e := range report.Ended {
				if e.Kept != "" && (d.names[e.Kept] == nil || int64(len(d.names[e.Kept].data)) != e.Cut) {
					t.Errorf("killed at call %d: %s is gone", call, e.Kept)
				}
			}
			if after, err := readAll(t, what, d); after != before || err != nil {
				t.Errorf("killed at call %d: %d entries, then %d, %v", call, before, after, err)
			}
		}
	})
}

// lastOf finds the nth call of a kind from the end.
func lastOf(calls []string, kind string, nth int) int {
	for i := len(calls) - 1; ; i-- {
		if calls[i] == kind {
			if nth--; nth == 0 {
				return i
			}
		}
	}
}
