package tape

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var journalHead = JournalHead{
	Source: "arena", URL: "http://127.0.0.1:9000", Rule: "1", Run: "0011223344556677",
	StartedNS: 1735740015_000000000, First: 41,
}

// journalEntries makes entries of a few sections: one of them three a minute.
func journalEntries(n int) []Entry {
	var entries []Entry
	for i := range n {
		entries = append(entries, Entry{
			Seq:    journalHead.First + uint64(i),
			TimeNS: journalHead.StartedNS + int64(i)*int64(20*time.Second),
			Kind:   []EntryKind{EntryReceived, EntryReceived, EntrySent, EntryNote}[i%4],
			Data:   fmt.Appendf(nil, `42["gameStateUpdate",{"tickCount":%d,"price":1.%04d}]`, i, i*i),
		})
	}
	return entries
}

// journalFile writes entries, flushed after each that flush says; the file
// has no trailer yet.
func journalFile(t testing.TB, entries []Entry, flush func(i int) bool) (*JournalWriter, *bytes.Buffer) {
	t.Helper()
	var file bytes.Buffer
	w, err := NewJournalWriter(&file, journalHead)
	must(t, err)
	for i, e := range entries {
		must(t, w.Add(e))
		if flush(i) {
			must(t, w.Flush())
		}
	}
	return w, &file
}

func always(int) bool { return true }

func wholeJournal(t testing.TB, entries []Entry) []byte {
	w, file := journalFile(t, entries, always)
	must(t, w.Close())
	return file.Bytes()
}

// readJournal reads all that a file gives.
func readJournal(r *JournalReader) (entries []Entry) {
	for r.Next() {
		e := r.Entry()
		e.Data = bytes.Clone(e.Data)
		entries = append(entries, e)
	}
	return entries
}

func sameEntries(t testing.TB, what string, want, got []Entry) {
	t.Helper()
	if !slices.EqualFunc(want, got, sameEntry) {
		t.Errorf("%s (-written +read):\n%s", what, cmp.Diff(want, got))
	}
}

// sameEntry is much faster than cmp.
func sameEntry(a, b Entry) bool {
	return a.Seq == b.Seq && a.TimeNS == b.TimeNS && a.Kind == b.Kind && bytes.Equal(a.Data, b.Data)
}

// The file is what docs/format/journal.md says.
func TestJournalLayout(t *testing.T) {
	w, file := journalFile(t, journalEntries(2), func(i int) bool { return i == 1 })
	head := `{"rugtape":"journal","format":1,"source":"arena","url":"http://127.0.0.1:9000","rule":"1","run":"0011223344556677","started_ns":1735740015000000000,"first":41}` + "\n"
	at := file.Len()
	text := file.String()
	if text[:4] != "rtjH" || text[44:44+len(head)] != head {
		t.Errorf("the head is %q", text[:44+len(head)])
	}
	entries := text[44+len(head):]
	salt := sha256.Sum256([]byte(head))
	if want := "rtjE" + string(salt[:4]); !strings.HasPrefix(entries, want) {
		t.Errorf("the block of entries begins with %q, want %q", entries[:8], want)
	}
	if got, want := hex.EncodeToString([]byte(entries[12:36])), "73000000"+"02000000"+"2900000000000000"+"009681e858961618"; got != want { // raw, count, first, time
		t.Errorf("it tells %s, want %s", got, want)
	}
	must(t, w.Close())
	sum := sha256.Sum256([]byte(text))
	end := fmt.Sprintf(`{"end":"journal","entries":2,"next":43,"blocks":1,"raw_bytes":115,"bytes":%d,"recovered":false,"sha256":"%x"}`+"\n", at, sum)
	if diff := cmp.Diff(end, file.String()[at+44:]); diff != "" || file.String()[at:at+4] != "rtjT" {
		t.Errorf("the trailer (-want +got):\n%s", diff)
	}
}

// Whatever was added comes back, however it was flushed and is read.
func TestJournalComesBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var entries []Entry
		at := journalHead.StartedNS
		for i := range rapid.IntRange(0, 60).Draw(rt, "entries") {
			at += rapid.OneOf(rapid.Int64Range(-1e6, 1e9), rapid.Int64()).Draw(rt, "later")
			data := rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(rt, "data")
			if rapid.IntRange(0, 9).Draw(rt, "long") == 0 {
				data = bytes.Repeat(append(data, 'x'), 2000)
			}
			entries = append(entries, Entry{journalHead.First + uint64(i), at, EntryKind(rapid.IntRange(1, 3).Draw(rt, "kind")), data})
		}
		w, file := journalFile(t, entries, func(int) bool { return rapid.Bool().Draw(rt, "flush") })
		must(t, w.Close())
		for _, in := range []io.Reader{bytes.NewReader(file.Bytes()), iotest.HalfReader(bytes.NewReader(file.Bytes())), iotest.DataErrReader(bytes.NewReader(file.Bytes()))} {
			r := NewJournalReader(in)
			got := readJournal(r)
			head, _ := r.Head()
			end, closed := r.End()
			if !slices.EqualFunc(entries, got, sameEntry) || r.Err() != nil || head != journalHead || !closed || end.Entries != uint64(len(entries)) {
				rt.Fatalf("%v, head %+v, end %+v\n%s", r.Err(), head, end, cmp.Diff(entries, got))
			}
		}
		end, err := ReadJournalEnd(bytes.NewReader(file.Bytes()), int64(file.Len()))
		head, headErr := ReadJournalHead(bytes.NewReader(file.Bytes()))
		if err != nil || headErr != nil || end.Next != journalHead.First+uint64(len(entries)) || head != journalHead {
			rt.Fatalf("from its ends: %+v, %v, %+v, %v", head, headErr, end, err)
		}
	})
}

// A section begins anew after a minute, after a clock that was set, and after
// 4 MiB; each costs a head.
func TestJournalSections(t *testing.T) {
	sections := func(entries []Entry) int {
		return bytes.Count(wholeJournal(t, entries), []byte("rtjH"))
	}
	if n := sections(journalEntries(10)); n != 4 {
		t.Errorf("10 entries, three a minute, are in %d sections", n)
	}
	back := journalEntries(3)
	back[2].TimeNS = 0
	if n := sections(back); n != 2 {
		t.Errorf("after a clock that was set back: %d sections", n)
	}
	large := journalEntries(3)
	for i := range large {
		large[i].TimeNS, large[i].Data = journalHead.StartedNS, make([]byte, sectionBytes)
	}
	if n := sections(large); n != 3 {
		t.Errorf("three entries of 4 MiB are in %d sections", n)
	}
}

// The longest entry comes back, a longer one is refused, and the file goes on.
func TestJournalLongEntry(t *testing.T) {
	entries := journalEntries(3)
	entries[1].Data = bytes.Repeat([]byte("0123456789abcdef"), MaxEntry/16)
	var file bytes.Buffer
	w, err := NewJournalWriter(&file, journalHead)
	must(t, err)
	must(t, w.Add(entries[0]))
	if err := w.Add(Entry{Seq: 42, Kind: EntryNote, Data: make([]byte, MaxEntry+1)}); !errors.Is(err, ErrEntryLong) {
		t.Errorf("an entry that is too long: %v", err)
	}
	must(t, w.Add(entries[1]))
	must(t, w.Add(entries[2]))
	must(t, w.Close())
	r := NewJournalReader(&file)
	sameEntries(t, "with a long one", entries, readJournal(r))
	must(t, r.Err())
}

func TestJournalWriterRefuses(t *testing.T) {
	w, err := NewJournalWriter(io.Discard, journalHead)
	must(t, err)
	for name, e := range map[string]Entry{
		"a number left out": {Seq: 42, Kind: EntryNote},
		"no kind":           {Seq: 41},
	} {
		if err := w.Add(e); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	long := journalHead
	long.URL = strings.Repeat("u", maxJournalLine)
	if _, err := NewJournalWriter(io.Discard, long); err == nil {
		t.Error("a head that is too long was taken")
	}
}

// After an error of the disk nothing more is written.
func TestJournalWriterFails(t *testing.T) {
	entries := journalEntries(3)
	ends, _ := blockEnds(t, wholeJournal(t, entries))
	w, err := NewJournalWriter(&limited{room: ends[2] + 50}, journalHead)
	must(t, err)
	for i, e := range entries {
		err = errors.Join(w.Add(e), w.Flush())
		if failed := i == 2; errors.Is(err, io.ErrShortWrite) != failed {
			t.Errorf("entry %d: %v", i, err)
		}
	}
	if err := w.Close(); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("close: %v", err)
	}
}

// limited takes so many bytes.
type limited struct{ room int }

func (l *limited) Write(b []byte) (int, error) {
	n := min(l.room, len(b))
	l.room -= n
	if n < len(b) {
		return n, io.ErrShortWrite
	}
	return n, nil
}

// blockEnds are where the blocks of a file end.
func blockEnds(t testing.TB, file []byte) (ends []int, kinds []blockKind) {
	t.Helper()
	for at := 0; at < len(file); {
		head, ok := parseBlockHead(file[at:])
		if !ok {
			t.Fatalf("no block at %d", at)
		}
		at += blockHeadBytes + int(head.length)
		ends, kinds = append(ends, at), append(kinds, head.kind)
	}
	return ends, kinds
}

// A file that is cut at any byte gives what its whole blocks hold, says that
// it is cut, and is whole again once it is ended there.
func TestJournalCutAnywhere(t *testing.T) {
	entries := journalEntries(8)
	file := wholeJournal(t, entries)
	ends, kinds := blockEnds(t, file)
	for n := range len(file) {
		whole, safe := 0, 0
		for i, end := range ends {
			if end <= n {
				safe = end
				if kinds[i] == entryBlock {
					whole++
				}
			}
		}
		what := fmt.Sprintf("the first %d bytes", n)
		r := NewJournalReader(bytes.NewReader(file[:n]))
		got := readJournal(r)
		if !slices.EqualFunc(got, entries[:whole], sameEntry) {
			t.Fatalf("%s give %d entries, want %d", what, len(got), whole)
		}
		if err := r.Err(); !errors.Is(err, ErrJournalCut) || errors.Is(err, ErrJournalDamaged) || r.Safe() != int64(safe) {
			t.Fatalf("%s: %v, safe %d, want %d", what, err, r.Safe(), safe)
		}
		s, err := ScanJournal(bytes.NewReader(file[:n]))
		if err != nil || s.Closed || s.Safe != int64(safe) || s.End.Entries != uint64(whole) || s.Known != (safe > 0) {
			t.Fatalf("%s: a scan finds %+v, %v", what, s, err)
		}
		ending, err := s.Ending()
		if !s.Known {
			if err == nil {
				t.Fatalf("%s were ended", what)
			}
			continue
		}
		must(t, err)
		r = NewJournalReader(bytes.NewReader(slices.Concat(file[:safe], ending)))
		got = readJournal(r)
		if end, closed := r.End(); len(got) != whole || r.Err() != nil || !closed || !end.Recovered {
			t.Fatalf("%s, ended: %d entries, %v, %+v", what, len(got), r.Err(), end)
		}
	}
}

// A reader that follows a file as it grows, by any steps, gives the same; so
// it does when a crash leaves half a block and the next start cuts that off.
func TestJournalResume(t *testing.T) {
	entries := journalEntries(8)
	file := wholeJournal(t, entries)
	for step := 1; step < len(file); step += 7 {
		r := NewJournalReader(bytes.NewReader(nil))
		got := readJournal(r)
		for n := 0; n < len(file); {
			n = min(n+step, len(file))
			r.Resume(bytes.NewReader(file[r.Safe():n]))
			got = append(got, readJournal(r)...)
		}
		must(t, r.Err())
		sameEntries(t, fmt.Sprintf("by %d bytes", step), entries, got)
	}
	ends, _ := blockEnds(t, file)
	torn := file[:ends[4]-9]
	r := NewJournalReader(bytes.NewReader(torn))
	got := readJournal(r)
	s, err := ScanJournal(bytes.NewReader(torn))
	must(t, err)
	ending, err := s.Ending()
	must(t, err)
	ended := slices.Concat(torn[:s.Safe], ending)
	r.Resume(bytes.NewReader(ended[r.Safe():]))
	if more := readJournal(r); len(more) > 0 || r.Err() != nil || len(got) != int(s.End.Entries) {
		t.Errorf("after a cut: %d entries, %d more, %v", len(got), len(more), r.Err())
	}
}
