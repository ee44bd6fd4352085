package guard

import (
	"strings"
	"testing"
	"time"
)

// TestNamedLimits: each name sets its own limit, and what cannot be is said.
func TestNamedLimits(t *testing.T) {
	texts := map[string]string{
		"stake_sol": "0.001", "side_stake_sol": "0.002", "exposure_sol": "0.003", "round_loss_sol": "0.004", "session_loss_sol": "0.005",
		"day_loss_sol": "0.006", "losing_rounds": "7", "per_minute": "8", "min_gap_s": "0.5", "stale_after_s": "1.5", "deviation": "0.05",
		"presale": "true", "live": "true",
	}
	want := Limits{
		Stake: ms, SideStake: 2 * ms, Exposure: 3 * ms, RoundLoss: 4 * ms, SessionLoss: 5 * ms, DayLoss: 6 * ms, LosingRounds: 7,
		PerMinute: 8, MinGap: time.Second / 2, StaleAfter: 3 * time.Second / 2, Deviation: 0.05, Presale: true, Live: true,
	}
	if got, err := NamedLimits(texts); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	if len(texts) != len(LimitNames) {
		t.Errorf("%d names are told, %d are known", len(LimitNames), len(texts))
	}
	for name, text := range texts {
		alone, err := NamedLimits(map[string]string{name: text})
		if err != nil || alone == (Limits{}) {
			t.Errorf("%s alone: %+v, %v", name, alone, err)
		}
	}
	for name, bad := range map[string][]string{
		"stakes_sol": {"1"}, "": {"1"},
		"stake_sol": {"", "x", "-1", "NaN", "0.0000000001", "1e99"}, "losing_rounds": {"-1", "1.5", ""}, "per_minute": {"61", "-1"},
		"min_gap_s": {"-1", "NaN", "inf", "86401", "x"}, "stale_after_s": {"1e300"}, "deviation": {"NaN", "-0.1", "Inf", "x"}, "live": {"perhaps"},
	} {
		for _, text := range bad {
			if l, err := NamedLimits(map[string]string{name: text}); err == nil || !strings.Contains(err.Error(), "limit ") {
				t.Errorf("%s=%s: %+v, %v", name, text, l, err)
			}
		}
	}
}
