//go:build unix

package script

import (
	"os/exec"
	"syscall"
)

// inGroup gives a program a process group of its own: what it starts is in it
// too, and Ctrl-C is not.
func inGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// terminate asks the group to end, kill ends it. The leader must not have been
// waited for: until then nobody else can get its number.
func terminate(cmd *exec.Cmd) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
func kill(cmd *exec.Cmd)      { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
