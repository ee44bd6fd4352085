package web

import (
	"net/http"
	"net/http/pprof"
)

// debugRoutes serve figures for Prometheus and Go's profiles. They pass the
// same door as the page.
func (s *server) debugRoutes(mux *http.ServeMux) {
	mux.Handle("GET /metrics", s.ports.Metrics)
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
}
