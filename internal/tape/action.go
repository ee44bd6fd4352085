package tape

import (
	"cmp"
	"fmt"
	"slices"

	"rugtape/internal/game"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/round"
)

// possible says what no press can be, so that what is written can be read.
func possible(a *round.Action) error {
	switch {
	case !slices.Contains(round.Controls, a.Control):
		return fmt.Errorf("there is no control %.40q", a.Control)
	case !slices.Contains(round.Hands, a.By):
		return fmt.Errorf("there is no hand %.40q", a.By)
	case !slices.Contains(round.Outcomes, a.Outcome):
		return fmt.Errorf("there is no outcome %.40q", a.Outcome)
	case !slices.Contains(round.Evidences, a.Evidence):
		return fmt.Errorf("there is no evidence %.40q", a.Evidence)
	}
	return cmp.Or(possibleMoment(&a.Before), possibleMoment(&a.After))
}

func possibleMoment(m *round.Moment) error {
	switch {
	case m.Phase >= noPhase:
		return fmt.Errorf("there is no phase %d", m.Phase)
	case m.Tick.Value < 0 || m.Tick.Value > game.MaxTick:
		return fmt.Errorf("there is no tick %d", m.Tick.Value)
	case m.Ours.BetEnd.Value < 0 || m.Ours.BetEnd.Value > game.MaxTick+ledger.BetWindow:
		return fmt.Errorf("no side bet ends at tick %d", m.Ours.BetEnd.Value)
	}
	return nil
}

// action writes a press: what the player did first, then what came of it,
// then what was known before and after.
func (e *encoder) action(a *round.Action) {
	e.text(actionPrefix, string(a.Control))
	e.int(`,"at_ns":`, a.AtNS)
	e.maybe(`,"label":`, a.Label)
	e.maybeMoney(`,"amount":`, a.Amount)
	e.maybeFloat(`,"part":`, a.Part)
	e.text(`,"by":`, string(a.By))
	if a.Order != 0 {
		e.b = fmt.Appendf(e.b, `,"order":%d`, a.Order)
	}
	e.text(`,"outcome":`, string(a.Outcome))
	e.time(`,"confirmed_ns":`, a.ConfirmedNS)
	e.maybe(`,"evidence":`, string(a.Evidence))
	e.maybeFloat(`,"done_price":`, a.DonePrice)
	e.maybe(`,"why":`, a.Why)
	e.moment(`,"before":{`, &a.Before)
	e.moment(`,"after":{`, &a.After)
	e.endLine()
}

// moment leaves out one of which nothing is known.
func (e *encoder) moment(name string, m *round.Moment) {
	e.b = append(e.b, name...)
	start := len(e.b)
	if m.Phase != game.PhaseUnknown {
		e.text(`,"phase":`, m.Phase.String())
	}
	e.maybeInt(`,"tick":`, m.Tick)
	e.maybeFloat(`,"price":`, m.Price)
	e.maybeMoney(`,"balance":`, m.Ours.Balance)
	e.maybeFloat(`,"quantity":`, m.Ours.Quantity)
	e.maybeFloat(`,"avg_cost":`, m.Ours.AvgCost)
	e.maybeMoney(`,"bet":`, m.Ours.Bet)
	e.maybeInt(`,"bet_end":`, m.Ours.BetEnd)
	e.maybeFloat(`,"pnl":`, m.Ours.PnL)
	e.maybeFloat(`,"server_cash":`, m.Server.Cash)
	e.maybeFloat(`,"server_quantity":`, m.Server.Quantity)
	e.maybeFloat(`,"server_avg_cost":`, m.Server.AvgCost)
	e.maybeFloat(`,"server_pnl":`, m.Server.PnL)
	if len(e.b) == start {
		e.b = e.b[:start-len(name)]
		return
	}
	// The first member has no comma before it.
	e.b = slices.Delete(e.b, start, start+1)
	e.b = append(e.b, '}')
}

// The members below are left out where they are absent.

func (e *encoder) maybeInt(name string, v game.Opt[int]) {
	if v.Present {
		e.int(name, int64(v.Value))
	}
}

func (e *encoder) maybeFloat(name string, v game.Opt[float64]) {
	if v.Present {
		e.float(name, v.Value)
	}
}

func (e *encoder) maybeMoney(name string, v game.Opt[money.Lamports]) {
	if v.Present {
		e.money(name, v.Value)
	}
}

// actionLine is a press as a line of the file has it.
type actionLine struct {
	Control     round.Control   `json:"action"`
	AtNS        *int64          `json:"at_ns"`
	Label       string          `json:"label"`
	Amount      *money.Lamports `json:"amount"`
	Part        *float64        `json:"part"`
	By          round.Hand      `json:"by"`
	Order       uint64          `json:"order"`
	Outcome     round.Outcome   `json:"outcome"`
	ConfirmedNS int64           `json:"confirmed_ns"`
	Evidence    round.Evidence  `json:"evidence"`
	DonePrice   *float64        `json:"done_price"`
	Why         string          `json:"why"`
	Before      *momentLine     `json:"before"`
	After       *momentLine     `json:"after"`
}

// momentLine is what was known before or after it.
type momentLine struct {
	Phase          string          `json:"phase"`
	Tick           *int            `json:"tick"`
	Price          *float64        `json:"price"`
	Balance        *money.Lamports `json:"balance"`
	Quantity       *float64        `json:"quantity"`
	AvgCost        *float64        `json:"avg_cost"`
	Bet            *money.Lamports `json:"bet"`
	BetEnd         *int            `json:"bet_end"`
	PnL            *float64        `json:"pnl"`
	ServerCash     *float64        `json:"server_cash"`
	ServerQuantity *float64        `json:"server_quantity"`
	ServerAvgCost  *float64        `json:"server_avg_cost"`
	ServerPnL      *float64        `json:"server_pnl"`
}

func (d *decoder) action(line []byte) error {
	var l actionLine
	if err := d.decode(line, &l); err != nil {
		return err
	}
	if l.AtNS == nil {
		return d.wrong("a press without its time")
	}
	a := round.Action{
		AtNS: *l.AtNS, Control: l.Control, Label: l.Label, Amount: opt(l.Amount), Part: opt(l.Part), By: l.By, Order: l.Order,
		Outcome: l.Outcome, ConfirmedNS: l.ConfirmedNS, Evidence: l.Evidence, DonePrice: opt(l.DonePrice), Why: l.Why,
	}
	for _, m := range []struct {
		from *momentLine
		to   *round.Moment
	}{{l.Before, &a.Before}, {l.After, &a.After}} {
		if m.from == nil {
			continue
		}
		moment, ok := m.from.moment()
		if !ok {
			return d.wrong("there is no phase %.40q", m.from.Phase)
		}
		*m.to = moment
	}
	if err := possible(&a); err != nil {
		return d.wrong("%v", err)
	}
	d.rec.Actions = append(d.rec.Actions, a)
	return nil
}

func (l *momentLine) moment() (m round.Moment, ok bool) {
	m = round.Moment{
		Tick: opt(l.Tick), Price: opt(l.Price),
		Ours: round.Books{
			Balance: opt(l.Balance), Quantity: opt(l.Quantity), AvgCost: opt(l.AvgCost),
			Bet: opt(l.Bet), BetEnd: opt(l.BetEnd), PnL: opt(l.PnL),
		},
		Server: round.Purse{
			Cash: opt(l.ServerCash), Quantity: opt(l.ServerQuantity), AvgCost: opt(l.ServerAvgCost), PnL: opt(l.ServerPnL),
		},
	}
	if l.Phase == "" {
		return m, true
	}
	m.Phase = phaseOf(l.Phase)
	return m, m.Phase != noPhase && m.Phase != game.PhaseUnknown
}

// opt is a member that may be absent.
func opt[T any](v *T) game.Opt[T] {
	if v == nil {
		return game.Opt[T]{}
	}
	return game.Some(*v)
}
