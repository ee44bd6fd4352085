package game

// FactKind says what a fact is about and which fields of Fact it fills.
type FactKind uint8

// The kinds of facts.
const (
	// RoundOpened: a round was seen for the first time.
	RoundOpened FactKind = iota + 1
	// HashSeen: Text is the fingerprint of the round's seed, Phase the phase in
	// which it was seen. It is a fact once a round, and again if it changes.
	HashSeen
	// VersionSeen: Text is the version of the law.
	VersionSeen
	// PhaseChanged: From and Phase.
	PhaseChanged
	// TimerPaused and TimerResumed: the countdown to the round.
	TimerPaused
	TimerResumed
	// TimerExtended: the countdown jumped up, to Tick milliseconds.
	TimerExtended
	// Ticked: the price of a live Tick, told by its own frame. Late ones and
	// those that fill a gap come later than younger ticks.
	Ticked
	// Filled: the price of a tick whose own frame was missed, out of Origin.
	Filled
	// Gapped: the ticks Tick..To were skipped; some may be Filled later.
	Gapped
	// Rugged: the round ended at Tick with Price. Where Uncertain, the frame
	// of the rug itself was missed and the rug came at Tick or before.
	Rugged
	// Resumed: the round went on at Tick although it had rugged.
	Resumed
	// Repeated: Tick was told again with the same price. Phase is PhaseRugged
	// where Tick is the rug's.
	Repeated
	// Conflicted: Tick was told again with another price, Price. Phase is
	// PhaseRugged where Tick is the rug's.
	Conflicted
	// Traded: Trade was done.
	Traded
	// Revealed: Past tells a round that is over, with its seed where known.
	Revealed
	// Refused: an event could not be used; Text says why.
	Refused
)

var factNames = [...]string{
	"", "round_opened", "hash_seen", "version_seen", "phase", "timer_paused", "timer_resumed",
	"timer_extended", "tick", "filled", "gap", "rug", "resumed", "repeated", "conflict", "trade", "revealed", "refused",
}

func (k FactKind) String() string {
	if int(k) < len(factNames) {
		return factNames[k]
	}
	return ""
}

// Origin says where the price of a tick comes from, best first.
type Origin uint8

// The origins of a price.
const (
	Missing       Origin = iota // not known
	FromFrame                   // the tick's own frame
	FromOnConnect               // the list of prices sent on connecting
	FromPartial                 // the last few prices in a later frame
	FromHistory                 // the server's history, after the round
	FromSeed                    // derived by the law from the revealed seed
)

var originNames = [...]string{"missing", "frame", "on_connect", "partial", "history", "seed"}

func (o Origin) String() string {
	if int(o) < len(originNames) {
		return originNames[o]
	}
	return originNames[Missing]
}

// Fact is one thing that follows from the events so far. Which fields are
// set depends on Kind; the others are zero.
type Fact struct {
	Kind      FactKind
	Round     string
	RecvNS    int64 // when the event behind it was received, 0 if unknown
	Tick      int
	To        int
	Price     float64
	Origin    Origin
	Uncertain bool
	From      Phase
	Phase     Phase
	Text      string
	Trade     *Trade
	Past      *Past
}
