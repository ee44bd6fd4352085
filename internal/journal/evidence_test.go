package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"syscall"
	"testing"
)

const evidenceDir = "home/hands/evidence"

func keysOf(t *testing.T, d *memDisk) (keys []uint64) {
	t.Helper()
	files, err := d.list(evidenceDir)
	must(t, err)
	for _, f := range files {
		if key, ok := keyOf(f.name); ok && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// TestEvidence: the newest orders are kept, as many as there is room for.
func TestEvidence(t *testing.T) {
	d := newMemDisk()
	e := &Evidence{disk: d, dir: evidenceDir, most: 3, room: 100}
	for key := uint64(8); key <= 12; key++ {
		must(t, e.Put(key, EvidenceRecord, []byte("{}")))
		must(t, e.Put(key, EvidenceBefore, []byte("picture")))
	}
	if got := fmt.Sprint(keysOf(t, d)); got != "[10 11 12]" {
		t.Errorf("of the orders, %s are kept", got)
	}
	must(t, e.Put(12, EvidenceAfter, []byte(strings.Repeat("x", 90))))
	if got := fmt.Sprint(keysOf(t, d)); got != "[12]" {
		t.Errorf("with a big picture, %s are kept", got)
	}
	must(t, e.Put(11, EvidenceRecord, []byte("late"))) // that at hand stays
	if got, err := e.Get(11, EvidenceRecord); string(got) != "late" || err != nil {
		t.Errorf("it holds %q, %v", got, err)
	}
	if _, err := e.Get(8, EvidenceRecord); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what is gone: %v", err)
	}
	for _, bad := range []string{"", "../orders.jsonl", "record"} {
		if err := e.Put(1, bad, nil); err == nil {
			t.Errorf("%q was kept", bad)
		}
	}
	if err := e.Put(1, EvidenceAfter, make([]byte, evidenceFile+1)); err == nil {
		t.Error("a file beyond the bound was kept")
	}
}

// TestEvidenceIsWhole: wherever the power fails, a file is the old one, the new
// one or not there.
func TestEvidenceIsWhole(t *testing.T) {
	for call := 0; ; call++ {
		d := newMemDisk()
		e := &Evidence{disk: d, dir: evidenceDir, most: 3, room: 100}
		d.failAt, d.fault, d.forGood, d.short = call, syscall.ENOSPC, true, true
		first := e.Put(1, EvidenceRecord, []byte("old"))
		second := e.Put(1, EvidenceRecord, []byte("newer"))
		if d.failed.IsZero() {
			break
		}
		if second == nil || !contains(second, "free some space") {
			t.Errorf("call %d: it says %v", call, second)
		}
		for name, left := range losses {
			for _, names := range []bool{true, false} {
				after := d.lose(names, left)
				got, err := (&Evidence{disk: after, dir: evidenceDir}).Get(1, EvidenceRecord)
				whole := string(got) == "old" && err == nil || string(got) == "newer" && err == nil || errors.Is(err, fs.ErrNotExist) && first != nil
				if !whole {
					t.Fatalf("no power from call %d (%s) on, %s, names %t: %q, %v", call, d.calls[call], name, names, got, err)
				}
				again := &Evidence{disk: after, dir: evidenceDir, most: 3, room: 100}
				must(t, again.Put(1, EvidenceRecord, []byte("newest")))
			}
		}
	}
}
