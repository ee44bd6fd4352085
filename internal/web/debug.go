package web

import (
	"net/http"
	"net/http/pprof"
)

// debugRoutes serve figures for Prometheus and Go's profiles. They pass the
// same door as the page.
func (s *server) debugRoutes(mux *http.ServeMux) {
	handle := func(path string, h http.Handler) { mux.Handle("GET "+path, ownOnly(s.closingEnds(h))) }
	handle("/metrics", s.ports.Metrics)
	handle("/debug/pprof/", http.HandlerFunc(pprof.Index))
	handle("/debug/pprof/profile", http.HandlerFunc(pprof.Profile))
	handle("/debug/pprof/symbol", http.HandlerFunc(pprof.Symbol))
	handle("/debug/pprof/trace", http.HandlerFunc(pprof.Trace))
}

// ownOnly refuses what a page of another site has its browser ask for: a
// profile costs time, whoever reads it. Programs say nothing of a site.
func ownOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Header.Get("Sec-Fetch-Site") {
		case "", "same-origin", "none":
			next.ServeHTTP(w, r)
		default:
			fail(w, http.StatusForbidden, "the request comes from another site", "open it by its address")
		}
	})
}

// closingEnds ends a profile that is under way when the server stops.
func (s *server) closingEnds(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := s.untilClosing(r)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
