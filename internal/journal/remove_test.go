package journal

import (
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"rugtape/internal/tape"
)

// hourly records an hour in each file: one message, and one after the hour,
// which ends it.
func hourly(t *testing.T, j *Journal, files int, tell func(i int)) {
	t.Helper()
	for i := range files {
		for range 2 {
			must(t, j.Append(tape.EntryReceived, time.Now().UnixNano(), message(j.State().Next)))
			<-time.After(time.Hour)
		}
		synctest.Wait()
		tell(i)
	}
}

func filesIn(t *testing.T, d disk) []File {
	t.Helper()
	files, err := filesOn(d, dir)
	must(t, err)
	return files
}

// A file is ended when it is an hour old, and when it is large.
func TestTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newMemDisk()
		j, err := openOn(Options{Dir: dir, MaxFile: 100 << 10}, d, time.Now)
		must(t, err)
		hourly(t, j, 3, func(i int) {
			if s := j.State(); s.File != "" || s.Entries != uint64(2*i+2) {
				t.Errorf("after hour %d: %+v", i, s)
			}
		})
		noise := make([]byte, 60<<10) // nothing of it can be packed
		for i := range noise {
			noise[i] = byte(i * i >> 7)
		}
		for range 6 {
			must(t, j.Append(tape.EntryReceived, time.Now().UnixNano(), slices.Concat(message(9), noise)))
			<-time.After(time.Second)
		}
		must(t, j.Close(t.Context()))
		files := filesIn(t, d)
		next := uint64(1)
		for _, f := range files {
			if f.First != next || !f.Closed || f.Bytes > 200<<10 {
				t.Errorf("%+v, where entry %d comes next", f, next)
			}
			next = f.End.Next
		}
		if name := filepath.Base(files[1].Path); name != "000000000003-20000101T020000Z.rtj" || next != 13 {
			t.Errorf("the second file is %s, the last ends before %d", name, next)
		}
	})
}

// The oldest files go when there are too many, or when they are too old; the
// one that is being written never.
func TestRemovesOld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newMemDisk()
		o := Options{Dir: dir, MaxFile: 1000, MaxAll: 4500}
		j, err := openOn(o, d, time.Now)
		must(t, err)
		hourly(t, j, 12, func(int) {
			total := int64(0)
			for _, f := range filesIn(t, d) {
				total += f.Bytes
			}
			if total > o.MaxAll {
				t.Errorf("%d bytes are there, more than %d", total, o.MaxAll)
			}
		})
		s := j.State()
		files := filesIn(t, d)
		if s.Removed.Files+len(files) != 12 || len(files) < 3 || s.Removed.Next != files[0].First || s.Removed.Bytes == 0 || s.Removed.Last == "" {
			t.Errorf("%d files are left, from %d on; %+v", len(files), files[0].First, s.Removed)
		}
		must(t, j.Close(t.Context()))

		o.MaxAll, o.MaxAge = 1<<20, 5*time.Hour
		j, err = openOn(o, d, time.Now)
		must(t, err)
		hourly(t, j, 4, func(int) {})
		for _, f := range filesIn(t, d) {
			if age := time.Since(time.Unix(0, f.StartedNS)); age > 8*time.Hour {
				t.Errorf("%s is there after %v", f.Path, age)
			}
		}
		must(t, j.Close(t.Context()))
	})
}

// What cannot be removed is told, and recording goes on.
func TestCannotRemove(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newMemDisk()
		d.never, d.fault = "remove", syscall.EROFS
		j, err := openOn(Options{Dir: dir, MaxFile: 1000, MaxAll: 2000}, d, time.Now)
		must(t, err)
		hourly(t, j, 6, func(i int) {
			s := j.State()
			if told := contains(s.Removed.Err, "cannot remove old files of the journal in "+dir); told != (i > 1) || s.Halted != nil || s.Removed.Files > 0 {
				t.Errorf("after hour %d: %+v", i, s)
			}
		})
		must(t, j.Close(t.Context()))
		if n, err := readAll(t, "not removed", d); n != 12 || err != nil {
			t.Errorf("%d entries, %v", n, err)
		}
	})
}

// Clocks that jump neither order nor remove anything.
func TestClockJumps(t *testing.T) {
	for name, jump := range map[string]time.Duration{
		"forward":    10 * 365 * 24 * time.Hour,
		"back":       -10 * 365 * 24 * time.Hour,
		"to and fro": 0,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d, set := newMemDisk(), time.Duration(0)
				wall := func() time.Time { return time.Now().Add(set) }
				j, err := openOn(Options{Dir: dir}, d, wall)
				must(t, err)
				const files = 8
				removed := 0
				hourly(t, j, files, func(i int) {
					now := j.State().Removed.Files
					if now-removed > agedAtOnce || jump < 0 && now > 0 {
						t.Errorf("%d files were removed at once", now-removed)
					}
					removed = now
					switch {
					case jump != 0 && i == 3:
						set = jump
					case jump == 0:
						set = time.Duration(i%2*20-10) * 365 * 24 * time.Hour
					}
				})
				must(t, j.Close(t.Context()))
				left := filesIn(t, d)
				if len(left) != files-removed || !slices.IsSortedFunc(left, func(a, b File) int { return int(a.First) - int(b.First) }) {
					t.Errorf("%d of %d files were removed: %v", removed, files, left)
				}
				r := &Reader{disk: d, path: dir, folder: true}
				next := left[0].First
				for r.Next() {
					if r.Entry().Seq != next || string(r.Entry().Data) != string(message(next)) {
						t.Fatalf("entry %d comes where %d is due", r.Entry().Seq, next)
					}
					next++
				}
				if r.Err() != nil || next != 2*files+1 {
					t.Errorf("it ends before %d: %v", next, r.Err())
				}
			})
		})
	}
}
