package lab

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// Trend is how a series goes with time: its slope, per unit of x, and the
// ends of its 95 % interval.
type Trend struct{ Slope, Low, High float64 }

// The numbers of blocks that a series is cut into.
var trendBlocks = [...]int{32, 16, 8}

// Slope fits a line to a series that was measured at ever later x. Neighbours
// in such a series are alike (what a heap is now says much about what it is in
// a second), and an interval that took each for an observation of its own
// would be far too narrow. So the series is cut into blocks, the means of
// which are the observations of a least-squares fit, with Student's t for so few
// of them. How long a block must be for its mean to owe its neighbour nothing is
// not known: of several lengths, the widest interval counts.
//
// ok is false with fewer than two observations for each of the most blocks, and
// where something is not a number.
func Slope(x, y []float64) (t Trend, ok bool) {
	if len(x) != len(y) || len(x) < 2*trendBlocks[0] {
		return t, false
	}
	widest := -1.0
	for _, n := range trendBlocks {
		slope, half := fit(means(x, n), means(y, n))
		if half > widest {
			widest, t = half, Trend{slope, slope - half, slope + half}
		}
	}
	return t, widest >= 0
}

// means are those of n blocks of a series, as equal in length as can be.
func means(series []float64, n int) []float64 {
	of := make([]float64, n)
	for i := range of {
		of[i] = stat.Mean(series[i*len(series)/n:(i+1)*len(series)/n], nil)
	}
	return of
}

// fit is the slope by least squares, and half of its 95 % interval.
func fit(x, y []float64) (slope, half float64) {
	begin, slope := stat.LinearRegression(x, y, nil, false)
	freedom := float64(len(x) - 2)
	middle, off, spread := stat.Mean(x, nil), 0.0, 0.0
	for i := range x {
		residual := y[i] - begin - float64(slope*x[i])
		off += float64(residual * residual)
		spread += float64((x[i] - middle) * (x[i] - middle))
	}
	return slope, quantileT(0.975, freedom) * math.Sqrt(off/freedom/spread)
}
