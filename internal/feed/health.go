package feed

import "fmt"

// State is how the feed does, in one word.
type State uint8

// The states.
const (
	Offline   State = iota // there is no connection
	Connected              // there is one, and the game moves
	Degraded               // it moves, but late, or with breaks
	Stale                  // there is a connection, and the game stands still
)

func (s State) String() string {
	names := [...]string{"offline", "connected", "degraded", "stale"}
	if int(s) < len(names) {
		return names[s]
	}
	return fmt.Sprintf("State(%d)", uint8(s))
}

// Health is how the feed does. Times are Unix nanoseconds, 0 for never.
type Health struct {
	State   State
	SinceNS int64  // since when it is in this state
	Why     string // a sentence; "" where all is well

	Conn    int   // the number of the connection that there is, or was last
	Attempt int   // at connecting, since the last connection that was worth something
	RetryNS int64 // when the next attempt is; 0 while none is waited for

	Reconnects uint64 // connections that the server let in, after the first
	Messages   uint64 // of text
	Bytes      uint64 // of text
	MovedNS    int64  // when the game last moved

	// Interval is between a tick's frame and the next one's, within one
	// connection, over the last one to two minutes.
	Interval Quantiles
	// Lag is from the server's timestamp of an event to its arrival, over the
	// same time. Only chat messages and acks carry one, so that it is empty most
	// of the time; the difference of both clocks is in it, and an event from
	// what is the future here counts as 0.
	Lag Quantiles

	Jumps  uint64 // of the wall clock, by more than a second
	SkewNS int64  // by how much the wall clock is behind (below 0) what Message.RecvNS says

	Binary  uint64 // binary messages, which are skipped
	Garbled uint64 // messages that are no packets
	Refused uint64 // packets that had no place where they came
	Oddity  string // the newest of these last two, in words
}

// Quantiles are of a distribution, in milliseconds.
type Quantiles struct {
	N                  int
	P50, P95, P99, Max float64
}
