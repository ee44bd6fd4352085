package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"
)

// Bounds of the HTTP server.
const (
	headerLimit   = 10 * time.Second
	idleLimit     = 2 * time.Minute
	maxHeader     = 64 << 10
	requestLimit  = 30 * time.Second // for a request to be read and worked on; for each read of an upload
	goodbyeWithin = time.Second      // for open streams to say so and close
)

// Server is the app's HTTP server on one listener.
type Server struct {
	listener net.Listener
	http     *http.Server
	api      *server
	token    string
}

// server answers requests that came through the door.
type server struct {
	ports   Ports
	page    *page
	token   string
	log     *slog.Logger
	closing context.Context // ends when streams are to close
	streams streams

	stallLimit time.Duration // for each read of an upload
}

// Listen opens the address and makes a server that is ready to run. Only
// loopback addresses are served.
func Listen(addr string, ports Ports, log *slog.Logger) (*Server, error) {
	if err := loopbackOnly(addr); err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		if errors.Is(err, syscall.EADDRINUSE) {
			err = fmt.Errorf("%w by another program", err)
		}
		return nil, fmt.Errorf("listen on %s: %w: choose another address with --listen", addr, err)
	}
	token := rand.Text()
	files, err := newPage(token)
	if err != nil {
		_ = listener.Close()
		return nil, err
	}
	closing, cancel := context.WithCancel(context.Background())
	api := &server{ports: ports, page: files, token: token, log: log, closing: closing, stallLimit: requestLimit}
	s := &Server{listener: listener, api: api, token: token}
	unused := &spares{conns: map[net.Conn]struct{}{}}
	s.http = &http.Server{
		Handler:           &door{hosts: hostsFor(listener.Addr()), token: token, next: api.routes()},
		ReadHeaderTimeout: headerLimit,
		ReadTimeout:       requestLimit,              // uploads and streams have their own
		WriteTimeout:      requestLimit + writeLimit, // an answer may start as late as requestLimit
		IdleTimeout:       idleLimit,
		MaxHeaderBytes:    maxHeader,
		ConnState:         unused.heard,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	s.http.RegisterOnShutdown(cancel)
	s.http.RegisterOnShutdown(unused.close)
	return s, nil
}

func loopbackOnly(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("address %q: use host:port, such as 127.0.0.1:7878", addr)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("address %q is not of this machine alone: use 127.0.0.1", addr)
	}
	return nil
}

// URL is where the app answers.
func (s *Server) URL() string { return "http://" + s.listener.Addr().String() + "/" }

// Token is what a POST of this start must carry.
func (s *Server) Token() string { return s.token }

// Run serves until Close; it returns nil then.
func (s *Server) Run() error {
	if err := s.http.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve %s: %w", s.URL(), err)
	}
	return nil
}

// Close says goodbye on the streams, lets requests end and, when ctx ends
// first, cuts them off.
func (s *Server) Close(ctx context.Context) error {
	err := s.http.Shutdown(ctx)
	if err != nil {
		err = errors.Join(err, s.http.Close())
	}
	return errors.Join(err, s.api.streams.wait(ctx))
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	for _, path := range []string{"GET /{$}", "GET /library", "GET /r/{id}", "GET /lab", "GET /odds", "GET /live", "GET /wire"} {
		mux.HandleFunc(path, s.page.serveIndex)
	}
	mux.HandleFunc("GET /ui/{path...}", s.page.serveFile)
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /api/stream", s.stream)
	mux.HandleFunc("POST /api/upload", s.upload)

	api := http.NewServeMux()
	api.HandleFunc("GET /api/home", s.showHome)
	api.HandleFunc("GET /api/rounds", s.listRounds)
	api.HandleFunc("GET /api/rounds/{id}", s.showRound)
	api.HandleFunc("GET /api/rounds/{id}/proof", s.proveRound)
	api.HandleFunc("GET /api/rounds/{id}/file", s.downloadRound)
	api.HandleFunc("POST /api/rounds/delete", s.deleteRounds)
	api.HandleFunc("POST /api/rounds/restore", s.restoreRounds)
	api.HandleFunc("POST /api/import", s.importPaths)
	api.HandleFunc("GET /api/jobs", s.listJobs)
	api.HandleFunc("POST /api/jobs/{id}/cancel", s.cancelJob)
	api.HandleFunc("GET /api/strategies", s.listStrategies)
	s.labRoutes(api)
	s.scriptRoutes(api)
	s.oddsRoutes(api)
	s.liveRoutes(api)
	s.wireRoutes(api)
	s.handsRoutes(api)
	api.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fail(w, http.StatusNotFound, "there is nothing at "+r.URL.Path, "open the start page")
	})
	s.debugRoutes(mux)
	mux.Handle("/", limited(api))
	return mux
}

// limited ends the context of a request after requestLimit. The time its client
// takes is limited by the server's ReadTimeout and WriteTimeout.
func limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), requestLimit)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
