package fair

import (
	"fmt"
	"math"
)

// Law is one version of the rule that turns a seed into a round: parameters as
// data, because the site has changed them before. docs/game.md states the rule
// and what it rests on. Chances are from 0 to below 1.
//
// The fields hold the numbers as the site's page writes them. Where the page
// subtracts two of them (BigMax-BigMin, 1-RugLoss) the difference is taken in
// doubles at run time, as JavaScript does: Go would fold an expression of
// constants exactly and be wrong in the last bit.
type Law struct {
	Name string // "v1", "v2", "v3"

	RugChance float64 // of each live tick, that the next tick is the rug

	// A god candle multiplies the price by GodMove where the price is at most
	// GodLimit. GodChance 0 means that the version has none and draws nothing
	// for it.
	GodChance, GodMove, GodLimit float64

	BigChance      float64 // that a tick is a big move, up or down
	BigMin, BigMax float64 // its size, a fraction of the price

	DriftMin, DriftMax float64 // of every other tick, a fraction of the price
	Volatility         float64 // added to the drift: +-Volatility*min(SqrtCap, sqrt(price))
	SqrtCap            float64 // +Inf where the version has no cap

	MaxTicks int     // live ticks are 0..MaxTicks-1
	RugLoss  float64 // the rug price is the round's low * (1-RugLoss)
}

// The versions of the law. Every round of the site seen with a seed is V3; V1
// has one published vector; V2 lies between. They are values: do not change them.
var (
	V1 = Law{
		Name:       "v1",
		RugChance:  0.005,
		BigChance:  0.125,
		BigMin:     0.15,
		BigMax:     0.25,
		DriftMin:   -0.02,
		DriftMax:   0.03,
		Volatility: 0.005,
		SqrtCap:    math.Inf(1),
		MaxTicks:   5000,
		RugLoss:    0.98,
	}
	V2 = capped(V1)
	V3 = withGod(V2)
)

func capped(l Law) Law {
	l.Name, l.SqrtCap = "v2", 10
	return l
}

func withGod(l Law) Law {
	l.Name, l.GodChance, l.GodMove, l.GodLimit = "v3", 0.00001, 10, 100
	return l
}

// Laws returns every known version, oldest first.
func Laws() []Law { return []Law{V1, V2, V3} }

// LawByName returns the version of that name. The error of an unknown name
// lists those there are.
func LawByName(name string) (Law, error) {
	known := ""
	for _, l := range Laws() {
		if l.Name == name {
			return l, nil
		}
		known += " " + l.Name
	}
	return Law{}, fmt.Errorf("unknown law %q: the known ones are%s", name, known)
}

// RugPrice returns what the price falls to when a round whose lowest live price
// was low rugs: low * (1 - RugLoss), in doubles. For 0.98 the factor is
// 0.020000000000000018, so the result is not low*0.02.
func (l Law) RugPrice(low float64) float64 {
	keep := 1 - l.RugLoss
	return float64(low * keep) // a caller may add to it
}
