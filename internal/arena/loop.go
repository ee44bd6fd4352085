package arena

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"rugtape/internal/wire"
)

// loop is the one goroutine that owns the world and what is said to whom.
type loop struct {
	*Server
	lottery  *lottery    // nil where recordings are served
	supplies chan supply // recordings
	clients  []*client   // by connection, ascending
	owners   map[*player][]*client

	luck      *rand.Rand // of restarts; nil without faults
	downUntil time.Time  // after one

	// The game's time and the wall clock run side by side from here on.
	wall time.Time
	game time.Duration
}

// maxBehind is how far the game may be late before it gives the time up: it
// would have to hurry for as long to catch up.
const maxBehind = time.Second

func newLoop(s *Server) *loop {
	l := &loop{Server: s, supplies: make(chan supply), luck: faultStream(&s.o.Faults, 0), owners: map[*player][]*client{}}
	if s.o.Rounds == nil {
		l.lottery = newLottery(s.o.Seed, s.o.Start)
	}
	return l
}

// run is the loop.
func (l *loop) run(ctx context.Context) error {
	defer close(l.over)
	defer l.goodbye()
	l.world = newWorld(l.o)
	l.playPast()
	l.wall, l.game = time.Now(), l.world.due
	timer := time.NewTimer(0)
	defer timer.Stop()
	watch := time.NewTicker(l.watchEvery())
	defer watch.Stop()
	for {
		due := l.arm(timer)
		select {
		case <-ctx.Done():
			return nil
		case in := <-l.inbox:
			l.take(in)
		case next := <-l.wanted():
			if next.err != nil {
				return next.err
			}
			l.world.offer(next.plan)
		case <-due:
			l.beat()
		case now := <-watch.C:
			l.watch(now)
		}
	}
}

// wanted are recordings, while one is needed.
func (l *loop) wanted() <-chan supply {
	if l.world.wantsRound() {
		return l.supplies
	}
	return nil
}

// arm sets the timer for the next beat, unless that waits for something else.
func (l *loop) arm(timer *time.Timer) <-chan time.Time {
	if l.world.wantsRound() && l.lottery != nil {
		l.world.offer(l.lottery.draw(l.world.due))
	}
	if l.world.wantsRound() {
		return nil
	}
	if l.o.Speed == 0 {
		return l.step()
	}
	due := l.wall.Add(time.Duration(float64(l.world.due-l.game) / l.o.Speed))
	wait := time.Until(due)
	if wait < -maxBehind {
		l.wall = l.wall.Add(-wait)
	}
	timer.Reset(max(wait, 0))
	return timer.C
}

// beat lets the world go on and tells what it says.
func (l *loop) beat() {
	before := l.world.due
	words := l.world.beat(time.Now().UnixMilli())
	l.misfortunes(l.world.due - before)
	for _, said := range words {
		l.spread(said)
	}
	for _, c := range l.clients {
		c.orders = 0
	}
	l.askAll()
	l.stats.beat(l.world, l.world.due-l.game)
}

// spread sends one event to those it is for.
func (l *loop) spread(said word) {
	to := l.clients
	if said.to != nil {
		to = l.owners[said.to]
	}
	for _, c := range to {
		if c.connected && !c.closed {
			l.deliver(c, message{text: said.text})
		}
	}
}

// send queues a message. A client that lets too many wait is cut off.
func (l *loop) send(c *client, m message) (queued bool) {
	if c.closed {
		return false
	}
	if len(c.out) == cap(c.out) {
		l.cut(c, "it is too slow")
		return false
	}
	if l.o.Said != nil {
		l.o.Said(c.n, m.text, m.binary)
	}
	c.out <- m // has room: only this goroutine puts anything in
	l.stats.sent(len(m.text))
	return true
}

// cut ends a connection: what is queued is still written.
func (l *loop) cut(c *client, why string) {
	if c.closed {
		return
	}
	l.o.Log.Debug("a connection is cut", "connection", c.n, "why", why)
	l.stats.cut(why)
	l.disconnect(c)
	c.rude.Store(true)
	c.closed = true
	close(c.out)
}

// goodbye ends every connection in good order.
func (l *loop) goodbye() {
	for _, c := range l.clients {
		l.lose(c)
		l.tellFate(c, 0, Ended, nil)
		if !c.closed {
			_ = l.send(c, message{text: []byte(wire.Close)})
			c.closed = true
			close(c.out)
		}
	}
}

// take does what a client's reader tells.
func (l *loop) take(in input) {
	c := in.from
	switch in.what {
	case arrives:
		l.arrive(c)
	case leaves:
		l.forget(c)
	case says:
		if !c.closed && !c.line.dumb {
			l.hear(c, in.packet)
		}
	}
}

func (l *loop) arrive(c *client) {
	c.arrived = time.Now()
	c.line = newLine(&l.o.Faults, c.n)
	c.pinged, c.ponged = c.arrived, true
	l.clients = append(l.clients, c)
	if c.arrived.Before(l.downUntil) {
		l.cut(c, "a fault: restart")
		return
	}
	l.send(c, message{text: wire.AppendHandshake(nil, wire.Handshake{
		SID: newSID(), PingInterval: l.o.PingEvery, PingTimeout: l.o.PongWithin, MaxPayload: maxMessage,
	})})
}

func (l *loop) forget(c *client) {
	l.clients = slices.DeleteFunc(l.clients, func(o *client) bool { return o == c })
	l.disconnect(c)
	l.lose(c)
	l.tellFate(c, 0, Ended, nil)
	if !c.closed {
		c.closed = true
		close(c.out)
	}
}

// hear answers a packet.
func (l *loop) hear(c *client, p wire.Packet) {
	switch p.Kind {
	case wire.PacketConnect:
		l.connect(c, &p)
	case wire.PacketDisconnect:
		if p.Namespace == "" || p.Namespace == "/" {
			l.disconnect(c)
		}
	case wire.PacketEvent:
		if c.connected {
			l.order(c, &p)
		}
	case wire.PacketPing:
		l.send(c, message{text: append([]byte(wire.Pong), p.Data...)})
	case wire.PacketPong:
		l.pong(c)
	case wire.PacketClose:
		l.cut(c, "it said goodbye")
	}
}

// connect lets a client into the default namespace; there is no other.
func (l *loop) connect(c *client, p *wire.Packet) {
	if p.Namespace != "" && p.Namespace != "/" {
		l.send(c, message{text: refuseNamespace(p.Namespace)})
		return
	}
	if c.connected {
		return
	}
	var auth struct {
		Username string `json:"username"`
	}
	if len(p.Data) > 0 {
		_ = json.Unmarshal(p.Data, &auth) // what cannot be read names nobody
	}
	if auth.Username != "" {
		player, err := l.world.player(auth.Username)
		if err != nil {
			l.send(c, message{text: wire.AppendConnectError(nil, err.Error())})
			return
		}
		c.player = player
		l.owners[player] = append(l.owners[player], c)
		player.watched++
	}
	c.connected = true
	l.world.sockets++
	l.send(c, message{text: wire.AppendConnect(nil, l.welcome())})
	if l.world.plan != nil {
		l.deliver(c, message{text: l.world.connectFrame()})
	}
	if c.player != nil {
		for _, said := range l.world.greet(c.player) {
			l.deliver(c, message{text: said.text})
		}
	}
}

// welcome is the data of the packet that lets a client in. It says that this
// is not the site.
func (l *loop) welcome() []byte {
	var t text
	t.open('{')
	t.word("sid", newSID())
	t.word("arena", string(l.source))
	t.close('}')
	return t.b
}

func refuseNamespace(name string) []byte {
	var t text
	t.open('{')
	t.word("message", "Invalid namespace")
	t.close('}')
	return append([]byte("44"+name+","), t.b...)
}

func (l *loop) disconnect(c *client) {
	if !c.connected {
		return
	}
	c.connected, c.awaited, c.arrived = false, 0, time.Now()
	if p := c.player; p != nil {
		// A new slice, as somebody may be going through the old one.
		l.owners[p] = slices.DeleteFunc(slices.Clone(l.owners[p]), func(o *client) bool { return o == c })
		p.watched--
		c.player = nil
	}
	l.world.sockets--
}
