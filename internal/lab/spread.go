package lab

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"rugtape/internal/money"
)

// normalFrom is how many sessions make Student's distribution the normal one
// to four digits.
const normalFrom = 10_000

// quantileT is the quantile of Student's t with so many degrees of freedom.
func quantileT(q, freedom float64) float64 {
	switch {
	case freedom < 1:
		return math.NaN()
	case freedom >= normalFrom:
		return distuv.UnitNormal.Quantile(q)
	}
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: freedom}.Quantile(q)
}

// luck is the chance that a player whose true mean is 0 reaches at least this
// mean: one-sided, by Student's t over the sessions. NaN where nothing was at
// stake or there are fewer than two sessions.
func luck(mean, stderr, sessions float64) float64 {
	switch {
	case sessions < 2 || stderr == 0:
		return math.NaN()
	case sessions >= normalFrom:
		return distuv.UnitNormal.Survival(mean / stderr)
	}
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: sessions - 1}.Survival(mean / stderr)
}

// Quantiles are those of the net of a session.
type Quantiles struct {
	Least, P01, P05, P25, P50, P75, P95, P99, Most money.Lamports
	Of                                             int // how many sessions: the first ones, a million at most
}

// quantile gives that of sorted values: the least value that at least a share
// q of them does not exceed.
func quantile(sorted []money.Lamports, q float64) money.Lamports {
	i := int(math.Ceil(q*float64(len(sorted)))) - 1
	return sorted[min(max(i, 0), len(sorted)-1)]
}

func quantilesOf(sorted []money.Lamports) Quantiles {
	if len(sorted) == 0 {
		return Quantiles{}
	}
	at := func(q float64) money.Lamports { return quantile(sorted, q) }
	return Quantiles{
		Least: sorted[0], P01: at(0.01), P05: at(0.05), P25: at(0.25), P50: at(0.5), P75: at(0.75),
		P95: at(0.95), P99: at(0.99), Most: sorted[len(sorted)-1], Of: len(sorted),
	}
}

// Histogram counts sessions by their net: Counts[i] from Edges[i] to below
// Edges[i+1]. The first and the last bin hold all that lies beyond.
type Histogram struct {
	Edges  []float64 // SOL
	Counts []int
}

const histogramBins = 40

// histogramOf spans what all but one session in a hundred lies within.
func histogramOf(sorted []money.Lamports) Histogram {
	if len(sorted) == 0 {
		return Histogram{}
	}
	low, high := quantile(sorted, 0.005).Float(), quantile(sorted, 0.995).Float()
	if low == high {
		low, high = low-0.0005, high+0.0005
	}
	h := Histogram{Edges: make([]float64, histogramBins+1), Counts: make([]int, histogramBins)}
	step := (high - low) / histogramBins
	for i := range h.Edges {
		h.Edges[i] = low + float64(step*float64(i))
	}
	for _, net := range sorted {
		i := int((net.Float() - low) / step)
		h.Counts[min(max(i, 0), histogramBins-1)]++
	}
	return h
}

// Fan is how the net of a session spreads while its rounds are played. Luck is
// the band in which 95 of 100 players end whose true mean is the expected one
// and whose results spread as these do. All in SOL; empty where sessions
// have one round.
type Fan struct {
	Rounds                   []int
	P05, P25, P50, P75, P95  []float64
	LuckLow, LuckHigh, Means []float64
}

func (t *Total) fan(r Result) Fan {
	var f Fan
	if len(t.fans) < 2 {
		return f
	}
	for i, rounds := range t.plan.fanRounds() {
		var nets []money.Lamports
		for _, fan := range t.fans {
			if i < len(fan) {
				nets = append(nets, fan[i])
			}
		}
		slices.Sort(nets)
		f.Rounds = append(f.Rounds, rounds)
		at := func(q float64) float64 { return quantile(nets, q).Float() }
		f.P05, f.P25, f.P50 = append(f.P05, at(0.05)), append(f.P25, at(0.25)), append(f.P50, at(0.5))
		f.P75, f.P95 = append(f.P75, at(0.75)), append(f.P95, at(0.95))
		low, mean, high := r.band(rounds)
		f.LuckLow, f.Means, f.LuckHigh = append(f.LuckLow, low), append(f.Means, mean), append(f.LuckHigh, high)
	}
	return f
}

// band is where the net of n rounds lies in 95 of 100 cases, and in the mean,
// if the true mean is the theory's (0 where it is not known) and the spread
// that of the rounds that were played.
func (r *Result) band(n int) (low, mean, high float64) {
	mean = r.expected() * float64(n)
	width := 0.0
	if !math.IsNaN(r.Stderr) {
		width = 1.96 * r.Stderr * math.Sqrt(float64(r.Rounds)*float64(n))
	}
	return mean - width, mean, mean + width
}

// expected is the mean that luck is reckoned around.
func (r *Result) expected() float64 {
	if math.IsNaN(r.Theory) {
		return 0
	}
	return r.Theory
}

// Path is the net of all sessions one after the other, in SOL, with the band
// of luck around it.
type Path struct {
	Rounds            []int
	Net               []float64
	LuckLow, LuckHigh []float64
}

// maxPath bounds the points of a path.
const maxPath = 200

func (p *Path) add(rounds int, net float64) {
	p.Rounds, p.Net = append(p.Rounds, rounds), append(p.Net, net)
}

// thinned keeps at most maxPath points, the first and the last among them.
func (p Path) thinned(r Result) Path {
	var thin Path
	n := min(maxPath, len(p.Rounds))
	for i := range n {
		at := i * (len(p.Rounds) - 1) / max(n-1, 1)
		thin.add(p.Rounds[at], p.Net[at])
		low, _, high := r.band(p.Rounds[at])
		thin.LuckLow, thin.LuckHigh = append(thin.LuckLow, low), append(thin.LuckHigh, high)
	}
	return thin
}
