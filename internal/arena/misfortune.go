package arena

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// line is the way to a client, with the faults that are done on it. Without
// any it passes all on.
type line struct {
	// rand is of what is done to messages, so that the luck of a message depends
	// on its number alone; luck of what befalls the connection. They are nil
	// without faults.
	rand, luck *rand.Rand
	mischief   mischief // to orders

	seq  uint64
	dumb bool // half-open

	clear time.Duration // the game's time until which all wait
	queue []delayed     // what waits for it, in order
	held  []delayed     // what lets others go first
	acks  []delayed     // what has a delay of its own
}

// delayed is a message that is sent later: once ahead others have been, or at
// a time of the game.
type delayed struct {
	seq   uint64
	m     *message
	ahead int
	until time.Duration
}

// fortune is what a line's luck wants to do to a message.
type fortune struct {
	dropped, twice bool
	ahead          int // so many others go first
	junk           *message
	delay          time.Duration // of it and all that follow
	late           time.Duration // of it alone
}

// Bounds of the faults.
const (
	longestDelay = 3 * time.Second // of the game
	mostAhead    = 3
	// downFor is how long no connection is taken after a restart, in the game's
	// time; at full speed, when that waits for clients, in the clients'.
	downFor     = 2 * time.Second
	downForMost = 200 * time.Millisecond
)

// newLine is that of a connection.
func newLine(f *Faults, conn int) line {
	return line{rand: faultStream(f, 2*conn), luck: faultStream(f, 2*conn+1), mischief: newMischief(f, conn)}
}

// faultStream is one of the streams drawn from the faults' seed: 0 is that of
// the whole server.
func faultStream(f *Faults, stream int) *rand.Rand {
	if !f.any() {
		return nil
	}
	return rand.New(rand.NewPCG(f.Seed, uint64(stream)))
}

// draw is the fortune of the next message.
func (n *line) draw(f *Faults, text []byte) (luck fortune) {
	switch {
	case n.rand == nil:
	case n.rand.Float64() < f.Drop:
		luck.dropped = true
	case n.rand.Float64() < f.Reorder:
		luck.ahead = 1 + n.rand.IntN(mostAhead)
	default:
		if n.rand.Float64() < f.Garbage {
			luck.junk = garbage(n.rand, text)
		}
		luck.twice = n.rand.Float64() < f.Duplicate
		if n.rand.Float64() < f.Delay {
			luck.delay = time.Duration(n.rand.Int64N(int64(longestDelay)))
		}
	}
	return luck
}

// deliver sends a message on a client's line, or does to it what its luck
// wants.
func (l *loop) deliver(c *client, m *message) { l.deliverWith(c, m, fortune{}) }

// deliverWith does so with a fortune that it has beside its line's.
func (l *loop) deliverWith(c *client, m *message, also fortune) {
	n := &c.line
	n.seq++
	if c.closed {
		l.tellFate(c, n.seq, Lost, m.text)
		return
	}
	if n.dumb {
		l.tellFate(c, n.seq, Dropped, m.text)
		return
	}
	luck := n.draw(&l.o.Faults, m.text)
	luck.twice = luck.twice || also.twice
	switch {
	case luck.dropped || also.dropped:
		l.tellFate(c, n.seq, Dropped, m.text)
	case also.late > 0:
		l.tellFate(c, n.seq, Delayed, m.text)
		n.acks = append(n.acks, delayed{seq: n.seq, m: m, until: l.world.due + also.late})
	case luck.ahead > 0:
		l.tellFate(c, n.seq, Reordered, m.text)
		n.held = append(n.held, delayed{seq: n.seq, m: m, ahead: luck.ahead})
	default:
		l.pass(c, m, luck)
	}
}

// pass sends a message that is neither dropped nor held back.
func (l *loop) pass(c *client, m *message, luck fortune) {
	n := &c.line
	if luck.junk != nil {
		l.tellFate(c, n.seq, Garbled, luck.junk.text)
		l.put(c, n.seq, luck.junk)
	}
	if luck.delay > 0 {
		n.clear = max(n.clear, l.world.due+luck.delay)
	}
	switch {
	case luck.twice:
		l.tellFate(c, n.seq, Duplicated, m.text)
		l.put(c, n.seq, m)
	case n.clear > l.world.due:
		l.tellFate(c, n.seq, Delayed, m.text)
	default:
		l.tellFate(c, n.seq, Sent, m.text)
	}
	l.put(c, n.seq, m)
	l.letGo(c)
}

// put sends a message now or, while the line is delayed, once that is over.
func (l *loop) put(c *client, seq uint64, m *message) {
	if n := &c.line; n.clear > l.world.due || len(n.queue) > 0 {
		n.queue = append(n.queue, delayed{seq: seq, m: m})
		return
	}
	l.write(c, seq, m)
}

// write sends a message at last.
func (l *loop) write(c *client, seq uint64, m *message) {
	if !l.send(c, m) {
		l.tellFate(c, seq, Lost, m.text)
	}
}

// letGo sends what was held back for the message that has just passed.
func (l *loop) letGo(c *client) {
	n := &c.line
	kept := n.held[:0]
	for _, d := range n.held {
		if d.ahead--; d.ahead > 0 {
			kept = append(kept, d)
		} else {
			l.put(c, d.seq, d.m)
		}
	}
	n.held = kept
}

// misfortunes is what befalls lines and connections from one beat to the
// next, which were so long apart.
func (l *loop) misfortunes(apart time.Duration) {
	f := &l.o.Faults
	if l.luck == nil {
		return
	}
	if l.luck.Float64() < within(f.Restart, apart) {
		l.restart()
	}
	for _, c := range l.clients {
		n := &c.line
		if c.closed || !c.connected || n.dumb {
			continue
		}
		if n.clear <= l.world.due {
			l.sendQueue(c)
		}
		l.sendAcks(c)
		switch {
		case n.luck.Float64() < within(f.Cut, apart):
			l.tellFate(c, 0, WasCut, nil)
			l.cut(c, "a fault: cut")
		case n.luck.Float64() < within(f.HalfOpen, apart):
			l.tellFate(c, 0, WentDumb, nil)
			l.stats.cut("a fault: half-open")
			n.dumb, c.awaited, c.arrived = true, 0, time.Now()
			l.lose(c)
		}
	}
}

// within is the chance of what comes so often a second to come in a time.
func within(rate float64, apart time.Duration) float64 { return -math.Expm1(-rate * apart.Seconds()) }

// sendQueue sends what a delay held up.
func (l *loop) sendQueue(c *client) {
	n := &c.line
	for _, d := range n.queue {
		l.write(c, d.seq, d.m)
	}
	clear(n.queue)
	n.queue = n.queue[:0]
}

// restart ends every connection as a server does that is started anew.
func (l *loop) restart() {
	l.o.Log.Debug("a fault: restart")
	down := downForMost
	if l.o.Speed > 0 {
		down = time.Duration(float64(downFor) / l.o.Speed)
	}
	l.downUntil.Store(time.Now().Add(down).UnixNano())
	for _, c := range l.clients {
		if !c.closed {
			l.tellFate(c, 0, Restarted, nil)
			l.cut(c, "a fault: restart")
		}
	}
}

// lose tells of the messages that were to be sent later and will not be.
func (l *loop) lose(c *client) {
	n := &c.line
	for _, d := range slices.Concat(n.queue, n.held, n.acks) {
		l.tellFate(c, d.seq, Lost, d.m.text)
	}
	n.queue, n.held, n.acks = nil, nil, nil
}

func (l *loop) tellFate(c *client, seq uint64, what FateKind, text []byte) {
	l.stats.fate(what)
	if l.o.Fate != nil {
		l.o.Fate(Fate{c.n, seq, what, text})
	}
}
