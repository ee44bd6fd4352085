package feed

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"

	"rugtape/internal/wire"
)

// follow keeps up with the conversation: it moves the link by a packet, answers
// what wants an answer, and reads what the vitals need. It gives why the line
// must go, or nothing. The sink gets the message afterwards: a pong does not wait
// for it.
func (f *feed) follow(ctx context.Context, at int64, p *wire.Packet, err error) (why string) {
	f.alive() // whatever it is, the server is there
	in, why := inputOf(p, err)
	before := f.link.state
	switch to := f.link.step(in); {
	case to == refused || to == cut:
		return f.refuse(before, in, to, p, err)
	case in != lost:
		f.garbled = 0
	}
	switch in {
	case opened:
		return f.open(ctx, p.Data)
	case joined:
		f.movedNS = f.clock.now() // not held against the server: what a slow sink took
		f.alive()
		f.vitals.joined(at)
	case pinged:
		f.send(ctx, append([]byte(wire.Pong), p.Data...))
	case said:
		f.hear(at, p)
	}
	return why
}

// inputOf says what a packet is to the link, and why the line is lost if it is.
func inputOf(p *wire.Packet, err error) (in linkInput, why string) {
	if err != nil {
		return garbled, ""
	}
	if p.Namespace != "" && p.Namespace != "/" {
		return strayed, "" // we joined no other
	}
	switch p.Kind {
	case wire.PacketOpen:
		return opened, ""
	case wire.PacketConnect:
		return joined, ""
	case wire.PacketEvent, wire.PacketAck, wire.PacketBinaryEvent, wire.PacketBinaryAck:
		return said, ""
	case wire.PacketPing:
		return pinged, ""
	case wire.PacketNoop:
		return idled, ""
	case wire.PacketClose:
		return lost, "the server ended the transport"
	case wire.PacketDisconnect:
		return lost, "the server sent us away"
	case wire.PacketConnectError:
		return lost, whyRefused(p.Data)
	}
	return strayed, ""
}

// refuse counts what has no place where the link stood.
func (f *feed) refuse(stood linkState, in linkInput, to linkState, p *wire.Packet, err error) (why string) {
	var oddity string
	if in == garbled {
		f.garbled++
		oddity = fmt.Sprintf("while %s: %v", stood, err)
		f.vitals.garbled(oddity)
	} else {
		oddity = fmt.Sprintf("while %s: a packet %q has no place", stood, p.Kind)
		f.vitals.refused(oddity)
	}
	switch {
	case to == cut:
		return "the server does not keep to the protocol: " + oddity
	case f.garbled >= maxGarbled:
		return fmt.Sprintf("the server does not keep to the protocol: %d messages in a row are no packets, the last %s", f.garbled, oddity)
	}
	return ""
}

// open reads the server's handshake and asks to be let in.
func (f *feed) open(ctx context.Context, data []byte) (why string) {
	handshake, err := wire.ParseHandshake(data)
	if err != nil {
		return "the server opened with what is " + err.Error()
	}
	f.silence = int64(min(max(handshake.PingInterval+handshake.PingTimeout, leastSilence), mostSilence))
	f.dueNS = f.clock.now() + int64(f.o.JoinTimeout)
	f.send(ctx, wire.AppendConnect(nil, nil))
	return ""
}

// send sends a message. Where that fails the line has come to its end, but what
// the server said before can still be read: so its end is left to the reader.
func (f *feed) send(ctx context.Context, text []byte) {
	if err := f.line.write(ctx, text); errors.Is(err, context.DeadlineExceeded) {
		f.unsent = fmt.Sprintf("the server did not take what was sent within %v", writeTimeout)
	}
}

// hear reads in an event what the vitals need of it.
func (f *feed) hear(at int64, p *wire.Packet) {
	payload := p.Payload()
	if p.Name != wire.StateUpdate {
		if stamp, ok := timestamp(payload); ok {
			f.vitals.stamped(at, f.clock.unix(at)-stamp)
		}
		return
	}
	clock, paused, ok := wire.ClockOf(payload)
	if !ok || !f.vitals.frame(at, clock, paused) {
		return
	}
	f.movedNS = f.clock.now() // not held against the server: what a slow sink took
	f.alive()
	if f.movingNS == 0 {
		f.movingNS = at
	}
	if at-f.movingNS >= int64(f.o.SteadyAfter) {
		f.backoff.reset()
		f.vitals.steadied()
	}
}

// maxStamped bounds in which payloads a timestamp is looked for, in bytes.
const maxStamped = 16 << 10

// timestamp reads when the server says that something happened, in Unix
// nanoseconds. Chat messages have it (in the captured events, Unix
// milliseconds), and acks of orders are said to.
func timestamp(payload []byte) (ns int64, ok bool) {
	var told struct {
		Timestamp float64 `json:"timestamp"`
	}
	if len(payload) == 0 || payload[0] != '{' || len(payload) > maxStamped || json.Unmarshal(payload, &told, wire.Lenient) != nil {
		return 0, false
	}
	const latest = 9e12 // milliseconds: as nanoseconds they still fit
	if told.Timestamp < 1 || told.Timestamp > latest {
		return 0, false
	}
	return int64(told.Timestamp) * int64(time.Millisecond), true
}
