package journal

import (
	"cmp"
	"fmt"
	"time"

	"rugtape/internal/tape"
)

// Options say what a journal is of, and its bounds. What is zero is as stated.
type Options struct {
	Dir string
	// Head says what is recorded. Run, StartedNS and First are the journal's.
	Head tape.JournalHead
	// SyncEvery is how long the oldest entry waits before it is written and
	// synced: 500 ms.
	SyncEvery time.Duration
	// MaxFile and FileTime are the size and the age at which a file is ended
	// and the next begun: 64 MiB, 1 h.
	MaxFile  int64
	FileTime time.Duration
	// MaxAll and MaxAge are the size of all files, and the age of one, beyond
	// which the oldest are removed: 2 GiB, 30 days.
	MaxAll int64
	MaxAge time.Duration
	// QueueBytes and QueueEntries are how much waits to be written before the
	// journal halts: 16 MiB, 16384.
	QueueBytes   int
	QueueEntries int
}

func (o Options) withDefaults() (Options, error) {
	o.SyncEvery = cmp.Or(o.SyncEvery, 500*time.Millisecond)
	o.MaxFile = cmp.Or(o.MaxFile, 64<<20)
	o.FileTime = cmp.Or(o.FileTime, time.Hour)
	o.MaxAll = cmp.Or(o.MaxAll, 2<<30)
	o.MaxAge = cmp.Or(o.MaxAge, 30*24*time.Hour)
	o.QueueBytes = cmp.Or(o.QueueBytes, 2*tape.MaxEntry)
	o.QueueEntries = cmp.Or(o.QueueEntries, 16<<10)
	switch {
	case o.Dir == "":
		return o, fmt.Errorf("a journal needs a folder")
	case min(o.SyncEvery, o.FileTime, o.MaxAge) < 0 || min(o.MaxFile, o.MaxAll) < 0 || min(o.QueueBytes, o.QueueEntries) < 0:
		return o, fmt.Errorf("a bound of the journal is below 0")
	case o.MaxAll < 2*o.MaxFile:
		return o, fmt.Errorf("a journal of %d bytes has no room for two files of %d", o.MaxAll, o.MaxFile)
	}
	return o, nil
}

// Bounds that are no options.
const (
	// lateAfter is how long an entry may wait to be durable before that is an
	// alarm.
	lateAfter = time.Second
	// writeAtOnce is how much in the queue is written without waiting.
	writeAtOnce = 1 << 20
	// agedAtOnce is how many files are removed for their age at a time. A clock
	// that is set wrong for a while then does not cost the whole journal.
	agedAtOnce = 2
)
