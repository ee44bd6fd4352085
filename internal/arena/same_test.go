package arena

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"testing"
)

// playSame plays a world with a guest's orders, hashes all that is said, and
// gives the rounds' ids beside it.
func playSame(t *testing.T, o Options, offset int64, orders bool) (hash string, ids []string) {
	t.Helper()
	d := direct(o)
	d.clock += offset
	guest := d.guest(t, "guest")
	sum := sha256.New()
	for beat := range 1500 {
		for _, w := range d.next() {
			sum.Write(w.text)
		}
		if d.stage == countdown && d.timerMS == cooldownMS {
			ids = append(ids, d.plan.id)
		}
		if d.stage == live && orders {
			_, words, _ := d.do(d.clock, guest, [...]order{buying(0.01), betting(0.01), selling(0.3)}[beat%3])
			for _, w := range words {
				sum.Write(w.text)
			}
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), ids
}

// TestSameSeedSameBytes: all chance is in the seed.
func TestSameSeedSameBytes(t *testing.T) {
	o := Options{Seed: 9, Players: 12, Jitter: true}
	first, rounds := playSame(t, o, 0, true)
	if again, _ := playSame(t, o, 0, true); again != first {
		t.Error("the same seed and orders at the same time give other bytes")
	}
	if later, same := playSame(t, o, 3_600_000, true); later == first || len(rounds) < 3 || !slices.Equal(same, rounds) {
		t.Errorf("an hour later the rounds are %v, not %v", same, rounds)
	}
	o.Seed++
	if other, others := playSame(t, o, 0, true); other == first || slices.Equal(others, rounds) {
		t.Error("another seed gives the same")
	}
}

// TestOrdersChangeNobodyElse: prices, times and simulated players go on as if
// no client had played.
func TestOrdersChangeNobodyElse(t *testing.T) {
	o := Options{Seed: 9, Players: 12, Jitter: true}
	o.settle()
	with, without := direct(o), direct(o)
	guest := with.guest(t, "guest")
	for beat := range 1500 {
		with.next()
		without.next()
		_, _, _ = with.do(with.clock, guest, [...]order{buying(0.01), betting(0.01), selling(0.3)}[beat%3])
		if with.due != without.due || with.tick != without.tick || with.plan.id != without.plan.id {
			t.Fatalf("beat %d: %v and %v", beat, with.due, without.due)
		}
		for i, m := range with.crowd.members {
			if m.book.Balance() != without.crowd.members[i].book.Balance() {
				t.Fatalf("beat %d: player %d has %v and %v", beat, i, m.book.Balance(), without.crowd.members[i].book.Balance())
			}
		}
	}
	if guest.book.Balance() == o.Balance {
		t.Error("the guest has not played")
	}
}
