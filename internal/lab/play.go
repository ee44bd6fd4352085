package lab

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"

	"rugtape/internal/engine"
	"rugtape/internal/fair"
	"rugtape/internal/guard"
	"rugtape/internal/paper"
	"rugtape/internal/strategy"
)

// The made-up clock: a tick, and the time between two rounds.
const (
	tickNS  = int64(250e6)
	pauseNS = int64(15e9)
)

// Table is where sessions are played, one after the other: the parts of every
// other mode, without what waits or records. It belongs to one goroutine.
type Table struct {
	plan     *Plan
	engine   *engine.Engine
	venue    paper.Venue
	strategy strategy.Strategy
	drawer   fair.Drawer
	prices   []float64 // of a round derived from a seed
	nowNS    int64
	ticks    int64
}

// Table makes a table for shards of the plan. Close it after them.
func (p *Plan) Table() *Table {
	return &Table{plan: p, drawer: fair.NewDrawer(p.Rounds.law(), p.Rounds.Seed, 0)}
}

// sit begins a session: a new account, a new guard, and a strategy that
// remembers nothing.
func (t *Table) sit(session int) error {
	if err := t.forget(); err != nil {
		return err
	}
	config := engine.Config{Strategy: t.strategy, Balance: t.plan.Balance, Limits: t.plan.Limits}
	if t.engine == nil {
		t.engine = engine.New(config)
	} else {
		t.engine.Reset(config)
	}
	model := t.plan.Model
	model.Seed += uint64(session) * 0x9E3779B97F4A7C15
	t.venue.Reset(model)
	t.drawer.Seed(t.plan.Rounds.Seed, uint64(session))
	t.nowNS = 0
	return nil
}

// forget sees to it that the strategy remembers nothing.
func (t *Table) forget() (err error) {
	if r, ok := t.strategy.(strategy.Renewer); ok {
		return r.Renew()
	}
	if _, remembers := t.strategy.(strategy.Keeper); remembers || t.strategy == nil {
		t.strategy, err = t.plan.Make()
	}
	return err
}

// Close ends the strategy.
func (t *Table) Close() {
	if r, ok := t.strategy.(strategy.Renewer); ok {
		r.Close()
	}
}

// play plays round number n of the plan.
func (t *Table) play(n int) {
	t.nowNS += pauseNS
	t.engine.OpenRound()
	if t.engine.Presale(t.nowNS) {
		t.submit()
		t.take(t.venue.Presale())
	}
	r := &t.plan.Rounds
	switch {
	case r.drawn() && r.Exact:
		seed := sha256.Sum256(fmt.Appendf(nil, "rugtape lab %d round %d", r.Seed, n))
		d := r.law().Derive(hex.EncodeToString(seed[:]), fmt.Sprintf("lab-%d-%d", r.Seed, n), t.prices)
		t.prices = d.Prices
		t.tape(&Tape{Prices: d.Prices[:d.RugTick], Rug: d.RugTick, RugPrice: d.RugPrice})
	case r.drawn():
		t.drawer.Open()
		t.tick(0, 1)
		t.draw(0)
	default:
		t.tape(&r.Tapes[n])
	}
}

// draw plays what the drawer draws after a tick, to the rug.
func (t *Table) draw(tick int) {
	for {
		price, rugged := t.drawer.Next()
		tick++
		if rugged {
			t.rug(tick, price)
			return
		}
		t.tick(tick, price)
	}
}

// tape plays a recorded round. At a tick that is missing nothing happens, as
// it did not for who was there.
func (t *Table) tape(tape *Tape) {
	for tick, price := range tape.Prices {
		if !math.IsNaN(price) {
			t.tick(tick, price)
		}
	}
	if tape.Ended() {
		t.rug(tape.Rug, tape.RugPrice)
		return
	}
	t.draw(tape.goOn(&t.drawer))
}

func (t *Table) tick(tick int, price float64) {
	t.nowNS += tickNS
	t.ticks++
	if t.engine.Tick(t.nowNS, tick, price) {
		t.submit()
	}
	if t.venue.Waiting() > 0 {
		t.take(t.venue.Tick(t.nowNS, tick, price))
	}
}

func (t *Table) rug(tick int, price float64) {
	t.engine.Rug(tick, price)
	if t.venue.Waiting() > 0 {
		t.take(t.venue.Over())
	}
}

func (t *Table) submit() { t.take(t.venue.Submit(t.engine.Approved(), t.nowNS)) }

func (t *Table) take(reports []guard.Report) {
	for _, r := range reports {
		t.engine.Report(r)
	}
}
