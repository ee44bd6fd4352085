package arena

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"time"

	"rugtape/internal/fair"
	"rugtape/internal/game"
)

// plan is what a round will be: nobody but the world sees it.
type plan struct {
	id      string
	seed    string // "" where a recording does not know it
	hash    string
	version string

	prices   []float64 // of the live ticks
	rugTick  int       // len(prices)
	rugPrice float64
	// waits are the times from the frame before to the one of each tick, the
	// rug's too; nil where they are nominal.
	waits []time.Duration
	// trades are those a recording has, by tick; they are told again.
	trades []game.Trade
}

// peak is the highest live price.
func (p *plan) peak() float64 { return slices.Max(p.prices) }

// price is that of a tick up to the rug's.
func (p *plan) price(tick int) float64 {
	if tick == p.rugTick {
		return p.rugPrice
	}
	return p.prices[tick]
}

// all are the prices as the history lists them: those of the live ticks, then
// the rug's.
func (p *plan) all() []float64 { return append(slices.Clip(p.prices), p.rugPrice) }

// wait is the time from the frame before to the tick's.
func (p *plan) wait(tick int) time.Duration {
	if p.waits == nil || p.waits[tick] <= 0 {
		return nominalTick
	}
	return p.waits[tick]
}

// lottery draws rounds by the law. Its links are a chain of hashes that
// nobody is told: a seed, which is revealed, is the hash of a link, and tells
// nothing of the seeds to come.
type lottery struct {
	law   fair.Law
	link  [sha256.Size]byte
	start time.Time // the day in the ids
}

func newLottery(seed uint64, start time.Time) *lottery {
	text := binary.BigEndian.AppendUint64([]byte("rugtape arena "), seed)
	return &lottery{law: fair.V3, link: sha256.Sum256(text), start: start.UTC()}
}

// draw makes the next round. elapsed is the game's time since its start.
func (l *lottery) draw(elapsed time.Duration) *plan {
	l.link = sha256.Sum256(append([]byte("link "), l.link[:]...))
	seed := sha256.Sum256(append([]byte("seed "), l.link[:]...))
	name := sha256.Sum256(append([]byte("name "), l.link[:]...))
	p := &plan{
		id:   l.start.Add(elapsed).Format("20060102") + "-" + hex.EncodeToString(name[:8]),
		seed: hex.EncodeToString(seed[:]), version: l.law.Name,
	}
	p.hash = fair.SeedHash(p.seed)
	r := l.law.Derive(p.seed, p.id, nil)
	p.prices, p.rugTick, p.rugPrice = r.Prices[:r.RugTick], r.RugTick, r.RugPrice
	return p
}
