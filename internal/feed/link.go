package feed

import "fmt"

// linkState is where the way to the server stands.
type linkState uint8

// The states, in the order of a connection's life. A zero linkState is none:
// in the table it stands for "not from here".
const (
	refused linkState = iota
	waiting           // for the time of the next attempt
	dialing           // TCP, TLS and the HTTP upgrade
	opening           // for Engine.IO's handshake
	joining           // connect was sent, for the server's yes
	live
	ended
	// cut stands in the table for input that shows that the other side does
	// not keep to the protocol: it is refused, and the state is waiting.
	cut

	linkStates = iota
)

// linkInput is what can happen to the link.
type linkInput uint8

// The inputs.
const (
	due     linkInput = iota // the next attempt is
	dialed                   // there is a WebSocket
	opened                   // Engine.IO's handshake came
	joined                   // Socket.IO's connect came
	said                     // an event or an ack came
	pinged                   // a ping came
	idled                    // a packet came that means nothing
	strayed                  // a packet came that has no place in our conversation
	garbled                  // a message came that is no packet
	lost                     // the connection is gone, or its time is up, or the attempt failed
	stop                     // the run ends

	linkInputs = iota
)

// table is all that can happen. What is not in it is refused: the state stays
// and the refusal is counted and told.
var table = [linkStates][linkInputs]linkState{
	waiting: {due: dialing, stop: ended},
	dialing: {dialed: opening, lost: waiting, stop: ended},
	// Until the handshake nothing is known of the other side, so all must fit.
	opening: {
		opened: joining, lost: waiting, stop: ended,
		joined: cut, said: cut, pinged: cut, idled: opening, strayed: cut, garbled: cut,
	},
	joining: {
		joined: live, pinged: joining, idled: joining, lost: waiting, stop: ended,
		opened: cut, garbled: cut,
	},
	// A second handshake means that this is not the conversation that we had.
	live: {said: live, pinged: live, idled: live, lost: waiting, stop: ended, opened: cut},
}

// link is where the way to the server stands now.
type link struct{ state linkState }

// step moves the link: the check and the change are one. It gives the new
// state; or refused, if the input has no place in the state, which stays; or
// cut, if it has none and the connection must go.
func (l *link) step(in linkInput) linkState {
	to := table[l.state][in]
	switch to {
	case refused:
	case cut:
		l.state = waiting
	default:
		l.state = to
	}
	return to
}

func (s linkState) String() string {
	names := [linkStates]string{
		"refused", "waiting", "dialing", "opening", "joining", "live", "ended", "cut",
	}
	if int(s) < len(names) {
		return names[s]
	}
	return fmt.Sprintf("linkState(%d)", uint8(s))
}

func (in linkInput) String() string {
	names := [linkInputs]string{
		"due", "dialed", "opened", "joined", "said", "pinged", "idled", "strayed", "garbled", "lost", "stop",
	}
	if int(in) < len(names) {
		return names[in]
	}
	return fmt.Sprintf("linkInput(%d)", uint8(in))
}
