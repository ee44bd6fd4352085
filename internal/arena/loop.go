package arena

import (
	"context"
	"math/rand/v2"
	"time"

	"rugtape/internal/wire"
)

// loop is the one goroutine that owns the world and what is said to whom.
type loop struct {
	*Server
	lottery  *lottery    // nil where recordings are served
	supplies chan supply // recordings
	clients  []*client   // by connection, ascending
	owners   map[*player][]*client
	orders   orderLog

	luck *rand.Rand // of restarts; nil without faults

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
	defer func() {
		l.ended = l
		close(l.over)
	}()
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
	m := &message{text: said.text}
	for _, c := range to {
		if !c.connected || c.closed {
			continue
		}
		var luck fortune
		if said.updates() {
			luck = c.line.mischief.update(&l.o.Faults)
		}
		l.deliverWith(c, m, luck)
	}
}

// send queues a message. A client that lets too many wait is cut off.
func (l *loop) send(c *client, m *message) (queued bool) {
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
			_ = l.send(c, &message{text: []byte(wire.Close)})
			c.closed = true
			close(c.out)
		}
	}
}
