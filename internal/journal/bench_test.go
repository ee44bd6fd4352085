package journal

import (
	"testing"

	"rugtape/internal/tape"
)

// BenchmarkAppend is what a message costs who appends it, while the writer
// packs, writes and syncs beside it on a disk of the system.
func BenchmarkAppend(b *testing.B) {
	j, err := Open(Options{Dir: b.TempDir(), QueueBytes: 1 << 40, QueueEntries: 1 << 40})
	must(b, err)
	frame := make([]byte, 10<<10)
	for i := range frame {
		frame[i] = "0123456789,{}:\"abcdef"[i*i%21]
	}
	n := int64(0)
	for b.Loop() {
		n++
		must(b, j.Append(tape.EntryReceived, n, frame))
	}
	must(b, j.Close(b.Context()))
	if s := j.State(); s.Entries != uint64(n) {
		b.Fatalf("%+v", s)
	}
}
