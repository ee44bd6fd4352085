package feed

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"rugtape/internal/wire"
)

// What a frame costs to receive: the feed, from the connection to its sink,
// beside a bare loop of Read on the same library. The bytes lie ready in
// memory, so that neither network nor server is measured.
func BenchmarkReceive(b *testing.B) {
	for _, size := range []struct {
		name  string
		bytes int
	}{{"tick", 10_400}, {"full", 350_000}} {
		b.Run(size.name+"/feed", func(b *testing.B) {
			ctx, cancel := context.WithCancel(b.Context())
			w := &upTo{n: b.N + 2, done: cancel}
			o := Options{URL: "http://game.test", Dial: ready(b, size.bytes, text(openText)+text(joinText))}
			b.ResetTimer()
			if err := Run(ctx, o, w); err != nil {
				b.Fatal(err)
			}
		})
		b.Run(size.name+"/bare", func(b *testing.B) {
			client := &http.Client{Transport: &http.Transport{DialContext: ready(b, size.bytes, "")}}
			conn, _, err := websocket.Dial(b.Context(), "http://game.test", &websocket.DialOptions{HTTPClient: client})
			if err != nil {
				b.Fatal(err)
			}
			defer conn.CloseNow()
			conn.SetReadLimit(4 << 20)
			b.ResetTimer()
			for range b.N {
				if _, _, err := conn.Read(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// upTo is a sink that takes so many messages.
type upTo struct {
	n    int
	done func()
}

func (w *upTo) Message(context.Context, Message) error {
	if w.n--; w.n == 0 {
		w.done()
	}
	return nil
}

func (w *upTo) Health(Health) {}

// ready dials connections whose frames of that size lie ready, after a
// greeting. The game in them moves.
func ready(b *testing.B, size int, greeting string) func(context.Context, string, string) (net.Conn, error) {
	b.SetBytes(int64(size))
	b.ReportAllocs()
	const row = `{"id":"did:privy:player0000000000000000064","username":"somebody","level":24,"pnl":0.093157865,"positionQty":0.5},`
	rows := strings.Repeat(row, size/len(row)-3)
	var frames strings.Builder
	for n := range 8 {
		frames.WriteString(text(string(wire.AppendEvent(nil, wire.StateUpdate, -1, fmt.Appendf(nil,
			`{"active":true,"price":1.061531247396796,"rugged":false,"tickCount":%d,"cooldownTimer":0,"cooldownPaused":false,"leaderboard":[%s],"gameId":"20251207-e8186dbf38e046d1"}`,
			n, strings.TrimSuffix(rows, ","))))))
	}
	return func(context.Context, string, string) (net.Conn, error) {
		return &canned{first: greeting, again: frames.String(), upgraded: make(chan struct{}), closed: make(chan struct{})}, nil
	}
}

// canned is a connection that answers an upgrade, and then has the same to say
// again and again.
type canned struct {
	first, again string
	rest         strings.Reader
	upgraded     chan struct{} // closed once the request is there
	closed       chan struct{}
}

var keyLine = regexp.MustCompile(`Sec-Websocket-Key: (\S+)`)

func (c *canned) Write(p []byte) (int, error) {
	if key := keyLine.FindSubmatch(p); key != nil {
		sum := sha1.Sum(append(bytes.Clone(key[1]), "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"...))
		c.rest.Reset("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
			base64.StdEncoding.EncodeToString(sum[:]) + "\r\n\r\n" + c.first)
		close(c.upgraded)
	}
	return len(p), nil
}

func (c *canned) Read(p []byte) (int, error) {
	select {
	case <-c.upgraded:
	case <-c.closed:
		return 0, io.EOF
	}
	if c.rest.Len() == 0 {
		c.rest.Reset(c.again)
	}
	select {
	case <-c.closed:
		return 0, io.EOF
	default:
		return c.rest.Read(p)
	}
}

func (c *canned) Close() error {
	select {
	case <-c.closed:
	default:
		close(c.closed)
	}
	return nil
}

func (c *canned) LocalAddr() net.Addr              { return &net.TCPAddr{} }
func (c *canned) RemoteAddr() net.Addr             { return &net.TCPAddr{} }
func (c *canned) SetDeadline(time.Time) error      { return nil }
func (c *canned) SetReadDeadline(time.Time) error  { return nil }
func (c *canned) SetWriteDeadline(time.Time) error { return nil }
