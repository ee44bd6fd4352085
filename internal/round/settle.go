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
	proof := Prove(r)
	if !proves(proof) {
		return
	}
	derived := proof.Derived
	for at, price := range derived.Prices[:derived.RugTick] {
		r.addTick(at, Tick{Price: price, Origin: game.FromSeed})
	}
	if n := len(r.Rugs); n == 0 || !r.Rugs[n-1].Certain {
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

// Prove holds the evidence of a recording against the law. What Settle drew
// from the seed is no evidence and is left out. A law that this rugtape does
// not know proves nothing: the verdict is then no-seed, and the consistency is
// not checked and says why.
func Prove(r *Recording) fair.Proof {
	o := fair.Observed{
		Round: r.ID, Seed: r.Seed, SeedHash: r.SeedHash, Version: r.Version,
		Prices:  make([]float64, len(r.Ticks)),
		RugTick: -1, RugPrice: math.NaN(), Peak: math.NaN(),
	}
	for i, t := range r.Ticks {
		o.Prices[i] = t.Price
		if !t.Known() || t.Origin == game.FromSeed {
			o.Prices[i] = math.NaN()
		}
	}
	if rug, ok := r.seenRug(); ok {
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
			Law: r.Version, Verdict: fair.NoSeed, FirstMismatch: -1, Expected: math.NaN(), Seen: math.NaN(),
			Consistency: fair.Consistency{FirstImpossible: -1, Why: err.Error()},
		}
	}
	return proof
}

// seenRug is the end of the round as far as it was seen.
func (r *Recording) seenRug() (Rug, bool) {
	rug, ok := r.Rug()
	if ok && rug.Origin == game.FromSeed {
		bound := r.Rugs[0]
		return bound, !bound.Certain
	}
	return rug, ok
}
