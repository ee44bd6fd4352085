package guard

import (
	"fmt"
	"math"
	"time"

	"rugtape/internal/game"
	"rugtape/internal/money"
)

// Limits bound what may be risked. A limit of 0 does not bind. All but the
// first two bound risk in sum: buys and side bets together. A sale only ever
// lowers a risk, so that no limit stops it.
type Limits struct {
	Stake     money.Lamports // of one buy
	SideStake money.Lamports // of one side bet

	// Exposure is what may be lost at one time: the cost of what is held, the
	// stake of an open side bet and all that is on its way.
	Exposure money.Lamports

	// The losses within a round, a session (it lasts until a new one is begun
	// by hand) and a day of UTC, each if all that is open were lost. What was won
	// makes up for what was lost. It does not raise the last two: no more than they
	// say may be at risk at one time, so that they hold for a session or day that begins
	// in the midst of a round.
	RoundLoss, SessionLoss, DayLoss money.Lamports

	LosingRounds int // in a row, in a session
	PerMinute    int // orders, at most MaxPerMinute

	MinGap     time.Duration // between two orders
	StaleAfter time.Duration // the newest frame may be so old

	// Deviation is by what fraction the price may have moved, either way,
	// between the decision and the deed: 0.05 for 5 %.
	Deviation float64

	// Phases in which risk may be taken; none means any in which the game takes
	// orders at all.
	Presale, Live bool
}

// MaxPerMinute is the highest limit of orders a minute that can be kept.
const MaxPerMinute = 60

// Check tells what is wrong with the limits themselves.
func (l *Limits) Check() error {
	amounts := []struct {
		name   string
		amount money.Lamports
	}{
		{"stake", l.Stake},
		{"side_stake", l.SideStake},
		{"exposure", l.Exposure},
		{"round_loss", l.RoundLoss},
		{"session_loss", l.SessionLoss},
		{"day_loss", l.DayLoss},
	}
	for _, a := range amounts {
		if a.amount < 0 {
			return fmt.Errorf("the limit %s is %v SOL: use 0 for none, or more", a.name, a.amount)
		}
	}
	switch {
	case l.LosingRounds < 0:
		return fmt.Errorf("the limit losing_rounds is %d: use 0 for none, or more", l.LosingRounds)
	case l.PerMinute < 0 || l.PerMinute > MaxPerMinute:
		return fmt.Errorf("the limit per_minute is %d: use 1 to %d, or 0 for none", l.PerMinute, MaxPerMinute)
	case l.MinGap < 0:
		return fmt.Errorf("the limit min_gap is %v: use 0 for none, or more", l.MinGap)
	case l.StaleAfter < 0:
		return fmt.Errorf("the limit stale_after is %v: use 0 for none, or more", l.StaleAfter)
	case !(l.Deviation >= 0 && l.Deviation <= math.MaxFloat64):
		return fmt.Errorf("the limit deviation is %v: use 0 for none, or a fraction such as 0.05", l.Deviation)
	}
	return nil
}

// missing names a limit that live orders need and that does not bind, or "".
func (l *Limits) missing() string {
	switch {
	case l.Stake == 0:
		return "stake_sol"
	case l.SideStake == 0:
		return "side_stake_sol"
	case l.Exposure == 0:
		return "exposure_sol"
	case l.RoundLoss == 0:
		return "round_loss_sol"
	case l.SessionLoss == 0:
		return "session_loss_sol"
	case l.DayLoss == 0:
		return "day_loss_sol"
	case l.PerMinute == 0:
		return "per_minute"
	case l.StaleAfter == 0:
		return "stale_after_s"
	case l.Deviation == 0:
		return "deviation"
	}
	return ""
}

// open tells whether risk may be taken in a phase.
func (l *Limits) open(p game.Phase) bool {
	any := !l.Presale && !l.Live
	switch p {
	case game.PhasePresale:
		return any || l.Presale
	case game.PhaseActivation, game.PhaseLive:
		return any || l.Live
	}
	return false
}
