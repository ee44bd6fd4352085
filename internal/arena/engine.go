package arena

import (
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"strconv"
)

// socketPath is where Socket.IO is served, as by default everywhere.
const socketPath = "/socket.io/"

// The errors of an Engine.IO server (npm engine.io 6, lib/server.ts), by
// their code.
const (
	engineUnknownTransport = iota
	engineUnknownSession
	engineBadMethod
	engineBadRequest
	engineForbidden
	engineUnsupported
)

var engineErrors = [...]string{
	"Transport unknown", "Session ID unknown", "Bad handshake method", "Bad request", "Forbidden", "Unsupported protocol version",
}

// engineError answers a request for a connection that there will not be.
func engineError(w http.ResponseWriter, status, code int) {
	var t text
	t.open('{')
	t.whole("code", int64(code))
	t.word("message", engineErrors[code])
	t.close('}')
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(t.b)))
	w.WriteHeader(status)
	_, _ = w.Write(t.b)
}

// openSocket answers a request for a connection. There is one transport,
// websocket, and no session that a second request could join.
func (s *Server) openSocket(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	switch {
	case q.Get("transport") != "websocket":
		engineError(w, http.StatusBadRequest, engineUnknownTransport)
	case q.Get("sid") != "":
		engineError(w, http.StatusBadRequest, engineUnknownSession)
	case r.Method != http.MethodGet:
		engineError(w, http.StatusBadRequest, engineBadMethod)
	case r.Header.Get("Upgrade") == "":
		engineError(w, http.StatusBadRequest, engineBadRequest)
	case q.Get("EIO") != "4":
		engineError(w, http.StatusBadRequest, engineUnsupported)
	default:
		s.serveClient(w, r)
	}
}

// newSID names a connection or a session, in 20 letters as the site's.
func newSID() string {
	var b [15]byte
	_, _ = rand.Read(b[:]) // it never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}
