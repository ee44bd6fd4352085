package wire

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/game"
)

// Handshake is what a server says when a connection opens.
type Handshake struct {
	SID string
	// The server pings each PingInterval. A client that hears nothing for
	// both times together may take the connection for dead; so does the
	// server that hears no pong within PingTimeout.
	PingInterval time.Duration
	PingTimeout  time.Duration
	// MaxPayload is the longest message the server takes, in bytes; 0 where
	// it does not say.
	MaxPayload int
}

// ErrHandshake is that a server opened with what cannot be followed.
var ErrHandshake = errors.New("not a handshake of Engine.IO")

// maxPing bounds both times of a handshake: with longer ones a connection
// that is dead would never be noticed.
const maxPing = 10 * time.Minute

// ParseHandshake reads the data of a PacketOpen.
func ParseHandshake(data []byte) (Handshake, error) {
	var h Handshake
	err := members(data, func(name, value []byte) (err error) {
		switch string(name) {
		case "sid":
			h.SID, err = text(value)
		case "pingInterval":
			h.PingInterval, err = ping(value)
		case "pingTimeout":
			h.PingTimeout, err = ping(value)
		case "maxPayload":
			var bytes game.Opt[int]
			bytes, err = whole(value)
			h.MaxPayload = max(bytes.Value, 0)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	})
	if err == nil && (h.SID == "" || len(h.SID) > maxPacketName) {
		err = fmt.Errorf("a sid of %d bytes", len(h.SID))
	}
	if err == nil && (h.PingInterval == 0 || h.PingTimeout == 0) {
		err = errors.New("pingInterval or pingTimeout is absent")
	}
	if err != nil {
		return Handshake{}, fmt.Errorf("%w: %w", ErrHandshake, err)
	}
	return h, nil
}

func ping(value []byte) (time.Duration, error) {
	ms, err := whole(value)
	if err == nil && (ms.Value < 1 || ms.Value > int(maxPing/time.Millisecond)) {
		err = fmt.Errorf("%d ms is not within 1 ms..%v", ms.Value, maxPing)
	}
	return time.Duration(ms.Value) * time.Millisecond, err
}

// AppendHandshake writes a PacketOpen. There is no other transport to
// upgrade to.
func AppendHandshake(dst []byte, h Handshake) []byte {
	dst = appendText(append(dst, `0{"sid":`...), h.SID)
	dst = append(dst, `,"upgrades":[],"pingInterval":`...)
	dst = strconv.AppendInt(dst, h.PingInterval.Milliseconds(), 10)
	dst = append(dst, `,"pingTimeout":`...)
	dst = strconv.AppendInt(dst, h.PingTimeout.Milliseconds(), 10)
	dst = append(dst, `,"maxPayload":`...)
	return append(strconv.AppendInt(dst, int64(h.MaxPayload), 10), '}')
}

// appendText writes a JSON string; text that is none is mended.
func appendText(dst []byte, s string) []byte {
	dst, _ = jsontext.AppendQuote(dst, s)
	return dst
}
