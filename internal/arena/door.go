package arena

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// door lets requests in or not. On loopback an exact list of hosts comes
// before everything: it is what stops a page elsewhere whose name was bound
// anew to this machine. Elsewhere a password does.
type door struct {
	hosts    []string // nil: any
	password string   // "": none is needed
	next     http.Handler
}

// checkListen refuses an address that others can reach and that no password
// guards.
func checkListen(addr, password string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("address %q: use host:port, such as 127.0.0.1:0", addr)
	}
	if !loopback(host) && password == "" {
		return fmt.Errorf("address %q can be reached by others: use 127.0.0.1, or set a password", addr)
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// hostsFor lists the names under which a loopback listener may be asked.
func hostsFor(addr net.Addr) []string {
	own, port, err := net.SplitHostPort(addr.String())
	if err != nil || !loopback(own) {
		return nil
	}
	var hosts []string
	for _, name := range []string{own, "127.0.0.1", "localhost", "::1"} {
		host := net.JoinHostPort(name, port)
		hosts = append(hosts, host)
		if port == "80" { // which clients leave out
			hosts = append(hosts, strings.TrimSuffix(host, ":80"))
		}
	}
	return hosts
}

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	switch {
	case d.hosts != nil && !slices.Contains(d.hosts, strings.ToLower(r.Host)):
		http.Error(w, "this address is not the arena's: use http://"+d.hosts[0]+"/", http.StatusForbidden)
	case !sameOrigin(r):
		http.Error(w, "the arena takes no requests from pages of other sites", http.StatusForbidden)
	case d.password != "" && !d.knows(r):
		w.Header().Set("WWW-Authenticate", `Basic realm="rugtape arena"`)
		http.Error(w, "the password is missing or wrong: send it as ?password= or in Authorization", http.StatusUnauthorized)
	case r.Method != http.MethodGet && r.Method != http.MethodHead && !strings.HasPrefix(r.URL.Path, socketPath):
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "use GET", http.StatusMethodNotAllowed)
	default:
		d.next.ServeHTTP(w, r)
	}
}

// sameOrigin refuses what a page of another origin sends. A client that is no
// page sends no Origin.
func sameOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && strings.EqualFold(u.Host, r.Host)
}

// knows tells whether a request carries the password. The time that takes tells
// nothing of it.
func (d *door) knows(r *http.Request) bool {
	said := r.URL.Query().Get("password")
	if _, password, ok := r.BasicAuth(); ok {
		said = password
	} else if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		said = token
	}
	want, got := sha256.Sum256([]byte(d.password)), sha256.Sum256([]byte(said))
	return subtle.ConstantTimeCompare(want[:], got[:]) == 1
}
