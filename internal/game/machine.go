package game

import (
	"math"
	"slices"
)

// Bounds of what a Machine keeps.
const (
	// MaxTick is the highest tick that is taken: the law ends at 5,000, and
	// the counter was seen to run on for up to 48 after the rug.
	MaxTick = 10_000

	maxCourses  = 4  // rounds that may still get late frames
	maxRevealed = 64 // past rounds that are not told a second time
)

// Machine follows the rounds of one source. The zero value is ready.
// It is not safe for use by several goroutines.
type Machine struct {
	courses  []*course // oldest first, at most maxCourses
	revealed []Told
	facts    []Fact
}

// Step takes the next event and returns what follows from it, in the order
// in which it holds. The slice is valid until the next call.
func (m *Machine) Step(e Event) []Fact {
	m.facts = m.facts[:0]
	switch {
	case e.Frame != nil:
		m.frame(e.RecvNS, e.Frame)
	case e.Trade != nil:
		m.tell(Fact{Kind: Traded, Round: e.Trade.Round, RecvNS: e.RecvNS, Tick: e.Trade.Tick, Trade: e.Trade})
	case e.Past != nil:
		m.past(e.RecvNS, e.Past)
	}
	return m.facts
}

func (m *Machine) tell(f Fact) { m.facts = append(m.facts, f) }

func (m *Machine) frame(at int64, f *Frame) {
	for i := len(f.History) - 1; i >= 0; i-- {
		m.past(at, &f.History[i])
	}
	if f.Round == "" {
		m.tell(Fact{Kind: Refused, RecvNS: at, Text: "a frame without a round id"})
		return
	}
	m.course(at, f.Round).step(m, at, f)
}

// course finds the state of a round, or opens it and forgets the oldest.
func (m *Machine) course(at int64, round string) *course {
	for i := len(m.courses) - 1; i >= 0; i-- {
		if m.courses[i].round == round {
			return m.courses[i]
		}
	}
	var c *course
	if len(m.courses) < maxCourses {
		c = new(course)
	} else {
		c = m.courses[0]
		m.courses = append(m.courses[:0], m.courses[1:]...)
	}
	c.reset(round)
	m.courses = append(m.courses, c)
	m.tell(Fact{Kind: RoundOpened, Round: round, RecvNS: at})
	return c
}

// past tells of a past round once, and again when it is told differently.
func (m *Machine) past(at int64, p *Past) {
	if p.Round == "" {
		m.tell(Fact{Kind: Refused, RecvNS: at, Text: "a past round without an id"})
		return
	}
	if len(p.Prices) > MaxTick+1 || slices.ContainsFunc(p.Prices, func(price float64) bool { return !possible(price) }) {
		m.tell(Fact{Kind: Refused, Round: p.Round, RecvNS: at, Text: "a past round with too many prices or an impossible one"})
		return
	}
	now := Told{p.Round, p.Seed, p.SeedHash, p.Peak, checksum(p.Prices)}
	i := slices.IndexFunc(m.revealed, func(t Told) bool { return t.Round == p.Round })
	switch {
	case i >= 0 && m.revealed[i] == now:
		return
	case i >= 0:
		m.revealed = slices.Delete(m.revealed, i, i+1)
	case len(m.revealed) == maxRevealed:
		m.revealed = slices.Delete(m.revealed, 0, 1)
	}
	m.revealed = append(m.revealed, now)
	m.tell(Fact{Kind: Revealed, Round: p.Round, RecvNS: at, Past: p})
}

// checksum tells lists of prices apart (FNV-1a over their bits).
func checksum(prices []float64) uint64 {
	sum := uint64(14695981039346656037)
	for _, price := range prices {
		sum = (sum ^ math.Float64bits(price)) * 1099511628211
	}
	return sum
}
