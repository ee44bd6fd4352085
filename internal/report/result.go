package report

import (
	"math"
	"time"

	"rugtape/internal/guard"
	"rugtape/internal/lab"
	"rugtape/internal/money"
)

// Result is the JSON of what came of a backtest. Money and means are SOL;
// null is: not known.
type Result struct {
	Strategy      string             `json:"strategy"`
	Source        string             `json:"source"`
	Rounds        int                `json:"rounds"`
	Sessions      int                `json:"sessions"`
	SessionRounds int                `json:"session_rounds"`
	Balance       money.Lamports     `json:"balance"`
	Ticks         int64              `json:"ticks"`
	Bets          int64              `json:"bets"`
	Refused       int64              `json:"refused"`
	Refusals      map[guard.Code]int `json:"refusals"`
	Staked        money.Lamports     `json:"staked"`
	Net           money.Lamports     `json:"net"`
	Mean          *float64           `json:"mean_per_round"`
	Stderr        *float64           `json:"stderr"`
	CI95          *[2]float64        `json:"ci95"`
	Theory        *float64           `json:"theory_mean"`
	TheorySays    string             `json:"theory_says"` // why it is not known, else ""
	Z             *float64           `json:"theory_z"`
	P             *float64           `json:"p_value"`
	PSays         string             `json:"p_value_says"`
	Drawdown      money.Lamports     `json:"max_drawdown"`
	RuinRate      *float64           `json:"ruin_rate"`
	RuinStderr    *float64           `json:"ruin_stderr"`
	Quantiles     Quantiles          `json:"quantiles"`
	Excluded      map[string]int     `json:"excluded"`
	Finished      int                `json:"finished"`
	Warnings      []string           `json:"warnings"`
	Hash          string             `json:"result_hash"`
	TicksPerS     float64            `json:"ticks_per_s"`
	*Drawing
}

// Drawing is what a picture of the result is made of.
type Drawing struct {
	Histogram Histogram `json:"histogram"`
	Fan       Fan       `json:"fan"`
	Path      Path      `json:"path"`
}

// Quantiles of the net of a session, in SOL.
type Quantiles struct {
	Least money.Lamports `json:"least"`
	P01   money.Lamports `json:"p01"`
	P05   money.Lamports `json:"p05"`
	P25   money.Lamports `json:"p25"`
	P50   money.Lamports `json:"p50"`
	P75   money.Lamports `json:"p75"`
	P95   money.Lamports `json:"p95"`
	P99   money.Lamports `json:"p99"`
	Most  money.Lamports `json:"most"`
	Of    int            `json:"of_sessions"`
}

// Histogram counts sessions by net: Counts[i] from Edges[i] to Edges[i+1].
type Histogram struct {
	Edges  []float64 `json:"edges"`
	Counts []int     `json:"counts"`
}

// Fan is the net of a session after so many of its rounds.
type Fan struct {
	Rounds   []int     `json:"rounds"`
	P05      []float64 `json:"p05"`
	P25      []float64 `json:"p25"`
	P50      []float64 `json:"p50"`
	P75      []float64 `json:"p75"`
	P95      []float64 `json:"p95"`
	LuckLow  []float64 `json:"luck_low"`
	LuckHigh []float64 `json:"luck_high"`
	Expected []float64 `json:"expected"`
}

// Path is the net of all rounds one after the other.
type Path struct {
	Rounds   []int     `json:"rounds"`
	Net      []float64 `json:"net"`
	LuckLow  []float64 `json:"luck_low"`
	LuckHigh []float64 `json:"luck_high"`
}

// Of makes the JSON of a result that took so long, without its drawing.
func Of(r lab.Result, took time.Duration) Result {
	rate, rateErr := r.RuinRate()
	q := r.Quantiles
	out := Result{
		Strategy: r.Strategy, Source: r.Source, Rounds: r.Rounds, Sessions: r.Sessions, SessionRounds: r.SessionRounds,
		Balance: r.Balance, Ticks: r.Ticks, Bets: r.Bets, Refused: r.Refused, Refusals: r.Refusals, Staked: r.Staked, Net: r.Net,
		Mean: known(r.Mean), Stderr: known(r.Stderr), Theory: known(r.Theory), TheorySays: r.NoTheory, Z: known(r.Z()), P: known(r.Luck), PSays: luckSays(r.Luck),
		Drawdown: r.Drawdown, RuinRate: known(rate), RuinStderr: known(rateErr),
		Quantiles: Quantiles{q.Least, q.P01, q.P05, q.P25, q.P50, q.P75, q.P95, q.P99, q.Most, q.Of},
		Excluded:  r.Excluded, Finished: r.Finished, Warnings: r.Warnings, Hash: r.Hash,
	}
	if known(r.Low) != nil {
		out.CI95 = &[2]float64{r.Low, r.High}
	}
	if took > 0 {
		out.TicksPerS = float64(r.Ticks) / took.Seconds()
	}
	return out
}

// Drawn makes the JSON of a result with its drawing.
func Drawn(r lab.Result, took time.Duration) Result {
	out := Of(r, took)
	f, p := r.Fan, r.Path
	out.Drawing = &Drawing{
		Histogram: Histogram(r.Histogram),
		Fan:       Fan{f.Rounds, f.P05, f.P25, f.P50, f.P75, f.P95, f.LuckLow, f.LuckHigh, f.Means},
		Path:      Path(p),
	}
	return out
}

// known is null for a figure that is not known.
func known(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}
