package arena

import (
	"time"

	"rugtape/internal/wire"
)

// watchEvery is how often the connections are looked after.
func (l *loop) watchEvery() time.Duration {
	return min(time.Second, max(10*time.Millisecond, min(l.o.PingEvery, l.o.PongWithin, l.limits.hello)/10))
}

// watch pings who is due and cuts off who is silent.
func (l *loop) watch(at time.Time) {
	for _, c := range l.clients {
		silent := at.Sub(c.pinged)
		switch {
		case c.closed:
		case c.line.dumb:
			if at.Sub(c.arrived) > 2*(l.o.PingEvery+l.o.PongWithin) {
				l.cut(c, "it did not notice that it was half-open")
			}
		case !c.connected && at.Sub(c.arrived) > l.limits.hello:
			l.cut(c, "it did not say what it wants")
		case c.awaited > 0 && silent > lockstepLimit:
			l.cut(c, "it does not follow")
		case !c.ponged && silent > l.o.PongWithin:
			l.cut(c, "it does not answer pings")
		case c.ponged && silent > l.o.PingEvery:
			l.ping(c, at)
		}
	}
}

func (l *loop) ping(c *client, at time.Time) {
	c.pinged, c.ponged = at, false
	l.send(c, &message{text: []byte(wire.Ping)})
}
