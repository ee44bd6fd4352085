//go:build unix

package watchdog

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

// groupEnds is how long a browser has to save its profile.
const groupEnds = time.Second

// apart gives a program a session of its own, so that it outlives the terminal
// and its Ctrl-C.
func apart(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }

// outlive lets this process outlive its terminal and whoever reads what it says,
// until that is taken back: what is written to a pipe without a reader is an error, not
// the end.
func outlive() (back func()) {
	signal.Ignore(syscall.SIGHUP, syscall.SIGPIPE)
	return func() { signal.Reset(syscall.SIGHUP, syscall.SIGPIPE) }
}

// endGroup ends the process group that a process leads, by asking first. A
// process that has ended already leads nothing any more.
func endGroup(leader *os.Process) error {
	if err := leader.Signal(syscall.SIGTERM); err != nil {
		return ignoreDone(err)
	}
	end := time.Now().Add(groupEnds)
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for time.Now().Before(end) {
		if err := leader.Signal(syscall.Signal(0)); err != nil {
			return ignoreDone(err)
		}
		<-look.C
	}
	return ignoreDone(syscall.Kill(-leader.Pid, syscall.SIGKILL))
}

func ignoreDone(err error) error {
	if errors.Is(err, os.ErrProcessDone) || errors.Is(err, syscall.ESRCH) {
		return nil
	}
	return err
}
