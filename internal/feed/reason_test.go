package feed

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// firstReason is why the first attempt of a feed fails.
func firstReason(t *testing.T, o Options) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	var why string
	err := Run(ctx, o, healthSink(func(h Health) {
		if h.Attempt == 1 && why == "" {
			why = h.Why
			cancel()
		}
	}))
	if err != nil {
		t.Fatal(err)
	}
	return why
}

// healthSink is a sink that looks at the health only.
type healthSink func(Health)

func (s healthSink) Message(context.Context, Message) error { return nil }
func (s healthSink) Health(h Health)                        { s(h) }

func TestNetworkReasons(t *testing.T) {
	dialFails := func(err error) func(context.Context, string, string) (net.Conn, error) {
		return func(_ context.Context, network, _ string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Net: network, Err: err}
		}
	}
	call := func(errno syscall.Errno) error { return os.NewSyscallError("connect", errno) }
	for _, c := range []struct {
		name, want string
		err        error
	}{
		{"no such name", "no host is called game.test: check the address", &net.DNSError{Err: "no such host", Name: "game.test", IsNotFound: true}},
		{"no name server", "the name game.test could not be looked up: is this computer online?", &net.DNSError{Err: "i/o timeout", Name: "game.test", IsTimeout: true}},
		{"nobody there", "nothing listens at game.test:80", call(syscall.ECONNREFUSED)},
		{"no network", "there is no way to game.test:80: is this computer online?", call(syscall.ENETUNREACH)},
		{"no way", "there is no way to game.test:80: is this computer online?", call(syscall.EHOSTUNREACH)},
		{"reset", "game.test:80 closed the connection before it answered", call(syscall.ECONNRESET)},
		{"forbidden", "game.test:80 cannot be reached: " + syscall.EACCES.Error(), call(syscall.EACCES)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := firstReason(t, Options{URL: "http://game.test:80", Dial: dialFails(c.err)}); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	t.Run("nobody at a real port", func(t *testing.T) {
		free := httptest.NewServer(nil)
		free.Close()
		host := strings.TrimPrefix(free.URL, "http://")
		if got, want := firstReason(t, Options{URL: free.URL}), "nothing listens at "+host; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestTLSReasons(t *testing.T) {
	s := httptest.NewUnstartedServer(conversation(t, func(p *peer) {
		if p.join() {
			p.untilGone()
		}
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	host, plainHost := strings.TrimPrefix(s.URL, "https://"), strings.TrimPrefix(plain.URL, "http://")
	_, port, _ := net.SplitHostPort(host)
	known := x509.NewCertPool()
	known.AddCert(s.Certificate())
	here := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, host)
	}
	far := func() time.Time { return time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		name, want string
		o          Options
	}{
		{"unknown", host + " shows a certificate of nobody that this computer trusts", Options{URL: s.URL}},
		{
			"another host's", "other.test:" + port + " shows the certificate of another host",
			Options{URL: "https://other.test:" + port, Dial: here, tls: &tls.Config{RootCAs: known}},
		},
		{
			"too old", "the certificate of " + host + " is not valid today: it ended, or this computer's date is wrong",
			Options{URL: s.URL, tls: &tls.Config{RootCAs: known, Time: far}},
		},
		{
			"too old an encryption", host + " cannot be reached: tls: protocol version not supported",
			Options{URL: s.URL, tls: &tls.Config{RootCAs: known, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10}},
		},
		{"none", plainHost + " does not speak https: is its address http://" + plainHost + "?", Options{URL: "https://" + plainHost}},
		{"needless", host + " answers HTTP 400 instead of a WebSocket", Options{URL: "http://" + host}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := firstReason(t, c.o); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	t.Run("all is well", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		live := false
		err := Run(ctx, Options{URL: s.URL, tls: &tls.Config{RootCAs: known}}, healthSink(func(h Health) {
			if h.State == Connected {
				live = true
				cancel()
			}
		}))
		if err != nil || !live {
			t.Errorf("over TLS: live %v, %v", live, err)
		}
	})
}

// What servers say of themselves is shown as one short line without control
// characters.
func TestPlain(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"not today", "not today"},
		{"a\x1b[31m\r\nb\x00\u202ec", "a [31m b c"},
		{"\xff\xfe", "?"},
		{strings.Repeat("é", 150), strings.Repeat("é", 100)},
	} {
		if got := plain(c.text); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}
