package game

// Phase is a part of a round, told by the flags on the wire.
type Phase uint8

// The phases in the order in which a round passes through them.
const (
	PhaseUnknown    Phase = iota
	PhaseCooldown         // the next round's id is known, nothing can be bought
	PhasePresale          // buys and side bets at price 1
	PhaseActivation       // tick 0
	PhaseLive             // ticks 1, 2, 3, ...
	PhaseRugged           // the price has fallen, the round is over
)

var phaseNames = [...]string{"unknown", "cooldown", "presale", "activation", "live", "rugged"}

func (p Phase) String() string {
	if int(p) < len(phaseNames) {
		return phaseNames[p]
	}
	return phaseNames[PhaseUnknown]
}

// presaleMS is the countdown, in milliseconds, at which the presale opens.
const presaleMS = 10_000

// Phase reads the phase from the frame's flags. Labels that other recorders
// gave to a frame play no part in it.
func (f *Frame) Phase() Phase {
	switch {
	case f.Rugged.Or(false):
		return PhaseRugged
	case f.Active.Or(false) && f.Tick.Or(-1) == 0:
		return PhaseActivation
	case f.Active.Or(false):
		return PhaseLive
	case f.PreRoundBuys.Or(false):
		return PhasePresale
	case !f.CooldownMS.Present:
		return PhaseUnknown
	case f.PreRoundBuys.Present || f.CooldownMS.Value > presaleMS:
		return PhaseCooldown
	default:
		return PhasePresale
	}
}
