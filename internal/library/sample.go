package library

import (
	"sync"

	"rugtape/internal/fair"
	"rugtape/internal/round"
)

// published is a round of the site known by what the site itself published
// after it: its seed, and the fingerprint that was shown before it.
type published struct {
	id, seed, hash string
	endedNS        int64 // by the server's clock
}

// samples are six rounds in a row of 7 December 2025.
var samples = []published{
	{
		"20251207-60eadfaad3934e72", "43f168487d9d3191630322880c1b3eab03120dec0546985b0ed6b834535040bb",
		"4957034cc66c3d2a7fac98fcee84dabc51a28d230a476efc973add83dae62e8a", 1765068444613e6,
	},
	{
		"20251207-faa107ca5de24c77", "0dd301a242ff2e3bff449ae9931954b72cc2e979a93bfa81d40d0c48a2242a15",
		"e0bf9841db0c41ece13b794402a65d00b793400fc7073ae081ba4d5b14add7ac", 1765068469187e6,
	},
	{
		"20251207-51493d3e918e46aa", "37377ab8f7f55fb8774d306a46bfeaaa8b998a2cbee1b71fa816d50f586ca4ae",
		"67399d8bb81f2cae75e0254e6a67a2fa4939d6c7d0b96c7032092e92091eb1fa", 1765068543007e6,
	},
	{
		"20251207-591d94f81da4432d", "b3a13fe6c9b47a060247edb3beeb814e52c9f9239659288847090b39af7201ce",
		"42821eb198b66d94cf3c1cb735a3921ca1904429a874bcbab8d2957038423917", 1765068844308e6,
	},
	{
		"20251207-31a51b95c19745e9", "e29f5dfd662b07a1197299987b12d210cf773532103df96d85affcecdb4d3f7d",
		"bee6eb8e0f01671da0d0da6c5b11e1bb855471f6db09cdd978cec901332576f2", 1765068943400e6,
	},
	{
		"20251207-1e01ac417e8043ca", "e2896666bec952ac4dbc65d73e1d08dcd5da597137dcf6255f23cd67db9dcd7c",
		"620f7079cc785925512f5ec4ad3b412a804e68771ed12384509066ce5c635d4c", 1765068982439e6,
	},
}

// sampleRounds derives the samples, once. Nothing of them was recorded: their
// prices are what the law makes of the seed, their start is reckoned back
// from the end at 250 ms a tick.
var sampleRounds = sync.OnceValue(func() []*round.Recording {
	var all []*round.Recording
	for _, p := range samples {
		rec := round.New(round.Key{Source: round.Sample, ID: p.id})
		rec.Version, rec.Seed, rec.SeedHash, rec.EndedNS = fair.V3.Name, p.seed, p.hash, p.endedNS
		rec.Settle()
		all = append(all, rec)
	}
	return all
})

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

// Samples gives the keys of the built-in samples, oldest first.
func Samples() []round.Key {
	var keys []round.Key
	for _, p := range samples {
		keys = append(keys, round.Key{Source: round.Sample, ID: p.id})
	}
	return keys
}

func sampleRows() []row {
	var rows []row
	for _, rec := range sampleRounds() {
		rows = append(rows, row{Entry: round.Entry{Summary: round.Summarize(rec)}})
	}
	return rows
}
