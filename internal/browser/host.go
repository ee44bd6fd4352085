package browser

import (
	"fmt"
	"net"
	"net/url"
	"strings"
)

// host is the one place whose pages may be touched.
type host struct{ name, port string }

// parseHost reads host or host:port. Without a port it is the one that a page
// has whose address shows none.
func parseHost(text string) (host, error) {
	at, err := url.Parse("https://" + strings.ToLower(text))
	if text == "" || err != nil || at.Host != strings.ToLower(text) || at.Hostname() == "" {
		return host{}, fmt.Errorf("%q is no host: name it as in rugs.fun or 127.0.0.1:7979", text)
	}
	return host{at.Hostname(), at.Port()}, nil
}

// shows tells whether that is the address of a page of this host, and exactly
// this. What is not encrypted can come from anybody, so it counts only on
// loopback.
func (h host) shows(address string) bool {
	at, err := url.Parse(address)
	if err != nil || at.Hostname() != h.name || at.Opaque != "" || at.User != nil {
		return false
	}
	standard := map[string]string{"https": "443", "http": "80"}[at.Scheme]
	if standard == "" || at.Scheme == "http" && !h.here() {
		return false
	}
	return orStandard(at.Port(), standard) == orStandard(h.port, standard)
}

// serves tells whether the game's server may be there: at the host, whatever its
// port, or at a host under it; for a page of this machine, on this machine. What a frame
// of somebody else's says to their own server is no word of the game's.
func (h host) serves(address string) bool {
	at, err := url.Parse(address)
	if err != nil {
		return false
	}
	name := at.Hostname()
	return name == h.name || strings.HasSuffix(name, "."+h.name) || h.here() && host{name: name}.here()
}

// origins are those of the host's pages, as a JavaScript array.
func (h host) origins() string {
	if h.here() {
		return fmt.Sprintf("[%q, %q]", "https://"+h.text(), "http://"+h.text())
	}
	return fmt.Sprintf("[%q]", "https://"+h.text())
}

// here tells whether the host is this machine.
func (h host) here() bool {
	ip := net.ParseIP(h.name)
	return h.name == "localhost" || strings.HasSuffix(h.name, ".localhost") || ip != nil && ip.IsLoopback()
}

func orStandard(port, standard string) string {
	if port == "" {
		return standard
	}
	return port
}

// bare is an address without what may be a secret in it.
func bare(address string) string {
	at, err := url.Parse(address)
	if err != nil || at.Host == "" {
		return ""
	}
	return at.Scheme + "://" + at.Host + at.EscapedPath()
}

// text is the host as it stands in an address.
func (h host) text() string {
	name := h.name
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	if h.port == "" {
		return name
	}
	return name + ":" + h.port
}

// root is the address of the host's front page.
func (h host) root() string {
	if h.here() {
		return "http://" + h.text() + "/"
	}
	return "https://" + h.text() + "/"
}
