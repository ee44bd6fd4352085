package hands

import (
	"rugtape/internal/game"
	"rugtape/internal/money"
)

// Heard is what the server said to the player, in one message as a rule. The
// zero Heard says nothing: it asks again of what was heard before, which a tick
// told since may explain.
type Heard struct {
	AtNS  int64 // when it was received, Unix nanoseconds
	Ack   *Ack
	Purse *game.Purse
	// Standing is the player's own row in the round Round, from
	// gameStatePlayerUpdate or the leaderboard of a tick frame.
	Standing *game.Standing
	Round    string
	Bet      *game.SideBet // the player's own, from newSideBet
}

// Ack is the server's answer to an order that the page sent.
type Ack struct {
	Name    string         // buyOrder, sellOrder or sidebet
	Amount  money.Lamports // as the page sent it
	Part    float64        // as the page sent it, as a fraction
	SentNS  int64          // when the page sent it; 0 where that was not seen: then it proves nothing
	Success game.Opt[bool]
	Price   game.Opt[float64] // at which it was done
	Why     string            // of a refusal, in the server's words
}

// The names of orders on the wire.
const (
	BuyOrder  = "buyOrder"
	SellOrder = "sellOrder"
	SideOrder = "sidebet"
)
