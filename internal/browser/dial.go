package browser

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/coder/websocket"
	"github.com/go-json-experiment/json"
)

// loopback is where a debugging port is looked for, and nowhere else: who
// reaches it owns the browser.
const loopback = "127.0.0.1"

// maxVersion bounds what a port may say of itself, in bytes.
const maxVersion = 64 << 10

// connect opens a connection to the Chrome whose debugging port that is, and
// gives its product. The limit is for each of its three answers. An error says
// what is wrong with the port, for people, and leaves nothing behind.
func connect(ctx context.Context, port int, limit time.Duration, heard func(event)) (c *conn, address, product string, err error) {
	if address, err = look(ctx, port, limit); err != nil {
		return nil, "", "", err
	}
	c, err = dial(ctx, address, limit, heard)
	if err != nil {
		return nil, "", "", fmt.Errorf("port %d does not open a connection: %w", port, err)
	}
	version, err := do(ctx, lane{conn: c, limit: limit}, browser.GetVersion, cdp.Empty{})
	if err != nil {
		c.close()
		return nil, "", "", fmt.Errorf("what listens on port %d takes a connection but answers no command: %w", port, err)
	}
	return c, address, version.Product, nil
}

// products are what a browser that is driven like Chrome calls itself.
var products = []string{"Chrome/", "HeadlessChrome/", "Chromium/", "Edg/"}

// look asks what listens on a port and gives the address of its socket.
func look(ctx context.Context, port int, limit time.Duration) (address string, err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	at := net.JoinHostPort(loopback, strconv.Itoa(port))
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+at+"/json/version", http.NoBody)
	if err != nil {
		return "", err
	}
	client, _ := caller(ctx)
	answer, err := client.Do(r)
	switch {
	case err != nil && ctx.Err() != nil:
		return "", fmt.Errorf("what listens on port %d does not answer: it may be no Chrome, or a stopped one: %w", port, context.Cause(ctx))
	case err != nil:
		return "", fmt.Errorf("no Chrome answers on port %d: start it with --remote-debugging-port=%[1]d and a --user-data-dir of its own: %w", port, plain(err))
	}
	defer answer.Body.Close()
	var version struct {
		Browser string `json:"Browser"`
		Address string `json:"webSocketDebuggerUrl"`
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxVersion))
	if err == nil {
		err = json.Unmarshal(text, &version, lenient)
	}
	if err != nil || answer.StatusCode != http.StatusOK {
		return "", errStranger(port, "")
	}
	to, err := url.Parse(version.Address)
	if err != nil || !isChrome(version.Browser) || to.Scheme != "ws" || !strings.HasPrefix(to.Path, "/devtools/browser") {
		return "", errStranger(port, version.Browser)
	}
	return "ws://" + at + to.EscapedPath(), nil
}

func isChrome(product string) bool {
	for _, known := range products {
		if strings.HasPrefix(product, known) {
			return true
		}
	}
	return false
}

func errStranger(port int, product string) error {
	if product != "" {
		product = fmt.Sprintf(" (it calls itself %.60q)", product)
	}
	return fmt.Errorf("port %d belongs to another program than Chrome%s: name the port of --remote-debugging-port", port, product)
}

// dial opens the socket.
func dial(ctx context.Context, address string, limit time.Duration, heard func(event)) (*conn, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	client, dialed := caller(ctx)
	ws, answer, err := websocket.Dial(ctx, address, &websocket.DialOptions{HTTPClient: client})
	if err != nil {
		if answer != nil && answer.Body != nil {
			_ = answer.Body.Close()
		}
		return nil, plain(err)
	}
	raw := dialed()
	if raw == nil { // the context ended just now and took the connection along
		_ = ws.CloseNow()
		return nil, context.Cause(ctx)
	}
	return newConn(ws, raw, heard), nil
}

// caller gives a client for one request in the context, whose connection is
// closed with it: a transport goes on with what it began after its caller gave
// up. dialed takes the connection out of that and gives it.
func caller(ctx context.Context) (client *http.Client, dialed func() net.Conn) {
	var raw net.Conn
	var release func() bool
	client = &http.Client{
		Transport: &http.Transport{ // no proxy: it is this machine
			DisableKeepAlives:      true,
			MaxResponseHeaderBytes: maxVersion,
			DialContext: func(_ context.Context, network, address string) (net.Conn, error) {
				conn, err := new(net.Dialer).DialContext(ctx, network, address)
				if err != nil {
					return nil, err
				}
				raw, release = conn, context.AfterFunc(ctx, func() { _ = conn.Close() })
				return conn, nil
			},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return client, func() net.Conn {
		if raw == nil || !release() {
			return nil
		}
		return raw
	}
}

// plain takes the request's line off an error: the port is named already.
func plain(err error) error {
	var request *url.Error
	if errors.As(err, &request) {
		return request.Err
	}
	return err
}
