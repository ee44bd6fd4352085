package engine

import (
	"fmt"

	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// Config says what an engine folds with.
type Config struct {
	Strategy strategy.Strategy // nil where only the player acts
	Name     string            // of the strategy, with all its parameters
	Balance  money.Lamports    // to begin with, at most ledger.Limit
	Limits   guard.Limits
	Live     bool // orders go to the real game: they need an arming
	// Guard, if set, is the guard to go on with, instead of a new one with
	// Limits and Live. It is copied.
	Guard *guard.Guard
}

// Engine is the fold. Build it with New or Restore.
type Engine struct {
	machine  game.Machine
	strategy strategy.Strategy
	name     string
	observer strategy.Observer // the strategy, if it is one
	account  ledger.Account
	guard    guard.Guard
	view     strategy.View

	nowNS   int64 // by the caller's clock, which may be set back
	frameNS int64 // when the newest frame was received
	round   string
	open    bool   // a round is open: told, and not over
	asked   bool   // what to do in its presale
	next    string // a round that was told while one is open, "" for none
	opened  int    // rounds so far

	approved guard.Approved // the last one
	entries  []ledger.Entry // of the last report, in one piece of memory
	past     *past          // how the last round ended; nil on paper
	adopted  uint64         // orders up to this key are in books that were adopted
	tally    Tally
	seq      uint64
	digest   digest
	out      *Output // what Step gives; nil where rounds are played directly
	own      Output
}

// New starts an engine. The limits must pass Check.
func New(c Config) *Engine {
	e := new(Engine)
	e.Reset(c)
	return e
}

// Reset makes the engine a new one, in the memory of the old.
func (e *Engine) Reset(c Config) {
	e.account.Reopen(c.Balance)
	account, prices, codes, entries := e.account, e.view.Prices[:0], e.tally.Codes, e.entries[:0]
	clear(codes)
	*e = Engine{
		strategy: c.Strategy, name: c.Name, account: account, guard: guard.New(c.Limits, c.Live),
		digest: newDigest(), tally: Tally{Codes: codes}, entries: entries,
	}
	if c.Guard != nil {
		e.guard = *c.Guard
	}
	e.view = strategy.View{Price: 1, High: 1, Low: 1, Prices: prices, Balance: c.Balance, Waiting: e.guard.Waiting()}
	e.observer, _ = c.Strategy.(strategy.Observer)
}

// Tally counts what came of the orders, since New or Restore.
type Tally struct {
	Bets    int            // buys and side bets that were done
	Staked  money.Lamports // in them
	Refused int            // by the guard, the venue or the books
	Codes   map[guard.Code]int
}

// Tally is what came of the orders so far; its map is the engine's own.
func (e *Engine) Tally() Tally { return e.tally }

func (t *Tally) refuse(code guard.Code) {
	if t.Codes == nil {
		t.Codes = map[guard.Code]int{}
	}
	t.Refused++
	t.Codes[code]++
}

// Account is a look at the books; only the engine changes them.
func (e *Engine) Account() *ledger.Account { return &e.account }

// Guard is a copy of what the guard remembers, to be stored.
func (e *Engine) Guard() guard.State { return e.guard.State() }

// WakeNS is when an order on its way expires; 0 for never.
func (e *Engine) WakeNS() int64 { return e.guard.ExpireNS() }

// View is what a strategy sees now. It is valid until the next step.
func (e *Engine) View() *strategy.View { return &e.view }

// Round is the id of the round that is open, or was last.
func (e *Engine) Round() (id string, open bool) { return e.round, e.open }

// Err is why the strategy no longer decides, nil while it does.
func (e *Engine) Err() error {
	if c, ok := e.strategy.(strategy.Checked); ok {
		return c.Err()
	}
	return nil
}

// Digest names all that has followed from the inputs so far.
func (e *Engine) Digest() string { return e.digest.String() }

// Step takes the next input.
func (e *Engine) Step(in Input) Output {
	if in.Seq != e.seq+1 {
		panic(fmt.Sprintf("engine: input %d follows input %d", in.Seq, e.seq))
	}
	e.seq = in.Seq
	e.nowNS = in.TimeNS
	stored, orders := e.guard.Seq(), e.guard.Orders()
	e.own.reset()
	e.out = &e.own
	switch {
	case in.Event != nil:
		e.event(in.Event)
	case in.Report != nil:
		e.Report(*in.Report)
	case in.Command != nil:
		e.out.Err = e.obey(in.Command)
	}
	e.guard.Expire(e.nowNS)
	if e.guard.Live() { // on paper the venue tells
		e.unexplained(&orders)
	}
	e.out.Store = e.guard.Seq() != stored
	e.out.WakeNS = e.WakeNS()
	e.digest.output(in, e.out, e.account.Balance())
	out := e.own
	e.out = nil
	return out
}

// event takes what the game's machine makes of an event.
func (e *Engine) event(event *game.Event) {
	facts := e.machine.Step(*event)
	e.out.Facts = facts
	if event.Frame != nil {
		e.frameNS = e.nowNS
	}
	for i := range facts {
		e.fact(&facts[i])
	}
}

func (e *Engine) obey(c *Command) error {
	switch c.Kind {
	case Place:
		e.place(c.Intent, c.Decided, true)
	case NewSession:
		e.guard.NewSession()
	case Stop:
		e.guard.Stop()
	case Resume:
		e.guard.Resume()
	case Arm:
		return e.guard.Arm(c.Arming, e.nowNS)
	case Disarm:
		e.guard.Disarm()
	case Adopt:
		return e.adopt(&c.Books)
	case GrantExit:
		return e.guard.GrantExit(c.UntilNS, e.nowNS)
	default:
		return fmt.Errorf("there is no such command: %s", c.Kind)
	}
	return nil
}
