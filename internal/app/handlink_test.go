package app

import (
	"context"
	"testing"
	"time"

	"rugtape/internal/browser"
)

// TestHealthIsNotLost: an edge whose inbox is full hears of a browser that froze once
// it has time; who leaves the browser meanwhile waits for nothing.
func TestHealthIsNotLost(t *testing.T) {
	live := &Live{inbox: make(chan liveInput), ended: make(chan struct{})}
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	s := pageSink{live, 1, ctx.Done()}
	told := make(chan struct{})
	go func() {
		defer close(told)
		s.Health(browser.Health{State: browser.StateFrozen})
	}()
	select {
	case <-told:
		t.Fatal("it was dropped")
	case <-time.After(2 * pageWait):
	}
	if in := <-live.inbox; in.hand.health.State != browser.StateFrozen {
		t.Fatalf("it is told %+v", in.hand)
	}
	<-told
	leave()
	s.Health(browser.Health{}) // returns
}
