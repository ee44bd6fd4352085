package desk

import (
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rugtape/internal/game"
	"rugtape/internal/ledger"
)

// drawRound draws a round as a feed may bring it: with ticks that were missed,
// and an end that was seen.
func drawRound(t *rapid.T) *Tape {
	prices := make([]float64, rapid.IntRange(1, 70).Draw(t, "ticks"))
	price := 1.0
	for i := range prices {
		prices[i] = price
		if rapid.IntRange(0, 9).Draw(t, "gap") == 0 {
			prices[i] = missing
		}
		price *= rapid.Float64Range(0.7, 1.5).Draw(t, "step")
	}
	return taped(prices, rugAt(len(prices)))
}

// pair is a desk on a recording and one at the live edge that is told of the
// same round by frames, at the same times.
type pair struct {
	t    *rapid.T
	desk *Desk
	live *Live
}

// frame tells of the round, as a server does.
func (p *pair) frame(at int64, f game.Frame) {
	f.Round = string(rune('0' + p.desk.count.rounds))
	p.live.Event(at, game.Event{RecvNS: at, Frame: &f})
}

// play plays a round on both and holds them against each other at each tick.
func (p *pair) play(tape *Tape) {
	p.desk.Load(tape)
	start := p.desk.startNS()
	p.frame(start-10e9, game.Frame{CooldownMS: game.Some(10_000), PreRoundBuys: game.Some(true)})
	for tick := range tape.rug {
		p.desk.MoveTo(tick)
		if !tape.known(tick) {
			continue
		}
		at := start + tape.offset(tick)
		p.frame(at, game.Frame{Active: game.Some(true), Tick: game.Some(tick), Price: game.Some(tape.prices[tick])})
		p.same()
		for rapid.IntRange(0, 7).Draw(p.t, "by hand") == 0 {
			p.byHand(at)
			p.same()
		}
	}
	p.desk.MoveTo(tape.rug)
	p.frame(start+tape.offset(tape.rug), game.Frame{
		Active: game.Some(true), Rugged: game.Some(true), Tick: game.Some(tape.rug), Price: game.Some(0.02),
		Partial: []game.PricePoint{{Tick: tape.rug, Price: 0.02}},
	})
	p.same()
}

func (p *pair) byHand(at int64) {
	if rapid.IntRange(0, 3).Draw(p.t, "turn") > 0 {
		in := drawIntent(p.t)
		if a, b := p.desk.Place(in), p.live.Place(at, in); a != nil || b != nil {
			p.t.Fatalf("%v was refused: %v and %v", in, a, b)
		}
		return
	}
	if rapid.Bool().Draw(p.t, "stop") {
		_ = p.desk.Stop()
		p.live.Stop(at)
		return
	}
	_ = p.desk.Resume()
	p.live.Resume(at)
}

func (p *pair) same() {
	p.t.Helper()
	got, want := p.live.State(), p.desk.State()
	got.Epoch, want.Epoch = 0, 0
	if !reflect.DeepEqual(got, want) {
		p.t.Fatalf("live:\n%s%+v\nrecorded:\n%s%+v", told(got), got, told(want), want)
	}
	if got, want := p.live.Digest(), p.desk.engine.Digest(); got != want {
		p.t.Fatalf("the digests are %s and %s", got, want)
	}
}

// TestLiveIsAsRecorded: what a round brings by frames at the live edge is what
// it brings on its recording, at every tick and to the last bit.
func TestLiveIsAsRecorded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawConfig(t)
		d, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		l, err := NewLive(c)
		if err != nil {
			t.Fatal(err)
		}
		p := &pair{t: t, desk: d, live: l}
		for range rapid.IntRange(1, 4).Draw(t, "rounds") {
			p.play(drawRound(t))
		}
	})
}

// weather is what a feed may do to a course of frames.
type weather struct {
	t    *rapid.T
	now  int64
	ids  int
	told []string // rounds so far
}

func (w *weather) event() game.Event {
	t := w.t
	if len(w.told) == 0 || rapid.IntRange(0, 14).Draw(t, "next") == 0 {
		w.ids++
		w.told = append(w.told, string(rune('a'+w.ids%26))+string(rune('a'+w.ids/26)))
	}
	f := &game.Frame{Round: w.told[max(0, len(w.told)-1-rapid.SampledFrom([]int{0, 0, 0, 0, 0, 1, 2}).Draw(t, "back"))]}
	tick, price := rapid.IntRange(0, 60).Draw(t, "tick"), rapid.Float64Range(0, 4).Draw(t, "price")
	if rapid.IntRange(0, 20).Draw(t, "odd") == 0 {
		price = rapid.SampledFrom([]float64{0, 1e-300, 1e300, maxPrice}).Draw(t, "odd price")
	}
	switch rapid.IntRange(0, 9).Draw(t, "frame") {
	case 0:
		f.CooldownMS = game.Some(rapid.SampledFrom([]int{15000, 12000, 9000}).Draw(t, "cooldown"))
	case 1:
		f.CooldownMS, f.PreRoundBuys = game.Some(8000), game.Some(true)
	case 2:
		f.Active, f.Rugged, f.Tick, f.Price = game.Some(true), game.Some(true), game.Some(tick), game.Some(price/100)
		if rapid.Bool().Draw(t, "certain") {
			f.Partial = []game.PricePoint{{Tick: tick, Price: price / 100}}
		}
	default:
		f.Active, f.Tick, f.Price = game.Some(true), game.Some(tick), game.Some(price)
		if rapid.IntRange(0, 3).Draw(t, "partial") == 0 {
			f.Partial = []game.PricePoint{{Tick: tick - 1, Price: price}, {Tick: tick, Price: price}}
		}
	}
	if rapid.IntRange(0, 9).Draw(t, "history") == 0 {
		f.History = []game.Past{{Round: rapid.SampledFrom(w.told).Draw(t, "past"), Prices: []float64{1, price, 0.01}}}
	}
	return game.Event{RecvNS: w.now, Frame: f}
}

// TestLiveInAnyWeather: whatever comes in whatever order, lists only grow
// within an epoch, the balance is the sum of the bookings, and the same inputs make
// the same again.
func TestLiveInAnyWeather(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawConfig(t)
		l, err := NewLive(c)
		twin, errTwin := NewLive(c)
		if err != nil || errTwin != nil {
			t.Fatal(err, errTwin)
		}
		w := &weather{t: t, now: 1e18}
		last, balance := l.State(), c.Balance
		for range rapid.IntRange(1, 120).Draw(t, "inputs") {
			w.now += rapid.SampledFrom([]int64{250e6, 250e6, 1, 3e9, 20e9, -1e9}).Draw(t, "later")
			now := w.now
			switch rapid.IntRange(0, 11).Draw(t, "input") {
			case 0, 1:
				in := drawIntent(t)
				if a, b := l.Place(now, in), twin.Place(now, in); (a == nil) != (b == nil) {
					t.Fatal(a, b)
				}
			case 2:
				l.Stop(now)
				twin.Stop(now)
			case 3:
				l.Resume(now)
				twin.Resume(now)
			default:
				e := w.event()
				l.Event(now, e)
				twin.Event(now, e)
			}
			s := l.State()
			if s.Epoch != last.Epoch {
				balance += l.Before().Net
				grown(t, l.Before().Marks, last.Marks)
				grown(t, l.Before().Equities, last.Equities)
			} else {
				grown(t, s.Marks, last.Marks)
				grown(t, s.Equities, last.Equities)
			}
			if s.Balance+spent(s) != balance {
				t.Fatalf("the round opened with %v, and now %v with these bookings:\n%s", balance, s.Balance, told(s))
			}
			fits(t, s)
			if l.Digest() != twin.Digest() || !reflect.DeepEqual(s, twin.State()) || !reflect.DeepEqual(l.Decisions(), twin.Decisions()) {
				t.Fatalf("the same inputs made another desk:\n%+v\n%+v", s, twin.State())
			}
			last = s
		}
	})
}

// grown tells that a list is another one, and maybe more.
func grown[T any](t *rapid.T, now, was []T) {
	t.Helper()
	if len(now) < len(was) || !reflect.DeepEqual(now[:len(was)], was) && len(was) > 0 {
		t.Fatalf("a list that may only grow was\n%+v\nand is\n%+v", was, now)
	}
}

// fits holds a state against itself.
func fits(t *rapid.T, s State) {
	t.Helper()
	if n := len(s.Equities); n != s.Tick+1 && !(n == 0 && s.Tick == 0) {
		t.Errorf("%d equities at tick %d", n, s.Tick)
	}
	last := 0
	for _, m := range s.Marks {
		if m.Tick < last || m.Tick > s.Tick {
			t.Errorf("a mark of tick %d after one of %d, at tick %d", m.Tick, last, s.Tick)
		}
		last = m.Tick
		if math.IsNaN(m.Value) || math.IsInf(m.Value, 0) || !believed(m.Price) && m.Kind == Decided {
			t.Errorf("a mark of %+v", m)
		}
	}
	if s.Settled && (s.Position != ledger.Position{} || s.HasBet || s.Waiting != 0) {
		t.Errorf("settled, and yet %+v", s)
	}
	if math.IsNaN(s.PnL.Percent) || s.Balance < 0 {
		t.Errorf("%+v", s)
	}
}

// BenchmarkLive is what a frame costs at the live edge, with the state that is
// shown after it.
func BenchmarkLive(b *testing.B) {
	for _, spec := range []string{"never", "target:m=1000", "random:chance=0.2"} {
		b.Run(strings.Split(spec, ":")[0], func(b *testing.B) {
			l, err := NewLive(built(b, spec))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			at, id := int64(1e18), 0
			for i := 0; b.Loop(); i++ {
				if i%200 == 0 {
					id++
				}
				at += 250e6
				l.Event(at, game.Event{RecvNS: at, Frame: &game.Frame{
					Round: strconv.Itoa(id), Active: game.Some(true), Tick: game.Some(i % 200), Price: game.Some(1 + float64(i%200)/100),
				}})
				_ = l.State()
				_ = l.Decisions()
			}
		})
	}
}
