package arena

import (
	"fmt"
	"strconv"
	"strings"
)

// Faults say how bad the network is. All are drawn from Seed, for each
// connection from a stream of its own, so that a run can be had again.
type Faults struct {
	Seed uint64

	// Chances of each message to a client: events and acks, no heartbeat.
	Drop      float64 // it is not sent
	Delay     float64 // it and all that follow are sent up to 3 s of the game later
	Duplicate float64 // it is sent twice
	Reorder   float64 // it is sent after one to three of those that follow
	Garbage   float64 // something that is no message is sent before it

	// Chances of each order of a client (mischief.go).
	Refuse   float64 // it is refused, whatever it wants
	AckDrop  float64 // its ack is not sent, what it wanted is done
	AckDelay float64 // its ack alone is sent up to 3 s of the game later
	AckTwice float64 // its ack is sent twice
	// UpdateDrop is the chance of each playerUpdate and gameStatePlayerUpdate to
	// a client not to be sent. The next says all, as each does.
	UpdateDrop float64

	// Rates: so many a second of the game.
	Cut      float64 // of each connection: it ends
	HalfOpen float64 // of each connection: it stays, and nothing more is sent
	Restart  float64 // all connections end and new ones are refused for a while; the game goes on
}

// FaultNames are the names in a spec.
func FaultNames() (names []string) {
	for _, field := range new(Faults).fields() {
		names = append(names, field.name)
	}
	return names
}

// fields are the names in a spec, each with its field.
func (f *Faults) fields() []struct {
	name  string
	value *float64
} {
	return []struct {
		name  string
		value *float64
	}{
		{"drop", &f.Drop},
		{"delay", &f.Delay},
		{"duplicate", &f.Duplicate},
		{"reorder", &f.Reorder},
		{"garbage", &f.Garbage},
		{"refuse", &f.Refuse},
		{"ack-drop", &f.AckDrop},
		{"ack-delay", &f.AckDelay},
		{"ack-twice", &f.AckTwice},
		{"update-drop", &f.UpdateDrop},
		{"cut", &f.Cut},
		{"half-open", &f.HalfOpen},
		{"restart", &f.Restart},
	}
}

// any tells whether there are faults at all.
func (f *Faults) any() bool {
	for _, field := range f.fields() {
		if *field.value != 0 {
			return true
		}
	}
	return false
}

// check refuses what is no chance.
func (f *Faults) check() error {
	for _, field := range f.fields() {
		if !(*field.value >= 0 && *field.value <= 1) {
			return fmt.Errorf("fault %s=%v: use a number from 0 to 1", field.name, *field.value)
		}
	}
	return nil
}

// ParseFaults reads a spec such as "drop=0.01,cut=0.02": the names of Faults'
// fields, with hyphens between their words. The empty one is no faults.
func ParseFaults(spec string) (f Faults, err error) {
	if spec == "" {
		return f, nil
	}
	fields := f.fields()
next:
	for part := range strings.SplitSeq(spec, ",") {
		name, number, _ := strings.Cut(strings.TrimSpace(part), "=")
		for _, field := range fields {
			if field.name != name {
				continue
			}
			if *field.value, err = strconv.ParseFloat(number, 64); err != nil {
				return Faults{}, fmt.Errorf("fault %.40q: use a number from 0 to 1, such as %s=0.01", part, name)
			}
			continue next
		}
		return Faults{}, fmt.Errorf("there is no fault %.40q: use some of %s", name, strings.Join(FaultNames(), ", "))
	}
	return f, f.check()
}
