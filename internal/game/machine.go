package game

import "slices"

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
	revealed []revelation
	facts    []Fact
}

// revelation remembers what has been told of a past round.
type revelation struct {
	round  string
	seeded bool
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

// past tells of a past round once, and once more when its seed comes later.
func (m *Machine) past(at int64, p *Past) {
	if p.Round == "" {
		m.tell(Fact{Kind: Refused, RecvNS: at, Text: "a past round without an id"})
		return
	}
	if len(p.Prices) > MaxTick+1 || slices.ContainsFunc(p.Prices, func(price float64) bool { return !possible(price) }) {
		m.tell(Fact{Kind: Refused, Round: p.Round, RecvNS: at, Text: "a past round with too many prices or an impossible one"})
		return
	}
	seeded := p.Seed != ""
	for i := range m.revealed {
		if r := &m.revealed[i]; r.round == p.Round {
			if r.seeded || !seeded {
				return
			}
			r.seeded = true
			m.tell(Fact{Kind: Revealed, Round: p.Round, RecvNS: at, Past: p})
			return
		}
	}
	if len(m.revealed) == maxRevealed {
		m.revealed = append(m.revealed[:0], m.revealed[1:]...)
	}
	m.revealed = append(m.revealed, revelation{p.Round, seeded})
	m.tell(Fact{Kind: Revealed, Round: p.Round, RecvNS: at, Past: p})
}
