//go:build unix

package cli

import (
	"os/signal"
	"syscall"
)

// ignoreHangUp lets a process outlive its terminal, and whoever reads what it
// says, until it is taken back.
func ignoreHangUp() (back func()) {
	signal.Ignore(syscall.SIGHUP, syscall.SIGPIPE)
	return func() { signal.Reset(syscall.SIGHUP, syscall.SIGPIPE) }
}
