package game

import (
	"fmt"
	"math"
)

// course is what is known of one round while its frames come in.
type course struct {
	round      string
	hash       string
	version    string
	phase      Phase
	paused     bool
	cooldownMS int // of the last frame that had one; 0 before

	// prices holds the live prices by tick, NaN where not seen.
	// Invariant: len(prices) is the highest tick told so far, plus one.
	prices []float64

	rugged    bool
	uncertain bool
	rugTick   int
	rugPrice  float64
	rugNS     int64 // when its frame was received
}

func (c *course) reset(round string) { *c = course{round: round, prices: c.prices[:0]} }

func (c *course) step(m *Machine, at int64, f *Frame) {
	c.header(m, at, f)
	switch phase := f.Phase(); phase {
	case PhaseCooldown, PhasePresale:
		c.enter(m, at, phase, c.phase <= PhasePresale)
		c.countdown(m, at, f)
	case PhaseActivation, PhaseLive, PhaseRugged:
		if why := unusable(f); why != "" {
			m.tell(Fact{Kind: Refused, Round: c.round, RecvNS: at, Text: why})
			return
		}
		if phase == PhaseRugged {
			c.enter(m, at, phase, true)
			c.rug(m, at, f)
		} else {
			late := f.Tick.Value+1 < len(c.prices) || c.rugged && f.Tick.Value < c.rugTick
			c.enter(m, at, phase, !late)
			c.live(m, at, f)
		}
	}
}

// enter tells a change of the phase, unless the frame came late and tells of
// a phase that is over.
func (c *course) enter(m *Machine, at int64, phase Phase, inTime bool) {
	if inTime && phase != c.phase {
		m.tell(Fact{Kind: PhaseChanged, Round: c.round, RecvNS: at, From: c.phase, Phase: phase})
		c.phase = phase
	}
}

// header notes the fingerprint of the seed and the version of the law.
func (c *course) header(m *Machine, at int64, f *Frame) {
	if f.SeedHash != "" && f.SeedHash != c.hash {
		c.hash = f.SeedHash
		m.tell(Fact{Kind: HashSeen, Round: c.round, RecvNS: at, Text: f.SeedHash, Phase: f.Phase()})
	}
	if f.Version != "" && f.Version != c.version {
		c.version = f.Version
		m.tell(Fact{Kind: VersionSeen, Round: c.round, RecvNS: at, Text: f.Version})
	}
}

// jitterMS is by how much a countdown may rise by frames out of order alone;
// a longer rise is an extension by the server.
const jitterMS = 1_000

func (c *course) countdown(m *Machine, at int64, f *Frame) {
	if paused := f.Paused.Or(c.paused); paused != c.paused {
		c.paused = paused
		kind := TimerResumed
		if paused {
			kind = TimerPaused
		}
		m.tell(Fact{Kind: kind, Round: c.round, RecvNS: at})
	}
	if !f.CooldownMS.Present {
		return
	}
	ms := f.CooldownMS.Value
	if c.cooldownMS > 0 && ms > c.cooldownMS+jitterMS {
		m.tell(Fact{Kind: TimerExtended, Round: c.round, RecvNS: at, Tick: ms})
	}
	c.cooldownMS = ms
}

// unusable says why a frame of a running round cannot be used, "" if it can.
func unusable(f *Frame) string {
	switch {
	case !f.Tick.Present:
		return "an active frame without a tick"
	case !f.Price.Present:
		return "an active frame without a price"
	case f.Tick.Value < 0 || f.Tick.Value > MaxTick:
		return fmt.Sprintf("tick %d is not within 0..%d", f.Tick.Value, MaxTick)
	case !possible(f.Price.Value):
		return fmt.Sprintf("tick %d has the price %v", f.Tick.Value, f.Price.Value)
	}
	return ""
}

// possible tells whether a number can be a price: finite and not negative.
func possible(price float64) bool { return price >= 0 && !math.IsInf(price, 0) }

func (c *course) live(m *Machine, at int64, f *Frame) {
	tick, price := f.Tick.Value, f.Price.Value
	if c.rugged && tick >= c.rugTick {
		c.resume(m, at, tick)
	}
	c.reach(m, at, tick)
	c.fill(m, at, f, tick)
	c.price(m, at, Ticked, tick, price, FromFrame)
}

// resume takes the rug back: the round goes on under the same id.
func (c *course) resume(m *Machine, at int64, tick int) {
	c.rugged = false
	m.tell(Fact{Kind: Resumed, Round: c.round, RecvNS: at, Tick: tick})
	if !c.uncertain && c.rugTick >= len(c.prices) {
		c.price(m, c.rugNS, Ticked, c.rugTick, c.rugPrice, FromFrame)
	}
}

// reach makes room up to, but without, the tick, and tells of the gap.
func (c *course) reach(m *Machine, at int64, tick int) {
	next := len(c.prices)
	if tick <= next {
		return
	}
	m.tell(Fact{Kind: Gapped, Round: c.round, RecvNS: at, Tick: next, To: tick - 1})
	for len(c.prices) < tick {
		c.prices = append(c.prices, math.NaN())
	}
}

// fill takes the missed ticks before end out of what the frame carries.
func (c *course) fill(m *Machine, at int64, f *Frame, end int) {
	for tick, price := range f.Prices {
		if tick < end {
			c.price(m, at, Filled, tick, price, FromOnConnect)
		}
	}
	for _, p := range f.Partial {
		if p.Tick >= 0 && p.Tick < end {
			c.price(m, at, Filled, p.Tick, p.Price, FromPartial)
		}
	}
}

// price tells the price of a tick, unless it is known already. Every tick
// before a frame's own has been reached before it is priced.
func (c *course) price(m *Machine, at int64, kind FactKind, tick int, price float64, origin Origin) {
	fact := Fact{Kind: kind, Round: c.round, RecvNS: at, Tick: tick, Price: price, Origin: origin}
	switch {
	case !possible(price):
		fact = Fact{Kind: Refused, Round: c.round, RecvNS: at, Text: fmt.Sprintf("tick %d has the price %v", tick, price)}
	case tick >= len(c.prices):
		c.prices = append(c.prices, price)
	case math.IsNaN(c.prices[tick]):
		c.prices[tick] = price
	case c.prices[tick] != price:
		fact.Kind = Conflicted
	case kind == Ticked:
		fact.Kind = Repeated
	default:
		return
	}
	m.tell(fact)
}

// rug handles every frame with the rugged flag. The counter runs on after
// the rug, so that a frame's own tick is the rug's only if the live tick
// just before it was seen; else the lists of prices, which stop at the rug,
// settle it; else the rug is uncertain.
func (c *course) rug(m *Machine, at int64, f *Frame) {
	price := f.Price.Value
	tick, certain := f.rugTick()
	if certain && c.rugged && !c.uncertain && tick > c.rugTick {
		c.resume(m, at, c.rugTick+1) // it went on while nobody looked
	}
	if c.rugged && (!c.uncertain || !certain) {
		kind := Repeated
		if price != c.rugPrice {
			kind = Conflicted
		}
		m.tell(c.rugFact(kind, at, price))
		return
	}
	certain = certain || tick == len(c.prices)
	if certain {
		c.reach(m, at, tick)
	} else {
		c.reach(m, at, min(tick, f.listed()))
	}
	c.fill(m, at, f, min(tick, len(c.prices)))
	c.rugged, c.uncertain, c.rugTick, c.rugPrice, c.rugNS = true, !certain, tick, price, at
	m.tell(c.rugFact(Rugged, at, price))
}

// rugFact is a fact about the rug: Phase tells it from one about a live tick.
func (c *course) rugFact(kind FactKind, at int64, price float64) Fact {
	return Fact{
		Kind: kind, Round: c.round, RecvNS: at, Tick: c.rugTick, Price: price,
		Origin: FromFrame, Uncertain: c.uncertain, Phase: PhaseRugged,
	}
}

// rugTick is the tick of the rug as a rugged frame tells it, and whether that
// is certain: its lists of prices end at the rug, its counter runs on.
func (f *Frame) rugTick() (tick int, certain bool) {
	tick = f.Tick.Value
	if n := len(f.Partial); n > 0 && f.Partial[n-1].Price == f.Price.Value && f.Partial[n-1].Tick <= tick {
		return f.Partial[n-1].Tick, true
	}
	if n := len(f.Prices); n > 0 && f.Prices[n-1] == f.Price.Value && n-1 <= tick {
		return n - 1, true
	}
	return tick, false
}

// listed is how many ticks the frame's lists of prices reach over.
func (f *Frame) listed() int {
	n := len(f.Prices)
	if last := len(f.Partial) - 1; last >= 0 {
		n = max(n, f.Partial[last].Tick+1)
	}
	return n
}
