package report

import (
	"fmt"
	"math"
	"reflect"

	"rugtape/internal/lab"
)

// value is NaN for null.
func value(x *float64) float64 {
	if x == nil {
		return math.NaN()
	}
	return *x
}

func percent(p float64) string {
	switch {
	case math.IsNaN(p):
		return "-"
	case p > 0 && p < 0.0005:
		return "below 0.05 %"
	}
	return fmt.Sprintf("%.1f %%", 100*p)
}

func grouped(n any) string { return Grouped(reflect.ValueOf(n).Int()) }

// Low is the lower end of the interval, null where there is none.
func (r *Result) Low() *float64 {
	if r.CI95 == nil {
		return nil
	}
	return &r.CI95[0]
}

// High is the upper end.
func (r *Result) High() *float64 {
	if r.CI95 == nil {
		return nil
	}
	return &r.CI95[1]
}

// sentenceOf is the Sentence of what the JSON tells.
func sentenceOf(r *Result) string {
	return Sentence(lab.Result{
		Rounds: r.Rounds, Bets: r.Bets, Mean: value(r.Mean), Stderr: value(r.Stderr), Theory: value(r.Theory),
		Low: value(r.Low()), High: value(r.High()), Luck: value(r.P),
	})
}
