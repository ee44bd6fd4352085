package feed

import (
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"
)

// A message that the connection's end cut short is never handed over, wherever
// it was cut, and one that was whole before always is.
func TestCutMessageIsNone(t *testing.T) {
	long := `42["x","` + strings.Repeat("x", 3*firstBuffer) + `"]`
	for _, c := range []struct{ name, sent string }{
		{"in its header", frame(1, true, 1000, "")[:1]},
		{"after its header", frame(1, true, 100, "")},
		{"in its payload", frame(1, true, 100, "42[")},
		{"where the buffer is full", frame(1, true, uint64(len(long)), long[:firstBuffer])},
		{"where the next one is", frame(1, true, uint64(len(long)), long[:len(long)-1])},
		{"after an empty fragment", frame(1, false, 0, "")},
		{"after a fragment", frame(1, false, 7, `42["x"]`)},
		{"after two", frame(1, false, 5, `42["x`) + frame(0, false, 2, `"]`)},
		{"in the next fragment's header", frame(1, false, 7, `42["x"]`) + "\x00"},
		{"after the next fragment's header", frame(1, false, 7, `42["x"]`) + frame(0, true, 7, "")},
		{"after a ping in it", frame(1, false, 7, `42["x"]`) + frame(9, true, 0, "")},
		{"nowhere", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, over := range []string{"plain", "TLS"} {
				server, client := newTLS(t)
				o := Options{URL: "https://game.test", tls: client}
				if over == "plain" {
					server, o = nil, Options{}
				}
				synctest.Test(t, func(t *testing.T) {
					s := serveOver(t, server, raw(func(conn net.Conn) {
						talkOver(conn, func(conn net.Conn) {
							io.WriteString(conn, text(openText)+text(joinText)+text("42[\"whole\"]")+c.sent)
							conn.Close()
						})
					}))
					var w witness
					stop := s.watch(t, o, &w)
					<-time.After(200 * time.Millisecond)
					stop()
					want := []string{"1 " + openText, "1 " + joinText, "1 42[\"whole\"]"}
					if got := w.texts(); !slices.Equal(got, want) {
						t.Errorf("over %s: heard %q", over, got)
					}
					if !w.told("the connection broke off") {
						t.Errorf("over %s: told %q", over, reasons(&w))
					}
				})
			}
		})
	}
}

// An end that comes together with the last bytes is told after them.
func TestStreamEndsAfterItsBytes(t *testing.T) {
	type conn struct {
		io.Reader
		io.WriteCloser
	}
	s := &stream{ReadWriteCloser: conn{Reader: iotest.DataErrReader(strings.NewReader("abc"))}}
	buf := make([]byte, 10)
	if n, err := s.Read(buf); n != 3 || err != nil || s.ended {
		t.Errorf("the bytes: %d, %v, ended %v", n, err, s.ended)
	}
	if n, err := s.Read(buf); n != 0 || !errors.Is(err, io.EOF) || !s.ended {
		t.Errorf("the end: %d, %v, ended %v", n, err, s.ended)
	}
}

// What one connection did not take is not held against the next.
func TestUnsentIsOfItsLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		s := serve(t, raw(func(conn net.Conn) {
			if n++; n == 1 {
				io.WriteString(conn, text(openText))
				<-time.After(time.Minute)
				return
			}
			talkOver(conn, func(conn net.Conn) {
				in(conn)
				<-time.After(time.Second)
				conn.Close()
			})
		}))
		var w witness
		stop := s.watch(t, Options{}, &w)
		<-time.After(7 * time.Second)
		stop()
		want := []string{"connecting", "the server did not take what was sent within 5s", "", "the connection broke off"}
		if got := reasons(&w); len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
			t.Errorf("told %q, want %q", got, want)
		}
	})
}
