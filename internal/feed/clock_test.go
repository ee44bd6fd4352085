package feed

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// wallClock is a clock that somebody sets.
type wallClock struct{ off atomic.Int64 }

func (w *wallClock) now() time.Time        { return time.Now().Add(time.Duration(w.off.Load())) }
func (w *wallClock) jump(by time.Duration) { w.off.Add(int64(by)) }

// The wall clock jumps while the game is heard: the times of what is heard
// never fall, a jump ahead is followed, each is counted, and the feed is none
// the worse for it.
func TestWallClockJumps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t, func(p *peer) { p.join(); p.ticks(time.Hour) })
		var w witness
		var wall wallClock
		stop := s.watch(t, Options{Clock: wall.now}, &w)
		start := time.Now()
		for _, step := range []struct {
			by     time.Duration
			jumps  uint64
			ahead  time.Duration // of what is told, against the time without jumps
			behind time.Duration // of the wall clock, against what is told
			why    string
		}{
			{by: 0},
			{by: 500 * time.Millisecond}, // no jump
			{by: 8 * time.Hour, jumps: 1, ahead: 8*time.Hour + 500*time.Millisecond, why: "this computer's clock jumped ahead by 8h0m0s"},
			{by: -2 * time.Hour, jumps: 2, ahead: 8*time.Hour + 500*time.Millisecond, behind: 2 * time.Hour, why: "this computer's clock jumped back by 2h0m0s"},
			{by: 2*time.Hour + 5*time.Second, jumps: 3, ahead: 8*time.Hour + 5500*time.Millisecond, why: "this computer's clock jumped ahead by 2h0m5s"},
			{by: -100 * time.Hour, jumps: 4, ahead: 8*time.Hour + 5500*time.Millisecond, behind: 100 * time.Hour, why: "this computer's clock jumped back by 100h0m0s"},
		} {
			w.mu.Lock()
			heard, jumped := len(w.messages), time.Now()
			w.mu.Unlock()
			wall.jump(step.by)
			<-time.After(20 * time.Second)
			synctest.Wait()
			h := w.health()
			if h.Jumps != step.jumps || h.Why != step.why || h.State != Connected || h.Reconnects != 0 || h.Interval.Max > 400 {
				t.Errorf("after %v: %+v", step.by, h)
			}
			if got := -time.Duration(h.SkewNS); got != step.behind {
				t.Errorf("after %v the wall clock is said to be %v behind, not %v", step.by, got, step.behind)
			}
			w.mu.Lock()
			first, last := w.messages[heard].RecvNS, w.messages[len(w.messages)-1].RecvNS
			w.mu.Unlock()
			if early := jumped.Add(step.ahead).Sub(time.Unix(0, first)); early > 0 {
				t.Errorf("the first message after %v is of %v, %v too early", step.by, time.Unix(0, first), early)
			}
			if off := time.Duration(last-time.Now().UnixNano()) - step.ahead; off > 0 || off < -siteTick {
				t.Errorf("after %v the newest message is of %v, %v off", step.by, time.Unix(0, last), off)
			}
			if since := time.Unix(0, h.SinceNS).Sub(start) - step.ahead; since < 0 || since > time.Second {
				t.Errorf("after %v it is connected since %v after the start", step.by, since)
			}
		}
		<-time.After(2 * time.Minute)
		if h := w.health(); h.Why != "" {
			t.Errorf("two minutes later it is still told that %s", h.Why)
		}
		stop()
		for i := 1; i < len(w.messages); i++ {
			if w.messages[i].RecvNS < w.messages[i-1].RecvNS {
				t.Fatalf("message %d is of %d, the one before of %d", i, w.messages[i].RecvNS, w.messages[i-1].RecvNS)
			}
		}
	})
}
