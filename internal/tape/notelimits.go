package tape

import (
	"time"

	"rugtape/internal/money"
)

// NoteLimits are guard.Limits to be noted: one converts to the other. A limit
// that does not bind is left out.
type NoteLimits struct {
	Stake        money.Lamports `json:"stake_sol,omitzero"`
	SideStake    money.Lamports `json:"side_stake_sol,omitzero"`
	Exposure     money.Lamports `json:"exposure_sol,omitzero"`
	RoundLoss    money.Lamports `json:"round_loss_sol,omitzero"`
	SessionLoss  money.Lamports `json:"session_loss_sol,omitzero"`
	DayLoss      money.Lamports `json:"day_loss_sol,omitzero"`
	LosingRounds int            `json:"losing_rounds,omitzero"`
	PerMinute    int            `json:"per_minute,omitzero"`
	MinGap       time.Duration  `json:"min_gap_ns,omitzero"`
	StaleAfter   time.Duration  `json:"stale_after_ns,omitzero"`
	Deviation    float64        `json:"deviation,omitzero"`
	Presale      bool           `json:"presale,omitzero"`
	Live         bool           `json:"live,omitzero"`
}

// NoteModel is a paper.Model to be noted: one converts to the other. What is 0
// is left out.
type NoteModel struct {
	Delay  int            `json:"delay,omitzero"`
	Jitter int            `json:"jitter,omitzero"`
	Refuse float64        `json:"refuse,omitzero"`
	Least  money.Lamports `json:"least_sol,omitzero"`
	Most   money.Lamports `json:"most_sol,omitzero"`
	Seed   uint64         `json:"seed,omitzero"`
}
