package report

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

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
var curveTargets = []float64{1.05, 1.1, 1.2, 1.35, 1.5, 1.75, 2, 2.5, 3, 4, 5, 7, 10, 15, 20, 25, 35, 50, 70, 100}

const (
	curveTicks = 1000 // of survival
	curveHolds = 500
)

// curves are computed once, by one at a time.
var (
	curvesTurn = make(chan struct{}, 1)
	curvesMade *Curves
)

// CurvesOf computes the curves, which takes a second or two the first time and
// nothing after that. It gives up soon after ctx ends.
func CurvesOf(ctx context.Context) (*Curves, error) {
	select {
	case curvesTurn <- struct{}{}:
		defer func() { <-curvesTurn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if curvesMade != nil {
		return curvesMade, nil
	}
	made, err := newCurves(ctx)
	if err == nil {
		curvesMade = made
	}
	return made, err
}

func newCurves(ctx context.Context) (*Curves, error) {
	c := &Curves{Hazard: fair.V3.RugChance}
	for tick := range curveTicks + 1 {
		c.Survival = append(c.Survival, ninth(fair.V3.Survive(tick)))
	}
	holds, err := fair.V3.Holds(curveHolds)
	if err != nil {
		return nil, err
	}
	for i, o := range holds {
		if i < 20 || (i+1)%4 == 0 {
			c.Holds = append(c.Holds, CurveItem{
				Ticks: o.Ticks, Survive: ninth(o.Survive), MeanIfRugPaysNothing: ninth(o.MeanIfRugPaysNothing), MeanBooked: ninth(o.MeanBooked),
			})
		}
	}
	var a Odds
	a.sideBet()
	c.SideBet = *a.SideBet
	c.Targets, err = targetCurve(ctx)
	return c, err
}

// targetCurve computes the points of the targets side by side: each is a tenth
// of a second of work.
func targetCurve(ctx context.Context) ([]CurveItem, error) {
	points, errs := make([]CurveItem, len(curveTargets)), make([]error, len(curveTargets))
	var next atomic.Int64
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(points) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				o, err := fair.V3.Target(curveTargets[i])
				points[i] = CurveItem{
					M: o.Target, Reach: ninth(o.Reach), MeanIfRugPaysNothing: ninth(o.MeanIfRugPaysNothing), MeanBooked: ninth(o.MeanBooked),
				}
				errs[i] = err
			}
		})
	}
	wait.Wait()
	return points, errors.Join(append(errs, ctx.Err())...)
}

// target is the point of a target that is on the curve.
func (c *Curves) target(m float64) CurveItem {
	return c.Targets[slices.IndexFunc(c.Targets, func(i CurveItem) bool { return i.M == m })]
}

// hold is the point of a time to hold that is on the curve.
func (c *Curves) hold(ticks int) CurveItem {
	return c.Holds[slices.IndexFunc(c.Holds, func(i CurveItem) bool { return i.Ticks == ticks })]
}
