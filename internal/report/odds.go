package report

import (
	"math"
	"slices"

	"rugtape/internal/fair"
	"rugtape/internal/money"
)

// The targets and times to hold that are usual.
var (
	usualTargets = []float64{1.1, 1.5, 2, 5, 10, 50, 100}
	usualHolds   = []int{10, 40, 60, 100, 200, 500}
)

// OddsAsk says which odds are wanted; nil and false are not. With nothing in
// it, the usual ones are.
type OddsAsk struct {
	Target  *float64
	Hold    *int
	SideBet bool
	Stake   *money.Lamports
}

// Odds is the JSON of the answer. What was not asked for is left out.
type Odds struct {
	Law     string          `json:"law"`
	Stake   *money.Lamports `json:"stake,omitzero"`
	Target  *TargetOdds     `json:"target,omitzero"`
	Hold    *HoldOdds       `json:"hold,omitzero"`
	Targets []TargetOdds    `json:"targets,omitzero"` // the usual ones, where nothing is asked for
	Holds   []HoldOdds      `json:"holds,omitzero"`
	SideBet *SideBetOdds    `json:"side_bet,omitzero"`
}

// TargetOdds are those of a target. Cost is null without a stake.
type TargetOdds struct {
	Target               float64  `json:"target"`
	Reach                float64  `json:"reach"`
	TicksHeld            float64  `json:"ticks_held"`
	MeanIfRugPaysNothing float64  `json:"mean_if_rug_pays_nothing"`
	MeanBooked           float64  `json:"mean_booked"`
	Cost                 *float64 `json:"cost,omitzero"`
}

// HoldOdds are those of holding to a tick.
type HoldOdds struct {
	Ticks                int      `json:"ticks"`
	Survive              float64  `json:"survive"`
	RugWithin            float64  `json:"rug_within"`
	TicksHeld            float64  `json:"ticks_held"`
	Mean                 float64  `json:"mean"` // as booked
	MeanIfRugPaysNothing float64  `json:"mean_if_rug_pays_nothing"`
	Cost                 *float64 `json:"cost,omitzero"`
}

// SideBetOdds are those of the side bet.
type SideBetOdds struct {
	Ticks     int      `json:"ticks"`
	Pays      float64  `json:"pays"` // times the stake, in all
	Win       float64  `json:"win"`
	BreakEven float64  `json:"break_even"`
	Mean      float64  `json:"mean"`
	Cost      *float64 `json:"cost,omitzero"`
}

// OddsOf computes the odds that are asked for, by law v3. It fails for a
// target or a tick that none can have.
func OddsOf(ask OddsAsk) (*Odds, error) {
	a := &Odds{Law: fair.V3.Name, Stake: ask.Stake}
	if ask.Target == nil && ask.Hold == nil && !ask.SideBet {
		return a, a.usual()
	}
	if ask.Target != nil {
		o, err := fair.V3.Target(*ask.Target)
		if err != nil {
			return nil, err
		}
		item := a.target(o)
		a.Target = &item
	}
	if ask.Hold != nil {
		o, err := fair.V3.Hold(*ask.Hold)
		if err != nil {
			return nil, err
		}
		item := a.hold(o)
		a.Hold = &item
	}
	if ask.SideBet {
		a.sideBet()
	}
	return a, nil
}

func (a *Odds) usual() error {
	for _, m := range usualTargets {
		o, err := fair.V3.Target(m)
		if err != nil {
			return err
		}
		a.Targets = append(a.Targets, a.target(o))
	}
	all, err := fair.V3.Holds(slices.Max(usualHolds))
	if err != nil {
		return err
	}
	for _, n := range usualHolds {
		a.Holds = append(a.Holds, a.hold(all[n-1]))
	}
	a.sideBet()
	return nil
}

func (a *Odds) target(o fair.TargetOdds) TargetOdds {
	return TargetOdds{
		Target: o.Target, Reach: ninth(o.Reach), TicksHeld: ninth(o.Held),
		MeanIfRugPaysNothing: ninth(o.MeanIfRugPaysNothing), MeanBooked: ninth(o.MeanBooked), Cost: a.cost(o.MeanBooked),
	}
}

func (a *Odds) hold(o fair.HoldOdds) HoldOdds {
	return HoldOdds{
		Ticks: o.Ticks, Survive: ninth(o.Survive), RugWithin: ninth(1 - o.Survive), TicksHeld: ninth(o.Held),
		Mean: ninth(o.MeanBooked), MeanIfRugPaysNothing: ninth(o.MeanIfRugPaysNothing), Cost: a.cost(o.MeanBooked),
	}
}

func (a *Odds) sideBet() {
	o := fair.V3.SideBet()
	a.SideBet = &SideBetOdds{
		Ticks: fair.SideBetTicks, Pays: fair.SideBetPays,
		Win: ninth(o.Win), BreakEven: o.BreakEven, Mean: ninth(o.Mean), Cost: a.cost(o.Mean),
	}
}

// cost is what the stake loses in the mean, in SOL; null without a stake.
func (a *Odds) cost(mean float64) *float64 {
	if a.Stake == nil {
		return nil
	}
	cost := ninth(-mean * a.Stake.Float())
	return &cost
}

// ninth rounds to nine places: what comes after is not part of the truth, and
// not the same on every machine.
func ninth(x float64) float64 { return math.Round(x*1e9) / 1e9 }
