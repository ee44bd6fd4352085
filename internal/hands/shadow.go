package hands

import (
	"slices"

	"rugtape/internal/game"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
)

// Shadow keeps books of what the player orders by hand, so that the server's
// can be held against something while nothing is armed. They begin with what the
// server says and follow its answers: an order that it takes is booked at the
// price it tells. An answer that is lost shows as a difference. The zero value has no
// books yet.
//
// As with a Follower, the game is told to it before the server's words that
// come after it.
type Shadow struct {
	account ledger.Account
	kept    bool
	round   string
	over    bool
	prices  []float64      // of the round, by tick; 0 where it was not told
	stake   money.Lamports // of a side bet that was taken, whose tick is not known yet
}

// Books are the account, nil before the first word of the server.
func (s *Shadow) Books() *ledger.Account {
	if !s.kept {
		return nil
	}
	return &s.account
}

// Open tells that a round begins, which takes orders from its presale on.
func (s *Shadow) Open(round string) {
	if round == s.round {
		return
	}
	if s.kept && !s.over && s.round != "" { // its end was not told
		s.account.Rug(len(s.prices), 0)
	}
	if s.kept {
		s.account.NewRound()
	}
	s.round, s.over, s.prices, s.stake = round, false, s.prices[:0], 0
}

// Tick tells a price of the round.
func (s *Shadow) Tick(round string, tick int, price float64) {
	if round != s.round || s.over || tick < 0 || tick > maxTick {
		return
	}
	for len(s.prices) <= tick {
		s.prices = append(s.prices, 0)
	}
	s.prices[tick] = price
	if s.kept && tick == len(s.prices)-1 {
		s.account.Live(tick)
	}
}

// maxTick bounds what is kept of a round; the game ends one at 5,000 ticks.
const maxTick = 10_000

// Over tells that the round has rugged.
func (s *Shadow) Over(round string, tick int, price float64) {
	if round != s.round || s.over {
		return
	}
	if s.over = true; s.kept {
		s.account.Rug(tick, price)
	}
}

// Adopt begins the books with what the server says, in the place of those there
// were; false where that cannot be kept.
func (s *Shadow) Adopt(b ledger.Books) bool {
	account, err := ledger.Adopt(max(0, len(s.prices)-1), b)
	if err != nil {
		return false
	}
	s.account, s.kept, s.stake = account, true, 0
	return true
}

// Hear takes the server's words. The first on the purse, while nothing is held,
// begins the books.
func (s *Shadow) Hear(h Heard) {
	switch {
	case h.Purse != nil && !s.kept:
		if cash := h.Purse.Cash; cash.Present && h.Purse.Quantity == game.Some(0.0) {
			if balance, ok := Cash(cash.Value); ok {
				s.Adopt(ledger.Books{Balance: balance})
			}
		}
	case h.Bet != nil && s.stake == h.Bet.Stake && s.stake > 0:
		s.bet(h.Bet.Start)
	case h.Ack != nil && s.kept && !s.over && h.Ack.Success.Value:
		s.taken(h.Ack)
	}
}

// taken books an order that the server has taken. What the books refuse shows as
// a difference.
func (s *Shadow) taken(a *Ack) {
	tick := 0
	if a.Price.Present && len(s.prices) > 0 {
		reversed := slices.Clone(s.prices)
		slices.Reverse(reversed)
		if i := slices.Index(reversed, a.Price.Value); i >= 0 {
			tick = len(s.prices) - 1 - i
		}
	}
	switch a.Name {
	case BuyOrder:
		_, _ = s.account.Buy(tick, a.Price.Value, a.Amount)
	case SellOrder:
		_, _ = s.account.Sell(tick, a.Price.Value, a.Part)
	case SideOrder:
		s.stake = a.Amount
		if len(s.prices) == 0 { // nobody is told of bets before the round
			s.bet(0)
		}
	}
}

func (s *Shadow) bet(start int) {
	_, _ = s.account.PlaceBet(start, s.stake)
	s.stake = 0
}
