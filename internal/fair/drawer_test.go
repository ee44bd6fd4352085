package fair

import (
	"math"
	"slices"
	"testing"
)

// The generators' own outputs: of xoroshiro128++ from the state 1, 2 (as in the
// tests of Rust's rand_xoshiro), of splitmix64 from 1234567 (Rosetta Code).
func TestXoroshiro(t *testing.T) {
	g := xoroshiro{1, 2}
	for i, want := range []uint64{
		393217, 669327710093319, 1732421326133921491, 11394790081659126983, 9555452776773192676,
		3586421180005889563, 1691397964866707553, 10735626796753111697, 15216282715349408991, 14247243556711267923,
	} {
		if got := g.next(); got != want {
			t.Errorf("word %d is %d, want %d", i, got, want)
		}
	}
	for i, want := range []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431} {
		if got := mix(1234567 + uint64(i+1)*weyl); got != want {
			t.Errorf("splitmix64's output %d is %d, want %d", i, got, want)
		}
	}
}

// What a seed draws is a contract: results name it.
func TestDrawerIsPinned(t *testing.T) {
	for _, c := range []struct {
		law          Law
		seed, stream uint64
		rugTick      int
		rug          float64
		first        []float64
	}{
		{V3, 1, 0, 367, 0.012278223591005196, []float64{1, 1.0256731945415958, 1.0292076114848747, 1.0254004491545443}},
		{V3, 1, 1, 218, 0.01563658850350164, []float64{1, 1.00469662116142, 1.0314394673790575, 1.015401720297463}},
		{V1, math.MaxUint64, math.MaxUint64, 111, 0.007318852317040904, []float64{1, 1.0183892528689467, 1.0231546731516796, 1.0447111729451233}},
	} {
		d := NewDrawer(c.law, c.seed, c.stream)
		r := d.Round(nil)
		if n := len(c.first); r.RugTick != c.rugTick || r.RugPrice != c.rug || !slices.Equal(r.Prices[:n], c.first) {
			t.Errorf("%s, seed %d, stream %d: rugs at tick %d at %v after %v", c.law.Name, c.seed, c.stream, r.RugTick, r.RugPrice, r.Prices[:4])
		}
	}
}

func TestStreams(t *testing.T) {
	seen := map[xoroshiro]bool{}
	for seed := range uint64(100) {
		for stream := range uint64(100) {
			seen[newXoroshiro(seed, stream)] = true
			seen[newXoroshiro(-seed, math.MaxUint64-stream)] = true
		}
	}
	if want := 20_000; len(seen) != want {
		t.Errorf("%d seeds and streams make %d generators", want, len(seen))
	}
	a, b := NewDrawer(V3, 7, 8), NewDrawer(V3, 0, 0)
	b.Round(nil)
	if b.Seed(7, 8); differs(a.Round(nil), b.Round(nil)) {
		t.Error("a Drawer that is seeded anew does not draw what a new one does")
	}
}

// Next and Round are the same; a rug stays until the next round is opened.
func TestDrawerTickByTick(t *testing.T) {
	a := NewDrawer(common, 1, 0)
	b := a
	for range 1000 {
		r := a.Round(nil)
		b.Open()
		for tick := 1; tick < r.RugTick; tick++ {
			if price, rugged := b.Next(); rugged || price != r.Prices[tick] {
				t.Fatalf("tick %d is %v, %v by itself and %v in its round", tick, price, rugged, r.Prices[tick])
			}
		}
		for range 3 {
			if price, rugged := b.Next(); !rugged || price != r.RugPrice {
				t.Fatalf("the rug at tick %d is %v, %v, want %v", r.RugTick, price, rugged, r.RugPrice)
			}
		}
	}
}

// A round goes on from any of its states as if it had never been left.
func TestFrom(t *testing.T) {
	d := NewDrawer(common, 1, 0)
	next := func(d *Drawer) [2]float64 {
		price, rugged := d.Next()
		if rugged {
			return [2]float64{price, 1}
		}
		return [2]float64{price, 0}
	}
	for range 300 {
		d.Open()
		price, low := 1.0, 1.0
		for tick := 0; ; tick++ {
			other := d
			other.From(tick, 1, 1)
			other.From(tick, price, low)
			got := next(&d)
			if again := next(&other); again != got {
				t.Fatalf("after tick %d at %v, with the low %v: %v, and %v when taken up there", tick, price, low, got, again)
			}
			if got[1] == 1 {
				break
			}
			price, low = got[0], min(low, got[0])
		}
	}
	d.From(common.MaxTicks-1, 3, 0.5)
	if price, rugged := d.Next(); !rugged || price != common.RugPrice(0.5) {
		t.Errorf("the last tick of all is followed by %v, %v", price, rugged)
	}
}

func TestFromWhereNoRoundIs(t *testing.T) {
	d := NewDrawer(V3, 1, 0)
	for _, c := range []struct {
		tick       int
		price, low float64
	}{{-1, 1, 1}, {5000, 1, 1}, {1, 1, 1.5}, {1, 2, 1.5}, {1, 0.5, 0.6}, {1, 1, -1}, {1, nan, 1}, {1, 1, nan}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a round goes on from %+v", c)
				}
			}()
			d.From(c.tick, c.price, c.low)
		}()
	}
}

// Chances that are nearly certain leave no room for others.
func TestDrawerAtTheEnds(t *testing.T) {
	never, always := V3, V3
	never.RugChance, always.RugChance = 0, 1-0x1p-53
	d := NewDrawer(never, 1, 0)
	if r := d.Round(nil); r.RugTick != never.MaxTicks {
		t.Errorf("a round that no draw ends rugs at tick %d", r.RugTick)
	}
	d = NewDrawer(always, 1, 0)
	for range 1000 {
		if r := d.Round(nil); r.RugTick != 1 {
			t.Fatalf("a round that rugs at once rugs at tick %d", r.RugTick)
		}
	}
}

func TestDrawerAllocatesNothing(t *testing.T) {
	buf := make([]float64, 0, V3.MaxTicks+1)
	ticks := 0
	if n := testing.AllocsPerRun(5, func() {
		d := NewDrawer(V3, 1, 0)
		for range 200 {
			ticks += d.Round(buf).RugTick
		}
	}); n != 0 {
		t.Errorf("%v allocations in 200 rounds, want none", n)
	}
}
