package library

import "path/filepath"

// Hold is the hold on a home by a process that opens no library in it: the
// watchdog, after it has ended the owner.
type Hold struct{ lock *lock }

// TakeHold takes the hold on a home that is there, or fails with *ErrOwned at
// once.
func TakeHold(home string) (*Hold, error) {
	home, err := filepath.Abs(home)
	if err != nil {
		return nil, err
	}
	l, err := takeLock(home)
	if err != nil {
		return nil, err
	}
	return &Hold{l}, nil
}

// Release lets go. What the owner before left undone is still to be done, by
// the next one.
func (h *Hold) Release() error {
	if !h.lock.unclean {
		return h.lock.release(true)
	}
	return joined(h.lock.write(h.lock.left), h.lock.release(false))
}
