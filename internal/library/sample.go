package library

import (
	"fmt"
	"sync"
	"time"

	"rugtape/internal/fair"
	"rugtape/internal/game"
	"rugtape/internal/round"
)

// samples are the numbers of the built-in rounds, oldest first. Sample N is
// the round sample-N that the law v3 draws from the seed
// SHA-256("rugtape sample N"), in hex: anybody can draw it again. They were
// chosen to show what rounds can be, and so are not typical: most of these
// were picked out of hundreds.
var samples = []int{
	215,   // rugs at tick 1, as one round in 200 does
	306,   // rugs at tick 3
	8,     // never above 1.07x
	240,   // 625 ticks, nearly all of them down
	49,    // 1,306 ticks
	14609, // a god candle: the price times ten in one tick
	318,   // an ordinary round
	248,   // up to 150x
	107,   // up to 20x
	1756,  // another god candle
	304,   // 1,191 ticks, up to 31x
	36,    // the first that a new user sees
}

// samplesEnd is when the last sample is said to have ended. The times of the
// samples are made up, a quarter of an hour apart.
var samplesEnd = time.Date(2025, time.December, 1, 12, 0, 0, 0, time.UTC)

// sampleRounds draws the samples, once. They come as the server's history
// tells a round: prices, seed, fingerprint and peak, without receive times.
var sampleRounds = sync.OnceValue(func() []*round.Recording {
	var all []*round.Recording
	for i, n := range samples {
		rec := round.New(sampleKey(n))
		seed := fair.SeedHash(fmt.Sprintf("rugtape sample %d", n))
		drawn := fair.V3.Derive(seed, rec.ID, nil)
		ended := samplesEnd.Add(-15 * time.Minute * time.Duration(len(samples)-1-i))
		rec.Apply(game.Fact{Kind: game.Revealed, Round: rec.ID, Past: &game.Past{
			Round: rec.ID, EndedNS: ended.UnixNano(), Version: fair.V3.Name, Seed: seed, SeedHash: fair.SeedHash(seed),
			Peak: game.Some(drawn.Peak), Prices: drawn.Prices,
		}})
		rec.Settle()
		all = append(all, rec)
	}
	return all
})

func sampleKey(n int) round.Key {
	return round.Key{Source: round.Sample, ID: fmt.Sprintf("sample-%d", n)}
}

// sample gives the sample of a key, or nil. It is the caller's own.
func sample(key round.Key) *round.Recording {
	for _, rec := range sampleRounds() {
		if rec.Key == key {
			own := round.Merge(rec)
			own.Settle()
			return own
		}
	}
	return nil
}

func sampleRows() []row {
	var rows []row
	for _, rec := range sampleRounds() {
		rows = append(rows, row{Entry: round.Entry{Summary: round.Summarize(rec)}})
	}
	return rows
}
