package lab

import (
	"math"

	"rugtape/internal/fair"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/paper"
)

// Theory is the exact mean net of a round in SOL, NaN where it is not known:
// for target, hold, never, and side bets alone, as long as no delay, refusal,
// limit or want of money comes in between. It is that of whole rounds by the
// law, whatever the rounds of the plan are.
func (p *Plan) Theory() float64 {
	plain := p.Limits == guard.Limits{} && p.Model == paper.Model{Seed: p.Model.Seed}
	if p.Spec == nil || !plain {
		return math.NaN()
	}
	law, args := p.Rounds.law(), p.Spec.Args
	switch p.Spec.Kind.Name {
	case "never":
		return 0
	case "target":
		odds, err := law.Target(args["m"].Float)
		if stake := args["stake"].Float; err == nil && p.affords(stake) {
			return stake * odds.MeanBooked
		}
	case "hold":
		odds, err := law.Hold(int(args["n"].Whole))
		if stake := args["stake"].Float; err == nil && p.affords(stake) {
			return stake * odds.MeanBooked
		}
	case "sidebet":
		if stake := args["side"].Float; args["below"].Float == 0 && p.affords(stake*maxBets) {
			return stake * law.SideBet().Mean * betsPerRound(law)
		}
	}
	return math.NaN()
}

// affords tells whether a session's balance lasts if each of its rounds loses
// so much.
func (p *Plan) affords(stake float64) bool {
	return stake*float64(p.PerSession) <= p.Balance.Float()
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
