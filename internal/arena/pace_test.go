package arena

import (
	"bytes"
	"context"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rugtape/internal/wire"
)

// TestJitterIsTheSites: with jitter ticks are as uneven as captured ones
// (median 250 ms, p95 334, p99 531), do not drift, and full frames sometimes come
// after younger ones.
func TestJitterIsTheSites(t *testing.T) {
	d := direct(Options{Seed: 8, Jitter: true})
	var waits []time.Duration
	late, fulls := 0, 0
	for len(waits) < 20_000 {
		before := d.due
		words := d.next()
		if d.stage == live && d.tick > 0 {
			waits = append(waits, d.due-before)
		}
		for i, w := range words {
			if d.stage != countdown || !bytes.Contains(w.text, []byte(`"gameHistory"`)) {
				continue
			}
			p := packetOf(t, w.text)
			clock, _, _ := wire.ClockOf(p.Payload())
			if fulls++; clock.CooldownMS != d.timerMS || i > 0 {
				late++
			}
		}
	}
	sum := time.Duration(0)
	for _, w := range waits {
		sum += w
	}
	slices.Sort(waits)
	at := func(share float64) time.Duration { return waits[int(share*float64(len(waits)))] }
	if mean := sum / time.Duration(len(waits)); mean < 245*time.Millisecond || mean > 256*time.Millisecond {
		t.Errorf("a tick takes %v in the mean", mean)
	}
	for _, c := range []struct{ share, least, most float64 }{{0.5, 235, 260}, {0.95, 290, 370}, {0.99, 380, 600}} {
		if got := float64(at(c.share)) / 1e6; got < c.least || got > c.most {
			t.Errorf("p%v of the waits is %v ms, want %v to %v", 100*c.share, got, c.least, c.most)
		}
	}
	if late < fulls/10 || late > fulls*9/10 {
		t.Errorf("%d of %d full frames of cooldowns were late", late, fulls)
	}
}

// TestSpeed: the game goes no faster than asked, also where it catches up with
// what was late.
func TestSpeed(t *testing.T) {
	const speed, beats = 50, 100
	start := time.Now() // before the game's own
	s := run(t, Options{Seed: 1, Speed: speed})
	c := join(t, s, "")
	n := 0
	for n < beats {
		if p := c.next(); p.Name == wire.StateUpdate {
			n++
		}
	}
	now := s.Stats() // what is played then is played at the next beat
	for s.Stats().Beats == now.Beats {
		c.next()
	}
	if took := time.Since(start); now.Played > speed*took || now.Played < (beats-5)*countdownStep {
		t.Errorf("%v of the game took %v at %dx", now.Played, took, speed)
	}
}

// TestManyClients at the site's pace: nobody is cut, nobody misses a tick. How
// many is RUGTAPE_ARENA_CLIENTS (50).
func TestManyClients(t *testing.T) {
	many, err := strconv.Atoi(os.Getenv("RUGTAPE_ARENA_CLIENTS"))
	if err != nil {
		many = 50
	}
	s := run(t, Options{Seed: 1, Speed: 1, Players: DefaultPlayers, Past: 10})
	var all sync.WaitGroup
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	heard := make([]atomic.Int64, many)
	for i := range many {
		c := join(t, s, "")
		all.Go(func() {
			for ctx.Err() == nil {
				_, text, err := c.conn.Read(c.ctx)
				if err != nil {
					t.Errorf("client %d: %v", i, err)
					return
				}
				if string(text) == wire.Ping {
					c.answer()
				}
				heard[i].Add(1)
			}
		})
	}
	// Each hears of 25 beats, however long a busy machine takes to hand them over.
	waiting := func(n *atomic.Int64) bool { return n.Load() < 25 }
	for deadline := time.Now().Add(patience); slices.ContainsFunc(pointers(heard), waiting); {
		if time.Now().After(deadline) {
			t.Fatal("not every client hears of 25 beats")
		}
		<-time.After(20 * time.Millisecond)
	}
	cancel()
	all.Wait()
	if got := s.Stats(); got.Clients != many || len(got.Cut) > 0 {
		t.Errorf("%d of %d clients are left: %v", got.Clients, many, got.Cut)
	}
}

// pointers are those of the elements.
func pointers[T any](all []T) []*T {
	to := make([]*T, len(all))
	for i := range all {
		to[i] = &all[i]
	}
	return to
}
