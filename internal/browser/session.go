package browser

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/chromedp/cdproto/target"
)

// Options are Start's.
type Options struct {
	// Port is that of the Chrome to attach to, on 127.0.0.1; 0 launches one.
	Port int

	Program  string   // to launch; "" finds Chrome or Chromium
	Profile  string   // its directory: made where it is missing, and it stays
	Headless bool     // without a window
	Args     []string // more arguments

	// Host is that of the page, host or host:port. Any other page is left alone.
	Host string
	// Page is the address that is opened where no tab shows the host; "" is the
	// host's root.
	Page string
	// Target is the id of the tab to prefer among those that show the host.
	Target string
	// Selectors tell how the page's controls are found.
	Selectors Selectors

	// Step is told how the start goes on; nil: nobody is.
	Step func(Step)
	Log  *slog.Logger // nil: nowhere

	limits limits   // zero: those of everyday
	env    []string // of what is launched, more than our own
}

// limits are how long things may take, and how often they are tried.
type limits struct {
	port   time.Duration // until a launched browser says its debugging port
	call   time.Duration // for each answer of the page
	answer time.Duration // for each of the port's first answers
	listen time.Duration // for each answer of a tab that we have just attached to
	load   time.Duration // until a page that we open shows the host
	every  time.Duration // between heartbeats
	beat   time.Duration // a heartbeat's answer
	again  time.Duration // between looks for what was lost
	leave  time.Duration // for a browser that we end to save its profile
	close  time.Duration // how long Close waits
}

func (l limits) withDefaults() limits {
	return limits{
		port:   cmp.Or(l.port, 30*time.Second),
		call:   cmp.Or(l.call, callLimit),
		answer: cmp.Or(l.answer, 10*time.Second),
		listen: cmp.Or(l.listen, 20*time.Second),
		load:   cmp.Or(l.load, 20*time.Second),
		every:  cmp.Or(l.every, 500*time.Millisecond),
		beat:   cmp.Or(l.beat, time.Second),
		again:  cmp.Or(l.again, time.Second),
		leave:  cmp.Or(l.leave, 2*time.Second),
		close:  cmp.Or(l.close, 200*time.Millisecond),
	}
}

// Session is a browser with a page of the host in it: attached to or launched,
// and followed until it is closed.
type Session struct {
	o      Options
	limits limits
	log    *slog.Logger
	host   host
	hooks  hooks
	roster roster
	queue  *queue

	selectors Selectors
	hand      hand

	tab atomic.Pointer[tab] // that we are attached to; the keeper sets it

	stop context.Context // ends with Close
	halt context.CancelFunc
	gone chan struct{}

	// The keeper's, or Start's before there is one.
	conn     *conn
	port     int
	ours     target.ID     // the tab that is followed, or was last: preferred to others
	program  *program      // that we launched, or nil
	changed  chan struct{} // holds one: the tabs that there are changed
	undos    []func()
	dropped  uint64 // messages when last looked at
	dropping bool   // their number grew then

	// The reader's: one at a time, and none before the last is gone.
	conns  int
	lastNS int64

	mu     sync.Mutex
	facts  facts
	health Health
	told   Health
	where  Where
	clock  clock
}

// Where is what another process needs to find the same page, and to end what
// was launched.
type Where struct {
	Address string // of the browser's debugging socket, ws://127.0.0.1:PORT/...
	Target  string // the tab's id
	PID     int    // of the browser we launched, which leads its process group; else 0
	Profile string // its directory
}

// Port is that of the address, 0 if there is none.
func (w Where) Port() int {
	at, err := url.Parse(w.Address)
	if err != nil {
		return 0
	}
	var port int
	_, _ = fmt.Sscan(at.Port(), &port)
	return port
}

// newSession checks the options.
func newSession(o Options, to Sink) (*Session, error) {
	h, err := parseHost(o.Host)
	if err != nil {
		return nil, err
	}
	if o.Page == "" {
		o.Page = h.root()
	}
	switch {
	case !h.shows(o.Page):
		return nil, fmt.Errorf("%q is no page of %s", o.Page, o.Host)
	case o.Port < 0 || o.Port > 65535:
		return nil, fmt.Errorf("%d is no port: name that of Chrome's --remote-debugging-port", o.Port)
	case o.Port == 0 && o.Profile == "":
		return nil, errors.New("name a directory for the browser's profile")
	}
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	if o.Step == nil {
		o.Step = func(Step) {}
	}
	s := &Session{
		selectors: o.Selectors,
		o:         o, limits: o.limits.withDefaults(), log: log, host: h, port: o.Port,
		hooks:   hooks{world: "rugtape-" + rand.Text(), bindings: map[string]func(string){}},
		queue:   newQueue(to),
		changed: make(chan struct{}, 1),
		gone:    make(chan struct{}),
		clock:   newClock(),
	}
	s.roster.news = s.hearRoster
	if err := s.openHand(); err != nil {
		return nil, err
	}
	s.stop, s.halt = context.WithCancel(context.Background())
	return s, nil
}

// hear takes an event of the connection, on its reader's goroutine.
func (s *Session) hear(e event) {
	t := s.tab.Load()
	if e.session != "" {
		if t != nil {
			t.heard(e)
		}
		return
	}
	if left, ok := said(e, target.DetachedFromTarget); ok && t != nil && left.SessionID == t.session {
		t.lose(errClosed)
	}
	s.roster.heard(e)
}

func (s *Session) hearRoster() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
	s.refresh()
}

// Where tells where the browser and the page are now.
func (s *Session) Where() Where {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.where
	w.Target = s.health.Target
	return w
}

// Gone is closed when nothing of the session is left: no goroutine, no
// connection, and no process if it was launched.
func (s *Session) Gone() <-chan struct{} { return s.gone }

// errEnding tells that the end takes a little longer.
var errEnding = errors.New("the browser is being ended still")

// Close ends the session: a browser that was launched is ended with its whole
// process group, one that was attached to is left as it is. It waits for that
// for a fifth of a second at most, whatever state the browser is in. What is
// left then is ended in the background, which is told by the error and, when it
// is done, by Gone.
func (s *Session) Close(ctx context.Context) error {
	s.halt()
	late := time.NewTimer(s.limits.close)
	defer late.Stop()
	select {
	case <-s.gone:
		return nil
	case <-late.C:
	case <-ctx.Done():
	}
	return errEnding
}
