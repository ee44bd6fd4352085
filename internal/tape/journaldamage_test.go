package tape

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// notLost checks that what was read is what was written, in its order, and
// that the rest is told as missing.
func notLost(t testing.TB, what string, r *JournalReader, written []Entry) []Entry {
	t.Helper()
	got := readJournal(r)
	next := 0
	for _, e := range got {
		for next < len(written) && written[next].Seq != e.Seq {
			next++
		}
		if next == len(written) || !sameEntry(written[next], e) {
			t.Fatalf("%s: entry %d was never written so: %q", what, e.Seq, e.Data)
		}
	}
	if missing := uint64(len(written) - len(got)); r.Damage().Missing != missing {
		t.Fatalf("%s: %d entries are missing, %d were told", what, missing, r.Damage().Missing)
	}
	return got
}

// A byte that changes costs at most the section that it is in, is told, and
// never gives an entry that was not written.
func TestJournalChangedAnywhere(t *testing.T) {
	entries := journalEntries(9) // three sections of three
	file := wholeJournal(t, entries)
	trailer := bytes.LastIndex(file, []byte("rtjT"))
	for at := range file {
		for _, flip := range []byte{1 << (at % 8), 0xff} {
			bad := bytes.Clone(file)
			bad[at] ^= flip
			what := fmt.Sprintf("byte %d changed by %#x", at, flip)
			r := NewJournalReader(bytes.NewReader(bad))
			got := notLost(t, what, r, entries)
			section := bytes.Count(file[:min(at+4, trailer)], []byte("rtjH")) - 1
			least := len(entries) - 3
			if at >= trailer {
				least = len(entries)
			}
			for _, e := range entries {
				inSection := int(e.Seq-journalHead.First)/3 == section
				kept := slices.ContainsFunc(got, func(g Entry) bool { return g.Seq == e.Seq })
				if !kept && !inSection && int(e.Seq-journalHead.First)/3 != section-1 {
					t.Fatalf("%s, in section %d, costs entry %d", what, section, e.Seq)
				}
			}
			if err := r.Err(); len(got) < least || err == nil || errors.Is(err, ErrJournalNone) {
				t.Fatalf("%s: %d entries, %v", what, len(got), err)
			}
		}
	}
}

// What is done to whole blocks is told too.
func TestJournalBlocksChanged(t *testing.T) {
	entries := journalEntries(9)
	file := wholeJournal(t, entries)
	ends, kinds := blockEnds(t, file)
	var blocks [][]byte
	last := 0
	for _, end := range ends {
		blocks = append(blocks, file[last:end])
		last = end
	}
	if want := "HEEEHEEEHEEET"; string(joinKinds(kinds)) != want {
		t.Fatalf("the blocks are %s, want %s", joinKinds(kinds), want)
	}
	without := func(i, n int) []byte { return slices.Concat(slices.Delete(slices.Clone(blocks), i, i+n)...) }
	cases := map[string]struct {
		file    []byte
		missing uint64
		fault   error
	}{
		"a block left out":                    {without(2, 1), 2, ErrJournalDamaged}, // the stream needs it
		"a section left out":                  {without(4, 4), 3, ErrJournalDamaged},
		"the head of a section left out":      {without(4, 1), 3, ErrJournalDamaged},
		"the first head left out":             {without(0, 1), 3, ErrJournalDamaged},
		"the last block left out":             {without(11, 1), 1, ErrJournalDamaged},
		"the trailer left out":                {without(12, 1), 0, ErrJournalCut},
		"a block twice":                       {slices.Concat(slices.Insert(slices.Clone(blocks), 6, blocks[5])...), 2, ErrJournalDamaged},
		"a section twice":                     {slices.Concat(slices.Insert(slices.Clone(blocks), 4, blocks[:4]...)...), 0, ErrJournalDamaged},
		"zeros in a block, as a crash leaves": {slices.Concat(file[:ends[5]], make([]byte, 5000), file[ends[6]:]), 2, ErrJournalDamaged},
		"a stray text":                        {slices.Concat(file[:ends[3]], []byte("rtjE and so on"), file[ends[3]:]), 0, ErrJournalDamaged},
		"something behind the end":            {slices.Concat(file, []byte("more")), 0, ErrJournalDamaged},
		"another file behind the end":         {slices.Concat(file, file), 0, ErrJournalDamaged},
		"the end of another file":             {slices.Concat(without(12, 1), otherEnd(t, entries)), 0, ErrJournalCut},
		"zeros behind the last block":         {slices.Concat(without(12, 1), make([]byte, 8192)), 0, ErrJournalCut},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			r := NewJournalReader(bytes.NewReader(c.file))
			got := readJournal(r)
			if missing := uint64(len(entries) - len(got)); missing != c.missing || r.Damage().Missing != missing || !errors.Is(r.Err(), c.fault) {
				t.Errorf("%d entries missing, want %d; told %+v, %v", missing, c.missing, r.Damage(), r.Err())
			}
			sameEntries(t, "what is left", slices.DeleteFunc(slices.Clone(entries), func(e Entry) bool {
				return !slices.ContainsFunc(got, func(g Entry) bool { return g.Seq == e.Seq })
			}), got)
		})
	}
}

func joinKinds(kinds []blockKind) (text []byte) {
	for _, kind := range kinds {
		text = append(text, byte(kind))
	}
	return text
}

// otherEnd is the trailer of a file that differs by its run only.
func otherEnd(t *testing.T, entries []Entry) []byte {
	t.Helper()
	head := journalHead
	head.Run = "ffffffffffffffff"
	var file bytes.Buffer
	w, err := NewJournalWriter(&file, head)
	must(t, err)
	for _, e := range entries {
		must(t, w.Add(e))
	}
	must(t, w.Close())
	return file.Bytes()[bytes.LastIndex(file.Bytes(), []byte("rtjT")):]
}

// A server that sends the blocks of a journal puts nothing into ours, not
// even where damage makes the reader look for the next block in its message.
func TestJournalForged(t *testing.T) {
	head := journalHead
	head.Run = "a guess"
	var forged bytes.Buffer
	w, err := NewJournalWriter(&forged, head)
	must(t, err)
	must(t, w.Add(Entry{Seq: 41, TimeNS: 1, Kind: EntryReceived, Data: []byte("never sent")}))
	must(t, w.Close())
	entries := journalEntries(6)
	noise := make([]byte, 8<<10) // so that it is not packed
	rand.NewChaCha8([32]byte{1}).Read(noise)
	entries[1].Data = append(noise, forged.Bytes()...)
	file := wholeJournal(t, entries)
	ends, _ := blockEnds(t, file)
	if !bytes.Contains(file[ends[1]:ends[2]], forged.Bytes()[:100]) {
		t.Fatal("the forged blocks were packed: they cannot be found")
	}
	file[ends[1]+1] ^= 1 // in the head of the block that holds them
	r := NewJournalReader(bytes.NewReader(file))
	if got := notLost(t, "forged", r, entries); len(got) != 4 {
		t.Errorf("%d entries", len(got))
	}
}

// A file cannot make its reader hold more than the bounds, whatever it says.
func TestJournalBounds(t *testing.T) {
	line, err := journalHead.line()
	must(t, err)
	salt := saltOf(line)
	begin := append(blockHead{kind: headBlock, salt: salt, raw: uint32(len(line))}.append(nil, line), line...)
	for name, h := range map[string]blockHead{
		"a long block":        {kind: entryBlock, salt: salt, raw: maxRaw + 1, count: 1, first: 41},
		"no entries":          {kind: entryBlock, salt: salt, raw: 10, first: 41},
		"more than its bytes": {kind: entryBlock, salt: salt, raw: 10, count: 11, first: 41},
		"numbers that wrap":   {kind: entryBlock, salt: salt, raw: 10, count: 9, first: 1<<64 - 2},
		"no kind":             {kind: 'X', salt: salt, raw: 10, count: 1, first: 41},
	} {
		r := NewJournalReader(bytes.NewReader(append(h.append(bytes.Clone(begin), []byte("x")), 'x')))
		if r.Next() || !errors.Is(r.Err(), ErrJournalCut) || r.Safe() != int64(len(begin)) {
			t.Errorf("%s: %v, safe %d", name, r.Err(), r.Safe())
		}
	}
	// What has a right sum, and a stream that gives less than it says.
	good := wholeJournal(t, journalEntries(1))
	ends, _ := blockEnds(t, good)
	payload := good[ends[0]+blockHeadBytes : ends[1]]
	head, _ := parseBlockHead(good[ends[0]:])
	for _, raw := range []uint32{head.raw + 1, head.raw - 1, maxRaw} {
		h := head
		h.raw = raw
		file := append(h.append(bytes.Clone(good[:ends[0]]), payload), payload...)
		r := NewJournalReader(bytes.NewReader(file))
		if r.Next() || !errors.Is(r.Err(), ErrJournalDamaged) || r.Damage().Missing != 1 {
			t.Errorf("raw %d instead of %d: %v", raw, head.raw, r.Err())
		}
	}
}

func TestJournalNone(t *testing.T) {
	newer := strings.Replace(string(must1(journalHead.line())), `"format":1`, `"format":2`, 1)
	cases := map[string]struct {
		text string
		want error
	}{
		"nothing":            {"", ErrJournalCut},
		"a round file":       {`{"rugtape":"round"}` + "\n", ErrJournalNone},
		"long and nothing":   {strings.Repeat("rt rtj", 100_000), ErrJournalNone},
		"a newer format":     {string(blockHead{kind: headBlock, salt: saltOf([]byte(newer)), raw: uint32(len(newer))}.append(nil, []byte(newer))) + newer, ErrJournalNewer},
		"a few bytes of one": {"rtjH", ErrJournalCut},
	}
	for name, c := range cases {
		r := NewJournalReader(strings.NewReader(c.text))
		if r.Next() || !errors.Is(r.Err(), c.want) {
			t.Errorf("%s: %v, want %v", name, r.Err(), c.want)
		}
	}
	r := NewJournalReader(io.MultiReader(bytes.NewReader(wholeJournal(t, journalEntries(1))[:200]), broken{}))
	if r.Next() || !errors.Is(r.Err(), io.ErrClosedPipe) {
		t.Errorf("a reader that fails: %v", r.Err())
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

func must1[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// FuzzJournal: no bytes make the reader panic or disagree with itself, and
// what can be ended reads as whole.
func FuzzJournal(f *testing.F) {
	f.Add([]byte{})
	f.Add(wholeJournal(f, journalEntries(3)))
	f.Add(wholeJournal(f, journalEntries(9))[:400])
	f.Fuzz(func(t *testing.T, file []byte) {
		r := NewJournalReader(bytes.NewReader(file))
		next, n := uint64(0), 0
		for r.Next() {
			if e := r.Entry(); e.Seq < next || !e.Kind.known() {
				t.Fatalf("entry %d (%s) after %d", e.Seq, e.Kind, next)
			} else {
				next = e.Seq + 1
				n++
			}
		}
		s, err := ScanJournal(bytes.NewReader(file))
		if err != nil {
			return
		}
		if s.Safe > int64(len(file)) || !s.Closed && s.End.Entries < uint64(n) {
			t.Fatalf("a scan finds %+v, a reader %d entries in %d bytes", s, n, len(file))
		}
		if s.Closed || !s.Known {
			return
		}
		ending, err := s.Ending()
		must(t, err)
		again := NewJournalReader(bytes.NewReader(slices.Concat(file[:s.Safe], ending)))
		if got := len(readJournal(again)); got != n || errors.Is(again.Err(), ErrJournalCut) {
			t.Fatalf("ended: %d entries, %v; it gave %d before", got, again.Err(), n)
		}
	})
}

// FuzzJournalBlock does the same where all sums are right: what remains are
// the stream and the entries in it.
func FuzzJournalBlock(f *testing.F) {
	good := wholeJournal(f, journalEntries(2))
	ends, _ := blockEnds(f, good)
	for i := range 2 {
		head, _ := parseBlockHead(good[ends[i]:])
		f.Add(good[ends[i]+blockHeadBytes:ends[i+1]], head.raw, head.count)
	}
	f.Fuzz(func(t *testing.T, payload []byte, raw, count uint32) {
		h, _ := parseBlockHead(good)
		h.kind, h.raw, h.count = entryBlock, raw, count
		file := append(h.append(bytes.Clone(good[:ends[0]]), payload), payload...)
		r := NewJournalReader(bytes.NewReader(file))
		n := uint64(len(readJournal(r)))
		if h.length = uint32(len(payload)); h.possible() && n+r.Damage().Missing != uint64(count) {
			t.Fatalf("%d entries and %+v of a block of %d", n, r.Damage(), count)
		}
	})
}
