package browser

import (
	"net/url"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/target"

	"rugtape/internal/wire"
)

// sockets are the WebSockets of a tab: of its own, its workers and its frames.
// The reader's goroutine owns them.
//
// Which of them is the game's is told by its address, if it was seen, and else
// by what it says: a socket that was opened before we came is known by its
// frames alone. Until that is clear, its first words are held back.
type sockets struct {
	s     *Session
	known map[place]*socket
	seen  uint64
	open  atomic.Int64 // how many are the game's; anybody's to read
}

// place is where the browser says that a socket is.
type place struct {
	session target.SessionID
	request network.RequestID
}

type socket struct {
	age   uint64
	kind  kind
	conn  int // its number, once it is the game's
	held  []Message
	bytes int
}

type kind uint8

const (
	kindUnclear kind = iota
	kindGame
	kindOther
)

const (
	// maxSockets bounds how many are kept in mind; then the oldest that is not
	// the game's is forgotten, or just the oldest.
	maxSockets = 256
	// maxHeld and maxHeldBytes bound what is held back of one socket. The game's
	// says its name within its first three frames.
	maxHeld, maxHeldBytes = 64, 1 << 20
)

func newSockets(s *Session) *sockets { return &sockets{s: s, known: map[place]*socket{}} }

// heard takes an event, if it is a socket's.
func (k *sockets) heard(e event, time *timeline) bool {
	switch e.method {
	case network.WebSocketCreated.Method:
		if made, ok := said(e, network.WebSocketCreated); ok {
			k.create(place{e.session, made.RequestID}, made.URL)
		}
	case network.WebSocketClosed.Method:
		if gone, ok := said(e, network.WebSocketClosed); ok {
			k.close(place{e.session, gone.RequestID})
		}
	case network.WebSocketFrameReceived.Method:
		frame, ok := said(e, network.WebSocketFrameReceived)
		k.frame(place{e.session, frame.RequestID}, float64(frame.Timestamp), frame.Response, false, ok, time)
	case network.WebSocketFrameSent.Method:
		frame, ok := said(e, network.WebSocketFrameSent)
		k.frame(place{e.session, frame.RequestID}, float64(frame.Timestamp), frame.Response, true, ok, time)
	default:
		return false
	}
	return true
}

func (k *sockets) create(at place, address string) {
	w := k.at(at)
	to, err := url.Parse(address)
	if !k.s.host.serves(address) {
		w.kind, w.held = kindOther, nil
		return
	}
	if err == nil && strings.Contains(to.Path, "/socket.io/") && to.Query().Has("EIO") {
		k.recognise(w)
	}
}

// frame takes a frame of a socket. Only text is of interest; ok tells that it
// could be read.
func (k *sockets) frame(at place, mono float64, f *network.WebSocketFrame, out, ok bool, time *timeline) {
	if !ok {
		k.s.queue.lost(1)
		return
	}
	const text = 1
	if f == nil || f.Opcode != text {
		return
	}
	w := k.at(at)
	if w.kind == kindOther {
		return
	}
	m := Message{Conn: w.conn, RecvNS: k.s.stamp(time, mono), Out: out, Text: f.PayloadData}
	if w.kind == kindGame {
		k.s.queue.message(m)
		return
	}
	switch judge(m.Text) {
	case kindGame:
		w.hold(m)
		k.recognise(w)
	case kindOther:
		w.kind, w.held = kindOther, nil
	default:
		w.hold(m)
	}
}

// names are what only the game's server and its clients say.
var names = []string{
	wire.StateUpdate, wire.NewTrade, wire.UsernameStatus, wire.PlayerUpdate, wire.PlayerState, wire.PlayerPosition,
	"rugRoyaleUpdate", "goldenHourUpdate", "goldenHourDrawing", "godCandle50xUpdate", "newSideBet", "buyOrder", "sellOrder", "sidebet",
}

// judge tells what a frame says of its socket.
func judge(text []byte) kind {
	p, err := wire.ParsePacket(text)
	switch {
	case err != nil:
		return kindOther
	case p.Name != "" && slices.Contains(names, p.Name):
		return kindGame
	}
	return kindUnclear
}

func (w *socket) hold(m Message) {
	w.held = append(w.held, m)
	w.bytes += len(m.Text)
	for len(w.held) > maxHeld || w.bytes > maxHeldBytes && len(w.held) > 1 {
		w.bytes -= len(w.held[0].Text)
		w.held = slices.Delete(w.held, 0, 1)
	}
}

// recognise makes the socket the game's and hands over what was held back.
func (k *sockets) recognise(w *socket) {
	if w.kind == kindGame {
		return
	}
	k.s.conns++
	w.kind, w.conn = kindGame, k.s.conns
	for _, m := range w.held {
		m.Conn = w.conn
		k.s.queue.message(m)
	}
	w.held = nil
	k.count()
}

// at gives the socket of that place, a new one if it is not known.
func (k *sockets) at(at place) *socket {
	if w := k.known[at]; w != nil {
		return w
	}
	if len(k.known) >= maxSockets {
		k.forget()
	}
	k.seen++
	w := &socket{age: k.seen}
	k.known[at] = w
	return w
}

func (k *sockets) forget() {
	var worst place
	var found *socket
	for at, w := range k.known {
		if found == nil || w.kind != kindGame && found.kind == kindGame ||
			(w.kind == kindGame) == (found.kind == kindGame) && w.age < found.age {
			worst, found = at, w
		}
	}
	k.close(worst)
}

func (k *sockets) close(at place) {
	if w := k.known[at]; w != nil {
		delete(k.known, at)
		if w.kind == kindGame {
			k.count()
		}
	}
}

// closeOf drops all sockets of a session: its document or worker is gone.
func (k *sockets) closeOf(session target.SessionID) {
	for at := range k.known {
		if at.session == session {
			delete(k.known, at)
		}
	}
	k.count()
}

// count counts those of the game.
func (k *sockets) count() {
	n := int64(0)
	for _, w := range k.known {
		if w.kind == kindGame {
			n++
		}
	}
	if k.open.Swap(n) != n {
		k.s.refresh()
	}
}
