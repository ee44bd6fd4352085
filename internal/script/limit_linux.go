package script

import (
	"bytes"
	"errors"
	"os"
	"runtime/debug"
	"strconv"
	"syscall"
)

// hostOver is what a host writes to stderr when it ends because of its memory;
// here the runtime has its own words for that.
const hostOver = "rugtape: the script used too much memory"

// limitMemory lets the process take so many bytes beyond what it has now.
// Above that the system gives it none, and the runtime ends it. The collector
// works harder before that, so that only what is held counts.
func limitMemory(most int64) error {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return err
	}
	_, rest, found := bytes.Cut(status, []byte("\nVmData:"))
	fields := bytes.Fields(rest)
	if !found || len(fields) == 0 {
		return errors.New("the system does not tell how much memory is used")
	}
	has, err := strconv.ParseUint(string(fields[0]), 10, 64)
	if err != nil {
		return err
	}
	debug.SetMemoryLimit(most)
	limit := has<<10 + uint64(most)
	return syscall.Setrlimit(rlimitData, &syscall.Rlimit{Cur: limit, Max: limit})
}

const rlimitData = 2 // RLIMIT_DATA, the same on every processor
