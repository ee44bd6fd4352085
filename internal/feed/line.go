package feed

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"

	"github.com/coder/websocket"
)

// heard is a message as the reader hands it over.
type heard struct {
	atNS   int64 // steady time when it was whole
	text   []byte
	binary bool // it was skipped
}

// line is one connection. Its reader is a goroutine of its own, since a read
// that is given up costs the connection; it hands over one message at a time
// and keeps none.
type line struct {
	conn   *websocket.Conn
	stream *stream  // below WebSocket
	raw    net.Conn // below TLS, too: closing it waits for nobody
	in     chan heard
	err    error  // why in was closed
	max    int    // bytes of a message
	buf    []byte // the reader's
}

// The reader's buffer: enough for a tick's frame at first, and never more than
// a message may have.
const (
	firstBuffer = 64 << 10
	growth      = 4
)

func newLine(conn *websocket.Conn, below *stream, raw net.Conn, maxMessage int) *line {
	conn.SetReadLimit(int64(maxMessage))
	return &line{conn: conn, stream: below, raw: raw, in: make(chan heard), max: maxMessage}
}

// read is the reader; close ends it.
func (l *line) read(now func() int64) {
	defer close(l.in)
	for {
		message, err := l.next()
		if err != nil {
			l.err = err
			return
		}
		message.atNS = now()
		l.in <- message // taken, or drained by close
	}
}

// next reads one message. It has no deadline of its own: whoever waits for
// messages closes the line when they fail to come.
func (l *line) next() (heard, error) {
	kind, r, err := l.conn.Reader(context.Background())
	if err != nil {
		return heard{}, err
	}
	if kind != websocket.MessageText {
		_, err := io.Copy(io.Discard, r)
		return heard{binary: true}, err
	}
	n, err := l.fill(r)
	return heard{text: bytes.Clone(l.buf[:n])}, err
}

// fill reads a message into the buffer, which grows with what came and not with
// what was announced.
func (l *line) fill(r io.Reader) (n int, err error) {
	if l.buf == nil {
		l.buf = make([]byte, min(firstBuffer, l.max+1))
	}
	for {
		read, err := r.Read(l.buf[n:])
		n += read
		switch {
		case errors.Is(err, io.EOF) && l.stream.ended:
			return 0, io.ErrUnexpectedEOF
		case errors.Is(err, io.EOF):
			return n, nil
		case err != nil:
			return 0, err
		case n == len(l.buf) && n <= l.max:
			size := growth * n
			if size >= l.max {
				size = l.max + 1 // with one byte more than is allowed, the next read fails
			}
			l.buf = append(make([]byte, 0, size), l.buf...)[:size]
		}
	}
}

// write sends a text message.
func (l *line) write(ctx context.Context, text []byte) error {
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	return l.conn.Write(ctx, websocket.MessageText, text)
}

// close ends the connection at once, without a word, and waits for the reader.
// What it still hands over is dropped: the connection was given up.
func (l *line) close() {
	l.raw.Close()
	l.conn.CloseNow()
	for range l.in {
		// until the reader is gone
	}
}
