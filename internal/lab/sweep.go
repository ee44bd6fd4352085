package lab

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"rugtape/internal/strategy"
)

// MaxTrials bounds the strategies of a sweep.
const MaxTrials = 1_000

// Grid are the values to try for each parameter.
type Grid map[string][]string

// Cell is one combination of a grid.
type Cell struct {
	Params map[string]string
	Result Result
	// Adjusted is Luck times the number of trials, at most 1: how likely it is
	// that the best of so many players without an edge does as well
	// (Bonferroni's bound). NaN where Luck is.
	Adjusted float64
}

// Combinations lists every combination of the grid's values, in the order of
// the parameters' names and of the values as given.
func (g Grid) Combinations() ([]map[string]string, error) {
	all := []map[string]string{{}}
	for _, param := range slices.Sorted(maps.Keys(g)) {
		if len(g[param]) == 0 {
			return nil, fmt.Errorf("the sweep gives no value for %s: give at least one", param)
		}
		if len(all)*len(g[param]) > MaxTrials {
			return nil, fmt.Errorf("the sweep has more than %d combinations: give fewer values", MaxTrials)
		}
		var next []map[string]string
		for _, chosen := range all {
			for _, value := range g[param] {
				one := maps.Clone(chosen)
				one[param] = value
				next = append(next, one)
			}
		}
		all = next
	}
	return all, nil
}

// Specs makes the strategies of a grid over a built-in one: what the grid does
// not name stays as it is in base.
func (g Grid) Specs(base strategy.Spec) ([]strategy.Spec, []map[string]string, error) {
	params, err := g.Combinations()
	if err != nil {
		return nil, nil, err
	}
	specs := make([]strategy.Spec, len(params))
	for i, chosen := range params {
		values := map[string]string{}
		for name, n := range base.Args {
			values[name] = n.Text
		}
		maps.Copy(values, chosen)
		if specs[i], err = strategy.New(base.Kind.Name, values); err != nil {
			return nil, nil, err
		}
	}
	return specs, params, nil
}

// Adjust sets the adjusted chance of luck of each cell of a sweep.
func Adjust(cells []Cell) {
	for i := range cells {
		cells[i].Adjusted = min(1, cells[i].Result.Luck*float64(len(cells)))
		if math.IsNaN(cells[i].Result.Luck) {
			cells[i].Adjusted = math.NaN()
		}
	}
}
