package fair

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// What a move is weighed by is what it says: probabilities by another formula,
// the others by integrals of these.
func TestMove(t *testing.T) {
	for _, l := range []Law{V1, V3, common} {
		r := newRule(l)
		for _, price := range []float64{0.001, 0.3, 1, 7, 250} {
			m := r.move(price)
			chance := func(y float64) float64 {
				rank := func(low, high float64) float64 { return min(1, max(0, (y-1-low)/(high-low))) }
				big := (rank(l.BigMin, l.BigMax) + rank(-l.BigMax, -l.BigMin)) / 2
				v := l.Volatility * math.Min(l.SqrtCap, math.Sqrt(price))
				small := l.smallRank(price, min(max(y-1, l.DriftMin-v), l.DriftMax+v))
				return l.BigChance*big + (1-l.BigChance)*small
			}
			sum, area, grown := 0.0, 0.0, 0.0
			const step = 1e-5
			for i := range int(0.6 / step) {
				y := 0.7 + step*(float64(i)+0.5)
				sum += chance(y) * step
				end := y + step/2
				growth := end*chance(end) - sum // E[Y; Y<y] by parts
				area += chance(y) / y * step
				grown += (y*chance(y) - (sum - chance(y)*step/2)) / y * step
				if i%1000 > 0 {
					continue
				}
				below, integral := byChance(&m, end, math.Log(end))
				nearly(t, "chance", l, price, end, below, chance(end))
				nearly(t, "integral of the chance", l, price, end, integral, area)
				below, integral = byGrowth(&m, end, math.Log(end))
				nearly(t, "growth", l, price, end, below, growth)
				nearly(t, "integral of the growth", l, price, end, integral, grown)
			}
			all, _ := byGrowth(&m, 1.5, math.Log(1.5))
			nearly(t, "mean", l, price, 1.5, all, r.meanMove())
		}
	}
}

func nearly(t *testing.T, what string, l Law, price, y, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) < 1e-6) {
		t.Errorf("%s: the %s of factors below %v from %v is %v, want %v", l.Name, what, y, price, got, want)
	}
}

// The mean of a function that is linear between the rungs, wherever the move
// begins and the ladder ends.
func TestSpread(t *testing.T) {
	const seed = 7
	rnd := rand.New(rand.NewPCG(seed, 0))
	r := newRule(V3)
	for range 100 {
		top := math.Exp(4*rnd.Float64() - 1)
		g := newLadder(&r, top, 0.2, 0.005+0.05*rnd.Float64())
		price := math.Exp(-rnd.Float64()*math.Log(top/0.2)) * top
		m := r.move(price)
		first, w, within := g.spread(&m, price, g.at(price), byChance, nil)
		f := make([]float64, g.rungs()+1) // 0 at the end
		for i := range g.rungs() {
			f[i] = rnd.Float64()
		}
		got := dot(w, f[first:])
		// The twin sums over small steps of the factor.
		want := 0.0
		last, _ := byChance(&m, 0.7, math.Log(0.7))
		const fine = 2e-5
		for y := 0.7; y < 1.35; y += fine {
			below, _ := byChance(&m, y+fine, math.Log(y+fine))
			if to := price * (y + fine/2); to < top && to > g.price[g.rungs()] {
				want += (below - last) * between(f, g.at(to))
			}
			last = below
		}
		over := min(top/price, 1.5) // the highest move is below
		if all, _ := byChance(&m, over, math.Log(over)); math.Abs(got-want) > 1e-4 || math.Abs(within-all) > 1e-9 || first+len(w) > g.rungs() {
			t.Fatalf("seed %d: from %v on %v..%v: %v, want %v; %v within the top, want %v", seed, price, top, 0.2, got, want, within, all)
		}
	}
}

func TestBetween(t *testing.T) {
	f := []float64{1, 3, 2}
	for at, want := range map[float64]float64{0: 1, 0.5: 2, 1: 3, 1.75: 2.25, 2: 2, 5: 2} {
		if got := between(f, at); got != want {
			t.Errorf("at %v: %v, want %v", at, got, want)
		}
	}
}

// Solving undoes multiplying.
func TestBand(t *testing.T) {
	const seed = 8
	rnd := rand.New(rand.NewPCG(seed, 0))
	for range 300 {
		n, left, right := 1+rnd.IntN(20), rnd.IntN(8), rnd.IntN(8)
		b := newBand(n, left, right)
		x, product := make([]float64, n), make([]float64, n)
		for i := range x {
			x[i] = rnd.Float64()
		}
		for i := range n {
			for j := max(0, i-left); j <= min(n-1, i+right); j++ {
				*b.at(i, j) = rnd.Float64() - 0.5
				if i == j {
					*b.at(i, j) += 10
				}
				product[i] += *b.at(i, j) * x[j]
			}
		}
		b.factor()
		b.lower(product)
		b.upper(product)
		if !slices.EqualFunc(x, product, func(a, b float64) bool { return math.Abs(a-b) < 1e-12 }) {
			t.Fatalf("seed %d: %d rows, %d left, %d right: got %v, want %v", seed, n, left, right, product, x)
		}
	}
}
