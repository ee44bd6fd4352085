package desk

import (
	"rugtape/internal/engine"
	"rugtape/internal/guard"
	"rugtape/internal/money"
	"rugtape/internal/paper"
	"rugtape/internal/strategy"
)

// trader is what every desk is moved by: an engine, the venue that does its
// orders, and the marks that both leave.
type trader struct {
	engine *engine.Engine
	venue  *paper.Venue // nil where orders go to the real game
	broken error        // why there is no strategy
	seq    uint64
	nowNS  int64

	tick   int // that marks are made at
	byHand []uint64
	latest strategy.Intent // of the strategy

	count    count
	marks    []Mark           // only ever appended to: what was handed out stays
	equities []money.Lamports // by tick; so are these
	refusing bool             // the last mark is a refusal that may be repeated
}

// count is what happened in the session.
type count struct{ rounds, bets, refused int }

// start seats a trader that has seen nothing yet.
func (t *trader) start(c *Config) error {
	if err := c.check(); err != nil {
		return err
	}
	first := engine.Config{Name: c.Name, Balance: c.Balance, Limits: c.Limits, Live: c.Real}
	if c.Guard != nil {
		g, err := guard.Continue(*c.Guard, c.Limits, c.Real)
		if err != nil {
			return err
		}
		first.Guard = &g
	}
	if c.Strategy != nil {
		var err error
		if first.Strategy, err = c.Strategy(); err != nil {
			return err
		}
	}
	t.engine = engine.New(first)
	if !c.Real {
		t.venue = paper.New(c.Model)
	}
	return nil
}

// real tells whether orders go to the real game: there is no venue here then.
func (t *trader) real() bool { return t.venue == nil }

// waiting is how many orders are on their way.
func (t *trader) waiting() int {
	if t.real() {
		return t.engine.View().Waiting
	}
	return t.venue.Waiting()
}

// open tells whether the round in play can be traded in.
func (t *trader) open() bool {
	_, open := t.engine.Round()
	return open
}

// err is why the strategy no longer decides, nil while it does.
func (t *trader) err() error {
	if t.broken != nil {
		return t.broken
	}
	return t.engine.Err()
}

// step gives the engine its next input.
func (t *trader) step(in engine.Input) engine.Output {
	t.seq++
	in.Seq, in.TimeNS = t.seq, t.nowNS
	return t.engine.Step(in)
}

// submit gives what was approved to the venue.
func (t *trader) submit(approved []guard.Approved) {
	if len(approved) > 0 { // one: at each input at most one thing is decided
		t.report(t.venue.Submit(approved[0], t.nowNS))
	}
}

// report hands back what the venue did.
func (t *trader) report(reports []guard.Report) {
	for _, r := range reports {
		out := t.step(engine.Input{Report: &r})
		t.note(&out)
	}
}

// equity is the balance and what selling all would bring now.
func (t *trader) equity() money.Lamports {
	return t.engine.Account().Equity(t.engine.View().Price)
}

// state is what there is to show now.
func (t *trader) state(c *Config, epoch uint64) State {
	view, account, gate := t.engine.View(), t.engine.Account(), t.engine.Guard()
	s := State{
		Epoch: epoch, Tick: t.tick, Session: c.Session, Name: c.Name, Script: c.Script, Err: t.err(),
		Start: c.Balance, Balance: account.Balance(), Equity: t.equity(),
		Price: view.Price, Position: account.Position(), PnL: account.PnL(view.Price),
		Waiting: t.waiting(), Stopped: gate.Stopped, Settled: !t.open(), Real: t.real(), Arming: gate.Arming,
		Latest: t.latest,
		Rounds: t.count.rounds, Bets: t.count.bets, Refused: t.count.refused,
		Marks: t.marks[:len(t.marks):len(t.marks)], Equities: t.equities[:len(t.equities):len(t.equities)],
	}
	s.Bet, s.HasBet = account.Bet()
	for i := range gate.Orders {
		if s.Real && gate.Orders[i].Life != guard.None {
			s.Open = append(s.Open, gate.Orders[i])
		}
	}
	return s
}
