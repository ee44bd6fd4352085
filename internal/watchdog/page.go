package watchdog

import (
	"context"
	"fmt"
	"time"

	"rugtape/internal/browser"
)

// attachTo leaves the page that there is and attaches to the one that the beat
// names, as often as that takes.
func (w *watchdog) attachTo(ctx context.Context, b *Beat) {
	w.detach()
	w.drop(w.page)
	w.page = nil
	o, ok := b.page()
	if !ok {
		return
	}
	o.Log = w.o.Log
	// Once it acts, what attaches goes on though ctx may end.
	ctx, w.detach = context.WithCancel(context.WithoutCancel(ctx))
	w.tries++
	of := w.tries
	w.work.Go(func() { w.attach(ctx, o, of) })
}

// attach is a goroutine of its own: it ends when it has attached, or with ctx.
func (w *watchdog) attach(ctx context.Context, o browser.Options, of int) {
	for {
		selectors, err := browser.LoadSelectors(w.o.Home)
		a := attached{of: of, err: err}
		if err == nil {
			o.Selectors = selectors
			a.page, a.err = w.o.attach(ctx, o, (*sink)(w))
		}
		select {
		case w.pages <- a:
		case <-ctx.Done():
			w.drop(a.page)
			return
		}
		if a.err == nil {
			return
		}
		again := time.NewTimer(attachAgain)
		select {
		case <-again.C:
		case <-ctx.Done():
			again.Stop()
			return
		}
	}
}

// took takes what became of attaching.
func (w *watchdog) took(a attached) {
	if a.of != w.tries { // it was for a page that was left since
		w.drop(a.page)
		return
	}
	w.page, w.noPage = a.page, a.err
	if a.err != nil {
		w.o.Log.Warn("the watchdog does not see the page", "error", a.err)
	}
}

// drop ends a connection to a page, nil for none. The browser goes on.
func (w *watchdog) drop(p pageSession) {
	if p == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), pageEnds)
	defer cancel()
	if err := p.Close(ctx); err != nil {
		w.o.Log.Debug("the connection to the page takes its time to end", "error", err)
	}
}

// endChrome ends the browser that the app launched, which nobody needs any more.
func (w *watchdog) endChrome() {
	if w.chrome == nil {
		return
	}
	if err := endGroup(w.chrome); err != nil {
		w.o.Log.Warn("a browser is left over", "error", fmt.Errorf("process %d: %w", w.chrome.Pid, err))
	}
}

// sink hears the page for a watchdog. It never waits.
type sink watchdog

// Message takes a message, or drops it.
func (s *sink) Message(m browser.Message) {
	select {
	case s.messages <- m:
	default:
		s.dropped.Add(1)
	}
}

// Press and Health say nothing that it needs.
func (s *sink) Press(browser.Seen)    {}
func (s *sink) Health(browser.Health) {}
