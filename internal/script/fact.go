package script

import (
	"fmt"

	"go.starlark.net/starlark"

	"rugtape/internal/strategy"
)

// fact shows a fact to a script. What a kind of fact does not have is None.
type fact struct{ of *strategy.Fact }

var factNames = []string{
	"action", "amount", "booked", "cash", "code", "kind", "part", "price", "profit", "quantity", "tick",
}

// Attr gives an attribute.
func (f *fact) Attr(name string) (starlark.Value, error) {
	switch name {
	case "kind":
		return starlark.String(f.of.Kind.String()), nil
	case "tick":
		return starlark.MakeInt(f.of.Tick), nil
	case "price":
		switch f.of.Kind {
		case strategy.Rugged:
			return starlark.Float(f.of.Price), nil
		case strategy.Booked:
			return starlark.Float(f.of.Entry.Price), nil
		}
		return starlark.None, nil
	case "booked", "quantity", "cash", "profit":
		if f.of.Kind != strategy.Booked {
			return starlark.None, nil
		}
		return f.entry(name), nil
	case "action", "amount", "part", "code":
		if f.of.Kind != strategy.Refused {
			return starlark.None, nil
		}
		return f.refused(name), nil
	}
	return nil, nil
}

func (f *fact) entry(name string) starlark.Value {
	switch name {
	case "quantity":
		return starlark.Float(f.of.Entry.Quantity)
	case "cash":
		return solOf(f.of.Entry.Cash)
	case "profit":
		return solOf(f.of.Entry.Profit)
	}
	return starlark.String(f.of.Entry.Kind.String())
}

func (f *fact) refused(name string) starlark.Value {
	switch name {
	case "action":
		return starlark.String(f.of.Intent.Action.String())
	case "amount":
		return solOf(f.of.Intent.Amount)
	case "part":
		return starlark.Float(f.of.Intent.Part)
	}
	return starlark.String(f.of.Code)
}

func (f *fact) AttrNames() []string   { return factNames }
func (f *fact) String() string        { return f.of.Kind.String() + " fact" }
func (f *fact) Type() string          { return "fact" }
func (f *fact) Freeze()               {}
func (f *fact) Truth() starlark.Bool  { return true }
func (f *fact) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable type: fact") }
