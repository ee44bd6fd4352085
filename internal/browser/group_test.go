//go:build unix

package browser

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// inGroupOf lists the processes of a group that live, as the system tells them.
// Who is dead and has not been waited for does not count.
func inGroupOf(group int) (pids []int) {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it ended
		}
		// pid (name) state parent group ...; the name may hold anything
		name := strings.LastIndexByte(string(text), ')')
		fields := strings.Fields(string(text[name+1:]))
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if len(fields) > 2 && fields[2] == strconv.Itoa(group) && fields[0] != "Z" && fields[0] != "X" {
			pids = append(pids, pid)
		}
	}
	return pids
}

func isAlive(group int) bool { return len(inGroupOf(group)) > 0 }

func stopGroup(t testing.TB, group int)     { sendGroup(t, group, syscall.SIGSTOP) }
func continueGroup(t testing.TB, group int) { sendGroup(t, group, syscall.SIGCONT) }

func sendGroup(t testing.TB, group int, s syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(-group, s); err != nil {
		t.Fatal(err)
	}
}
