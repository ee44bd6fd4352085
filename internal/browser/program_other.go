//go:build !unix

package browser

import (
	"errors"
	"os/exec"
)

// Elsewhere there are no process groups, and so no certainty that what was
// launched can be ended.
func inGroup(*exec.Cmd) error {
	return errors.New("a browser cannot be launched on this system: start it yourself with --remote-debugging-port, and attach to it")
}

func terminate(int)      {}
func killGroup(int)      {}
func groupGone(int) bool { return true }
