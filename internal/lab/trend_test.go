package lab

import (
	"math"
	"math/rand/v2"
	"testing"
)

// series goes up by slope, with noise of a memory: rho of what it was before
// stays each time.
func series(r *rand.Rand, n int, slope, rho float64) (x, y []float64) {
	noise := r.NormFloat64() / math.Sqrt(1-rho*rho)
	for i := range n {
		x, y = append(x, float64(i)/3600), append(y, float64(i)/3600*slope+noise)
		noise = rho*noise + r.NormFloat64()
	}
	return x, y
}

// The interval holds the true slope as often as it says, however long the
// series remembers; one that took each observation for its own would be right
// one time in five at the strongest memory here.
func TestSlopeIsWithinItsInterval(t *testing.T) {
	const runs = 400
	for _, rho := range []float64{0, 0.5, 0.9, 0.97} {
		r := rand.New(rand.NewPCG(1, uint64(rho*100)))
		held := 0
		for range runs {
			x, y := series(r, 1800, 7, rho)
			trend, ok := Slope(x, y)
			if !ok {
				t.Fatal("a series of half an hour was too short")
			}
			if trend.Low <= 7 && 7 <= trend.High {
				held++
			}
		}
		if share := float64(held) / runs; share < 0.93 {
			t.Errorf("memory %v: the interval holds the slope in %v of the runs", rho, share)
		}
	}
}

func TestSlopeOfALine(t *testing.T) {
	var x, y []float64
	for i := range 64 {
		x, y = append(x, float64(i)), append(y, 5-2*float64(i))
	}
	trend, ok := Slope(x, y)
	if !ok || math.Abs(trend.Slope+2) > 1e-9 || trend.High-trend.Low > 1e-6 {
		t.Errorf("%+v, %v", trend, ok)
	}
	if _, ok := Slope(x[:63], y[:63]); ok {
		t.Error("63 observations were enough")
	}
	if _, ok := Slope(x, y[:40]); ok {
		t.Error("two series of different length were taken")
	}
	y[40] = math.NaN()
	if _, ok := Slope(x, y); ok {
		t.Error("what is no number has a slope")
	}
}

// What grows is told from what does not within an hour's run.
func TestSlopeTellsGrowth(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	x, y := series(r, 3600, 0, 0.95)
	if trend, _ := Slope(x, y); trend.Low > 0 || trend.High < 0 {
		t.Errorf("flat noise is told as %+v", trend)
	}
	x, y = series(r, 3600, 100, 0.95)
	if trend, _ := Slope(x, y); trend.Low <= 0 {
		t.Errorf("growth is told as %+v", trend)
	}
}
