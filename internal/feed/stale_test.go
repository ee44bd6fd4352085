package feed

import (
	"testing"
	"testing/synctest"
	"time"
)

// A server that pings, chats and repeats its last frame, but whose game stands
// still, is stale from the fifth second on; and it is well again with the next
// tick. It is told in time, not with the next message.
func TestStaleByTheGamesClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t, func(p *peer) {
			p.join()
			p.ticks(10 * time.Second)
			last := tick(100_039)
			for range 30 {
				<-time.After(time.Second)
				p.send("2", `42["newChatMessage",{"message":"?","timestamp":946684800000}]`, last)
			}
			p.ticks(time.Hour)
		})
		var w witness
		stop := s.watch(t, Options{}, &w)
		start := time.Now()
		<-time.After(50 * time.Second)
		stop()
		type change struct {
			at    time.Duration
			state State
		}
		var got []change
		for _, h := range w.healths {
			if len(got) == 0 || got[len(got)-1].state != h.State {
				got = append(got, change{time.Unix(0, h.SinceNS).Sub(start), h.State})
			}
		}
		want := []change{
			{0, Offline},
			{0, Connected},
			{11500 * time.Millisecond, Degraded},
			{15 * time.Second, Stale},
			// The new ticks count from 100,000 anew: the first differs from the last.
			{40250 * time.Millisecond, Connected},
			{50 * time.Second, Offline},
		}
		if len(got) != len(want) {
			t.Fatalf("it went %v, want %v", got, want)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("change %d is %v, want %v", i, got[i], want[i])
			}
		}
	})
}

// In ten minutes of play the health is told about once a second, and not with each
// message.
func TestHealthIsToldOnceASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t, func(p *peer) { p.join(); p.ticks(time.Hour) })
		var w witness
		stop := s.watch(t, Options{}, &w)
		<-time.After(10 * time.Minute)
		stop()
		if n := len(w.healths); n < 595 || n > 605 {
			t.Errorf("told %d times in 600 s", n)
		}
		if h := w.healths[len(w.healths)-2]; h.Interval.N < 239 || h.Interval.P50 < 249 || h.Interval.P50 > 252 {
			t.Errorf("%+v", h)
		}
	})
}

// A game that is played slower has more time for a tick.
func TestSlowGame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t, func(p *peer) {
			p.join()
			for n := range 1000 {
				<-time.After(10 * siteTick)
				if !p.send(tick(n)) {
					return
				}
			}
		})
		var w witness
		stop := s.watch(t, Options{Tick: 10 * siteTick}, &w)
		<-time.After(10 * time.Minute)
		stop()
		for _, h := range w.healths[1 : len(w.healths)-1] {
			if h.State != Connected && h.State != Offline {
				t.Fatalf("it is told to be %v: %s", h.State, h.Why)
			}
		}
	})
}

// A game that stands still for minutes has another connection tried, though its
// server pings and repeats itself: a recorder that nobody watches would hang on it for
// ever.
func TestAStandstillEndsTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t, func(p *peer) {
			p.join()
			p.ticks(10 * time.Second)
			last := tick(100_039)
			for range 60 {
				<-time.After(10 * time.Second)
				p.send("2", last)
			}
		})
		var w witness
		stop := s.watch(t, Options{}, &w)
		<-time.After(12 * time.Minute)
		stop()
		lost := 0
		for i, h := range w.healths {
			if h.Why == "the game stood still for 5m0s" && (i == 0 || w.healths[i-1].Why != h.Why) {
				lost++
			}
		}
		if lost != 2 {
			t.Errorf("in twelve minutes it was tried anew %d times, want twice: %+v", lost, w.healths[len(w.healths)-1])
		}
	})
}
