package script

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// binding gives a name a value: that of an expression, or of each element of
// one. A nil expression is a value of which nothing is known.
type binding struct {
	name    *syntax.Ident
	value   syntax.Expr
	element bool
}

// bindings are those of the statements of one function or of the file,
// without those in functions and comprehensions inside it.
func bindings(stmts []syntax.Stmt) (all []binding) {
	for _, stmt := range stmts {
		switch stmt := stmt.(type) {
		case *syntax.AssignStmt:
			if stmt.Op == syntax.EQ {
				all = append(all, bind(stmt.LHS, stmt.RHS, false)...)
			} else if id, ok := stmt.LHS.(*syntax.Ident); ok {
				op := augmented[stmt.Op]
				all = append(all, binding{id, &syntax.BinaryExpr{X: stmt.LHS, Op: op, OpPos: stmt.OpPos, Y: stmt.RHS}, false})
			}
		case *syntax.ForStmt:
			all = append(all, bind(stmt.Vars, stmt.X, true)...)
			all = append(all, bindings(stmt.Body)...)
		case *syntax.IfStmt:
			all = append(all, bindings(stmt.True)...)
			all = append(all, bindings(stmt.False)...)
		case *syntax.DefStmt:
			all = append(all, binding{name: stmt.Name})
		}
	}
	return all
}

// bind is for one target of an assignment; of the parts of a sequence nothing
// is known.
func bind(target, value syntax.Expr, element bool) (all []binding) {
	switch target := target.(type) {
	case *syntax.Ident:
		return []binding{{target, value, element}}
	case *syntax.ParenExpr:
		return bind(target.X, value, element)
	case *syntax.TupleExpr:
		for _, part := range target.List {
			all = append(all, bind(part, nil, false)...)
		}
	case *syntax.ListExpr:
		for _, part := range target.List {
			all = append(all, bind(part, nil, false)...)
		}
	}
	return all
}

// parameters are the names that a function's parameters bind.
func parameters(params []syntax.Expr) (all []binding) {
	for _, param := range params {
		switch param := param.(type) {
		case *syntax.Ident:
			all = append(all, binding{name: param})
		case *syntax.BinaryExpr:
			all = append(all, binding{name: param.X.(*syntax.Ident)})
		case *syntax.UnaryExpr:
			if id, ok := param.X.(*syntax.Ident); ok {
				all = append(all, binding{name: id})
			}
		}
	}
	return all
}

// rounds is how often the kinds of names are followed from one to the next; a
// longer chain of names is taken for anything.
const rounds = 8

// settle finds the kinds of the names that are bound, each the join over all
// its bindings, in whatever order the script comes to them.
func (m *meter) settle(names map[string]kind, all []binding) {
	for _, b := range all {
		if predeclared.Has(b.name.Name) || starlark.Universe.Has(b.name.Name) {
			m.fail(b.name.NamePos, "%s is a name of the language: choose another", b.name.Name)
		}
		names[b.name.Name] = nothing
	}
	for range rounds {
		clear(m.kinds)
		changed := false
		for _, b := range all {
			k := names[b.name.Name].join(m.bound(b))
			changed = changed || k != names[b.name.Name]
			names[b.name.Name] = k
		}
		if !changed {
			return
		}
	}
	clear(m.kinds)
	for name := range names {
		names[name] = anything
	}
}

func (m *meter) bound(b binding) kind {
	switch {
	case b.value == nil:
		return anything
	case b.element:
		return m.elementKind(b.value)
	}
	return m.kindOf(b.value)
}
