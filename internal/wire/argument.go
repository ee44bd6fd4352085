package wire

import (
	"errors"

	"github.com/go-json-experiment/json/jsontext"
)

// takeName reads the first argument of an event.
func (p *Packet) takeName() error {
	start := space(p.Data, 1)
	if start == len(p.Data) || p.Data[start] != '"' {
		return notPacket("%s without a name", p.Kind)
	}
	head := p.Data[:min(len(p.Data), start+maxPacketName+2)]
	end, escaped := skipString(head, start)
	if end < 0 {
		return notPacket("%s whose name has no end within %d bytes", p.Kind, maxPacketName)
	}
	if next := space(p.Data, end); next == len(p.Data) || p.Data[next] != ',' && next != len(p.Data)-1 {
		return notPacket("%s whose arguments are no array", p.Kind)
	}
	switch name := p.Data[start+1 : end-1]; {
	case string(name) == StateUpdate: // nine of ten: no copy of it
		p.Name = StateUpdate
	case !escaped:
		p.Name = string(name)
	default:
		unquoted, err := jsontext.AppendUnquote(nil, p.Data[start:end])
		if err != nil {
			return notPacket("%s whose name is no text", p.Kind)
		}
		p.Name = string(unquoted)
	}
	return nil
}

// Payload is the last argument of an event or ack: what [DecodeEvent] takes.
// It is nil where there is none, and where the arguments are no JSON array.
func (p *Packet) Payload() []byte {
	skipped := 0
	switch p.Kind {
	case PacketEvent, PacketBinaryEvent:
		skipped = 1
	case PacketAck, PacketBinaryAck:
	default:
		return nil
	}
	var last []byte
	err := elements(p.Data, func(value []byte) error {
		if skipped--; skipped < 0 {
			last = value
		}
		return nil
	})
	if err != nil {
		return nil
	}
	return last
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
