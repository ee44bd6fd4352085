package cli

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"rugtape/internal/tape"
)

// journalStats is the JSON of what a journal holds. Null is: there is none.
type journalStats struct {
	Files        int            `json:"files"`
	Bytes        int64          `json:"bytes"` // of the files
	Entries      int            `json:"entries"`
	EntryBytes   int64          `json:"entry_bytes"`
	FirstSeq     *uint64        `json:"first_seq"`
	LastSeq      *uint64        `json:"last_seq"`
	FirstNS      *int64         `json:"first_ns"`
	LastNS       *int64         `json:"last_ns"`
	Kinds        map[string]int `json:"kinds"`
	Places       int            `json:"damaged_places"`
	DamagedBytes int64          `json:"damaged_bytes"`
	Missing      uint64         `json:"missing_entries"`

	last string // the file at hand
}

// see counts the files.
func (s *journalStats) see(file string) {
	if file == s.last {
		return
	}
	s.last = file
	s.Files++
	if info, err := os.Stat(s.last); err == nil { // else it was removed for its age meanwhile
		s.Bytes += info.Size()
	}
}

// add counts an entry.
func (s *journalStats) add(e tape.Entry, kind string) {
	s.Entries++
	s.EntryBytes += int64(len(e.Data))
	s.Kinds[kind]++
	if s.FirstSeq == nil {
		s.FirstSeq, s.FirstNS = &e.Seq, &e.TimeNS
	}
	s.LastSeq, s.LastNS = &e.Seq, &e.TimeNS
}

func (t *tool) showStats(s journalStats, d tape.JournalDamage) error {
	s.Places, s.DamagedBytes, s.Missing = d.Places, d.Bytes, d.Missing
	if t.json {
		return t.put(s)
	}
	t.say("%d entries in %s: %s, packed to %s", s.Entries, counted(s.Files, "file"), sized(s.EntryBytes), sized(s.Bytes))
	if s.FirstSeq != nil {
		t.say("numbers %d to %d, %s to %s", *s.FirstSeq, *s.LastSeq, second(*s.FirstNS), second(*s.LastNS))
	}
	byCount := slices.SortedFunc(maps.Keys(s.Kinds), func(a, b string) int {
		return cmp.Or(s.Kinds[b]-s.Kinds[a], cmp.Compare(a, b))
	})
	for _, kind := range byCount {
		t.say("%8d  %s", s.Kinds[kind], kind)
	}
	return nil
}

func second(ns int64) string { return time.Unix(0, ns).UTC().Format(time.DateTime) }

// sized is a number of bytes, for people.
func sized(n int64) string {
	switch {
	case n < 1e3:
		return fmt.Sprintf("%d B", n)
	case n < 1e6:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
