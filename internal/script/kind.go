package script

import (
	"slices"

	"go.starlark.net/syntax"
)

// kind is what is known of an expression's value before the script runs: no
// more than what spares a check at each decision. A kind that is not float,
// small or text may be anything.
type kind uint8

const (
	nothing kind = iota // no value has been seen yet
	float               // a float, or None from a list of prices
	small               // an int of some 64 bits, a bool or None
	text                // a short text that stands in the script
	anything
)

// scalar tells whether comparing it costs next to nothing.
func (k kind) scalar() bool { return k == float || k == small || k == text }

func (k kind) number() bool { return k == float || k == small }

func (k kind) join(other kind) kind {
	switch {
	case k == nothing || k == other:
		return other
	case other == nothing:
		return k
	}
	return anything
}

// attributes are the names that may follow a dot, with the kind of what is
// there: those of the view and what is in it, of a fact, and of math. No other
// type has attributes of these names.
var attributes = map[string]kind{
	"round": small, "phase": anything, "tick": small, "price": float, "high": float, "low": float, "prices": anything,
	"balance": float, "position": anything, "gain": float, "holds": small, "held": small, "bet": anything, "waiting": small,
	"live": small, "quantity": float, "avg_cost": float, "cost": float, "since": small, "start": small, "end": small, "stake": float,
	"kind": anything, "booked": anything, "cash": float, "profit": float, "code": anything, "action": anything,
	"amount": float, "part": float, "pi": float, "e": float,
}

// scope is where names are looked up: a function, or a comprehension.
type scope struct {
	outer *scope
	names map[string]kind
}

func (m *meter) lookup(name string) kind {
	for s := m.scope; s != nil; s = s.outer {
		if k, bound := s.names[name]; bound {
			return k
		}
	}
	if k, bound := m.globals[name]; bound {
		return k
	}
	return anything
}

// kindOf remembers what it found: expressions nest deeply.
func (m *meter) kindOf(e syntax.Expr) kind {
	if k, known := m.kinds[e]; known {
		return k
	}
	k := m.findKind(e)
	m.kinds[e] = k
	return k
}

func (m *meter) findKind(e syntax.Expr) kind {
	switch e := e.(type) {
	case *syntax.Literal:
		return literalKind(e)
	case *syntax.Ident:
		if slices.Contains([]string{"True", "False", "None"}, e.Name) {
			return small
		}
		return m.lookup(e.Name)
	case *syntax.ParenExpr:
		return m.kindOf(e.X)
	case *syntax.UnaryExpr:
		if e.Op == syntax.NOT {
			return small
		}
		if k := m.kindOf(e.X); k.number() {
			return k
		}
	case *syntax.BinaryExpr:
		return binaryKind(e.Op, m.kindOf(e.X), m.kindOf(e.Y))
	case *syntax.CondExpr:
		return m.kindOf(e.True).join(m.kindOf(e.False))
	case *syntax.DotExpr:
		if k, known := attributes[e.Name.Name]; known {
			return k
		}
	case *syntax.CallExpr:
		return callKind(e)
	case *syntax.IndexExpr:
		return m.indexKind(e)
	}
	return anything
}

func literalKind(e *syntax.Literal) kind {
	switch e.Value.(type) {
	case int64:
		return small
	case float64:
		return float
	case string:
		if len(e.Raw) <= longestText {
			return text
		}
	}
	return anything
}

// binaryKind follows Starlark's rules: an operation of a float and anything
// is a float or fails. Sums and products of small ints grow and are no longer
// small, so that no loop makes a large one unseen.
func binaryKind(op syntax.Token, x, y kind) kind {
	switch op {
	case syntax.EQL, syntax.NEQ, syntax.LT, syntax.LE, syntax.GT, syntax.GE, syntax.IN, syntax.NOT_IN:
		return small
	case syntax.AND, syntax.OR:
		return x.join(y)
	case syntax.SLASH:
		return float
	case syntax.PLUS, syntax.MINUS, syntax.STAR, syntax.SLASHSLASH:
		if x == float || y == float {
			return float
		}
		if op == syntax.SLASHSLASH && x == small && y == small {
			return small
		}
	case syntax.PERCENT: // of a text it is formatting
		switch {
		case x == float || x == small && y == float:
			return float
		case x == small && y == small:
			return small
		}
	case syntax.AMP:
		if x == small && y == small {
			return small
		}
	}
	return anything
}

func callKind(e *syntax.CallExpr) kind {
	switch fn := e.Fn.(type) {
	case *syntax.Ident:
		switch fn.Name {
		case "len", "bool":
			return small
		case "float", solName:
			return float
		}
	case *syntax.DotExpr:
		if isIdent(fn.X, mathName) && fn.Name.Name != "floor" && fn.Name.Name != "ceil" {
			return float
		}
	}
	return anything
}

func (m *meter) indexKind(e *syntax.IndexExpr) kind {
	if dot, ok := e.X.(*syntax.DotExpr); ok && dot.Name.Name == "prices" {
		return float
	}
	return anything
}

// elementKind is the kind of what a loop over e yields.
func (m *meter) elementKind(e syntax.Expr) kind {
	switch e := e.(type) {
	case *syntax.DotExpr:
		if e.Name.Name == "prices" {
			return float
		}
	case *syntax.SliceExpr:
		return m.elementKind(e.X)
	case *syntax.CallExpr:
		if isIdent(e.Fn, "range") {
			return small
		}
	}
	return anything
}
