package journal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/tape"
)

// written is a journal of several files on a disk in memory.
func written(t *testing.T, messages int) *memDisk {
	t.Helper()
	d := newMemDisk()
	synctest.Test(t, func(t *testing.T) { must(t, record(t, d, messages).err) })
	if n := len(filesIn(t, d)); n < 3 {
		t.Fatalf("%d messages are in %d files", messages, n)
	}
	return d
}

func numbers(r *Reader) (seqs []uint64) {
	for r.Next() {
		seqs = append(seqs, r.Entry().Seq)
	}
	return seqs
}

// span are the numbers from one to another.
func span(from, to uint64) (seqs []uint64) {
	for ; from <= to; from++ {
		seqs = append(seqs, from)
	}
	return seqs
}

// A reader gives what is asked for, tells what is missing, and goes on.
func TestReader(t *testing.T) {
	d := written(t, 60)
	files := filesIn(t, d)
	second, last := files[1].Path, files[len(files)-1].Path
	upTo := func(path string, more int64) []byte { f := d.names[path]; return f.data[:f.dataEnd(t)+more] }
	all := span(1, 60)
	withoutSecond := slices.Concat(span(1, files[1].First-1), span(files[2].First, 60))
	from := files[1].First + 2
	type damage = tape.JournalDamage
	for name, c := range map[string]struct {
		from   uint64
		put    map[string][]byte // files in the place of those that are there; nil for none
		want   []uint64
		damage damage
		cut    bool
	}{
		"all":                     {want: all},
		"from a number":           {from: from, want: span(from, 60)},
		"from a number to come":   {from: 100},
		"a file is missing":       {put: map[string][]byte{second: nil}, want: withoutSecond, damage: damage{Missing: files[1].End.Entries}},
		"a file is no journal":    {put: map[string][]byte{second: []byte("no")}, want: withoutSecond, damage: damage{Places: 1, Missing: files[1].End.Entries}},
		"the oldest were removed": {put: map[string][]byte{files[0].Path: nil}, want: span(files[1].First, 60)},
		"a file is there twice":   {put: map[string][]byte{strings.Replace(second, ".rtj", "-2.rtj", 1): d.names[second].data}, want: all, damage: damage{Places: 1}},
		"a file was left open":    {put: map[string][]byte{second: upTo(second, 0)}, want: all},
		"a file was torn":         {put: map[string][]byte{second: upTo(second, 9)}, want: all, damage: damage{Places: 1}},
		"the last has no end":     {put: map[string][]byte{last: upTo(last, 0)}, want: all, cut: true},
		"a stranger":              {put: map[string][]byte{filepath.Join(dir, "notes.txt"): []byte("no")}, want: all},
	} {
		t.Run(name, func(t *testing.T) {
			d := d.lose(true, losses["all of it"])
			for path, data := range c.put {
				delete(d.names, path)
				if data != nil {
					d.names[path] = &memFile{data: data}
				}
			}
			r := &Reader{disk: d, path: dir, folder: true}
			r.From(c.from)
			if diff := cmp.Diff(c.want, numbers(r)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			err, damaged := r.Err(), c.damage != damage{}
			if errors.Is(err, tape.ErrJournalDamaged) != damaged || errors.Is(err, tape.ErrJournalCut) != c.cut || (err != nil) != (damaged || c.cut) || r.Damage() != c.damage {
				t.Errorf("%v, %+v", err, r.Damage())
			}
			must(t, r.Close())
		})
	}
}

// dataEnd is where the trailer of a file begins.
func (f *memFile) dataEnd(t *testing.T) int64 {
	t.Helper()
	end, err := tape.ReadJournalEnd(&memHandle{newMemDisk(), f}, int64(len(f.data)))
	must(t, err)
	return end.Bytes
}

// A reader that follows gets each entry soon after it is durable, from file to
// file, and ends with its context.
func TestFollow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newMemDisk()
		ctx, stop := context.WithCancel(t.Context())
		r := &Reader{disk: d, path: dir, folder: true}
		r.Follow(ctx)
		seen := make(chan tape.Entry)
		go func() {
			defer close(seen)
			for r.Next() {
				e := r.Entry()
				e.Data = append([]byte(nil), e.Data...)
				seen <- e
			}
		}()
		<-time.After(time.Second) // there is no folder yet
		j, err := openOn(bounds, d, time.Now)
		must(t, err)
		for seq := uint64(1); seq <= 60; seq++ {
			at := time.Now()
			must(t, j.Append(tape.EntryReceived, at.UnixNano(), message(seq)))
			e := <-seen
			if e.Seq != seq || string(e.Data) != string(message(seq)) || time.Since(at) > 700*time.Millisecond+1 {
				t.Fatalf("entry %d comes after %v where %d is due", e.Seq, time.Since(at), seq)
			}
		}
		must(t, j.Close(ctx))
		if n := len(filesIn(t, d)); n < 3 {
			t.Errorf("all was in %d files", n)
		}
		<-time.After(time.Second)
		stop()
		if e, more := <-seen; more {
			t.Errorf("entry %d after the end", e.Seq)
		}
		must(t, errors.Join(r.Err(), r.Close()))
	})
}

// A reader that follows comes over a crash: the torn block that it has seen a
// part of is cut off, and the next file comes.
func TestFollowOverCrash(t *testing.T) {
	for _, recovers := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			whole := newMemDisk()
			must(t, record(t, whole, 12).err)
			d := newMemDisk()
			d.failAt, d.fault, d.forGood, d.short = lastOf(whole.calls, "write", 2), errors.New("killed"), true, true
			s := record(t, d, 12)
			if s.err == nil || len(s.taken) < 6 {
				t.Fatalf("%v after %d", s.err, len(s.taken))
			}
			d.failAt = -1
			ctx, stop := context.WithCancel(t.Context())
			r := &Reader{disk: d, path: dir, folder: true}
			r.Follow(ctx)
			var got []uint64
			done := make(chan struct{})
			go func() { defer close(done); got = numbers(r) }()
			<-time.After(time.Second)
			if recovers {
				report, err := recoverOn(ctx, d, dir)
				must(t, err)
				if len(report.Ended) != 1 || report.Ended[0].Cut == 0 {
					t.Errorf("nothing was torn: %+v", report)
				}
			}
			<-time.After(time.Second)
			must(t, record(t, d, 5).err)
			<-time.After(time.Second)
			stop()
			<-done
			files := filesIn(t, d)
			last := files[len(files)-1].End.Next - 1
			if diff := cmp.Diff(span(1, last), got); diff != "" || last < 8 {
				t.Errorf("recovers %t (-want +got):\n%s", recovers, diff)
			}
			if err := r.Err(); errors.Is(err, tape.ErrJournalDamaged) == recovers {
				t.Errorf("recovers %t: %v", recovers, err)
			}
			must(t, r.Close())
		})
	}
}

// What Recover did is told to a person.
func TestRecoverTells(t *testing.T) {
	d := written(t, 60)
	files := filesIn(t, d)
	empty := nameOf(61, time.Now())
	cut := func(i int, more string) {
		f := d.names[files[i].Path]
		d.names[files[i].Path] = &memFile{data: append(f.data[:f.dataEnd(t):f.dataEnd(t)], more...)}
	}
	cut(0, "")
	cut(1, "torn")
	d.names[files[2].Path] = &memFile{data: []byte("nothing that can be read")}
	d.names[filepath.Join(dir, empty)] = &memFile{}
	report, err := recoverOn(t.Context(), d, dir)
	must(t, err)
	var told []string
	for _, e := range report.Ended {
		told = append(told, e.String())
	}
	name := func(i int) string { return filepath.Base(files[i].Path) }
	want := []string{
		fmt.Sprintf("ended %s, which was left open, with %d entries", name(0), files[0].End.Entries),
		fmt.Sprintf("ended %s, which was left open, with %d entries; its last 4 bytes are no whole block and are kept in %s", name(1), files[1].End.Entries, report.Ended[1].Kept),
		fmt.Sprintf("removed %s, which was left open without a whole entry; its last 24 bytes are no whole block and are kept in %s", name(2), report.Ended[2].Kept),
		fmt.Sprintf("removed %s, which was left open without a whole entry", empty),
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for i, text := range map[int]string{1: "torn", 2: "nothing that can be read"} {
		if f := d.names[report.Ended[i].Kept]; f == nil || string(f.data) != text {
			t.Errorf("%s is not in quarantine", text)
		}
	}
	again, err := recoverOn(t.Context(), d, dir)
	if err != nil || len(again.Ended) != 0 {
		t.Errorf("the second time: %+v, %v", again, err)
	}
	// A quarantine that is full keeps no more.
	d.names[filepath.Join(dir, "quarantine", "large")] = &memFile{data: make([]byte, maxQuarantine)}
	cut(1, "torn again")
	report, err = recoverOn(t.Context(), d, dir)
	must(t, err)
	if text := report.Ended[0].String(); report.Ended[0].Kept != "" || !contains(errors.New(text), "its last 10 bytes were no whole block and are gone, as the quarantine is full") {
		t.Errorf("it says %s", text)
	}
}

// The same on a disk of the system.
func TestOnDisk(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home", "journal")
	if files, err := Files(home); len(files) > 0 || err != nil {
		t.Errorf("before there is a folder: %v, %v", files, err)
	}
	for run := range uint64(3) {
		report, err := Recover(t.Context(), home)
		must(t, err)
		if ended := len(report.Ended); ended != min(int(run), 1) {
			t.Errorf("run %d: %v", run, report)
		}
		o := bounds
		o.Dir = home
		j, err := Open(o)
		must(t, err)
		for range 10 {
			must(t, j.Append(tape.EntryReceived, 1, message(j.State().Next)))
		}
		must(t, j.Close(t.Context()))
		files, err := Files(home)
		must(t, err)
		last := files[len(files)-1]
		if info, err := os.Stat(last.Path); err != nil || info.Mode().Perm() != fileMode || !last.Closed || last.End.Next != 10*run+11 {
			t.Errorf("%+v, %v", last, err)
		}
		torn, err := os.OpenFile(last.Path, os.O_WRONLY, 0)
		must(t, err)
		must(t, torn.Truncate(last.Bytes-5))
		must(t, torn.Close())
	}
	r, err := OpenReader(home)
	must(t, err)
	got := numbers(r)
	if diff := cmp.Diff(span(1, 30), got); diff != "" || !errors.Is(r.Err(), tape.ErrJournalCut) {
		t.Errorf("%v (-want +got):\n%s", r.Err(), diff)
	}
	if head, ok := r.Head(); !ok || head.Source != "arena" || head.Run == "" || r.File() == "" {
		t.Errorf("head %+v of %s", head, r.File())
	}
	must(t, r.Close())
	if _, err := OpenReader(filepath.Join(home, "nothing")); !contains(err, "correct the path") {
		t.Errorf("a path that is not there: %v", err)
	}
	in := filepath.Join(home, "file", "journal")
	must(t, os.WriteFile(filepath.Dir(in), nil, fileMode))
	if _, err := Open(Options{Dir: in}); !contains(err, "not a directory") {
		t.Errorf("a folder below a file: %v", err)
	}
}
