package guard

import (
	"fmt"

	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// Code says why something was refused. Codes are stable: programs and
// journals may rely on them.
type Code string

// The guard's codes.
const (
	Invalid      Code = "invalid"       // an intent that means nothing, such as an amount of 0
	OverStake    Code = "stake"         // more than Limits.Stake or SideStake
	OverExposure Code = "exposure"      // more at risk at a time than Limits.Exposure
	OverRound    Code = "round_loss"    // the loss of the round could pass its limit
	OverSession  Code = "session_loss"  // that of the session
	OverDay      Code = "day_loss"      // that of the day
	OverStreak   Code = "losing_rounds" // so many rounds were lost in a row
	OverRate     Code = "per_minute"    // too many orders in a minute
	TooSoon      Code = "min_gap"       // too soon after the last order
	WrongPhase   Code = "phase"         // no order can be placed now, or none is allowed
	Stale        Code = "stale"         // the newest frame is too old
	Deviated     Code = "deviation"     // the price has moved too far
	NoFunds      Code = "no_funds"      // more than the balance
	NoPosition   Code = "no_position"   // nothing to sell
	BetOpen      Code = "bet_open"      // a side bet is open, or on its way
	Busy         Code = "busy"          // too many orders are on their way
	Unexplained  Code = "unknown_order" // an order's fate is not known
	Stopped      Code = "stopped"       // STOP was pressed
	NotArmed     Code = "not_armed"     // live orders are off
	Expired      Code = "arming_over"   // the arming has expired
)

// Refusal says why an intent was not approved. The zero Refusal is none.
type Refusal struct {
	Code   Code
	Intent strategy.Intent
	// What was asked for or has been reached, and the limit that it meets, in
	// the unit of the code: lamports, counts, nanoseconds or fractions.
	Value, Limit float64
}

func (r Refusal) String() string {
	sol := func(x float64) string { return money.Lamports(x).String() + " SOL" }
	switch r.Code {
	case "":
		return "not refused"
	case Invalid:
		return fmt.Sprintf("%s of %v SOL, part %v, decided at %vx, means nothing", r.Intent.Action, r.Intent.Amount, r.Intent.Part, r.Value)
	case OverStake:
		return "a stake of " + sol(r.Value) + " is above the limit of " + sol(r.Limit)
	case OverExposure:
		return sol(r.Value) + " would be at risk at one time, above the limit of " + sol(r.Limit)
	case OverRound:
		return "this round could lose " + sol(r.Value) + ", above the limit of " + sol(r.Limit)
	case OverSession:
		return "this session could lose " + sol(r.Value) + ", above the limit of " + sol(r.Limit)
	case OverDay:
		return "this day could lose " + sol(r.Value) + ", above the limit of " + sol(r.Limit)
	case NoFunds:
		return sol(r.Value) + " is more than the balance of " + sol(r.Limit)
	case Stale:
		if r.Value < 0 {
			return "the clock was set back: it is not known how old the newest frame is"
		}
		return fmt.Sprintf("the newest frame is %.1f s old, above the limit of %.1f s", r.Value/1e9, r.Limit/1e9)
	case TooSoon:
		return fmt.Sprintf("the last order is %.2f s ago, below the limit of %.2f s", r.Value/1e9, r.Limit/1e9)
	case Deviated:
		return fmt.Sprintf("the price has moved by %.2f %% since the decision, above the limit of %.2f %%", 100*r.Value, 100*r.Limit)
	}
	return r.counted()
}

// counted words the codes whose figures are counts, or that have none.
func (r Refusal) counted() string {
	switch r.Code {
	case OverStreak:
		return fmt.Sprintf("%.0f rounds in a row were lost, which is the limit: begin a new session to go on", r.Value)
	case OverRate:
		return fmt.Sprintf("%.0f orders were placed within a minute, which is the limit", r.Limit)
	case Busy:
		return fmt.Sprintf("%.0f orders of this kind are on their way, and at most %.0f may be", r.Value, r.Limit)
	case WrongPhase:
		return r.Intent.Action.String() + " is not possible or not allowed in this phase of the round"
	case NoPosition:
		return "there is nothing to sell"
	case BetOpen:
		return "a side bet is open, or on its way"
	case Unexplained:
		return "it is not known what became of an order: no new risk until it is"
	case Stopped:
		return "STOP was pressed: no new risk until it is taken back"
	case NotArmed:
		return "live orders are off: arm them first"
	case Expired:
		return "the arming has expired: arm again"
	}
	return string(r.Code)
}
