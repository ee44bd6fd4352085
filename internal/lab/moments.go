package lab

import "math"

// moments are the sums behind a mean per round and its standard error. A
// session with net y of x rounds is one observation: its rounds may depend on
// each other, sessions do not.
type moments struct {
	n          float64
	x, y       float64
	xx, xy, yy float64
}

func (m *moments) add(y, x float64) {
	m.n++
	m.x += x
	m.y += y
	m.xx += float64(x * x)
	m.xy += float64(x * y)
	m.yy += float64(y * y)
}

func (m *moments) join(o moments) {
	m.n += o.n
	m.x += o.x
	m.y += o.y
	m.xx += o.xx
	m.xy += o.xy
	m.yy += o.yy
}

// mean is the net per round.
func (m *moments) mean() float64 { return m.y / m.x }

// rounding is what the sums of a billion sessions lose at most, as a fraction.
const rounding = 1e-12

// stderr is the standard error of mean, that of a ratio of sums: the root of
// the sum of (y - mean*x)^2, divided by the rounds (Cochran, Sampling
// Techniques, 3rd edition, section 6.4). NaN for fewer than two sessions.
func (m *moments) stderr() float64 {
	if m.n < 2 {
		return math.NaN()
	}
	mean := m.mean()
	sum := m.yy - float64(2*mean*m.xy) + float64(float64(mean*mean)*m.xx)
	if sum <= rounding*m.yy {
		return 0 // nothing varied: this is what is left of the sums
	}
	return math.Sqrt(sum*m.n/(m.n-1)) / m.x
}
