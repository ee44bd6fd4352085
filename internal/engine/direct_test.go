package engine_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/engine"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/paper"
	"rugtape/internal/strategy"
)

// witness is a strategy that writes down what another one is told.
type witness struct {
	strategy.Strategy
	booked  []ledger.Entry
	refused []string
}

func (w *witness) Observe(f strategy.Fact) {
	if f.Kind == strategy.Booked {
		w.booked = append(w.booked, f.Entry)
	}
	if f.Kind == strategy.Refused {
		w.refused = append(w.refused, fmt.Sprint(f.Tick, f.Code, f.Intent.Action))
	}
	if o, ok := w.Strategy.(strategy.Observer); ok {
		o.Observe(f)
	}
}

// direct plays rounds as a backtest does, without frames.
type direct struct {
	engine *engine.Engine
	venue  *paper.Venue
	now    int64
}

func (d *direct) round(prices []float64, rugTick int, rugPrice float64, presale, start int64) {
	d.now = presale
	d.engine.OpenRound()
	if d.engine.Presale(d.now) {
		d.submit()
		d.take(d.venue.Presale())
	}
	for tick, price := range prices[:rugTick] {
		d.now = start + int64(tick)*tickNS
		if d.engine.Tick(d.now, tick, price) {
			d.submit()
		}
		if d.venue.Waiting() > 0 {
			d.take(d.venue.Tick(d.now, tick, price))
		}
	}
	d.engine.Rug(rugTick, rugPrice)
	if d.venue.Waiting() > 0 {
		d.take(d.venue.Over())
	}
}

func (d *direct) submit() { d.take(d.venue.Submit(d.engine.Approved(), d.now)) }

func (d *direct) take(reports []guard.Report) {
	for _, r := range reports {
		d.engine.Report(r)
	}
}

// TestDirect: rounds that are played directly, as the lab does, give exactly
// the bookings, refusals and states that their frames give.
func TestDirect(t *testing.T) {
	for _, s := range setups() {
		stepped, config := s.config(t), s.config(t)
		a, b := &witness{Strategy: stepped.Strategy}, &witness{Strategy: config.Strategy}
		stepped.Strategy, config.Strategy = a, b
		tr := &trader{t: t, engine: engine.New(stepped), venue: paper.New(s.model), start: s.balance}
		d := &direct{engine: engine.New(config), venue: paper.New(s.model)}
		ns := int64(20255*24*3600e9 - 180e9) // midnight comes in the midst of a round
		for n := range 12 {
			r := drawn(n)
			all := frames(n, &r, ns)
			for _, e := range all {
				tr.tell(e.ns, e.event)
			}
			d.round(r.Prices, r.RugTick, r.RugPrice, ns+5e9, ns+15e9)
			ns = all[len(all)-1].ns + 500e6
			if diff := cmp.Diff(tr.engine.Account().State(), d.engine.Account().State()); diff != "" {
				t.Fatalf("%v, round %d (-stepped +direct):\n%s", s, n, diff)
			}
			x, y := tr.engine.Guard(), d.engine.Guard()
			x.Seq, x.ClockNS, x.RoundID = y.Seq, y.ClockNS, y.RoundID // frames are more news than orders are
			if diff := cmp.Diff(x, y); diff != "" {
				t.Fatalf("%v, round %d (-stepped +direct):\n%s", s, n, diff)
			}
		}
		if diff := cmp.Diff(a.booked, b.booked) + cmp.Diff(a.refused, b.refused) + cmp.Diff(tr.engine.Tally(), d.engine.Tally()); diff != "" {
			t.Errorf("%v (-stepped +direct):\n%s", s, diff)
		}
		if s.spec != "never" && s.spec != "kelly" && s.spec != "foundational" && len(a.booked)+len(a.refused) == 0 {
			t.Errorf("%v: nothing was tried", s)
		}
	}
}

// TestNoAllocation: a round that is played directly allocates nothing.
func TestNoAllocation(t *testing.T) {
	for _, s := range setups() {
		d := &direct{engine: engine.New(s.config(t)), venue: paper.New(s.model)}
		r := drawn(0)
		ns := int64(0)
		if n := testing.AllocsPerRun(20, func() {
			ns += 100e9
			d.round(r.Prices, r.RugTick, r.RugPrice, ns, ns+10e9)
		}); n > 0 && len(d.engine.Tally().Codes) == 0 {
			t.Errorf("%v: %v allocations in %d ticks", s, n, r.RugTick)
		}
	}
}

func BenchmarkDirect(b *testing.B) {
	r := drawn(0)
	for _, spec := range []string{"target", "conservative", "martingale-sidebet"} {
		b.Run(spec, func(b *testing.B) {
			s := setup{spec: spec, balance: 1000 * money.PerSOL}
			d := &direct{engine: engine.New(s.config(b)), venue: paper.New(s.model)}
			b.ReportAllocs()
			ns := int64(0)
			for b.Loop() {
				ns += 100e9
				d.round(r.Prices, r.RugTick, r.RugPrice, ns, ns+10e9)
			}
			b.ReportMetric(float64(b.N)*float64(r.RugTick)/b.Elapsed().Seconds()/1e6, "Mticks/s")
		})
	}
}
