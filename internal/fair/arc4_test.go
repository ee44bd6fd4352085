package fair

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// seeded returns a keystream that stands before its first draw.
func seeded(key ...string) *keystream {
	g := new(keystream)
	g.seed(key...)
	g.fill()
	return g
}

// take draws once more, as Derive does between ticks.
func (g *keystream) take() float64 {
	if bufLen-g.pos < tickRoom {
		g.fill()
	}
	return g.draw()
}

func TestDrawsAreTheTwins(t *testing.T) {
	keys := []string{"", "\x00", "a", "-", "ü", "日本", "🜚", "\xff\xfe", strings.Repeat("é", 200)}
	for n := 250; n < 270; n++ {
		keys = append(keys, strings.Repeat("k", n), strings.Repeat("key ", n))
	}
	for i := range 200 {
		keys = append(keys, fmt.Sprint("key ", i))
	}
	for _, key := range keys {
		g, twin := seeded(key), twinDraws(key)
		for i := range 1000 {
			if got, want := g.take(), twin(); got != want {
				t.Fatalf("key %.40q, draw %d: got %v, want %v", key, i, got, want)
			}
		}
	}
}

func TestSeedTakesParts(t *testing.T) {
	if a, b := seeded("server seed-round"), seeded("server seed", "-", "round"); *a != *b {
		t.Error("a text in parts seeds another generator than the text")
	}
}

// Draws of any number of bytes, wherever the block ends in them: a buffer with
// runs of zeros that no search would find.
func TestLongDraws(t *testing.T) {
	const seed = 1
	rnd := rand.New(rand.NewPCG(seed, 0))
	long := 0
	for i := range 5000 {
		g := seeded(fmt.Sprint(i % 50))
		g.pos = bufLen - 64 - rnd.IntN(64)
		for range 1 + rnd.IntN(3) {
			at := g.pos + rnd.IntN(bufLen-g.pos)
			clear(g.buf[at:min(bufLen, at+rnd.IntN(30))])
		}
		// The twin reads the same bytes, then the blocks that follow.
		rest, after := append([]byte(nil), g.buf[g.pos:]...), *g
		twin := func(count int) (n float64) {
			for ; count > 0; count-- {
				if len(rest) == 0 {
					after.pos = bufLen
					after.fill()
					rest = append(rest, after.buf[roomLen:]...)
				}
				n, rest = float64(n*256)+float64(rest[0]), rest[1:]
			}
			return n
		}
		for k := range 5 {
			got, want := g.draw(), twinPRNG(twin)
			if got != want {
				t.Fatalf("seed %d, case %d, draw %d: got %v, want %v", seed, i, k, got, want)
			}
			if got < 0x1p-12 {
				long++
			}
		}
	}
	if long < 250 {
		t.Errorf("only %d draws of more than eight bytes: the test has lost its teeth", long)
	}
}

// A draw is compared with a chance as a whole number; see rule.
func TestBelow(t *testing.T) {
	const seed = 2
	rnd := rand.New(rand.NewPCG(seed, 0))
	for range 20_000 {
		chance := rnd.Float64()
		r := newRule(Law{RugChance: chance})
		near := r.rugBelow + uint64(rnd.IntN(1<<14)) - 1<<13
		for _, w := range []uint64{near, r.rugBelow - 1, r.rugBelow, r.rugBelow + 1, rnd.Uint64()} {
			if w < longDraw {
				continue
			}
			if drawLen(w) == 7 {
				w &^= rnd.Uint64() & 0xff // the byte after a draw is anything
			}
			if got, want := w < r.rugBelow, double(w) < chance; got != want {
				t.Fatalf("chance %v, bytes %x: below is %v, but the draw is %v", chance, w, got, double(w))
			}
		}
	}
}
