package ledger

import "rugtape/internal/money"

// stakes adds what totalInvested and the side bet shown tell. A bet is
// inferred from totalInvested in the first frame and compared with the one
// shown in the next; if that first frame was missed, from the one shown.
func (f *follower) stakes(was, g *guess, at *sighting) (all []guess) {
	bet, running := at.row.Bet.Value, g.book.betted
	if bet != nil && !running {
		e, err := g.book.PlaceBet(bet.Start, bet.Stake)
		if err != nil {
			return nil
		}
		if g.pinned == bet.Start+1 { // the stake was in that already
			g.book.net -= bet.Stake
			g.book.invested -= bet.Stake
		}
		g.note(e, true)
		g.evidence |= betEvidence
	}
	rise := cashOf(at.row.Invested) - g.book.invested - g.book.stakes
	if rise == 0 {
		return []guess{*g}
	}
	if rise > 0 && bet == nil && !running && at.tick > 0 {
		staked := g.clone()
		staked.evidence, staked.early = g.evidence|fieldInvested, g.early
		if e, err := staked.book.PlaceBet(at.tick-1, rise); err == nil {
			staked.note(e, true)
			all = append(all, staked)
		}
	}
	if g.book.net > was.book.net { // something was bought
		all = append(all, f.invests(was, g, at, rise)...)
	}
	if len(all) == 0 {
		return []guess{*g}
	}
	return all
}

// invests takes from totalInvested what cannot be known otherwise: what was
// put in before the books were opened, the last lamports of amounts of which
// several buy the same quantity, or the stake of a bet that the next frame
// will show.
func (f *follower) invests(was, g *guess, at *sighting, rise money.Lamports) []guess {
	told, before := g.book.invested+rise, was.book.invested
	betting := rise > 0 && !g.book.betted && g.loose > 0 && f.mayShowBet(at.tick-1)
	if told < before || !g.rough && !betting && max(rise, -rise) > g.loose {
		return nil
	}
	c := g.clone()
	c.evidence, c.early = g.evidence|fieldInvested, g.early
	c.book.net, c.book.invested = min(g.book.net, told), told
	if told > before { // it is the net itself
		c.book.net, c.rough, c.loose, c.pinned = told, false, 0, at.tick
	}
	return []guess{c}
}

// mayShowBet tells whether the next frame shows a bet of that start, or is
// not there to tell.
func (f *follower) mayShowBet(start int) bool {
	return f.next == nil || f.next.Bet.Value != nil && f.next.Bet.Value.Start == start
}
