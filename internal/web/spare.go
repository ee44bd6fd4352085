package web

import (
	"net"
	"net/http"
	"sync"
)

// spares are the connections on which nothing has come yet: a browser opens some
// before it needs them. A server that ends would wait five seconds for each
// (net/http's Shutdown), so they are closed first.
type spares struct {
	mu    sync.Mutex
	conns map[net.Conn]struct{}
}

// heard takes a change of a connection's state, as http.Server.ConnState.
func (s *spares) heard(c net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if state == http.StateNew {
		s.conns[c] = struct{}{}
	} else {
		delete(s.conns, c)
	}
}

func (s *spares) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		_ = c.Close()
	}
}
