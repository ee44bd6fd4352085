package desk

import (
	"slices"

	"rugtape/internal/engine"
	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/money"
)

// Live is a desk at the live edge. Build it with NewLive.
//
// What it is told of the rounds is what the feed brings from then on, at the
// times at which it was received: one that is opened in mid-round begins to
// decide at the next tick. The ticks before are to its strategy what missed
// ticks are, unless a frame carries them (the list of prices on connecting, the
// last few prices). So the same events and commands at the same times make the
// same decisions, marks and digest, wherever they come from: a feed or a journal.
//
// Each round is an epoch, whose lists only grow. What comes late fills the
// strategy's view of the prices and changes nothing that was decided.
type Live struct {
	config Config
	epoch  uint64
	trader // its tick is the newest that was told, the rug's included

	round   string // of the epoch, "" before the first
	opened  money.Lamports
	before  Ending
	deeds   int    // orders by hand in this round
	frameNS int64  // when the newest frame was received
	shown   string // the round it tells of

	// At the latest event, command or report.
	decided  []engine.Decision
	approved []guard.Approved
	orders   []engine.OrderNews
	refused  error // why it was not obeyed
}

// Ending is how a round ended for a desk, with what was booked only when the
// next one began because its end had not been told before.
type Ending struct {
	Round    string // "" where there was none
	Net      money.Lamports
	Marks    []Mark
	Equities []money.Lamports
}

// NewLive opens a desk that waits for its first event.
func NewLive(c Config) (*Live, error) {
	l := &Live{config: c, epoch: c.Epoch + 1, opened: c.Balance}
	if err := l.start(&l.config); err != nil {
		return nil, err
	}
	return l, nil
}

// Event takes what the feed brought, at the time at which it was received, and
// gives the facts of the game that follow; they are valid until the next event.
//
// The venue is shown what the step told: an order that was approved; then the
// presale, the tick that is in view, or the end of the round. What it reports
// is the engine's input in the order in which it was done. Where a step opens
// another round, what waits from the one before is refused first. A live price that no
// law makes is damage: its tick is as good as missed, as on a replay.
func (l *Live) Event(timeNS int64, e game.Event) []game.Fact {
	l.nowNS = timeNS
	if f := e.Frame; f != nil && f.Round != "" {
		l.frameNS, l.shown = timeNS, f.Round
		if f.Phase() != game.PhaseRugged && f.Price.Present && !believed(f.Price.Value) {
			missed := *f
			missed.Price = game.Opt[float64]{}
			e.Frame = &missed
		}
	}
	return l.tell(engine.Input{Event: &e})
}

// Decisions are those of the latest event or command, waits too; a copy to
// keep. What was refused because nothing could be placed decided nothing.
func (l *Live) Decisions() []engine.Decision { return slices.Clone(l.decided) }

// Approved are the orders to press in the real game now, those of the latest
// event or command; a copy to keep. Guard is to be stored before.
func (l *Live) Approved() []guard.Approved { return slices.Clone(l.approved) }

// Orders tells what became of orders to the real game at the latest event,
// command or report; a copy to keep.
func (l *Live) Orders() []engine.OrderNews { return slices.Clone(l.orders) }

// Digest names all that has followed from the events and commands so far.
func (l *Live) Digest() string { return l.engine.Digest() }

// Round is the id of the round in play, "" before the first, and whether it
// can be traded in.
func (l *Live) Round() (id string, open bool) { return l.round, l.open() }

// Before is how the round before the present one ended.
func (l *Live) Before() Ending { return l.before }

// State is what there is to show now. Before tick 0 is told, Tick is 0 and
// there are no Equities; before the first round it is settled.
func (l *Live) State() State { return l.state(&l.config, l.epoch) }

// anew forgets what came of the input before.
func (l *Live) anew() { l.decided, l.approved, l.orders = l.decided[:0], l.approved[:0], l.orders[:0] }

// tell steps the engine, then the venue.
func (l *Live) tell(in engine.Input) []game.Fact {
	l.anew()
	open, worth := l.open(), l.equity()
	out := l.step(in)
	facts := out.Facts
	l.refused = out.Err
	if l.real() {
		l.orders = append(l.orders, out.Orders...)
	}
	if id, _ := l.engine.Round(); id != l.round {
		if open {
			l.missed(&out, worth)
		}
		l.begin(id)
		open, worth = true, l.equity()
	}
	came := false
	switch view := l.engine.View(); {
	case open && !l.open():
		came = l.arrive(l.end(facts), worth)
	case open && view.Live():
		came = l.arrive(view.Tick, worth)
	}
	l.decided = append(l.decided, out.Decisions...)
	l.note(&out)
	if l.real() {
		l.approved = append(l.approved, out.Approved...)
	} else {
		l.submit(out.Approved)
		l.settle()
	}
	if came {
		l.equities = append(l.equities, l.equity())
	}
	return facts
}

// missed ends the epoch of a round that was still open when the step opened
// another: what it booked and what was on its way belong to the old one, what it
// decided to the new one.
func (l *Live) missed(out *engine.Output, worth money.Lamports) {
	next := engine.Output{
		Decisions: slices.Clone(out.Decisions), Approved: slices.Clone(out.Approved), Refused: slices.Clone(out.Refused),
	}
	l.arrive(l.end(out.Facts), worth)
	l.note(&engine.Output{Booked: out.Booked, Orders: out.Orders})
	if !l.real() {
		l.report(l.venue.Over())
	}
	l.equities = append(l.equities, l.engine.Account().Balance())
	*out = next
}

// begin begins the epoch of another round.
func (l *Live) begin(id string) {
	balance := l.engine.Account().Balance()
	l.before = Ending{l.round, balance - l.opened, l.marks, l.equities}
	l.epoch++
	l.round, l.opened, l.deeds = id, balance, 0
	l.count.rounds = l.engine.View().Round + 1
	l.tick, l.marks, l.equities, l.refusing = 0, nil, nil, false
	waiting := l.engine.Guard().Orders // of the real game: the venue's are done
	l.byHand = slices.DeleteFunc(l.byHand, func(key uint64) bool {
		return !slices.ContainsFunc(waiting[:], func(o guard.Order) bool { return o.Key == key })
	})
}

// arrive goes to a tick, if it is a new one, and gives the ticks that were
// skipped what all was worth before it. The tick itself is reckoned when all is
// done that is due at it.
func (l *Live) arrive(tick int, worth money.Lamports) (isNew bool) {
	if tick < len(l.equities) {
		return false
	}
	for len(l.equities) < tick {
		l.equities = append(l.equities, worth)
	}
	l.tick = tick
	return true
}

// end is the tick at which the round ended, by the facts that ended it: the
// one after the newest where none tells.
func (l *Live) end(facts []game.Fact) int {
	for i := range facts {
		f := &facts[i]
		switch {
		case f.Round != l.round:
		case f.Kind == game.Rugged:
			return max(len(l.equities), f.Tick)
		case f.Kind == game.Revealed && len(f.Past.Prices) > 0:
			return max(len(l.equities), len(f.Past.Prices)-1)
		}
	}
	return len(l.equities)
}

// settle shows the venue where the game is.
func (l *Live) settle() {
	switch view := l.engine.View(); {
	case !l.open():
		l.report(l.venue.Over())
	case view.Phase == game.PhasePresale:
		l.report(l.venue.Presale())
	case view.Live():
		l.report(l.venue.Tick(l.nowNS, view.Tick, view.Price))
	}
}
