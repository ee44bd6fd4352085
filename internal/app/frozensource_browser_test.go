package app

import (
	"context"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"rugtape/internal/feed"
	"rugtape/internal/web"
)

// TestFrozenSource: while the page tells the game, because it does so before the
// feed, a browser that freezes costs nobody a frame: the feed tells on.
func TestFrozenSource(t *testing.T) {
	t.Cleanup(func() { goleak.VerifyNone(t) })
	b := openIcebox(t, 1, func(o *LiveOptions) { o.Hear = hearLate })
	b.await("the page to be the source", func(s *web.HandsStatus) bool { return s.Source == "page" })
	pid, before := b.live.Status().Hands.PID, b.live.Status().Recorder
	b.signal(pid, syscall.SIGSTOP)
	b.setFrozen(true)
	await(t, b.live, "a dozen ticks more", func(*web.Status) bool {
		b.frozen.mu.Lock()
		defer b.frozen.mu.Unlock()
		return len(b.frozen.ticks) >= 12
	})
	b.signal(pid, syscall.SIGCONT)
	if s := b.live.Status().Hands; s.Source != "feed" {
		t.Errorf("the source is the %s: %s", s.Source, s.SourceWhy)
	}
	b.end()
	after := b.live.Status().Recorder
	b.frozen.mu.Lock()
	defer b.frozen.mu.Unlock()
	t.Logf("from the arena to a page that looks on: %s", spreadOf(b.frozen.ticks))
	if after.Gaps > before.Gaps || after.Filled > before.Filled+1 {
		t.Errorf("while it was frozen there were %d gaps and %d ticks that no frame told", after.Gaps-before.Gaps, after.Filled-before.Filled)
	}
}

// feedIsLate is by how much a late feed tells everything later than it hears it.
const feedIsLate = 150 * time.Millisecond

// hearLate hears a server as feed.Run does, later.
func hearLate(ctx context.Context, url string, to feed.Sink) error {
	late := lateFeed{to, make(chan feed.Message, 4096)}
	var group sync.WaitGroup
	group.Go(func() {
		for m := range late.waiting {
			pass(time.Until(time.Unix(0, m.RecvNS).Add(feedIsLate)))
			m.RecvNS = time.Now().UnixNano()
			_ = to.Message(ctx, m) // it ends with ctx
		}
	})
	err := feed.Run(ctx, feed.Options{URL: url}, late)
	close(late.waiting)
	group.Wait()
	return err
}

type lateFeed struct {
	feed.Sink
	waiting chan feed.Message
}

func (f lateFeed) Message(ctx context.Context, m feed.Message) error {
	m.Text = slices.Clone(m.Text)
	select {
	case f.waiting <- m:
	case <-ctx.Done():
	}
	return nil
}
