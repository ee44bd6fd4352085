package report

import (
	"errors"
	"sync"

	"rugtape/internal/fair"
)

// Curves is the JSON of the odds over all targets and times.
type Curves struct {
	Hazard   float64     `json:"hazard"`
	Survival []float64   `json:"survival"` // by tick, from 0
	Targets  []CurveItem `json:"targets"`
	Holds    []CurveItem `json:"holds"`
	SideBet  SideBetOdds `json:"side_bet"`
}

// CurveItem is a point of a curve: of a target M, or of holding Ticks.
type CurveItem struct {
	M                    float64 `json:"m,omitzero"`
	Ticks                int     `json:"ticks,omitzero"`
	Reach                float64 `json:"reach,omitzero"`
	Survive              float64 `json:"survive,omitzero"`
	MeanIfRugPaysNothing float64 `json:"mean_if_rug_pays_nothing"`
	MeanBooked           float64 `json:"mean_booked"`
}

// The points of the curves.
var curveTargets = []float64{1.05, 1.1, 1.2, 1.35, 1.5, 1.75, 2, 2.5, 3, 4, 5, 7, 10, 15, 20, 30, 50, 70, 100}

const (
	curveTicks = 1000 // of survival
	curveHolds = 500
)

// CurvesOf computes the curves. They take seconds the first time and nothing
// after that.
var CurvesOf = sync.OnceValues(func() (*Curves, error) {
	c := &Curves{Hazard: fair.V3.RugChance}
	for tick := range curveTicks + 1 {
		c.Survival = append(c.Survival, ninth(fair.V3.Survive(tick)))
	}
	holds, err := fair.V3.Holds(curveHolds)
	if err != nil {
		return nil, err
	}
	for i, o := range holds {
		if i < 20 || (i+1)%5 == 0 {
			c.Holds = append(c.Holds, CurveItem{
				Ticks: o.Ticks, Survive: ninth(o.Survive), MeanIfRugPaysNothing: ninth(o.MeanIfRugPaysNothing), MeanBooked: ninth(o.MeanBooked),
			})
		}
	}
	var wait sync.WaitGroup
	errs := make([]error, len(curveTargets))
	c.Targets = make([]CurveItem, len(curveTargets))
	for i, m := range curveTargets { // each is a tenth of a second of work
		wait.Go(func() {
			o, err := fair.V3.Target(m)
			c.Targets[i] = CurveItem{
				M: m, Reach: ninth(o.Reach), MeanIfRugPaysNothing: ninth(o.MeanIfRugPaysNothing), MeanBooked: ninth(o.MeanBooked),
			}
			errs[i] = err
		})
	}
	wait.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	var a Odds
	a.sideBet()
	c.SideBet = *a.SideBet
	return c, nil
})
