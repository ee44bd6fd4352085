package feed

import (
	"cmp"
	"context"
	"crypto/tls"
	"net"
	"time"
)

// Options are Run's. Each that is zero has the default that is named.
type Options struct {
	// URL is the server's address, http(s)://host:port.
	URL string
	// Seed is that of the waits between attempts; 0: drawn.
	Seed uint64
	// Clock is the wall clock; nil: time.Now.
	Clock func() time.Time
	// Dial opens a TCP connection to host:port; nil: the system's. A proxy that
	// the environment names (HTTPS_PROXY) is dialed with it, too.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	// DialTimeout bounds an attempt from the name's look-up to the end of the
	// HTTP upgrade: 10 s.
	DialTimeout time.Duration
	// JoinTimeout bounds Engine.IO's handshake, and then Socket.IO's: 10 s each.
	JoinTimeout time.Duration
	// MaxMessage is the longest message in bytes that is taken: 4 MiB, twelve
	// full frames. A longer one ends the connection.
	MaxMessage int
	// RetryLeast and RetryMost bound the wait before an attempt: 250 ms, one
	// tick, and 30 s.
	RetryLeast, RetryMost time.Duration
	// SteadyAfter is for how long the game must have moved on a connection for
	// it to have been worth something: 10 s. Until then the waits go on growing,
	// so that a server that cuts its clients off soon is not hammered.
	SteadyAfter time.Duration
	// Tick is how long the game takes for a tick, where it is slower than the
	// site's 250 ms: what counts as late is reckoned in ticks.
	Tick time.Duration

	tls *tls.Config // for tests
}

// Bounds that are no options.
const (
	// siteTick is the site's tick (GAME.md: median 250.3 ms).
	siteTick = 250 * time.Millisecond
	// writeTimeout bounds sending a pong or the connect packet. They are a few
	// bytes: who does not take them in that time takes nothing.
	writeTimeout = 5 * time.Second
	// A server that says nothing for its ping interval and timeout together
	// counts as gone: 45 s with Socket.IO's defaults. Whatever a server says of
	// itself, it is within these.
	leastSilence, mostSilence = 5 * time.Second, 2 * time.Minute
	// standstill is for how long the game may stand still on a connection before
	// another one is tried. The longest tick that was seen took 20.5 s, a countdown
	// that is paused counts as moving, and no server may be silent for as long.
	standstill = 5 * time.Minute
	// maxGarbled is how many messages in a row may be no packets. One is an
	// accident that costs itself; so many are another protocol.
	maxGarbled = 8
)

func (o Options) withDefaults() Options {
	o.DialTimeout = cmp.Or(max(o.DialTimeout, 0), 10*time.Second)
	o.JoinTimeout = cmp.Or(max(o.JoinTimeout, 0), 10*time.Second)
	o.MaxMessage = cmp.Or(max(o.MaxMessage, 0), 4<<20)
	o.RetryLeast = cmp.Or(max(o.RetryLeast, 0), 250*time.Millisecond)
	o.RetryMost = max(cmp.Or(o.RetryMost, 30*time.Second), o.RetryLeast)
	o.SteadyAfter = cmp.Or(max(o.SteadyAfter, 0), 10*time.Second)
	o.Tick = max(o.Tick, siteTick)
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Dial == nil {
		o.Dial = new(net.Dialer).DialContext
	}
	return o
}
