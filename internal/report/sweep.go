package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"rugtape/internal/lab"
)

// Sweep is the JSON of a sweep.
type Sweep struct {
	Strategy string `json:"strategy"`
	Trials   int    `json:"trials"`
	Cells    []Cell `json:"cells"`
}

// Cell is one trial of a sweep.
type Cell struct {
	Params   map[string]string `json:"params"`
	Trials   int               `json:"trials"`
	Adjusted *float64          `json:"p_adjusted"` // the chance of luck for the best of so many trials
	Result
}

// SweepOf makes the JSON of a sweep.
func SweepOf(strategy string, cells []lab.Cell) Sweep {
	s := Sweep{Strategy: strategy, Trials: len(cells)}
	for _, c := range cells {
		s.Cells = append(s.Cells, Cell{c.Params, len(cells), known(c.Adjusted), Of(c.Result, 0)})
	}
	return s
}

// Best is the cell with the highest mean, nil where there is none.
func (s *Sweep) Best() *Cell {
	var best *Cell
	for i := range s.Cells {
		if c := &s.Cells[i]; c.Mean != nil && (best == nil || *c.Mean > *best.Mean) {
			best = c
		}
	}
	return best
}

// Names lists the parameters of a cell with their values.
func (c *Cell) Names() string {
	var parts []string
	for _, param := range slices.Sorted(maps.Keys(c.Params)) {
		parts = append(parts, param+"="+c.Params[param])
	}
	return strings.Join(parts, " ")
}

// BestSays puts into words what the best of a sweep is worth.
func (s *Sweep) BestSays() string {
	best := s.Best()
	if best == nil || best.Adjusted == nil {
		return ""
	}
	return fmt.Sprintf("The best is %s. The best of %d players without any edge does as well in %s.",
		best.Names(), s.Trials, cases(*best.Adjusted))
}
