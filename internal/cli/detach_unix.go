//go:build unix

package cli

import (
	"os/exec"
	"syscall"
)

// detach keeps the Ctrl-C that ends the app from a browser that it opened.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
