package arena

import "rugtape/internal/ledger"

// tellBet notes that a side bet was placed in the history of the round, and
// tells of it.
func (w *world) tellBet(p *player) {
	bet, _ := p.book.Bet()
	var t text
	t.open('{')
	t.word("playerId", p.id)
	t.wordOrNull("username", p.name)
	t.word("gameId", w.plan.id)
	t.sol("betAmount", bet.Stake)
	t.whole("xPayout", pays)
	t.word("coinAddress", solCoin)
	t.whole("bonusPortion", 0)
	t.sol("realPortion", bet.Stake)
	t.whole("timestamp", w.now)
	t.word("type", "placed")
	t.whole("startedAtTick", int64(bet.Start))
	t.whole("end", int64(bet.End))
	t.word("id", w.uuid())
	t.close('}')
	w.keepBet(t.b)
	w.sayTraced("newSideBet", t.b)
}

// tellPayout notes how a side bet ended. A won one says more than a lost one.
func (w *world) tellPayout(p *player, bet ledger.Bet, e *ledger.Entry) {
	won := e.Kind == ledger.BetWon
	stake, payout, at := bet.Stake.Float(), 0.0, bet.Start
	if won {
		payout, at = float64(pays*stake), w.tick
	}
	var t text
	t.open('{')
	t.word("playerId", p.id)
	t.word("gameId", w.plan.id)
	t.wordOrNull("username", p.name)
	if won {
		t.whole("level", int64(p.level))
	}
	t.number("betAmount", stake)
	t.number("payout", payout)
	t.number("profit", payout-stake)
	t.whole("xPayout", pays)
	t.word("coinAddress", solCoin)
	t.whole("endTick", int64(bet.End))
	t.whole("startTick", int64(bet.Start))
	t.whole("tickIndex", int64(at))
	if won {
		t.number("price", w.plan.rugPrice)
	}
	t.whole("timestamp", w.now)
	t.word("type", "payout")
	t.word("id", w.uuid())
	t.close('}')
	w.keepBet(t.b)
}

func (w *world) keepBet(row []byte) {
	w.bets.comma()
	w.bets.b = append(w.bets.b, row...)
}
