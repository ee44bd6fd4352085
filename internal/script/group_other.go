//go:build !unix

package script

import "os/exec"

// Elsewhere there are no process groups: only the program itself is ended.
func inGroup(*exec.Cmd)       {}
func terminate(cmd *exec.Cmd) { kill(cmd) }
func kill(cmd *exec.Cmd)      { _ = cmd.Process.Kill() }
