package feed

import (
	"testing"
	"time"
)

// The waits lie between the least and a doubling bound, and use all of it.
func TestBackoffSpreads(t *testing.T) {
	const least, most, runs = 250 * time.Millisecond, 30 * time.Second, 2000
	for attempt, bound := range []time.Duration{
		500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second,
		8 * time.Second, 16 * time.Second, most, most, most,
	} {
		low, high, quarters := most, time.Duration(0), [4]int{}
		for seed := range uint64(runs) {
			b := newBackoff(least, most, seed+1)
			var wait time.Duration
			for range attempt + 1 {
				wait = b.next()
			}
			low, high = min(low, wait), max(high, wait)
			if wait < least || wait > bound {
				t.Fatalf("attempt %d, seed %d: waits %v, not within %v..%v", attempt+1, seed+1, wait, least, bound)
			}
			quarters[min(int(4*(wait-least)/(bound-least)), 3)]++
		}
		for quarter, n := range quarters { // 500 expected, standard deviation 19
			if n < 400 || n > 600 {
				t.Errorf("attempt %d: %d of %d waits are in quarter %d of the range: %v", attempt+1, n, runs, quarter+1, quarters)
			}
		}
	}
}

func TestBackoffResets(t *testing.T) {
	b := newBackoff(250*time.Millisecond, 30*time.Second, 7)
	for range 100 {
		b.next()
	}
	if b.attempt != 100 {
		t.Errorf("attempt %d after 100", b.attempt)
	}
	b.reset()
	if wait := b.next(); wait > 500*time.Millisecond || b.attempt != 1 {
		t.Errorf("after a reset attempt %d waits %v", b.attempt, wait)
	}
}

// Bounds out of the ordinary neither overflow nor panic.
func TestBackoffBounds(t *testing.T) {
	for _, c := range []struct{ least, most time.Duration }{
		{1, 1}, {time.Hour, time.Hour}, {1, 1 << 62}, {time.Nanosecond, time.Second},
	} {
		b := newBackoff(c.least, c.most, 1)
		for range 200 {
			if wait := b.next(); wait < c.least || wait > c.most {
				t.Fatalf("%v..%v: waits %v", c.least, c.most, wait)
			}
		}
	}
}

// Without a seed, two feeds do not wait alike.
func TestBackoffDrawsItsSeed(t *testing.T) {
	a, b := newBackoff(1, 1<<60, 0), newBackoff(1, 1<<60, 0)
	for range 20 {
		if a.next() != b.next() {
			return
		}
	}
	t.Error("two of them waited alike 20 times")
}
