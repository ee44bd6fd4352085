package web

import (
	"crypto/subtle"
	"net"
	"net/http"
	"slices"
	"strings"
)

// tokenHeader carries the token of this start on every POST.
const tokenHeader = "X-Rugtape-Token"

// door lets requests in or not. The host list comes before everything: it is
// what stops a page elsewhere whose name was bound anew to this machine.
type door struct {
	hosts []string // exact, the listener's own first
	token string
	next  http.Handler
}

// hostsFor lists the names under which a loopback listener may be asked, its
// own address first.
func hostsFor(addr net.Addr) []string {
	hosts := []string{addr.String()}
	own, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return hosts
	}
	for _, name := range []string{own, "127.0.0.1", "localhost", "::1"} {
		host := net.JoinHostPort(name, port)
		hosts = append(hosts, host)
		if port == "80" { // which browsers leave out
			hosts = append(hosts, strings.TrimSuffix(host, ":80"))
		}
	}
	return hosts
}

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !slices.Contains(d.hosts, strings.ToLower(r.Host)) {
		fail(w, http.StatusForbidden, "this address is not rugtape's", "open "+"http://"+d.hosts[0]+"/ instead")
		return
	}
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodPost:
		h.Set("Allow", "GET, HEAD, POST")
		fail(w, http.StatusMethodNotAllowed, "the method "+r.Method+" is not used here", "use GET or POST")
	case !d.ownOrigin(r):
		fail(w, http.StatusForbidden, "the request comes from another site", "use rugtape's own page")
	case r.Method == http.MethodPost && !sameToken(r.Header.Get(tokenHeader), d.token):
		fail(w, http.StatusUnauthorized, "the token is missing or of an earlier start", "reload the page")
	default:
		d.next.ServeHTTP(w, r)
	}
}

// ownOrigin refuses what a page of another origin sends. Requests without an
// Origin come from no page; browsers send it wherever it matters here.
func (d *door) ownOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		site := r.Header.Get("Sec-Fetch-Site")
		return r.Method != http.MethodPost || site == "" || site == "same-origin"
	}
	host, ok := strings.CutPrefix(strings.ToLower(origin), "http://")
	return ok && slices.Contains(d.hosts, host)
}

// sameToken compares in a time that tells nothing of the tokens.
func sameToken(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
