package report

import (
	"context"
	"fmt"
	"math"
	"strings"

	"rugtape/internal/fair"
	"rugtape/internal/lab"
)

// Recorded is the JSON of what recorded rounds say of the law by themselves.
type Recorded struct {
	Rounds     int             `json:"rounds"`
	Unended    int             `json:"unended"` // of them, those whose end was not seen
	Excluded   map[string]int  `json:"excluded"`
	Survival   []SurvivalShare `json:"survival"`
	Hazard     *float64        `json:"hazard"`
	HazardLow  *float64        `json:"hazard_low"`
	HazardHigh *float64        `json:"hazard_high"`
	Targets    []Share         `json:"targets"`
	SideBet    *Share          `json:"side_bet"`
	Claims     []Claim         `json:"claims"`
}

// SurvivalShare is the share of rounds that live at a tick, with its 95 %
// interval.
type SurvivalShare struct {
	Tick  int     `json:"tick"`
	Share float64 `json:"s"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Share of N trials, with its 95 % interval.
type Share struct {
	M       float64 `json:"m,omitzero"`
	N       int     `json:"n"`
	Reached int     `json:"reached,omitzero"`
	Won     int     `json:"won,omitzero"`
	Unknown int     `json:"unknown"` // further trials, of which the recording broke off
	Share   float64 `json:"share"`
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
}

// Claim is what players tell each other, what the law says of it, and what the
// recorded rounds do.
type Claim struct {
	Claim string `json:"claim"`
	Says  string `json:"says"`
	Data  string `json:"data"` // "" where there is no round to ask
}

// RecordedTargets are those whose shares are counted.
var RecordedTargets = []float64{1.1, 1.5, 2, 3, 5, 10, 25, 50, 100}

// RecordedOf makes the JSON of what was observed; holds are backtests on the
// same rounds of holding for 48, 54 and 60 ticks.
func RecordedOf(ctx context.Context, rounds lab.Rounds, holds []lab.Result) (Recorded, error) {
	law, err := CurvesOf(ctx)
	if err != nil {
		return Recorded{}, err
	}
	o := lab.Observe(rounds.Tapes, RecordedTargets)
	r := Recorded{
		Rounds: o.Rounds, Unended: o.Unended, Excluded: rounds.Excluded,
		Hazard: known(o.Hazard.Value), HazardLow: known(o.Hazard.Low), HazardHigh: known(o.Hazard.High),
	}
	if o.Rounds > 0 {
		for _, s := range o.Survival {
			r.Survival = append(r.Survival, SurvivalShare{s.Tick, s.Value, s.Low, s.High})
		}
		for _, t := range o.Targets {
			r.Targets = append(r.Targets, Share{M: t.Of, N: t.N, Reached: t.Hits, Unknown: t.Unknown, Share: t.Value, Low: t.Low, High: t.High})
		}
		b := o.SideBet
		r.SideBet = &Share{N: b.N, Won: b.Hits, Unknown: b.Unknown, Share: b.Value, Low: b.Low, High: b.High}
	}
	r.Claims = claimsOf(law, o, rounds.Tapes, holds)
	return r, nil
}

// claimsOf holds the claims that circulate against the law and the rounds
// (docs/game.md names where they come from).
func claimsOf(law *Curves, o lab.Observed, tapes []lab.Tape, holds []lab.Result) []Claim {
	to25, to50 := law.target(25), law.target(50)
	side := fair.V3.SideBet()
	claims := []Claim{
		{
			Claim: "25 to 50x is a sweet spot: buying there succeeds in 75 % of the cases.",
			Says: fmt.Sprintf("Of the rounds that reach 25x, which are %.1f %% of all, %.1f %% reach 50x. There is no price at which buying pays.",
				100*to25.Reach, 100*to50.Reach/to25.Reach),
		},
		{
			Claim: "A model wins 38 % of its side bets.",
			Says: fmt.Sprintf("Each side bet wins with %.1f %%, whoever places it. The model was scored on rugs within 80 ticks, twice the window: that happens in %.1f %% by itself.",
				100*side.Win, 100*fair.V3.RugWithin(80)),
		},
		{
			Claim: "48 to 60 ticks are the best time to hold.",
			Says: fmt.Sprintf("There is none: each tick costs. Bought at 1x and held for 48 ticks, %.1f %% are lost in the mean; for 60 ticks %.1f %%.",
				-100*law.hold(48).MeanBooked, -100*law.hold(60).MeanBooked),
		},
	}
	if o.Rounds > 0 {
		claims[0].Data = sweetSpot(tapes)
		claims[1].Data = fmt.Sprintf("Of %s of 40 ticks, %s ended in a rug; of those of 80 ticks, %s.",
			count(o.SideBet.N, "window"), between(o.SideBet.Estimate), between(o.Within80.Estimate))
		claims[2].Data = held(holds)
	}
	return claims
}

// sweetSpot counts what became of the rounds that reached 25x.
func sweetSpot(tapes []lab.Tape) string {
	var there []lab.Tape
	early := 0
	for _, t := range tapes {
		for tick, price := range t.Prices {
			if price >= 25 {
				there = append(there, t)
				if tick < 69 {
					early++
				}
				break
			}
		}
	}
	if len(there) == 0 {
		return fmt.Sprintf("None of %s reached 25x.", count(len(tapes), "round"))
	}
	to50 := lab.Observe(there, []float64{50}).Targets[0]
	return fmt.Sprintf("%d of %s reached 25x, %d of them before tick 69; %d of those went on to 50x: %s.",
		len(there), count(len(tapes), "round"), early, to50.Hits, between(to50.Estimate))
}

// held tells the means of holding.
func held(holds []lab.Result) string {
	text := ""
	for i, r := range holds {
		if i > 0 {
			text += "; "
		}
		stake := r.Staked.Float() / math.Max(1, float64(r.Bets))
		text += fmt.Sprintf("%s: %+.1f %% of the stake, 95 %% interval %+.1f to %+.1f",
			r.Strategy, 100*r.Mean/stake, 100*r.Low/stake, 100*r.High/stake)
	}
	return strings.ReplaceAll("Bought at 1x and "+text+".", "-", "\u2212")
}

// between writes a share with its interval.
func between(e lab.Estimate) string {
	return fmt.Sprintf("%.1f %% (95 %% interval %.1f to %.1f)", 100*e.Value, 100*e.Low, 100*e.High)
}
