package round

import (
	"math"
	"slices"

	"rugtape/internal/fair"
	"rugtape/internal/game"
)

// minProof is how many prices a seed of unknown fingerprint must reproduce
// before it is believed. One draw already has 2^52 outcomes; tick 0 is 1 for
// every seed, and the rug price of a round that rugs at tick 1 as well.
const minProof = 3

// Settle draws what follows from the evidence: a claimed seed is taken if it
// makes this round, and what a seed proves fills the missing ticks and the
// rug, marked FromSeed. Settling twice changes nothing.
func (r *Recording) Settle() {
	r.unsettle()
	if r.Seed == "" {
		r.takeClaim()
	}
	if r.Seed == "" || !proves(Prove(r)) {
		return
	}
	law, err := fair.LawByName(lawName(r.Version))
	if err != nil {
		return
	}
	derived := law.Derive(r.Seed, r.ID, nil)
	for at, price := range derived.Prices[:derived.RugTick] {
		r.addTick(at, Tick{Price: price, Origin: game.FromSeed})
	}
	if len(r.Rugs) == 0 || !r.Rugs[0].Certain {
		r.addRug(Rug{derived.RugTick, true, Tick{Price: derived.RugPrice, Origin: game.FromSeed}})
	}
}

// unsettle takes back what Settle concluded, leaving the evidence.
func (r *Recording) unsettle() {
	if r.SeedClaimed {
		r.Seed, r.SeedClaimed = "", false
	}
	for at := range r.Ticks {
		if r.Ticks[at].Origin == game.FromSeed {
			r.Ticks[at] = Tick{}
		}
	}
	for n := len(r.Ticks); n > 0 && r.Ticks[n-1].Origin == game.Missing; n-- {
		r.Ticks = r.Ticks[:n-1]
	}
	r.Rugs = slices.DeleteFunc(r.Rugs, func(g Rug) bool { return g.Origin == game.FromSeed })
}

func (r *Recording) takeClaim() {
	for _, claim := range r.Claims {
		r.Seed, r.SeedClaimed = claim, true
		if proves(Prove(r)) {
			return
		}
	}
	r.Seed, r.SeedClaimed = "", false
}

// proves tells whether a proof shows that the seed is this round's.
func proves(p fair.Proof) bool {
	if p.Verdict != fair.Verified && p.Verdict != fair.Partial {
		return false
	}
	return p.HashOK == fair.Passed || p.PricesEqual >= minProof
}

// lawName is the law that a round follows where nobody told its version.
func lawName(version string) string {
	if version == "" {
		return fair.V3.Name
	}
	return version
}

// Prove checks a recording against the law. A law that this rugtape does not
// know proves nothing: the verdict is then no-seed and the check says why.
func Prove(r *Recording) fair.Proof {
	o := fair.Observed{
		Round: r.ID, Seed: r.Seed, SeedHash: r.SeedHash, Version: r.Version,
		Prices:  make([]float64, len(r.Ticks)),
		RugTick: -1, RugPrice: math.NaN(), Peak: math.NaN(),
	}
	for i, t := range r.Ticks {
		o.Prices[i] = t.Price
		if !t.Known() {
			o.Prices[i] = math.NaN()
		}
	}
	if rug, ok := r.Rug(); ok {
		o.RugPrice = rug.Price
		if rug.Certain {
			o.RugTick = rug.At
		}
	}
	if r.Peak.Present {
		o.Peak = r.Peak.Value
	}
	proof, err := fair.Verify(o)
	if err != nil {
		return fair.Proof{
			Law: r.Version, Verdict: fair.NoSeed, FirstMismatch: -1,
			Consistency: fair.Consistency{FirstImpossible: -1, Why: err.Error()},
		}
	}
	return proof
}
