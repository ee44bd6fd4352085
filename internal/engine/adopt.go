package engine

import (
	"errors"
	"fmt"

	"rugtape/internal/guard"
	"rugtape/internal/ledger"
)

// adopt puts the server's books in the place of ours. Orders on their way could
// be in them or not, so that there may be none but those that are unknown: had
// they been done, the server would have them in by now. What becomes of these is
// then booked with the guard alone.
func (e *Engine) adopt(b *ledger.Books) error {
	if !e.guard.Live() {
		return errors.New("a server's books are adopted for live orders only: this is paper")
	}
	if !e.open && (b.Quantity != 0 || b.Bet != nil) {
		return errors.New("no round is open that the position could be of: adopt the books again once the feed tells of one")
	}
	state := e.guard.State()
	for i := range state.Orders {
		if o := &state.Orders[i]; o.Life == guard.Approval || o.Life == guard.Sent {
			return fmt.Errorf("order %d is on its way, and may be in the server's books or not: adopt them when it is known, or in a few seconds", o.Key)
		}
	}
	account, err := ledger.Adopt(e.view.Tick, *b)
	if err != nil {
		return err
	}
	change := b.Balance - e.account.Balance()
	bet, _ := account.Bet()
	e.guard.Adopt(change, account.Position().Cost, bet.Stake)
	e.account, e.adopted = account, state.Key
	e.note(ledger.Entry{Kind: ledger.Adopted, Tick: e.view.Tick, Price: b.AvgCost, Quantity: b.Quantity, Cash: change})
	return nil
}
