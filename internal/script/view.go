package script

import (
	"fmt"

	"go.starlark.net/starlark"

	"rugtape/internal/game"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// view shows a strategy's view to a script. Its attributes are made when they
// are asked for; nothing is copied. It is good for one call: a script has
// nowhere to keep it.
type view struct {
	of       *strategy.View
	position position
	bet      bet
	prices   prices
}

func (v *view) show(of *strategy.View) { v.of, v.position.of, v.bet.of = of, of, of }

// viewNames are the attributes of a view.
var viewNames = []string{
	"balance", "bet", "gain", "held", "high", "holds", "live", "low", "phase", "position", "price", "prices", "round", "tick", "waiting",
}

// Attr gives an attribute.
func (v *view) Attr(name string) (starlark.Value, error) {
	switch name {
	case "price":
		return starlark.Float(v.of.Price), nil
	case "tick":
		return starlark.MakeInt(v.of.Tick), nil
	case "holds":
		return starlark.Bool(v.of.Holds()), nil
	case "waiting":
		return starlark.MakeInt(v.of.Waiting), nil
	case "phase":
		return phaseOf(v.of.Phase), nil
	case "live":
		return starlark.Bool(v.of.Live()), nil
	case "gain":
		return starlark.Float(v.of.Gain()), nil
	case "held":
		return held(v.of), nil
	case "position":
		return &v.position, nil
	case "bet":
		if !v.of.HasBet {
			return starlark.None, nil
		}
		return &v.bet, nil
	case "balance":
		return solOf(v.of.Balance), nil
	case "high":
		return starlark.Float(v.of.High), nil
	case "low":
		return starlark.Float(v.of.Low), nil
	case "prices":
		v.prices.of = v.of.Prices
		return &v.prices, nil
	case "round":
		return starlark.MakeInt(v.of.Round), nil
	}
	return nil, nil
}

func held(v *strategy.View) starlark.Value {
	if !v.Holds() {
		return starlark.MakeInt(0)
	}
	return starlark.MakeInt(v.Held())
}

func solOf(l money.Lamports) starlark.Value { return starlark.Float(l.Float()) }

var phases = func() (all []starlark.Value) {
	for p := game.PhaseUnknown; p <= game.PhaseRugged; p++ {
		all = append(all, starlark.String(p.String()))
	}
	return all
}()

func phaseOf(p game.Phase) starlark.Value {
	if int(p) < len(phases) {
		return phases[p]
	}
	return phases[game.PhaseUnknown]
}

func (v *view) AttrNames() []string   { return viewNames }
func (v *view) String() string        { return fmt.Sprintf("view of tick %d", v.of.Tick) }
func (v *view) Type() string          { return "view" }
func (v *view) Freeze()               {}
func (v *view) Truth() starlark.Bool  { return true }
func (v *view) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable type: view") }

// position is what is held.
type position struct{ of *strategy.View }

// Attr gives an attribute.
func (p *position) Attr(name string) (starlark.Value, error) {
	switch name {
	case "quantity":
		return starlark.Float(p.of.Position.Quantity), nil
	case "avg_cost":
		return starlark.Float(p.of.Position.AvgCost), nil
	case "cost":
		return solOf(p.of.Position.Cost), nil
	case "since":
		return starlark.MakeInt(p.of.Position.Since), nil
	}
	return nil, nil
}

func (p *position) AttrNames() []string { return []string{"avg_cost", "cost", "quantity", "since"} }

func (p *position) String() string        { return fmt.Sprintf("position of %v", p.of.Position.Quantity) }
func (p *position) Type() string          { return "position" }
func (p *position) Freeze()               {}
func (p *position) Truth() starlark.Bool  { return starlark.Bool(p.of.Holds()) }
func (p *position) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable type: position") }

// bet is the side bet that is open.
type bet struct{ of *strategy.View }

// Attr gives an attribute.
func (b *bet) Attr(name string) (starlark.Value, error) {
	switch name {
	case "start":
		return starlark.MakeInt(b.of.Bet.Start), nil
	case "end":
		return starlark.MakeInt(b.of.Bet.End), nil
	case "stake":
		return solOf(b.of.Bet.Stake), nil
	}
	return nil, nil
}

func (b *bet) AttrNames() []string   { return []string{"end", "stake", "start"} }
func (b *bet) String() string        { return fmt.Sprintf("side bet to tick %d", b.of.Bet.End) }
func (b *bet) Type() string          { return "bet" }
func (b *bet) Freeze()               {}
func (b *bet) Truth() starlark.Bool  { return true }
func (b *bet) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable type: bet") }
