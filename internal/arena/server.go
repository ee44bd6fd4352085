package arena

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"rugtape/internal/round"
)

// Bounds of the server.
const (
	maxClients  = 2000
	helloLimit  = 20 * time.Second // for a connection to say "40"
	headerLimit = 10 * time.Second
	answerLimit = 30 * time.Second // for a request that is no connection
	idleLimit   = time.Minute
	maxHeader   = 16 << 10
	inboxLength = 64 // then who has something to say waits
)

// Server is an arena that listens.
type Server struct {
	o        Options
	listener net.Listener
	http     *http.Server
	source   round.Source // what it says of itself
	limits   limits
	stats    stats

	// The world is the loop's alone; what others have to say to it goes
	// through the inbox.
	world *world
	inbox chan input
	over  chan struct{} // closed when nobody reads the inbox any more
	ended *loop         // set before over is closed

	connections atomic.Int64 // how many there were
	downUntil   atomic.Int64 // after a restart, in Unix nanoseconds; the loop's to set
	// open are the clients; none may come once closing is set.
	mu      sync.Mutex
	closing bool
	clients int
	open    sync.WaitGroup
	// base is the context of every client, ended by dismiss.
	base    context.Context
	dismiss context.CancelFunc
}

// Listen opens the address. The game begins with Run.
func Listen(o Options) (*Server, error) {
	if o.Speed != 0 && !(o.Speed >= MinSpeed && o.Speed <= MaxSpeed) {
		return nil, fmt.Errorf("speed %v: use a number from %v to %v, or max", o.Speed, MinSpeed, MaxSpeed)
	}
	if err := checkListen(o.Listen, o.Password); err != nil {
		return nil, err
	}
	if err := o.Faults.check(); err != nil {
		return nil, err
	}
	o.settle()
	listener, err := net.Listen("tcp", o.Listen)
	if err != nil {
		if errors.Is(err, syscall.EADDRINUSE) {
			err = fmt.Errorf("%w by another program", err)
		}
		return nil, fmt.Errorf("listen on %s: %w: choose another address", o.Listen, err)
	}
	s := &Server{
		o: o, listener: listener, source: round.Arena,
		inbox: make(chan input, inboxLength), over: make(chan struct{}),
		limits: limits{maxClients, helloLimit},
	}
	if o.Rounds != nil {
		s.source = round.Replay
	}
	s.base, s.dismiss = context.WithCancel(context.Background())
	mux := http.NewServeMux()
	servePage(mux)
	mux.HandleFunc(socketPath, s.openSocket)
	s.http = &http.Server{
		Handler:           &door{hosts: hostsFor(listener.Addr()), password: o.Password, next: mux},
		ReadHeaderTimeout: headerLimit,
		ReadTimeout:       answerLimit,
		WriteTimeout:      answerLimit,
		IdleTimeout:       idleLimit,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
		ConnContext:       func(ctx context.Context, raw net.Conn) context.Context { return context.WithValue(ctx, rawKey{}, raw) },
	}
	return s, nil
}

// limits are bounds that tests cannot wait for.
type limits struct {
	clients int
	hello   time.Duration
}

type rawKey struct{}

// rawConn is the connection below a request.
func rawConn(r *http.Request) net.Conn { return r.Context().Value(rawKey{}).(net.Conn) }

// URL is where the arena answers.
func (s *Server) URL() string { return "http://" + s.listener.Addr().String() }

// Run plays until ctx ends, which is no error, or the rounds to serve fail.
// Clients are told goodbye; nothing of the server is left when it returns. It
// must be called, once; with a context that has ended it only closes.
func (s *Server) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var group sync.WaitGroup
	failed := make(chan error, 3)
	part := func(run func(context.Context) error) {
		group.Go(func() {
			if err := run(ctx); err != nil {
				failed <- err
				stop()
			}
		})
	}
	part(func(context.Context) error {
		if err := s.http.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve %s: %w", s.URL(), err)
		}
		return nil
	})
	l := newLoop(s)
	if s.o.Rounds != nil {
		part(l.fetch)
	}
	part(l.run)

	<-ctx.Done()
	// The loop says goodbye and takes no more; then nobody new comes in.
	err := s.http.Close()
	s.close()
	group.Wait()
	close(failed)
	for e := range failed {
		if e != nil && !errors.Is(e, context.Canceled) {
			err = errors.Join(err, e)
		}
	}
	return err
}

// close waits for the clients to go, and makes them after byeLimit.
func (s *Server) close() {
	s.mu.Lock()
	s.closing = true
	s.mu.Unlock()
	late := time.AfterFunc(byeLimit, s.dismiss)
	s.open.Wait()
	late.Stop()
	s.dismiss()
}

// enter lets a client in, if there is room; leave must be called then.
func (s *Server) enter() (ctx context.Context, gone context.CancelFunc, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing || s.clients >= s.limits.clients {
		return nil, nil, false
	}
	s.clients++
	s.open.Add(1)
	ctx, gone = context.WithCancel(s.base)
	return ctx, gone, true
}

func (s *Server) leave() {
	s.mu.Lock()
	s.clients--
	s.mu.Unlock()
	s.open.Done()
}

// tell puts an input before the loop; false when there is none any more.
func (s *Server) tell(in input) bool {
	select {
	case s.inbox <- in:
		return true
	case <-s.over:
		return false
	}
}
