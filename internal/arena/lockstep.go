package arena

import "time"

// At speed 0 the game goes as fast as its clients can follow. After each beat
// every client is pinged, and again when it has answered; the next beat comes
// when all have answered twice. A client answers in the order in which it
// receives, but many (npm socket.io-client is one) let a ping that came together
// with an event be first: the second ping comes after what they did about the
// event, its order among that. So a client plays against recordings at full
// speed without ever being late. One that does not answer within lockstepLimit
// is cut off; while nobody is connected, the game waits.

const (
	lockstepPings = 2
	lockstepLimit = 5 * time.Second
)

// now is a channel that is always ready.
var now = func() <-chan time.Time {
	ready := make(chan time.Time)
	close(ready)
	return ready
}()

// step is ready when every client has followed.
func (l *loop) step() <-chan time.Time {
	following := 0
	for _, c := range l.clients {
		if c.awaited > 0 {
			return nil
		}
		if c.follows() {
			following++
		}
	}
	if following == 0 {
		return nil
	}
	return now
}

// askAll pings all who are to follow.
func (l *loop) askAll() {
	if l.o.Speed != 0 {
		return
	}
	at := time.Now()
	for _, c := range l.clients {
		if c.follows() {
			c.awaited = lockstepPings
			l.ping(c, at)
		}
	}
}

// pong notes that a client has answered a ping.
func (l *loop) pong(c *client) {
	c.ponged = true
	if c.awaited == 0 {
		return
	}
	if c.awaited--; c.awaited > 0 {
		l.ping(c, c.pinged)
	}
}

// follows tells whether a client can follow the game.
func (c *client) follows() bool { return c.connected && !c.closed && !c.line.dumb }
