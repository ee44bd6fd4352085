//go:build unix

package browser

import (
	"errors"
	"os/exec"
	"syscall"
)

// inGroup gives a program a process group of its own: whatever it starts is in
// it too, and Ctrl-C is not.
func inGroup(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return nil
}

// terminate asks the program to end, killGroup ends it and all that it started.
func terminate(pid int) { _ = syscall.Kill(pid, syscall.SIGTERM) }
func killGroup(pid int) { _ = syscall.Kill(-pid, syscall.SIGKILL) }

// groupGone tells whether the group has no member any more.
func groupGone(pid int) bool { return errors.Is(syscall.Kill(-pid, 0), syscall.ESRCH) }
