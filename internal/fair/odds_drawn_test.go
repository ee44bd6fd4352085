package fair

import (
	"fmt"
	"math"
	"testing"
)

// returns are what stakes came back as, in a simulation.
type returns struct{ n, sum, squares float64 }

func (r *returns) add(back float64) {
	r.n++
	r.sum += back
	r.squares += back * back
}

// against holds a computed mean against the drawn one, in standard errors.
func (r *returns) against(t *testing.T, what string, want float64) {
	t.Helper()
	mean := r.sum / r.n
	stderr := math.Sqrt((r.squares/r.n - mean*mean) / r.n)
	t.Logf("%-42s drawn %.6f +- %.6f, computed %.6f", what, mean, stderr, want)
	if !(math.Abs(mean-want) <= 4*stderr+1e-12) {
		t.Errorf("%s: drawn %v +- %v, computed %v", what, mean, stderr, want)
	}
}

// bet is a way to play each round, its computed odds, and what it drew.
type bet struct {
	target float64 // or else
	hold   int

	chance, held, sale, rug                 returns
	wantChance, wantHeld, wantSale, wantRug float64
}

// play plays one round: until the target, or the tick to sell at, or the rug.
func (b *bet) play(r Round) {
	for tick, price := range r.Prices[:r.RugTick] {
		if b.hold > 0 && tick == b.hold || b.hold == 0 && price >= b.target {
			b.chance.add(1)
			b.held.add(float64(tick))
			b.sale.add(price)
			b.rug.add(0)
			return
		}
	}
	b.chance.add(0)
	b.held.add(float64(r.RugTick))
	b.sale.add(0)
	b.rug.add(r.RugPrice)
}

// All odds are those of drawn rounds, within their error.
func TestOddsOfDrawnRounds(t *testing.T) {
	seed := testSeed(t)
	var bets []*bet
	for _, m := range []float64{math.Nextafter(1, 2), 1.1, 1.5, 2, 5, 10} {
		o := target(t, V3, m)
		bets = append(bets, &bet{
			target: m, wantChance: o.Reach, wantHeld: o.Held,
			wantSale: 1 + o.MeanIfRugPaysNothing, wantRug: o.MeanBooked - o.MeanIfRugPaysNothing,
		})
	}
	holds, err := V3.Holds(100)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{1, 10, 60, 100} {
		o := holds[n-1]
		bets = append(bets, &bet{
			hold: n, wantChance: o.Survive, wantHeld: o.Held,
			wantSale: 1 + o.MeanIfRugPaysNothing, wantRug: o.MeanBooked - o.MeanIfRugPaysNothing,
		})
	}
	var side returns
	buf := make([]float64, 0, V3.MaxTicks+1)
	d := NewDrawer(V3, seed, 1<<32) // not the stream of other tests
	for range 40_000 {
		r := d.Round(buf)
		for _, b := range bets {
			b.play(r)
		}
		if r.RugTick <= SideBetTicks {
			side.add(SideBetPays)
		} else {
			side.add(0)
		}
	}
	for _, b := range bets {
		name := fmt.Sprintf("target %v, hold %v: ", b.target, b.hold)
		b.chance.against(t, name+"chance", b.wantChance)
		b.held.against(t, name+"ticks held", b.wantHeld)
		b.sale.against(t, name+"paid by sales", b.wantSale)
		b.rug.against(t, name+"paid by rugs", b.wantRug)
	}
	side.against(t, "side bet", 1+V3.SideBet().Mean)
}
