//go:build linux || darwin

package cli

import "syscall"

// freeSpace is the room on a folder's disk, in bytes, for who is no
// administrator.
func freeSpace(dir string) (free uint64, known bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, false
	}
	return s.Bavail * uint64(s.Bsize), true
}
