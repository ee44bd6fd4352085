package wire

import (
	"errors"
	"fmt"

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
		said.Event.Frame, err = decodeFrame(payload, &said.Lost)
	} else if err == nil {
		said.Event.Trade, err = decodeTrade(payload)
	}
	if err != nil {
		return Said{}, fmt.Errorf("%s: %w", name, err)
	}
	return said, nil
}

// lastArgument picks the payload out of an event's arguments.
func lastArgument(payload []byte) ([]byte, error) {
	if i := space(payload, 0); i == len(payload) || payload[i] != '[' {
		return payload, nil
	}
	var last []byte
	err := elements(payload, func(value []byte) error {
		last = value
		return nil
	})
	if err == nil && last == nil {
		err = errors.New("it has no argument")
	}
	return last, err
}
