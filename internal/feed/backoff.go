package feed

import (
	crand "crypto/rand"
	"encoding/binary"
	"math/rand/v2"
	"time"
)

// backoff says how long to wait before the next attempt: a random time between
// the least and a bound that doubles with each attempt, up to the most. Drawn
// over the whole range ("full jitter"), it spreads the clients of a server that
// went down over all of the time instead of bringing them back together.
type backoff struct {
	least, most time.Duration
	chance      *rand.Rand
	attempt     int // since the last connection that was worth something
}

// newBackoff draws its own seed where it is given none.
func newBackoff(least, most time.Duration, seed uint64) backoff {
	if seed == 0 {
		var drawn [8]byte
		crand.Read(drawn[:])
		seed = binary.LittleEndian.Uint64(drawn[:])
	}
	return backoff{least: least, most: most, chance: rand.New(rand.NewPCG(seed, seed))}
}

// next counts an attempt and says how long to wait before it.
func (b *backoff) next() time.Duration {
	b.attempt++
	bound := b.most
	if doubled := b.least << min(b.attempt, 32); b.least < b.most>>min(b.attempt, 32) {
		bound = doubled
	}
	return b.least + time.Duration(b.chance.Int64N(int64(bound-b.least)+1))
}

// reset begins anew with short waits.
func (b *backoff) reset() { b.attempt = 0 }
