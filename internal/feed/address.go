package feed

import (
	"fmt"
	"net/url"
)

// The site's path, and its query: Engine.IO 4 over WebSocket alone, so that no
// polling comes first (PROTOCOL.md, "Connection").
const (
	path  = "/socket.io/"
	query = "frontend-version=1.0&EIO=4&transport=websocket"
)

// endpoint makes of a feed's address, http(s)://host:port, the URL to dial.
func endpoint(address string) (*url.URL, error) {
	const hint = "a feed's address is http(s)://host:port"
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "":
		return nil, fmt.Errorf("feed %q: %s", address, hint)
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("feed %q: %s, not %s://", address, hint, u.Scheme)
	case u.User != nil:
		return nil, fmt.Errorf("feed %s: it takes no user and no password; %s", u.Redacted(), hint)
	case u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("feed %q: the path and the query are added here; %s", address, hint)
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host, Path: path, RawQuery: query}, nil
}

// Check says what is wrong with an address, before anything is dialed.
func Check(address string) error {
	_, err := endpoint(address)
	return err
}
