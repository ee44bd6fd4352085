package guard

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"rugtape/internal/money"
)

// LimitNames are the names by which files and requests set limits, each with
// its unit where it has one.
var LimitNames = []string{
	"stake_sol", "side_stake_sol", "exposure_sol", "round_loss_sol", "session_loss_sol", "day_loss_sol",
	"losing_rounds", "per_minute", "min_gap_s", "stale_after_s", "deviation", "presale", "live",
}

// NamedLimits makes limits of texts by name. What is not named does not bind.
// An unknown name is an error: a limit that was misspelt would not bind.
func NamedLimits(texts map[string]string) (Limits, error) {
	var l Limits
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		if err := l.set(name, texts[name]); err != nil {
			return Limits{}, err
		}
	}
	return l, l.Check()
}

func (l *Limits) set(name, text string) (err error) {
	switch name {
	case "stake_sol":
		l.Stake, err = money.Parse(text)
	case "side_stake_sol":
		l.SideStake, err = money.Parse(text)
	case "exposure_sol":
		l.Exposure, err = money.Parse(text)
	case "round_loss_sol":
		l.RoundLoss, err = money.Parse(text)
	case "session_loss_sol":
		l.SessionLoss, err = money.Parse(text)
	case "day_loss_sol":
		l.DayLoss, err = money.Parse(text)
	case "losing_rounds":
		l.LosingRounds, err = strconv.Atoi(text)
	case "per_minute":
		l.PerMinute, err = strconv.Atoi(text)
	case "min_gap_s":
		l.MinGap, err = seconds(text)
	case "stale_after_s":
		l.StaleAfter, err = seconds(text)
	case "deviation":
		l.Deviation, err = strconv.ParseFloat(text, 64)
	case "presale":
		l.Presale, err = strconv.ParseBool(text)
	case "live":
		l.Live, err = strconv.ParseBool(text)
	default:
		return fmt.Errorf("there is no limit %.40q: use %s", name, strings.Join(LimitNames, ", "))
	}
	if err != nil {
		return fmt.Errorf("the limit %s is %.40q, which cannot be read", name, text)
	}
	return nil
}

// maxSeconds bounds a limit of time: a day.
const maxSeconds = 24 * 60 * 60

func seconds(text string) (time.Duration, error) {
	s, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(s) || s < 0 || s > maxSeconds {
		return 0, fmt.Errorf("%s is not within 0 to %d s", text, maxSeconds)
	}
	return time.Duration(s * float64(time.Second)), nil
}
