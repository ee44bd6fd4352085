package game

import "rugtape/internal/money"

// Event is one thing a source told about the game, in the order received.
// Exactly one of Frame, Trade and Past is set.
type Event struct {
	// RecvNS is when it was received: Unix time in nanoseconds, 0 where the
	// source does not say.
	RecvNS int64
	Frame  *Frame
	Trade  *Trade
	Past   *Past
}

// Frame is the state of the running round as one message told it. The
// absent fields are those the message did not have.
type Frame struct {
	Round        string
	Active       Opt[bool]
	Rugged       Opt[bool]
	Tick         Opt[int]
	Price        Opt[float64]
	CooldownMS   Opt[int]
	Paused       Opt[bool]
	PreRoundBuys Opt[bool]
	SeedHash     string // hex, "" where absent
	Version      string // of the law, such as "v3"; "" where absent

	Partial []PricePoint // the last few ticks, ascending; may include the rug
	Prices  []float64    // on connecting: prices of ticks 0, 1, 2, ... so far
	History []Past       // rounds that are over, newest first
}

// PricePoint is the price of one tick.
type PricePoint struct {
	Tick  int
	Price float64
}

// Past is a round that is over, as the server's history tells it.
type Past struct {
	Round    string
	EndedNS  int64 // Unix time in nanoseconds, 0 where absent
	Version  string
	Seed     string // hex, "" where it was not revealed
	SeedHash string
	Peak     Opt[float64] // the highest live price
	// Prices has T+1 entries for a rug at tick T: the live prices 0..T-1 and
	// then the rug price.
	Prices   []float64
	SideBets []SideBet
	Trades   []Trade
}

// Side of a trade.
type Side uint8

// The sides of a trade.
const (
	Buy Side = iota + 1
	Sell
)

func (s Side) String() string {
	switch s {
	case Buy:
		return "buy"
	case Sell:
		return "sell"
	}
	return "unknown"
}

// Trade is another player's buy or sell. The server shows a sample of them,
// up to 8 ticks late, so that they are no volume.
type Trade struct {
	ID       string
	Round    string
	Player   string // a pseudonym, never a name
	Side     Side
	Tick     int // the tick whose price it was done at
	Price    float64
	Quantity money.Lamports // units of 1e-9
	Amount   money.Lamports
	Coin     string
}

// SideBet is a player's bet that the round rugs within 40 ticks. The server
// tells of its placing and of its settlement in two separate entries.
type SideBet struct {
	ID      string
	Player  string // a pseudonym, never a name
	Settled bool   // the entry tells of the settlement
	Start   int    // tick at which it was placed; 0 before the round
	End     int    // the last tick at which a rug wins
	Stake   money.Lamports
	Payout  money.Lamports // all that is paid back; 0 when lost or not settled
	Coin    string
}
