package arena

import (
	"slices"
	"strconv"
	"time"
)

// history is what frames tell of the rounds that are over.
type history struct {
	entries []entry // newest first
	peaks   []float64
	ended   int64 // when the last round was over, Unix milliseconds

	day     string // of the records
	highest record
	candles [len(candleSteps)]record
	pool    pool
}

// entry is a round as it stands in gameHistory.
type entry struct {
	id   string
	text []byte
}

const (
	historyLength = 10
	// The averages go over as many rounds as the site's seem to: the change of
	// its average from one round to the next, times 100, is the difference of
	// two peaks.
	peaksLength = 100
)

// candleSteps part the records of god candles by the peak of their round.
var candleSteps = [...]float64{2, 10, 50}

// record is a round that stands in every full frame for a day.
type record struct {
	peak   float64 // 0: there is none
	at     int64
	prices []float64
	jump   [2]float64 // the god candle
}

// keep takes the world's round, which is over, into the history.
func (h *history) keep(w *world) {
	p := w.plan
	// A recorded round that is served again stands there once.
	h.entries = slices.DeleteFunc(h.entries, func(e entry) bool { return e.id == p.id })
	h.entries = slices.Insert(h.entries, 0, entry{p.id, pastEntry(p, h.ended, w.bets.b)})
	h.entries = h.entries[:min(len(h.entries), historyLength)]
	peak := p.peak()
	h.peaks = append(h.peaks, peak)
	h.peaks = h.peaks[max(0, len(h.peaks)-peaksLength):]
	h.pool.take(p, w.lost)

	if day := time.UnixMilli(h.ended).UTC().Format(time.DateOnly); day != h.day {
		h.day, h.highest, h.candles = day, record{}, [len(candleSteps)]record{}
	}
	r := record{peak: peak, at: h.ended, prices: p.all()}
	if peak > h.highest.peak {
		h.highest = r
	}
	if jump, ok := p.candle(); ok {
		r.jump = jump
		for i := len(candleSteps) - 1; i >= 0; i-- {
			if peak >= candleSteps[i] {
				if peak > h.candles[i].peak {
					h.candles[i] = r
				}
				break
			}
		}
	}
}

// candle is the god candle of a round: a price ten times the one before.
func (p *plan) candle() (jump [2]float64, ok bool) {
	for tick := 1; tick < len(p.prices); tick++ {
		if from, to := p.prices[tick-1], p.prices[tick]; to > 5*from {
			return [2]float64{from, to}, true
		}
	}
	return jump, false
}

func pastEntry(p *plan, ended int64, bets []byte) []byte {
	var t text
	t.open('{')
	t.word("id", p.id)
	t.whole("timestamp", ended)
	t.numbers("prices", p.all())
	t.number("peakMultiplier", p.peak())
	t.flag("rugged", true)
	t.raw("globalTrades", []byte("[]")) // as the site has it
	t.name("globalSidebets")
	t.open('[')
	t.b = append(t.b, bets...)
	t.close(']')
	t.name("provablyFair")
	t.open('{')
	t.word("serverSeed", p.seed)
	t.word("serverSeedHash", p.hash)
	t.close('}')
	t.word("gameVersion", p.version)
	t.close('}')
	return t.b
}

// averages writes what frames tell of the last rounds.
func (h *history) averages(t *text) {
	sum, counts := 0.0, [4]int{}
	for _, peak := range h.peaks {
		sum += peak
		for i, least := range [...]float64{2, 10, 50, 100} {
			if peak >= least {
				counts[i]++
			}
		}
	}
	t.number("averageMultiplier", sum/max(1, float64(len(h.peaks))))
	for i, name := range [...]string{"count2x", "count10x", "count50x", "count100x"} {
		t.whole(name, int64(counts[i]))
	}
}

// records writes what full frames tell of the day.
func (h *history) records(t *text) {
	t.number("highestToday", h.highest.peak)
	t.whole("highestTodayTimestamp", h.highest.at)
	t.numbers("highestTodayPrices", h.highest.prices)
	for i := range h.candles {
		c, name := &h.candles[i], "godCandle"+strconv.Itoa(int(candleSteps[i]))+"x"
		if c.peak == 0 {
			t.null(name)
			t.null(name + "Timestamp")
			t.raw(name+"Prices", []byte("[]"))
			t.null(name + "MassiveJump")
			continue
		}
		t.number(name, c.peak)
		t.whole(name+"Timestamp", c.at)
		t.numbers(name+"Prices", c.prices)
		t.numbers(name+"MassiveJump", c.jump[:])
	}
}
