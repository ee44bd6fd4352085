package feed

import (
	"io"
	"net"
	"slices"
	"strings"
	"testing"
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
