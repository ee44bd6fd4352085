package strategy

import "rugtape/internal/money"

// catalogue lists the built-in strategies: first those that players tell each
// other, then the baselines to hold them against.
var catalogue = []Kind{
	conservative, aggressive, sidebet, foundational,
	hold, target, never, martingale, kelly, random,
}

// Catalogue lists the built-in strategies.
func Catalogue() []Kind { return catalogue }

// Names lists the names of the built-in strategies.
func Names() []string {
	names := make([]string, len(catalogue))
	for i, k := range catalogue {
		names[i] = k.Name
	}
	return names
}

// The site's limits of a stake, as it states them.
const (
	leastStake = money.PerSOL / 1000
	mostStake  = money.PerSOL
)

// Parameters that several strategies have.

func stakeParam(name, standard, says string) Param {
	return Param{Name: name, Unit: SOL, Default: standard, Least: 0.001, Most: 1, Says: says}
}

func maybeStake(name, standard, says string) Param {
	return Param{Name: name, Unit: SOL, Default: standard, Least: 0, Most: 1, Says: says + "; 0 for none"}
}

func priceParam(name, standard, says string) Param {
	return Param{Name: name, Unit: Price, Default: standard, Least: 0, Most: 1e6, Says: says}
}

func gainParam(name, standard, says string, most float64) Param {
	return Param{Name: name, Unit: Fraction, Default: standard, Least: 0, Most: most, Says: says + "; 0 for never"}
}

func tickParam(name, standard, says string) Param {
	return Param{Name: name, Unit: Ticks, Default: standard, Least: 0, Most: maxTick, Says: says}
}

// maxTick is the last tick by which every round has rugged.
const maxTick = 5000

var onItsWay = Because("an order is on its way")
