package fair

import (
	"fmt"
	"math"
)

// Observed is a round as it was seen.
type Observed struct {
	Round, Seed, SeedHash, Version string // "" where not known; no version means v3

	// Prices are the live prices by tick, NaN where not seen. The rug price is
	// not among them.
	Prices   []float64
	RugTick  int     // -1 where not known for certain
	RugPrice float64 // NaN where not known
	Peak     float64 // the highest live price as the server stated it, NaN where it did not
}

// Proof is the result of holding a round against the law.
type Proof struct {
	Law     string
	Verdict Verdict

	HashOK     Check // the seed has the published fingerprint
	RugTickOK  Check
	RugPriceOK Check
	PeakOK     Check

	// Of the prices seen, the rug price included, how many were compared with
	// the derived ones and how many are equal, bit for bit.
	PricesChecked, PricesEqual int

	// FirstMismatch is the tick of the first thing that differs, -1 where none
	// does or only the hash. A wrong rug tick differs at the earlier of the two,
	// a wrong rug price at the rug. A wrong peak differs where the peak was
	// reached, unless something else differs: the peak follows from the prices.
	// Expected and Seen are the prices there, NaN where there is none.
	FirstMismatch  int
	Expected, Seen float64

	Derived     Round // what the seed makes; zero without a seed or a round's id
	Consistency Consistency
}

// Verify holds a round against the law: with a seed bit for bit, and in any
// case for what is impossible. It fails only for an unknown version.
func Verify(o Observed) (Proof, error) {
	name := o.Version
	if name == "" {
		name = V3.Name
	}
	law, err := LawByName(name)
	if err != nil {
		return Proof{}, fmt.Errorf("verify round %s: %w", o.Round, err)
	}
	p := Proof{
		Law:           law.Name,
		FirstMismatch: -1, Expected: math.NaN(), Seen: math.NaN(),
		Consistency: law.Consistent(o),
	}
	if o.Seed == "" {
		return p, nil
	}
	if o.SeedHash != "" {
		p.HashOK = check(SeedHash(o.Seed) == o.SeedHash)
	}
	if o.Round != "" { // without its id the seed makes nothing
		p.Derived = law.Derive(o.Seed, o.Round, make([]float64, 0, len(o.Prices)+1))
		p.prices(o)
		p.end(o)
	}
	p.Verdict = p.verdict()
	return p, nil
}

// prices compares the live prices.
func (p *Proof) prices(o Observed) {
	for tick, seen := range o.Prices {
		if math.IsNaN(seen) {
			continue
		}
		expected := math.NaN() // from the rug on there is no live price
		if tick < p.Derived.RugTick {
			expected = p.Derived.Prices[tick]
		}
		p.compare(tick, expected, seen)
	}
}

// end compares the rug and the peak.
func (p *Proof) end(o Observed) {
	d := &p.Derived
	if o.RugTick >= 0 {
		p.RugTickOK = check(o.RugTick == d.RugTick)
		if at := min(o.RugTick, d.RugTick); p.RugTickOK == Failed {
			p.differ(at, d.Prices[at], o.at(at))
		}
	}
	if !math.IsNaN(o.RugPrice) {
		p.RugPriceOK = p.compare(d.RugTick, d.RugPrice, o.RugPrice)
	}
	if !math.IsNaN(o.Peak) {
		p.PeakOK = check(same(o.Peak, d.Peak))
		if p.PeakOK == Failed && p.FirstMismatch < 0 {
			p.differ(d.PeakTick(), d.Peak, o.Peak)
		}
	}
}

// at is the price seen at a tick, be it live or the rug's; NaN if none was.
func (o *Observed) at(tick int) float64 {
	switch {
	case tick == o.RugTick:
		return o.RugPrice
	case tick < len(o.Prices):
		return o.Prices[tick]
	}
	return math.NaN()
}

// compare notes one price.
func (p *Proof) compare(tick int, expected, seen float64) Check {
	p.PricesChecked++
	if same(expected, seen) {
		p.PricesEqual++
		return Passed
	}
	p.differ(tick, expected, seen)
	return Failed
}

// same compares bits: not even the sign of a zero may differ.
func same(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }

// differ notes a difference if it is the first by tick.
func (p *Proof) differ(tick int, expected, seen float64) {
	if p.FirstMismatch < 0 || tick < p.FirstMismatch {
		p.FirstMismatch, p.Expected, p.Seen = tick, expected, seen
	}
}

// verdict sums up a round whose seed is known. Only a round seen whole and
// promised beforehand is verified.
func (p *Proof) verdict() Verdict {
	switch {
	case p.HashOK == Failed || p.FirstMismatch >= 0:
		return Mismatch
	case p.HashOK == Passed && p.RugTickOK == Passed && p.PricesEqual == len(p.Derived.Prices):
		return Verified
	}
	return Partial
}
