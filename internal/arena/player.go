package arena

import (
	"crypto/sha256"
	"encoding/hex"

	"rugtape/internal/ledger"
	"rugtape/internal/money"
)

// player is one account. Its books are the server's; what the leaderboard
// shows of them is a tick or two behind (view).
type player struct {
	id    string
	name  string // "" for one who has not chosen a name
	level int
	book  ledger.Account
	// watched is how many clients it belongs to now: they are told of each
	// change. A simulated player has none, ever.
	watched int

	profit money.Lamports // over all rounds that are over

	// Of the round.
	trades int
	bets   int
	order  int            // in which it became active, from 1; 0 while it is not
	shown  view           // what frames show
	fresh  money.Lamports // stakes since shown was taken
}

// view is what frames show of a player until the next is taken.
type view struct {
	pnl      ledger.PnL
	invested money.Lamports
	held     ledger.Position
	bet      ledger.Bet
	betted   bool
	traded   bool
	taken    bool // it is a view at all
}

// playerID is the id of a client's player: the same name, the same player.
func playerID(name string) string {
	sum := sha256.Sum256([]byte("player " + name))
	return "did:rugtape:" + hex.EncodeToString(sum[:12])
}

// look takes a view at the price of a tick, with all that was booked so far.
//
// The server's leaderboard lags, and the views follow it. They are taken as
// a tick begins, before its trades, at its price; the frame of the next tick
// shows them. So a trade at tick t shows in frame t+2, valued at the price of
// t+1; a side bet as well. Only totalInvested is younger: a stake is in it in
// frame t+1 (see row).
func (p *player) look(price float64) {
	p.shown = view{
		pnl: p.book.PnL(price), invested: p.invested(),
		held: p.book.Position(), traded: p.trades > 0, taken: true,
	}
	p.shown.bet, p.shown.betted = p.book.Bet()
	p.fresh = 0
}

// newRound closes a round and opens the next in the books.
func (p *player) newRound() {
	state := p.book.State()
	p.profit += state.Balance - state.Opening
	p.book.NewRound()
	p.trades, p.bets, p.order, p.shown, p.fresh = 0, 0, 0, view{}, 0
}

// result is what the player has made over all rounds; what it holds or has bet
// counts as what was paid for it.
func (p *player) result() money.Lamports {
	state := p.book.State()
	bet, _ := p.book.Bet()
	return p.profit + state.Balance - state.Opening + p.book.Position().Cost + bet.Stake
}

// invested is the highest (buys less sales) of the round, and its stakes.
func (p *player) invested() money.Lamports {
	state := p.book.State()
	return state.Invested + state.Stakes
}

const (
	solCoin = "So11111111111111111111111111111111111111112"
	pays    = ledger.BetPays
)

// row writes the player's standing as the leaderboard has it; position is its
// rank.
func (p *player) row(t *text, round string, position int) {
	s := &p.shown
	invested := (s.invested + p.fresh).Float()
	percent := 0.0
	if invested != 0 {
		percent = s.pnl.Total / invested * 100
	}
	t.open('{')
	t.word("id", p.id)
	t.wordOrNull("username", p.name)
	t.whole("level", int64(p.level))
	t.number("pnl", s.pnl.Total)
	t.number("regularPnl", s.pnl.Regular)
	t.number("sidebetPnl", s.pnl.Sidebet)
	t.whole("shortPnl", 0)
	if s.betted {
		t.flag("sidebetActive", true)
		t.name("sideBet")
		t.open('{')
		t.whole("startedAtTick", int64(s.bet.Start))
		t.word("gameId", round)
		t.whole("end", int64(s.bet.End))
		t.sol("betAmount", s.bet.Stake)
		t.whole("xPayout", pays)
		t.word("coinAddress", solCoin)
		t.whole("bonusPortion", 0)
		t.sol("realPortion", s.bet.Stake)
		t.close('}')
	} else {
		t.null("sidebetActive")
		t.null("sideBet")
	}
	t.null("shortPosition")
	t.number("pnlPercent", percent)
	t.flag("hasActiveTrades", s.traded)
	t.number("positionQty", s.held.Quantity)
	t.number("avgCost", s.held.AvgCost)
	t.number("totalInvested", invested)
	t.null("selectedCoin")
	t.whole("position", int64(position))
	t.close('}')
}
