package app

import "sync"

// watchers are told that there is something new to look at. Each has one place
// for that: who has not looked yet will see all at once, and delays nobody.
type watchers struct {
	mu  sync.Mutex
	all map[chan struct{}]struct{}
}

// Watch tells of news until stop.
func (w *watchers) Watch() (news <-chan struct{}, stop func()) {
	told := make(chan struct{}, 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.all == nil {
		w.all = map[chan struct{}]struct{}{}
	}
	w.all[told] = struct{}{}
	return told, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.all, told)
	}
}

// tell tells everybody.
func (w *watchers) tell() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for news := range w.all {
		select {
		case news <- struct{}{}:
		default: // told already, and not looked yet
		}
	}
}
