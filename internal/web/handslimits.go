package web

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/guard"
	"rugtape/internal/money"
)

// HandsLimits are limits as the page gets them, by guard.LimitNames; 0 does not bind.
type HandsLimits guard.Limits

// MarshalJSONTo writes the limits.
func (l HandsLimits) MarshalJSONTo(to *jsontext.Encoder) error {
	return json.MarshalEncode(to, struct {
		Stake        money.Lamports `json:"stake_sol"`
		SideStake    money.Lamports `json:"side_stake_sol"`
		Exposure     money.Lamports `json:"exposure_sol"`
		RoundLoss    money.Lamports `json:"round_loss_sol"`
		SessionLoss  money.Lamports `json:"session_loss_sol"`
		DayLoss      money.Lamports `json:"day_loss_sol"`
		LosingRounds int            `json:"losing_rounds"`
		PerMinute    int            `json:"per_minute"`
		MinGap       float64        `json:"min_gap_s"`
		StaleAfter   float64        `json:"stale_after_s"`
		Deviation    float64        `json:"deviation"`
		Presale      bool           `json:"presale"`
		Live         bool           `json:"live"`
	}{
		l.Stake, l.SideStake, l.Exposure, l.RoundLoss, l.SessionLoss, l.DayLoss, l.LosingRounds, l.PerMinute,
		l.MinGap.Seconds(), l.StaleAfter.Seconds(), l.Deviation, l.Presale, l.Live,
	})
}
