package engine

import (
	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// OpenRound begins a round that has no name. The one before must be over.
func (e *Engine) OpenRound() { e.begin("") }

func (e *Engine) begin(id string) {
	e.round, e.open, e.asked = id, true, false
	e.account.NewRound()
	e.guard.NewRound(id)
	e.view = strategy.View{
		Round: e.opened, Price: 1, High: 1, Low: 1, Prices: e.view.Prices[:0],
		Balance: e.account.Balance(), Waiting: e.view.Waiting,
	}
	e.opened++
	e.observe(strategy.Fact{Kind: strategy.RoundOpened})
}

// Presale lets the strategy decide before the round and tells whether an
// order was approved.
func (e *Engine) Presale(nowNS int64) bool {
	e.nowNS = nowNS
	e.guard.Advance(nowNS)
	e.view.Phase = game.PhasePresale
	return e.decide()
}

// Tick takes a live tick that is younger than all before, and lets the
// strategy decide. It tells whether an order was approved.
func (e *Engine) Tick(nowNS int64, tick int, price float64) bool {
	e.nowNS = nowNS
	e.guard.Advance(nowNS)
	v := &e.view
	if tick > len(v.Prices) {
		e.fill(tick - 1)
	}
	v.Prices = append(v.Prices, price)
	v.Tick, v.Price = tick, price
	if price > v.High {
		v.High = price
	} else if price < v.Low {
		v.Low = price
	}
	v.Phase = game.PhaseLive
	if tick == 0 {
		v.Phase = game.PhaseActivation
	}
	if v.HasBet {
		if lost, over := e.account.Live(tick); over {
			e.guard.Paid(0, 0, v.Bet.Stake)
			e.note(lost)
		}
	}
	return e.decide()
}

// decide asks the strategy.
func (e *Engine) decide() bool {
	if e.strategy == nil {
		return false
	}
	intent := e.strategy.Decide(&e.view)
	if e.out != nil {
		e.out.Decisions = append(e.out.Decisions, Decision{e.view.Tick, e.view.Price, e.view.Phase, false, intent})
	}
	if intent.Action == strategy.Wait {
		return false
	}
	return e.place(intent, 0, false)
}

// place brings an intent before the guard; decided is the price it was
// decided at, 0 for the present one.
func (e *Engine) place(intent strategy.Intent, decided float64, byHand bool) bool {
	v := &e.view
	if e.out != nil && byHand {
		e.out.Decisions = append(e.out.Decisions, Decision{v.Tick, v.Price, v.Phase, true, intent})
	}
	if decided == 0 {
		decided = v.Price
	}
	now := guard.Now{
		TimeNS: e.nowNS, FrameNS: e.frameNS, Phase: v.Phase, Tick: v.Tick, Price: v.Price, Decided: decided,
		Balance: v.Balance, Holds: v.Holds(), HasBet: v.HasBet,
	}
	if e.out == nil {
		now.FrameNS = e.nowNS // a tick that is played is a frame just received
	}
	approved, refusal := e.guard.Check(intent, now)
	if refusal.Code != "" {
		e.refused(refusal)
		return false
	}
	e.approved = approved
	v.Waiting++
	if e.out != nil {
		e.out.Approved = append(e.out.Approved, approved)
	}
	return true
}

// Approved is the order that was approved last.
func (e *Engine) Approved() guard.Approved { return e.approved }

func (e *Engine) refused(r guard.Refusal) {
	e.tally.refuse(r.Code)
	if e.out != nil {
		e.out.Refused = append(e.out.Refused, r)
	}
	e.observe(strategy.Fact{Kind: strategy.Refused, Tick: e.view.Tick, Intent: r.Intent, Code: string(r.Code)})
}

func (e *Engine) observe(f strategy.Fact) {
	if e.observer != nil {
		e.observer.Observe(f)
	}
}

// Rug ends the round: everything that is open is settled. No law makes a rug
// price above the lowest of the round (it is 2 % of it): what is told as one is
// booked as nothing, so that no bad frame is a gain.
func (e *Engine) Rug(tick int, price float64) {
	if !e.open {
		return
	}
	if !(price >= 0 && price <= e.view.Low) {
		price = 0
	}
	e.open = false
	e.view.Phase = game.PhaseRugged
	if e.guard.Live() {
		e.past = &past{round: e.guard.Round(), tick: tick, price: price, account: e.account.Clone()}
	}
	settled := e.account.Rug(tick, price)
	cash := money.Lamports(0)
	for _, entry := range settled.Entries() {
		cash += entry.Cash
		e.note(entry)
	}
	e.guard.RoundOver(e.round, cash)
	e.observe(strategy.Fact{Kind: strategy.Rugged, Tick: tick, Price: price})
}

// note shows an entry in the view, the output and to the strategy.
func (e *Engine) note(entry ledger.Entry) {
	e.view.Balance = e.account.Balance()
	e.view.Position = e.account.Position()
	e.view.Bet, e.view.HasBet = e.account.Bet()
	if e.out != nil {
		e.out.Booked = append(e.out.Booked, entry)
	}
	e.observe(strategy.Fact{Kind: strategy.Booked, Tick: entry.Tick, Price: entry.Price, Entry: entry})
}
