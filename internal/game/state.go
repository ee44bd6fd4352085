package game

import "slices"

// State is all that a Machine remembers, laid open to be stored.
type State struct {
	Courses  []Course // oldest first
	Revealed []Told
}

// Course is what is known of a round while its frames come in.
type Course struct {
	Round, Hash, Version string
	Phase                Phase
	Paused               bool
	CooldownMS           int
	Prices               []float64 // by tick, NaN where not seen
	Rugged, Uncertain    bool
	RugTick              int
	RugPrice             float64
	RugNS                int64
}

// Told is what has been told of a past round. The server sends its whole
// history several times a round; only what is new is a fact.
type Told struct {
	Round, Seed, Hash string
	Peak              Opt[float64]
	Prices            uint64 // a checksum
}

// State lays the machine open; it shares nothing with it.
func (m *Machine) State() State {
	var s State
	for _, c := range m.courses {
		s.Courses = append(s.Courses, Course{
			c.round, c.hash, c.version, c.phase, c.paused, c.cooldownMS, slices.Clone(c.prices),
			c.rugged, c.uncertain, c.rugTick, c.rugPrice, c.rugNS,
		})
	}
	s.Revealed = slices.Clone(m.revealed)
	return s
}

// FromState makes a machine that goes on from a state.
func FromState(s State) Machine {
	var m Machine
	for _, c := range s.Courses[max(0, len(s.Courses)-maxCourses):] {
		m.courses = append(m.courses, &course{
			c.Round, c.Hash, c.Version, c.Phase, c.Paused, c.CooldownMS, slices.Clone(c.Prices),
			c.Rugged, c.Uncertain, c.RugTick, c.RugPrice, c.RugNS,
		})
	}
	m.revealed = slices.Clone(s.Revealed[max(0, len(s.Revealed)-maxRevealed):])
	return m
}
