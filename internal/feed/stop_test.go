package feed

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"
)

// The end of the context ends the run at once, whatever it is doing, and leaves
// no goroutine: the bubble of a test cannot be left while one is there.
func TestStopsAtOnce(t *testing.T) {
	const most = 250 * time.Millisecond
	upgraded := func(talk func(p *peer)) func(t *testing.T) *server {
		return func(t *testing.T) *server { return play(t, talk) }
	}
	byHand := func(talk func(conn net.Conn)) func(t *testing.T) *server {
		return func(t *testing.T) *server { return serve(t, raw(talk)) }
	}
	over, certificate := newTLS(t)
	for _, c := range []struct {
		name   string
		after  time.Duration // from the start
		server func(t *testing.T) *server
		o      Options
		sink   Sink
	}{
		{name: "at once", server: upgraded((*peer).untilGone)},
		{name: "dialing TCP", after: time.Second, o: Options{
			Dial: func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() },
		}},
		{name: "dialing TCP that heeds no context", after: 10 * time.Second, o: Options{
			Dial: func(context.Context, string, string) (net.Conn, error) {
				<-time.After(10 * time.Second)
				return nil, io.EOF
			},
		}},
		{name: "dialing TLS", after: time.Second, o: Options{
			URL: "https://game.test", Dial: unanswered, tls: &tls.Config{},
		}},
		{name: "dialing HTTP", after: time.Second, o: Options{Dial: unanswered}},
		{name: "dialing, in the midst of an answer", after: time.Second, server: func(t *testing.T) *server {
			return serve(t, func(w http.ResponseWriter, _ *http.Request) {
				conn, _, _ := w.(http.Hijacker).Hijack()
				io.WriteString(conn, "HTTP/1.1 101 Switch")
				drain(conn)
				conn.Close()
			})
		}},
		{name: "opening", after: time.Second, server: upgraded((*peer).untilGone)},
		{name: "opening, in the midst of a message", after: time.Second, server: byHand(func(conn net.Conn) {
			io.WriteString(conn, frame(1, true, 100, "0{"))
			drain(conn)
		})},
		{name: "opening, while connect is not taken", after: time.Second, server: byHand(func(conn net.Conn) {
			io.WriteString(conn, text(openText))
			<-time.After(3 * time.Second)
		})},
		{name: "joining", after: time.Second, server: upgraded(func(p *peer) { p.send(openText); p.untilGone() })},
		{name: "live, and silent", after: time.Second, server: upgraded(func(p *peer) { p.join(); p.untilGone() })},
		{name: "live, and playing", after: 10*time.Second + 123*time.Millisecond, server: upgraded(func(p *peer) { p.join(); p.ticks(time.Hour) })},
		{name: "live, in the midst of a message", after: time.Second, server: byHand(func(conn net.Conn) {
			in(conn)
			io.WriteString(conn, frame(1, true, 1000, "42["))
			drain(conn)
		})},
		{name: "live, while a pong is not taken", after: time.Second, server: byHand(func(conn net.Conn) {
			io.WriteString(conn, text(openText))
			conn.Read(make([]byte, 100))
			io.WriteString(conn, text(joinText)+text("2"))
			<-time.After(3 * time.Second)
		})},
		{name: "live, while WebSocket's pong is not taken", after: time.Second, server: byHand(func(conn net.Conn) {
			in(conn)
			io.WriteString(conn, frame(9, true, 2, "hi"))
			<-time.After(3 * time.Second)
		})},
		{name: "live over TLS, while nothing is taken", after: time.Second, o: Options{URL: "https://game.test", tls: certificate}, server: func(t *testing.T) *server {
			return serveOver(t, over, raw(func(conn net.Conn) {
				in(conn)
				conn.Read(make([]byte, 100)) // connect
				<-time.After(20 * time.Second)
			}))
		}},
		{
			name: "live, while the sink takes its time", after: time.Second,
			server: upgraded(func(p *peer) { p.join(); p.send(tick(1), tick(2)); p.untilGone() }),
			sink:   &witness{hold: make(chan struct{})},
		},
		{name: "waiting", after: 90 * time.Second, o: Options{
			Dial: func(context.Context, string, string) (net.Conn, error) { return nil, io.EOF },
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if c.server != nil {
					c.o.Dial = c.server(t).dial
				}
				if c.o.URL == "" {
					c.o.URL = "http://game.test"
				}
				if c.sink == nil {
					c.sink = new(witness)
				}
				if w, ok := c.sink.(*witness); ok && w.hold != nil {
					w.hold = make(chan struct{}) // of this bubble
				}
				ctx, cancel := context.WithCancel(context.Background())
				ended := make(chan error)
				go func() { ended <- Run(ctx, c.o, c.sink) }()
				<-time.After(c.after)
				synctest.Wait()
				cancel()
				stopped := time.Now()
				if err := <-ended; err != nil {
					t.Errorf("it ended with %v", err)
				}
				if took := time.Since(stopped); took > most {
					t.Errorf("it took %v to end", took)
				}
				if w, ok := c.sink.(*witness); ok && w.health().Why != "stopped" {
					t.Errorf("the last that was told is %+v", w.health())
				}
			})
		})
	}
}

// newTLS gives a certificate to serve with, and how to trust it.
func newTLS(t *testing.T) (server, client *tls.Config) {
	s := httptest.NewTLSServer(nil)
	t.Cleanup(s.Close)
	known := x509.NewCertPool()
	known.AddCert(s.Certificate())
	return &tls.Config{Certificates: s.TLS.Certificates}, &tls.Config{RootCAs: known, ServerName: "example.com"}
}

// unanswered connects to somebody who reads and says nothing.
func unanswered(context.Context, string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	go drain(theirs)
	return ours, nil
}
