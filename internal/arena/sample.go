package arena

import (
	"time"

	"rugtape/internal/game"
	"rugtape/internal/ledger"
)

// sample tells of some of the trades, as the site does: about one in two
// seconds, up to eight ticks after it was done.
type sample struct {
	waiting [][]byte      // what was done since the last was told
	due     time.Duration // when the next is told
	done    int           // of the recorded trades, how many were told
}

const sampleEvery = 2 * time.Second

// newRound forgets the trades of the round before.
func (s *sample) newRound() { s.waiting, s.done = s.waiting[:0], 0 }

// add notes a trade that may be told.
func (s *sample) add(w *world, p *player, e *ledger.Entry) {
	bought := e.Kind == ledger.Bought
	amount := e.Cash
	if bought {
		amount = -amount
	}
	var t text
	t.open('{')
	t.word("id", w.uuid())
	t.word("gameId", w.plan.id)
	t.word("playerId", p.id)
	if bought {
		t.number("price", e.Price)
		t.word("type", "buy")
		t.number("qty", e.Quantity)
		t.whole("tickIndex", int64(e.Tick))
		t.word("coin", "solana")
		t.sol("amount", amount)
		t.whole("leverage", 1)
	} else {
		t.word("type", "sell")
		t.number("price", e.Price)
		t.whole("tickIndex", int64(e.Tick))
		t.word("coin", "solana")
		t.sol("amount", amount)
		t.number("qty", e.Quantity)
	}
	t.whole("bonusPortion", 0)
	t.sol("realPortion", amount)
	t.wordOrNull("username", p.name)
	t.whole("level", int64(p.level))
	t.close('}')
	s.waiting = append(s.waiting, t.b)
}

// tell tells one of the trades that wait, if it is time for one.
func (s *sample) tell(w *world) {
	if w.due < s.due {
		return
	}
	s.due = w.due + sampleEvery
	if n := len(s.waiting); n > 0 {
		w.sayTraced("standard/newTrade", s.waiting[w.ids.IntN(n)])
		s.waiting = s.waiting[:0]
	}
}

// retell tells the trades that a recording has, each with its tick.
func (s *sample) retell(w *world) {
	for ; s.done < len(w.plan.trades) && w.plan.trades[s.done].Tick <= w.tick; s.done++ {
		w.sayTraced("standard/newTrade", recordedTrade(&w.plan.trades[s.done], w.plan.id))
	}
}

// recordedTrade is a trade as the site tells it, as far as a recording knows.
func recordedTrade(r *game.Trade, round string) []byte {
	var t text
	t.open('{')
	t.word("id", r.ID)
	t.word("gameId", round)
	t.word("playerId", r.Player)
	t.word("type", r.Side.String())
	t.number("price", r.Price)
	t.sol("qty", r.Quantity)
	t.whole("tickIndex", int64(r.Tick))
	t.word("coin", r.Coin)
	t.sol("amount", r.Amount)
	t.null("username")
	t.close('}')
	return t.b
}
