package ledger

import "rugtape/internal/money"

// Kind says what was booked.
type Kind uint8

// The kinds of entries.
const (
	Bought Kind = iota + 1
	Sold
	Rugged // every lot, sold by the rug at the rug price
	BetPlaced
	BetWon
	BetLost
	Adopted // the server's books took the place of ours
)

var kindNames = [...]string{"", "bought", "sold", "rugged", "bet_placed", "bet_won", "bet_lost", "adopted"}

func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return ""
}

// Entry is one booking: what changed the account.
type Entry struct {
	Kind Kind
	// Tick is the one whose price it was done at; a bet's is its start when it
	// was placed and after that the tick at which it was settled.
	Tick     int
	Price    float64        // 0 for bets
	Quantity float64        // bought or sold, 0 for bets; held then, if adopted
	Cash     money.Lamports // how the balance changed: negative for buys and stakes
	Profit   money.Lamports // what the server adds to its P&L: 0 for a buy and a placed bet
}

// Settlement is what a rug books: at most the lots and the side bet.
type Settlement struct {
	entries [2]Entry
	n       int
}

// Entries are the bookings in their order; the slice is part of s.
func (s *Settlement) Entries() []Entry { return s.entries[:s.n] }

func (s *Settlement) add(e Entry) {
	s.entries[s.n] = e
	s.n++
}
