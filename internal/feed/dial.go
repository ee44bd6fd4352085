package feed

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"

	"github.com/coder/websocket"
)

// errNoAnswer is why an attempt ends that took too long.
var errNoAnswer = errors.New("no answer in time")

// maxHeader bounds what a server may answer to the upgrade, in bytes.
const maxHeader = 64 << 10

// dial makes one attempt: TCP, TLS and the HTTP upgrade. The line has yet to be
// started. An error is for people, as it stands. Nothing of a failed attempt
// stays.
func dial(ctx context.Context, o *Options, to *url.URL) (*line, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, o.DialTimeout, errNoAnswer)
	defer cancel()
	// The transport goes on with a dial, with TLS and with reading an answer
	// after the request was given up. So it dials in our context, and the
	// connection is closed when that ends.
	var raw net.Conn
	var release func() bool
	upgrade := &upgrader{RoundTripper: &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		DialContext: func(_ context.Context, network, address string) (net.Conn, error) {
			conn, err := o.Dial(ctx, network, address)
			if err != nil {
				return nil, err
			}
			raw, release = conn, context.AfterFunc(ctx, func() { conn.Close() })
			return conn, nil
		},
		TLSClientConfig:        o.tls,
		DisableKeepAlives:      true,
		MaxResponseHeaderBytes: maxHeader,
	}}
	client := &http.Client{
		Transport:     upgrade,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	conn, response, err := websocket.Dial(ctx, to.String(), &websocket.DialOptions{
		HTTPClient: client,
		HTTPHeader: http.Header{"User-Agent": {"rugtape"}},
	})
	if err != nil {
		return nil, errors.New(whyNoLine(ctx, err, response, to.Host, o.DialTimeout))
	}
	release() // if the time was up just now it is closed, as the reader will find
	return newLine(conn, upgrade.stream, raw, o.MaxMessage), nil
}
