package lab

import (
	"fmt"
	"math"
	"testing"

	"rugtape/internal/strategy"
)

func TestCombinations(t *testing.T) {
	all, err := Grid{"m": {"2", "3"}, "stake": {"0.01", "0.02", "0.03"}}.Combinations()
	if err != nil || len(all) != 6 || fmt.Sprint(all[0], all[5]) != "map[m:2 stake:0.01] map[m:3 stake:0.03]" {
		t.Errorf("%v, %v", all, err)
	}
	if _, err := (Grid{"m": nil}).Combinations(); err == nil {
		t.Error("a parameter without a value is taken")
	}
	many := make([]string, MaxTrials)
	if _, err := (Grid{"a": many, "b": {"1", "2"}}).Combinations(); err == nil {
		t.Error("a sweep of 2,000 trials is taken")
	}
	base, err := strategy.Parse("target:stake=0.05")
	if err != nil {
		t.Fatal(err)
	}
	specs, _, err := Grid{"m": {"2", "3"}}.Specs(base)
	if err != nil || specs[1].String() != "target:m=3,stake=0.05" {
		t.Errorf("%v, %v", specs, err)
	}
	if _, _, err := (Grid{"m": {"0.5"}}).Specs(base); err == nil {
		t.Error("a value out of range is taken")
	}
}

func TestAdjust(t *testing.T) {
	cells := []Cell{{Result: Result{Luck: 0.01}}, {Result: Result{Luck: 0.9}}, {Result: Result{Luck: math.NaN()}}}
	Adjust(cells)
	if cells[0].Adjusted != 0.03 || cells[1].Adjusted != 1 || !math.IsNaN(cells[2].Adjusted) {
		t.Errorf("%v %v %v", cells[0].Adjusted, cells[1].Adjusted, cells[2].Adjusted)
	}
}
