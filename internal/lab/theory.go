package lab

import (
	"math"

	"rugtape/internal/fair"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/paper"
)

// Theory is the exact mean net of a round in SOL, or why it is not known: it is
// for target, hold, never, and side bets alone, as long as no delay, refusal,
// limit or want of money comes in between. It is that of whole rounds by the
// law, whatever the rounds of the plan are.
func (p *Plan) Theory() (mean float64, unknown string) {
	switch {
	case p.Spec == nil:
		return math.NaN(), "its strategy is not a built-in one"
	case p.Limits != guard.Limits{}:
		return math.NaN(), "limits come in between"
	case p.Model != paper.Model{Seed: p.Model.Seed}:
		return math.NaN(), "delays or refusals come in between"
	}
	mean, atRisk := p.bookedMean()
	switch {
	case math.IsNaN(mean):
		return mean, "there is no closed form for this strategy"
	case atRisk*float64(p.PerSession) > p.Balance.Float():
		return math.NaN(), "the balance may not last for a session"
	}
	return mean, ""
}

// bookedMean is the mean by the law, NaN where it is not known, and what a
// round can lose.
func (p *Plan) bookedMean() (mean, atRisk float64) {
	law, args := p.Rounds.law(), p.Spec.Args
	switch p.Spec.Kind.Name {
	case "never":
		return 0, 0
	case "target":
		if odds, err := law.Target(args["m"].Float); err == nil {
			stake := args["stake"].Float
			return stake * odds.MeanBooked, stake
		}
	case "hold":
		if odds, err := law.Hold(int(args["n"].Whole)); err == nil {
			stake := args["stake"].Float
			return stake * odds.MeanBooked, stake
		}
	case "sidebet":
		if side := args["side"].Float; args["below"].Float == 0 {
			return side * law.SideBet().Mean * betsPerRound(law), side * maxBets
		}
	}
	return math.NaN(), 0
}

// A side bet is placed at tick 0, and the next at the tick after its window.
const betEvery = ledger.BetWindow + 1

// maxBets is how many side bets one after the other a round can hold.
const maxBets = 5000/betEvery + 1

// betsPerRound is how many side bets a round holds in the mean: the k-th is
// placed if the round lives at tick 41*k.
func betsPerRound(law fair.Law) float64 {
	lives := math.Pow(1-law.RugChance, betEvery)
	return 1 / (1 - lives)
}
