package arena

// Fate is what became of one message to one client, or of a connection.
type Fate struct {
	Conn int    // the connection, from 1 in their order
	Seq  uint64 // the message within it, from 1: events and acks, before faults
	What FateKind
	// Text is the message as the world said it, of garbage that itself; nil
	// for what befell a connection. It must not be changed.
	Text []byte
}

// FateKind says what became of a message or connection.
type FateKind uint8

// The fates. Of each message one of the first five is told; Lost can follow,
// and Garbled comes beside it.
const (
	Sent       FateKind = iota
	Dropped             // never sent
	Delayed             // to be sent later
	Duplicated          // sent twice
	Reordered           // to be sent after some that follow
	Lost                // was to be sent later, but the connection had ended
	Garbled             // Text was sent before the message
	WasCut              // the connection ended by a fault
	WentDumb            // nothing more is sent on it
	Restarted           // the connection ended by a restart
	Ended               // the connection ended, whoever ended it
)

var fateNames = [...]string{
	"sent", "dropped", "delayed", "duplicated", "reordered", "lost", "garbled", "cut", "half-open", "restarted", "ended",
}

func (k FateKind) String() string { return fateNames[k] }
