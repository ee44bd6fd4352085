package wire

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
)

// PacketKind is what a message is for.
type PacketKind uint8

// The kinds of packets: those of Engine.IO 4, then those of Socket.IO v4,
// which travel in messages of Engine.IO.
const (
	PacketOpen         PacketKind = iota + 1 // the server's handshake: Data
	PacketClose                              // the transport ends
	PacketPing                               // to be answered by a pong with the same Data
	PacketPong                               //
	PacketUpgrade                            // only after another transport than websocket
	PacketNoop                               //
	PacketConnect                            // Data: what the client says of itself, or the server's sid
	PacketDisconnect                         //
	PacketEvent                              // Name, Data: the arguments, the name among them
	PacketAck                                // ID, Data: the arguments
	PacketConnectError                       // Data: why
	PacketBinaryEvent                        // as an event; Attachments binary messages follow
	PacketBinaryAck                          // as an ack; Attachments binary messages follow
)

func (k PacketKind) String() string {
	names := [...]string{
		"none", "open", "close", "ping", "pong", "upgrade", "noop",
		"connect", "disconnect", "event", "ack", "connect error", "binary event", "binary ack",
	}
	if int(k) < len(names) {
		return names[k]
	}
	return "kind " + strconv.Itoa(int(k))
}

// Packet is one text message of the connection.
type Packet struct {
	Kind      PacketKind
	Namespace string // "" for the default one
	// ID is that of an event that wants an ack, or of an ack; HasID tells
	// that there is one.
	ID    uint64
	HasID bool
	// Attachments is how many binary messages follow a binary event or ack.
	// They belong to it, and a reader that has no use for them skips them.
	Attachments int
	Name        string // of an event
	// Data is JSON text as received, not checked beyond its ends: what it is
	// stands at each kind. It is part of the message that was parsed.
	Data []byte
}

// ErrPacket is that a message is no packet.
var ErrPacket = errors.New("not a packet of Socket.IO")

// Bounds of what a packet may ask its reader to keep. The official clients
// refuse more than 10 attachments.
const (
	maxAttachments = 10
	maxPacketName  = 256 // bytes of a name, a namespace, or what a ping says
)

func notPacket(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrPacket, fmt.Sprintf(format, args...))
}

// ParsePacket takes a text message apart. What it costs does not depend on
// how long the data is. An error is an ErrPacket and quotes nothing of the
// message, which may hold names.
func ParsePacket(text []byte) (Packet, error) {
	if len(text) == 0 {
		return Packet{}, notPacket("it is empty")
	}
	switch rest := text[1:]; text[0] {
	case '0':
		if len(rest) == 0 || rest[0] != '{' {
			return Packet{}, notPacket("open without a handshake")
		}
		return Packet{Kind: PacketOpen, Data: rest}, nil
	case '1', '5', '6':
		kind := [...]PacketKind{1: PacketClose, 5: PacketUpgrade, 6: PacketNoop}[text[0]-'0']
		if len(rest) > 0 {
			return Packet{}, notPacket("%d bytes after %s", len(rest), kind)
		}
		return Packet{Kind: kind}, nil
	case '2', '3':
		if len(rest) > maxPacketName {
			return Packet{}, notPacket("a ping or pong of %d bytes", len(text))
		}
		return Packet{Kind: PacketPing + PacketKind(text[0]-'2'), Data: rest}, nil
	case '4':
		return parseMessage(rest)
	}
	return Packet{}, notPacket("it begins with byte %#x", text[0])
}

// parseMessage reads the Socket.IO packet in a message of Engine.IO:
//
//	kind [attachments "-"] [namespace ","] [id] [data]
func parseMessage(text []byte) (p Packet, err error) {
	if len(text) == 0 || text[0] < '0' || text[0] > '6' {
		return Packet{}, notPacket("a message of no known kind")
	}
	p.Kind = PacketConnect + PacketKind(text[0]-'0')
	text = text[1:]
	if p.Kind >= PacketBinaryEvent {
		count, rest, found := bytes.Cut(text[:min(len(text), 4)], []byte("-"))
		p.Attachments, err = strconv.Atoi(string(count))
		if !found || err != nil || p.Attachments < 1 || p.Attachments > maxAttachments {
			return Packet{}, notPacket("%s without its number of attachments, 1 to %d", p.Kind, maxAttachments)
		}
		text = text[min(len(text), 4)-len(rest):]
	}
	if len(text) > 0 && text[0] == '/' {
		end := bytes.IndexByte(text[:min(len(text), maxPacketName)], ',')
		if end < 0 && len(text) > maxPacketName {
			return Packet{}, notPacket("a namespace of more than %d bytes", maxPacketName)
		}
		if end < 0 {
			end = len(text)
		}
		p.Namespace = string(text[:end])
		text = text[min(end+1, len(text)):]
	}
	digits := 0
	for digits < len(text) && '0' <= text[digits] && text[digits] <= '9' {
		digits++
	}
	if digits > 0 {
		p.HasID = true
		if p.ID, err = strconv.ParseUint(string(text[:min(digits, 32)]), 10, 64); err != nil {
			return Packet{}, notPacket("an id of %d digits", digits)
		}
	}
	p.Data = text[digits:]
	if err := p.check(); err != nil {
		return Packet{}, err
	}
	return p, nil
}

// check holds what came with the packet against its kind, by the ends of the
// data only, and takes the name of an event.
func (p *Packet) check() error {
	first, last := byte(0), byte(0)
	if n := len(p.Data); n > 0 {
		first, last = p.Data[0], p.Data[n-1]
	}
	object, array := first == '{' && last == '}', first == '[' && last == ']'
	fits, ids := false, false
	switch p.Kind {
	case PacketConnect:
		fits = object || len(p.Data) == 0
	case PacketDisconnect:
		fits = len(p.Data) == 0
	case PacketConnectError:
		fits = object || first == '"' && last == '"' && len(p.Data) > 1
	case PacketEvent, PacketBinaryEvent:
		fits, ids = array, true
	case PacketAck, PacketBinaryAck:
		fits, ids = array && p.HasID, true
	}
	switch {
	case !fits:
		return notPacket("%s with the wrong data, or cut short", p.Kind)
	case p.HasID && !ids:
		return notPacket("%s with an id", p.Kind)
	case p.Kind == PacketEvent || p.Kind == PacketBinaryEvent:
		return p.takeName()
	}
	return nil
}
