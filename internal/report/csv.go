package report

import (
	"encoding/csv"
	"io"
	"maps"
	"slices"
	"strconv"
)

// writeCSV writes a row for each cell: its parameters and its figures. What
// is not known is empty.
func writeCSV(w io.Writer, cells []Cell) error {
	out := csv.NewWriter(w)
	var params []string
	if len(cells) > 0 {
		params = slices.Sorted(maps.Keys(cells[0].Params))
	}
	header := []string{
		"strategy", "source", "rounds", "sessions", "session_rounds", "balance_sol", "ticks", "bets", "refused", "staked_sol", "net_sol",
		"mean_per_round_sol", "stderr_sol", "ci95_low_sol", "ci95_high_sol", "theory_mean_sol", "p_value", "p_adjusted",
		"max_drawdown_sol", "ruin_rate", "ruin_stderr", "session_p05_sol", "session_p50_sol", "session_p95_sol", "result_hash",
	}
	if err := out.Write(append(slices.Clone(params), header...)); err != nil {
		return err
	}
	for i := range cells {
		c := &cells[i]
		var row []string
		for _, param := range params {
			row = append(row, c.Params[param])
		}
		if err := out.Write(append(row, c.figures()...)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func (c *Cell) figures() []string {
	whole := func(n int64) string { return strconv.FormatInt(n, 10) }
	var low, high *float64
	if c.CI95 != nil {
		low, high = &c.CI95[0], &c.CI95[1]
	}
	return []string{
		c.Strategy, c.Source, whole(int64(c.Rounds)), whole(int64(c.Sessions)), whole(int64(c.SessionRounds)), c.Balance.String(),
		whole(c.Ticks), whole(c.Bets), whole(c.Refused), c.Staked.String(), c.Net.String(),
		number(c.Mean), number(c.Stderr), number(low), number(high), number(c.Theory), number(c.P), number(c.Adjusted),
		c.Drawdown.String(), number(c.RuinRate), number(c.RuinStderr),
		c.Quantiles.P05.String(), c.Quantiles.P50.String(), c.Quantiles.P95.String(), c.Hash,
	}
}

func number(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'g', -1, 64)
}
