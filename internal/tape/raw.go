package tape

import (
	"io"

	"rugtape/internal/round"
)

// RawEvent is an event as the server sent it.
type RawEvent struct {
	Name    string
	Payload []byte // its arguments as JSON text; valid until the next event
	RecvNS  int64  // when it was received, 0 where the recording does not say
}

// Events reads one plain stream as Read does, but gives on the raw events in
// it (formats H, I and J) as they are. Records of other formats are passed
// over; ErrUnknownFormat means that nothing was recognised.
func Events(name string, r io.Reader, each func(RawEvent) error) (Stats, error) {
	rd := &reader{
		name: name, source: round.Site, rows: formatGame, raw: each,
		each: func(*round.Recording) error { return nil },
	}
	return rd.all(r)
}
