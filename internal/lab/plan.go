package lab

import (
	"errors"
	"fmt"

	"rugtape/internal/fair"
	"rugtape/internal/guard"
	"rugtape/internal/money"
	"rugtape/internal/paper"
	"rugtape/internal/strategy"
)

// Plan says what is tried, on which rounds and how.
type Plan struct {
	Name string // of the strategy, with its parameters
	Make func() (strategy.Strategy, error)
	Spec *strategy.Spec // of a built-in strategy, for the theory; else nil

	Rounds     Rounds
	PerSession int            // rounds in a session
	Balance    money.Lamports // that a session begins with
	Limits     guard.Limits
	Model      paper.Model
}

// Rounds says which rounds are played: drawn ones, or those of Tapes.
type Rounds struct {
	Source string // "drawn", or where the tapes were recorded
	Law    fair.Law
	Seed   uint64
	Count  int  // of drawn rounds
	Exact  bool // drawn bit for bit from made-up server seeds, not by the fast generator
	Tapes  []Tape
	// Finish plays rounds whose end was not seen to an end drawn by the law.
	// They are left out otherwise.
	Finish   bool
	Excluded map[string]int // recorded rounds that are no tapes, by reason
}

// drawn tells whether the rounds are drawn.
func (r *Rounds) drawn() bool { return r.Source == Drawn }

// law is the one that rounds are drawn by, recorded ones to their end too.
func (r *Rounds) law() fair.Law {
	if r.Law.Name == "" {
		return fair.V3
	}
	return r.Law
}

// Drawn is the source of drawn rounds.
const Drawn = "drawn"

// Bounds of a plan.
const (
	MaxRounds  = 1_000_000_000
	maxSession = 10_000_000 // rounds
)

// count is how many rounds are played.
func (r *Rounds) count() int {
	if r.drawn() {
		return r.Count
	}
	return len(r.Tapes)
}

// Check tells what is wrong with the plan.
func (p *Plan) Check() error {
	switch n := p.Rounds.count(); {
	case n == 0 && !p.Rounds.drawn():
		return errors.New("there is no recorded round to play: import some, or draw rounds by the law")
	case n < 1 || n > MaxRounds:
		return fmt.Errorf("%d rounds: use 1 to %d", n, MaxRounds)
	case p.PerSession < 1 || p.PerSession > maxSession:
		return fmt.Errorf("%d rounds in a session: use 1 to %d", p.PerSession, maxSession)
	case p.Balance <= 0:
		return fmt.Errorf("a balance of %v SOL: use more than 0", p.Balance)
	case p.Balance > maxBalance:
		return fmt.Errorf("a balance of %v SOL: use at most %v", p.Balance, maxBalance)
	}
	return errors.Join(p.Limits.Check(), p.Model.Check())
}

// maxBalance keeps all that can be won within what is counted exactly.
const maxBalance = 1_000_000 * money.PerSOL

// Played is how many rounds the plan plays.
func (p *Plan) Played() int { return p.Rounds.count() }

// Sessions is how many sessions the plan has. The last may be shorter.
func (p *Plan) Sessions() int {
	return (p.Rounds.count() + p.PerSession - 1) / p.PerSession
}

// Shard is a run of sessions: From is the first, To the one after the last.
type Shard struct{ From, To int }

// Shards are small enough that one is done within a moment, and their number
// does not depend on who runs them.
const (
	shardRounds = 2_000
	fewShards   = 256 // at least so many, where there are as many sessions
)

// Shards cuts the plan.
func (p *Plan) Shards() []Shard {
	sessions := p.Sessions()
	size := max(1, min(shardRounds/p.PerSession, sessions/fewShards))
	shards := make([]Shard, 0, sessions/size+1)
	for from := 0; from < sessions; from += size {
		shards = append(shards, Shard{from, min(from+size, sessions)})
	}
	return shards
}

// session gives the rounds of a session: first, and the one after the last.
func (p *Plan) session(i int) (first, end int) {
	return i * p.PerSession, min((i+1)*p.PerSession, p.Rounds.count())
}
