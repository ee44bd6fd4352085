package engine

import (
	"fmt"
	"math"

	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/strategy"
)

// Snapshot is an engine between two rounds, laid open to be stored. It does
// not hold the strategy, only its name and what it remembers.
type Snapshot struct {
	Seq      uint64
	NowNS    int64
	FrameNS  int64
	Round    string
	Opened   int
	Tick     int     // the last of the round that is over
	Price    float64 // at it
	Digest   uint64
	Name     string // of the strategy
	Strategy string // what it remembers
	Machine  game.State
	Account  ledger.State
	Guard    guard.State
	Past     *Past  // how the last round of a live engine ended, nil for none
	Adopted  uint64 // orders up to this key are in books that were adopted
}

// Past is the end of a round: the rug, and the books right before it.
type Past struct {
	Round   uint64 // by the guard's count
	Tick    int
	Price   float64
	Unseen  bool // the rug was never told
	Account ledger.State
}

// Snapshot lays the engine open. It is false in the middle of a round: there
// are none then.
func (e *Engine) Snapshot() (Snapshot, bool) {
	if e.open {
		return Snapshot{}, false
	}
	s := Snapshot{
		Seq: e.seq, NowNS: e.nowNS, FrameNS: e.frameNS,
		Round: e.round, Opened: e.opened, Tick: e.view.Tick, Price: e.view.Price,
		Digest: uint64(e.digest), Name: e.name, Machine: e.machine.State(), Account: e.account.State(), Guard: e.guard.State(),
	}
	if k, ok := e.strategy.(strategy.Keeper); ok {
		s.Strategy = k.State()
	}
	s.Adopted = e.adopted
	if p := e.past; p != nil {
		s.Past = &Past{p.round, p.tick, p.price, p.unseen, p.account.State()}
	}
	return s, true
}

// Restore makes an engine that goes on from a snapshot as if it had never
// stopped. The strategy in c is a new one of the same kind; its balance,
// limits and kind of orders are the snapshot's: what was decided under them would be
// decided otherwise under others. (Who wants others puts the state of guard.Continue
// into the snapshot.) What the round that is over looked like, tick by tick, is not
// in it.
func Restore(c Config, s Snapshot) (*Engine, error) {
	if c.Name != s.Name {
		return nil, fmt.Errorf("restore the strategy: the snapshot is of %q, and this is %q", s.Name, c.Name)
	}
	account, err := ledger.FromState(s.Account)
	if err != nil {
		return nil, fmt.Errorf("restore the books: %w", err)
	}
	g, err := guard.FromState(s.Guard)
	if err != nil {
		return nil, fmt.Errorf("restore the guard: %w", err)
	}
	if !(s.Price >= 0 && s.Price <= math.MaxFloat64) || s.Tick < 0 || s.Opened < 0 {
		return nil, fmt.Errorf("restore the engine: tick %d at %v after %d rounds", s.Tick, s.Price, s.Opened)
	}
	e := New(c)
	e.machine, e.account, e.guard = game.FromState(s.Machine), account, g
	e.seq, e.nowNS, e.frameNS, e.round, e.opened = s.Seq, s.NowNS, s.FrameNS, s.Round, s.Opened
	e.digest, e.adopted = digest(s.Digest), s.Adopted
	if e.past, err = s.Past.restore(); err != nil {
		return nil, fmt.Errorf("restore the end of a round: %w", err)
	}
	e.view.Tick, e.view.Price, e.view.Balance, e.view.Waiting = s.Tick, s.Price, account.Balance(), g.Waiting()
	if s.Opened > 0 {
		e.view.Round, e.view.Phase = s.Opened-1, game.PhaseRugged
	}
	k, keeps := c.Strategy.(strategy.Keeper)
	if !keeps && s.Strategy == "" {
		return e, nil
	}
	if !keeps {
		return nil, fmt.Errorf("restore the strategy: it remembers nothing, and the snapshot holds %d bytes of its memory", len(s.Strategy))
	}
	if err := k.Restore(s.Strategy); err != nil {
		return nil, fmt.Errorf("restore the strategy: %w", err)
	}
	return e, nil
}

func (p *Past) restore() (*past, error) {
	if p == nil {
		return nil, nil
	}
	if !(p.Price >= 0 && p.Price <= 1) || p.Tick < 0 {
		return nil, fmt.Errorf("a rug at tick %d, %v", p.Tick, p.Price)
	}
	account, err := ledger.FromState(p.Account)
	return &past{p.Round, p.Tick, p.Price, p.Unseen, account}, err
}

// AdoptGuard puts the guard's state that was stored last in the place of an
// older one. It is called after a restart, when all recorded inputs have been taken:
// the store is ahead of them where the last inputs were lost.
func (e *Engine) AdoptGuard(s guard.State) error {
	if s.Seq <= e.guard.Seq() {
		return nil
	}
	g, err := guard.FromState(s)
	if err != nil {
		return fmt.Errorf("take the guard's state over: %w", err)
	}
	e.guard = g
	e.view.Waiting = g.Waiting()
	return nil
}
