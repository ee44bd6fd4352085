package app

import (
	"context"
	"time"

	"rugtape/internal/browser"
)

// link is the edge's hold on a browser: at most one at a time, numbered, so
// that what an earlier one still tells counts for nothing.
type link struct {
	live *Live
	n    int
	end  context.CancelFunc
	done chan struct{} // nil before the first
}

// How long ending a browser may take: the answer to whoever asks for it comes
// within the first, the killing of what was launched within the second.
const (
	linkEnds = 250 * time.Millisecond
	linkGone = 5 * time.Second
)

// start starts a browser, or attaches to one, once the one before has ended. It
// waits for nothing: steps, session and failure come as inputs.
func (l *link) start(ctx context.Context, o browser.Options) {
	ctx, cancel := context.WithCancel(ctx)
	before := *l
	l.n++
	l.end, l.done = cancel, make(chan struct{})
	to := pageSink{l.live, l.n, ctx.Done()}
	o.Step = func(s browser.Step) { to.must(ctx, handInput{step: &s}) }
	done := l.done
	go func() {
		defer close(done)
		defer cancel()
		before.stop()
		session, err := browser.Start(ctx, o, to)
		if err != nil {
			to.must(ctx, handInput{failed: err}) // who left does not need it
			return
		}
		to.must(ctx, handInput{session: session})
		select {
		case <-ctx.Done():
		case <-session.Gone():
		}
		ending, stop := context.WithTimeout(context.WithoutCancel(ctx), linkEnds)
		defer stop()
		_ = session.Close(ending) // it goes on in the background where this was too short
		gone := time.NewTimer(linkGone)
		defer gone.Stop()
		select {
		case <-session.Gone():
		case <-gone.C:
		}
	}()
}

// cancel ends the browser, or the start of one, and waits for nothing.
func (l *link) cancel() {
	if l.end != nil {
		l.end()
	}
}

// stop ends it and waits until nothing of it is left.
func (l *link) stop() {
	if l.done != nil {
		l.end()
		<-l.done
	}
}

// pageSink hands what a browser tells to the edge.
type pageSink struct {
	live *Live
	of   int
	left <-chan struct{} // closed once the browser is left
}

// pageWait is how long a message of the page waits for a place in the edge's
// inbox; then it is dropped and counted.
const pageWait = 100 * time.Millisecond

// Message hands a message of the page over.
func (s pageSink) Message(m browser.Message) {
	if !s.put(handInput{message: &m}) {
		s.live.pageDropped.Add(1)
	}
}

// Press hands a press of the player's over.
func (s pageSink) Press(p browser.Seen) {
	if !s.put(handInput{seen: &p}) {
		s.live.pageDropped.Add(1)
	}
}

// Health hands the health over. It is told when it changes and not again, so that
// none may be lost: what waits behind it meanwhile is bounded.
func (s pageSink) Health(h browser.Health) {
	select {
	case s.live.inbox <- liveInput{hand: &handInput{of: s.of, health: &h}}:
	case <-s.left:
	case <-s.live.ended:
	}
}

func (s pageSink) put(in handInput) bool {
	in.of = s.of
	select {
	case s.live.inbox <- liveInput{hand: &in}:
		return true
	default:
	}
	wait := time.NewTimer(pageWait)
	defer wait.Stop()
	select {
	case s.live.inbox <- liveInput{hand: &in}:
		return true
	case <-wait.C:
	case <-s.live.ended:
	}
	return false
}

// must hands over what the edge cannot do without.
func (s pageSink) must(ctx context.Context, in handInput) {
	in.of = s.of
	select {
	case s.live.inbox <- liveInput{hand: &in}:
	case <-s.live.ended:
	case <-ctx.Done():
	}
}
