package wire

import (
	"errors"

	"rugtape/internal/game"
)

// The events that are interpreted.
const (
	StateUpdate = "gameStateUpdate"
	NewTrade    = "standard/newTrade"
)

// Said is what an event says.
type Said struct {
	// Known tells that events of this name are interpreted.
	Known bool
	// Event is set if Known.
	Event game.Event
	// Connected is how many players are connected, where a frame says so.
	Connected game.Opt[int]
	// Lost are the entries in it that could not be used.
	Lost Lost
}

// Lost counts entries that could not be used and says why of the first few.
type Lost struct {
	Count int
	Why   []string
}

// maxWhy bounds Lost.Why; the count goes on.
const maxWhy = 8

func (l *Lost) add(err error) {
	l.Count++
	if len(l.Why) < maxWhy {
		l.Why = append(l.Why, err.Error())
	}
}

// DecodeEvent reads the event of that name. The payload is what came with
// it: the arguments of the event as a JSON array, of which the last counts,
// or the last argument alone. recvNS is when it was received, in Unix
// nanoseconds. The payload is not kept.
func DecodeEvent(name string, payload []byte, recvNS int64) (Said, error) {
	if name != StateUpdate && name != NewTrade {
		return Said{}, nil
	}
	said := Said{Known: true, Event: game.Event{RecvNS: recvNS}}
	payload, err := lastArgument(payload)
	if err == nil && name == StateUpdate {
		err = said.decodeFrame(payload)
	} else if err == nil {
		said.Event.Trade, err = decodeTrade(payload)
	}
	if err != nil {
		return Said{}, &eventError{name, err}
	}
	return said, nil
}

// ErrEvent is that an event of a known kind cannot be read: it is cut short,
// no JSON, or says what cannot be.
var ErrEvent = errors.New("the event cannot be read")

// eventError is an ErrEvent, and says of which event and why.
type eventError struct {
	event string
	why   error
}

func (e *eventError) Error() string   { return e.event + ": " + e.why.Error() }
func (e *eventError) Unwrap() []error { return []error{ErrEvent, e.why} }
