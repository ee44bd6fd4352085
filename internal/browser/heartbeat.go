package browser

import (
	"context"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/performance"
	"github.com/go-json-experiment/json"
)

// heartbeat is a question that the page's own thread answers: its time. One is
// on its way at a time, so that a page that is stuck is asked once, however long
// it is.
type heartbeat struct {
	asked  *asked
	sentNS int64
}

func (s *Session) send(t *tab) (*heartbeat, error) {
	a, err := t.conn.ask(t.session, performance.GetMetrics.Method, cdp.Empty{}, true)
	return &heartbeat{a, s.nowNS()}, err
}

// receive takes the answer.
func (s *Session) receive(t *tab, b *heartbeat) (took time.Duration) {
	now := s.nowNS()
	took = time.Duration(now - b.sentNS)
	var told performance.GetMetricsResult
	if b.asked.err == nil && json.Unmarshal(b.asked.result, &told, lenient) == nil {
		t.compare(told, b.sentNS, now)
		t.lease()
	}
	s.noteDrops()
	s.change(func(f *facts, h *Health) {
		f.frozen = false
		h.BeatMS = float64(took.Microseconds()) / 1000
	})
	return took
}

// noteDrops logs that messages are dropped, once per burst: until a heartbeat
// without.
func (s *Session) noteDrops() {
	_, dropped := s.queue.counts()
	if dropped > s.dropped && !s.dropping {
		s.log.Warn("the browser's messages come faster than they are taken: the oldest are dropped", "so_far", dropped)
	}
	s.dropping, s.dropped = dropped > s.dropped, dropped
}

// beat is the first heartbeat, before any frame: so that the first one's time
// can be told.
func (s *Session) beat(ctx context.Context, t *tab, l lane) error {
	before := s.nowNS()
	told, err := do(ctx, l, performance.GetMetrics, cdp.Empty{})
	if err == nil {
		t.compare(told, before, s.nowNS())
	}
	return err
}

// compare takes in what the browser's clock said between two moments of ours.
func (t *tab) compare(told performance.GetMetricsResult, beforeNS, afterNS int64) {
	for _, m := range told.Metrics {
		if m != nil && m.Name == "Timestamp" {
			t.time.between(beforeNS, m.Value, afterNS)
		}
	}
}
