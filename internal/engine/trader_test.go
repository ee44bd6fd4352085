package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"rugtape/internal/engine"
	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/paper"
	"rugtape/internal/strategy"
)

const (
	sol    = money.PerSOL
	ms     = sol / 1000 // a thousandth of a SOL
	tickNS = int64(250e6)
)

// setup is what a trader is made of.
type setup struct {
	spec    string // of the strategy, "" for none
	balance money.Lamports
	limits  guard.Limits
	model   paper.Model
}

func (s setup) String() string { return fmt.Sprintf("%s %+v", s.spec, s.model) }

func (s setup) config(t testing.TB) engine.Config {
	t.Helper()
	c := engine.Config{Name: s.spec, Balance: s.balance, Limits: s.limits}
	if s.spec != "" {
		spec, err := strategy.Parse(s.spec)
		if err != nil {
			t.Fatal(err)
		}
		c.Strategy = spec.New()
	}
	return c
}

// trader is the loop that a caller writes around an engine and the paper
// venue, as doc.go says. At every step it holds the books against the cash.
type trader struct {
	t      testing.TB
	setup  setup
	engine *engine.Engine
	venue  *paper.Venue
	seq    uint64
	now    int64
	round  string
	start  money.Lamports
	cash   money.Lamports // booked so far
	// By input: what came of it, in words, and what was booked.
	trace  []string
	booked []ledger.Entry
	quiet  bool // no trace
	byHand bool // what becomes of orders is said elsewhere
}

func newTrader(t testing.TB, s setup) *trader {
	return &trader{t: t, setup: s, engine: engine.New(s.config(t)), venue: paper.New(s.model), start: s.balance}
}

// tell is an event at a time; what the venue makes of it follows.
func (tr *trader) tell(now int64, event game.Event) {
	tr.now = now
	event.RecvNS = now
	tr.step(engine.Input{Event: &event})
	tr.settle()
}

// order is one by hand.
func (tr *trader) order(c engine.Command) {
	tr.step(engine.Input{Command: &c})
	tr.settle()
}

func (tr *trader) settle() {
	v := tr.engine.View()
	switch _, open := tr.engine.Round(); {
	case !open:
		tr.report(tr.venue.Over())
	case tr.venue.Waiting() == 0:
	case v.Phase == game.PhasePresale:
		tr.report(tr.venue.Presale())
	case v.Live():
		tr.report(tr.venue.Tick(tr.now, v.Tick, v.Price))
	}
}

func (tr *trader) report(reports []guard.Report) {
	for _, r := range reports {
		tr.step(engine.Input{Report: &r})
	}
}

// step is an input; what it gives is valid until the next.
func (tr *trader) step(in engine.Input) engine.Output {
	tr.seq++
	in.Seq, in.TimeNS = tr.seq, tr.now
	out := tr.engine.Step(in)
	if !tr.quiet {
		tr.trace = append(tr.trace, words(&out))
	}
	for _, entry := range out.Booked {
		tr.cash += entry.Cash
		tr.booked = append(tr.booked, entry)
	}
	tr.check()
	if id, _ := tr.engine.Round(); id != tr.round { // before an order of the new one is given
		tr.round = id
		tr.report(tr.venue.Over())
	}
	if len(out.Approved) > 0 && !tr.byHand {
		tr.report(tr.venue.Submit(out.Approved[0], tr.now))
	}
	return out
}

// check holds the balance against the cash, and what the guard counts against
// the books.
func (tr *trader) check() {
	tr.t.Helper()
	books, g := tr.engine.Account(), tr.engine.Guard()
	bet, _ := books.Bet()
	switch {
	case books.Balance() != tr.start+tr.cash:
		tr.t.Fatalf("step %d: the balance is %v, and %v with %v booked", tr.seq, books.Balance(), tr.start, tr.cash)
	case tr.engine.View().Balance != books.Balance():
		tr.t.Fatalf("step %d: the view shows %v, the books %v", tr.seq, tr.engine.View().Balance, books.Balance())
	case tr.byHand: // what the game did counts, even if the books cannot follow
	case g.Held != books.Position().Cost || g.Bet != bet.Stake:
		tr.t.Fatalf("step %d: the guard counts %v and %v at risk, the books %v and %v", tr.seq, g.Held, g.Bet, books.Position().Cost, bet.Stake)
	case g.Session == 1 && g.SessionNet != tr.cash && g.SessionIn == 0:
		tr.t.Fatalf("step %d: the guard counts %v in the session, the books %v", tr.seq, g.SessionNet, tr.cash)
	}
}

// words is all that follows from an input, but for times.
func words(out *engine.Output) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, "\t"+format+"\n", args...) }
	for i := range out.Decisions {
		d := &out.Decisions[i]
		by := ""
		if d.ByHand {
			by = "by hand "
		}
		line("%s%s at tick %d, %vx (%s)%s", by, intent(d.Intent), d.Tick, d.Price, d.Phase, why(d.Intent))
	}
	for i := range out.Approved {
		o := out.Approved[i].Order()
		line("approved %d: %s", o.Key, intent(strategy.Intent{Action: o.Action, Amount: o.Amount, Part: o.Part}))
	}
	for _, r := range out.Refused {
		line("refused %s: %s", r.Code, r)
	}
	for _, o := range out.Orders {
		line("order %d %s", o.Order.Key, strings.TrimSpace(o.Order.Life.String()+" "+string(o.Code)))
	}
	for _, e := range out.Booked {
		if e.Quantity == 0 {
			line("%s at tick %d: cash %v, profit %v", e.Kind, e.Tick, e.Cash, e.Profit)
			continue
		}
		line("%s at tick %d, %vx: quantity %v, cash %v, profit %v", e.Kind, e.Tick, e.Price, e.Quantity, e.Cash, e.Profit)
	}
	if out.Err != nil {
		line("error: %v", out.Err)
	}
	return b.String()
}

func intent(in strategy.Intent) string {
	switch in.Action {
	case strategy.Sell:
		return fmt.Sprintf("SELL %v", in.Part)
	case strategy.Wait:
		return "WAIT"
	}
	return fmt.Sprintf("%s %v", in.Action, in.Amount)
}

func why(in strategy.Intent) string {
	if text := in.Why.String(); text != "" {
		return ": " + text
	}
	return ""
}
