package arena

import (
	"math"
	"slices"
	"testing"
	"time"
)

// pastTold is what a full frame tells of rounds that are over.
type pastTold struct {
	GameHistory []struct {
		ID             string
		Timestamp      int64
		Prices         []float64
		PeakMultiplier float64
		GlobalSidebets []struct {
			Type                 string
			PlayerID             string
			StartTick, TickIndex int
			StartedAtTick        int
			BetAmount, Payout    float64
			Price                float64
			EndTick              int
		}
		ProvablyFair struct{ ServerSeed, ServerSeedHash string }
	}
	AverageMultiplier                       float64
	Count2x, Count10x, Count50x, Count100x  int
	HighestToday                            float64
	HighestTodayTimestamp                   int64
	HighestTodayPrices                      []float64
	GodCandle2x, GodCandle10x, GodCandle50x *float64
	GodCandle50xMassiveJump                 []float64
	GodCandle50xPrices                      []float64
}

// TestHistory plays many rounds and holds what the last frame tells of them
// against what was played.
func TestHistory(t *testing.T) {
	d := direct(Options{Seed: 4, Players: 6})
	var played []*plan
	var last pastTold
	for len(played) < 120 {
		words := d.next()
		if d.stage == countdown && d.timerMS == cooldownMS {
			if len(played) == 119 {
				p := packetOf(t, words[0].text)
				unmarshal(t, p.Payload(), &last)
			}
			played = append(played, d.plan)
		}
	}
	over := played[:119]
	slices.Reverse(over)
	if len(last.GameHistory) != 10 {
		t.Fatalf("%d rounds in the history", len(last.GameHistory))
	}
	for i, h := range last.GameHistory {
		p := over[i]
		if h.ID != p.id || h.ProvablyFair.ServerSeed != p.seed || h.ProvablyFair.ServerSeedHash != p.hash ||
			!slices.Equal(h.Prices, p.all()) || h.PeakMultiplier != slices.Max(p.prices) {
			t.Errorf("place %d: round %s is not %s", i, h.ID, p.id)
		}
		if i > 0 && h.Timestamp >= last.GameHistory[i-1].Timestamp {
			t.Errorf("place %d is not before place %d", i, i-1)
		}
		for _, bet := range h.GlobalSidebets {
			won := p.rugTick <= bet.StartTick+40
			if bet.Type == "payout" && (bet.Payout > 0) != won || bet.Payout != 0 && (bet.Payout != 5*bet.BetAmount || bet.TickIndex != p.rugTick || bet.Price != p.rugPrice) {
				t.Errorf("round %s, rug at %d: %+v", h.ID, p.rugTick, bet)
			}
		}
	}
	sum, counts := 0.0, map[int]int{}
	for _, p := range over[:100] {
		sum += p.peak()
		for _, least := range []int{2, 10, 50, 100} {
			if p.peak() >= float64(least) {
				counts[least]++
			}
		}
	}
	if math.Abs(last.AverageMultiplier-sum/100) > 1e-9 || last.Count2x != counts[2] || last.Count10x != counts[10] || last.Count50x != counts[50] || last.Count100x != counts[100] {
		t.Errorf("averages %v %v %v %v %v, want %v %v", last.AverageMultiplier, last.Count2x, last.Count10x, last.Count50x, last.Count100x, sum/100, counts)
	}
	best := slices.MaxFunc(over, func(a, b *plan) int { return int(math.Copysign(1, a.peak()-b.peak())) })
	if last.HighestToday != best.peak() || !slices.Equal(last.HighestTodayPrices, best.all()) {
		t.Errorf("the highest is %v, want %v", last.HighestToday, best.peak())
	}
}

// TestGodCandles: a round with one stands under the step its peak reaches, for
// the day.
func TestGodCandles(t *testing.T) {
	o := Options{}
	o.settle()
	w := newWorld(o)
	w.now = someday
	w.royale.at(time.UnixMilli(someday))
	round := func(id string, prices ...float64) {
		w.plan = &plan{id: id, prices: prices, rugTick: len(prices), rugPrice: 0.02}
		w.past.ended = w.now
		w.past.keep(w)
	}
	round("a", 1, 0.5, 5, 60)
	round("b", 1, 10, 40)
	round("c", 1, 0.5, 5, 55) // lower than a
	round("d", 1, 1.2, 1.3, 90)
	w.stage, w.plan = countdown, &plan{id: "e", prices: []float64{1}, rugTick: 1}
	var told pastTold
	unmarshal(t, w.fullFrame(false), &told)
	if told.GodCandle2x != nil || told.GodCandle10x == nil || *told.GodCandle10x != 40 || told.GodCandle50x == nil || *told.GodCandle50x != 90 {
		t.Errorf("%+v", told)
	}
	w.now += 24 * 3_600_000
	round("f", 1, 1.1)
	w.stage = countdown
	told = pastTold{}
	unmarshal(t, w.fullFrame(false), &told)
	if told.GodCandle10x != nil || told.GodCandle50x != nil || told.HighestToday != 1.1 {
		t.Errorf("the next day: %+v", told)
	}
}

// TestPool: the pool counts early rugs and begins anew at its threshold.
func TestPool(t *testing.T) {
	var p pool
	p.take(&plan{rugTick: earlyRug + 1}, 1e9)
	for range poolThreshold {
		p.take(&plan{rugTick: earlyRug}, 1e9)
	}
	if p.rugs != poolThreshold || p.amount != poolThreshold*1e7 {
		t.Errorf("%+v", p)
	}
	if p.take(&plan{rugTick: 1}, 1e9); p.rugs != 1 || p.amount != 1e7 {
		t.Errorf("after its threshold %+v", p)
	}
}

// TestNumbers: numbers are written as JavaScript writes them.
func TestNumbers(t *testing.T) {
	for x, want := range map[float64]string{
		0: "0", math.Copysign(0, -1): "0", 1: "1", 0.1: "0.1", -0.002: "-0.002", 1e-6: "0.000001", 1.5e-7: "1.5e-7", 1e-10: "1e-10",
		-2.5e-12: "-2.5e-12", 1e20: "100000000000000000000", 1e21: "1e+21", 1.061531247396796: "1.061531247396796",
		math.NaN(): "null", math.Inf(-1): "null", 5e-324: "5e-324", math.MaxFloat64: "1.7976931348623157e+308",
	} {
		if got := string(appendNumber(nil, x)); got != want {
			t.Errorf("%g is written %s, JavaScript writes %s", x, got, want)
		}
	}
}
