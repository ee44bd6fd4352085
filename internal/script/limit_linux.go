package script

import (
	"bytes"
	"errors"
	"os"
	"strconv"
	"syscall"
)

// backstop has the system give the process no more than so many bytes beyond
// what it has now, and the slack. The runtime ends the process then.
func backstop(most int64) error {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return err
	}
	_, rest, found := bytes.Cut(status, []byte("\nVmData:"))
	fields := bytes.Fields(rest)
	if !found || len(fields) == 0 {
		return errors.New("the system does not tell how much memory is used")
	}
	has, err := strconv.ParseUint(string(fields[0]), 10, 64) // kB
	if err != nil {
		return err
	}
	limit := has<<10 + uint64(most) + slack
	return syscall.Setrlimit(rlimitData, &syscall.Rlimit{Cur: limit, Max: limit})
}

const rlimitData = 2 // RLIMIT_DATA, the same on every processor
