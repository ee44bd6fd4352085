package script

import "go.starlark.net/syntax"

// expr rewrites an expression and what is in it.
func (m *meter) expr(e syntax.Expr) syntax.Expr {
	switch e := e.(type) {
	case *syntax.Ident:
		m.ident(e)
	case *syntax.Literal:
		m.literal(e)
	case *syntax.ParenExpr:
		e.X = m.expr(e.X)
	case *syntax.UnaryExpr:
		e.X = m.expr(e.X)
	case *syntax.BinaryExpr:
		return m.binary(e)
	case *syntax.CondExpr:
		e.Cond, e.True, e.False = m.expr(e.Cond), m.expr(e.True), m.expr(e.False)
	case *syntax.TupleExpr:
		m.exprs(e.List)
	case *syntax.ListExpr:
		m.exprs(e.List)
	case *syntax.DictExpr:
		for _, entry := range e.List {
			m.entry(entry.(*syntax.DictEntry))
		}
	case *syntax.DotExpr:
		return m.dot(e)
	case *syntax.IndexExpr:
		m.index(e)
	case *syntax.SliceExpr:
		m.slice(e)
	case *syntax.CallExpr:
		return m.call(e)
	case *syntax.LambdaExpr:
		m.params(e.Params)
		m.frame(e)
		m.enter(parameters(e.Params))
		e.Body = m.root(e.Body)
		m.leave()
	case *syntax.Comprehension:
		m.comprehension(e)
	}
	return e
}

func (m *meter) exprs(list []syntax.Expr) {
	for i, e := range list {
		list[i] = m.expr(e)
	}
}

func (m *meter) binary(e *syntax.BinaryExpr) syntax.Expr {
	free := cheap(e.Op, m.kindOf(e.X), m.kindOf(e.Y))
	e.X, e.Y = m.expr(e.X), m.expr(e.Y)
	if free {
		return e
	}
	return guard(e.Op.String(), e.OpPos, e.X, e.Y)
}

// key rewrites what is looked up or stored under: see chargeKey.
func (m *meter) key(e syntax.Expr) syntax.Expr {
	free := m.kindOf(e) == text
	if literal, ok := e.(*syntax.Literal); ok {
		n, isInt := literal.Value.(int64)
		free = free || isInt && n < dense
	}
	at := syntax.Start(e)
	e = m.expr(e)
	if free {
		return e
	}
	return guard(guardKey, at, e)
}

func (m *meter) entry(e *syntax.DictEntry) {
	e.Key, e.Value = m.key(e.Key), m.expr(e.Value)
}

func (m *meter) index(e *syntax.IndexExpr) {
	if m.elementKind(e.X) == float { // the view's prices
		e.X, e.Y = m.expr(e.X), m.expr(e.Y)
		return
	}
	e.X, e.Y = m.expr(e.X), m.key(e.Y)
}

// slice charges for the whole of what is cut. A window on the view's prices
// copies nothing.
func (m *meter) slice(e *syntax.SliceExpr) {
	prices := m.elementKind(e.X) == float && e.Step == nil
	e.X = m.expr(e.X)
	if !prices {
		e.X = guard(guardWhole, e.Lbrack, e.X)
	}
	for _, bound := range []*syntax.Expr{&e.Lo, &e.Hi, &e.Step} {
		if *bound != nil {
			*bound = m.expr(*bound)
		}
	}
}

// dot lets known attributes through. Any other name is a method's, which is
// called and nothing else, or a slip of the pen.
func (m *meter) dot(e *syntax.DotExpr) syntax.Expr {
	e.X = m.expr(e.X)
	name := e.Name.Name
	_, known := attributes[name]
	switch {
	case known || isIdent(e.X, mathName) && mathModule.Members.Has(name):
	case methods[name] != nil:
		m.fail(e.Dot, "call the method: .%s()", name)
	default:
		m.fail(e.Dot, "there is no .%s", name)
	}
	return e
}

func (m *meter) call(e *syntax.CallExpr) syntax.Expr {
	for i, arg := range e.Args {
		switch arg := arg.(type) {
		case *syntax.BinaryExpr:
			if arg.Op == syntax.EQ { // name=value
				arg.Y = m.expr(arg.Y)
				continue
			}
		case *syntax.UnaryExpr:
			if arg.Op == syntax.STAR || arg.Op == syntax.STARSTAR {
				arg.X = guard(guardWhole, arg.OpPos, m.expr(arg.X))
				continue
			}
		}
		e.Args[i] = m.expr(arg)
	}
	dot, ok := e.Fn.(*syntax.DotExpr)
	if !ok || methods[dot.Name.Name] == nil {
		e.Fn = m.expr(e.Fn)
		return e
	}
	dot.X = m.expr(dot.X)
	e.Fn = &syntax.Ident{NamePos: dot.Dot, Name: guardMethod + dot.Name.Name}
	e.Args = append([]syntax.Expr{dot.X}, e.Args...)
	return e
}

// comprehension has a scope of its own, but for the first thing it loops over.
func (m *meter) comprehension(e *syntax.Comprehension) {
	var bound []binding
	for _, clause := range e.Clauses {
		if clause, ok := clause.(*syntax.ForClause); ok {
			bound = append(bound, bind(clause.Vars, clause.X, true)...)
		}
	}
	first := e.Clauses[0].(*syntax.ForClause)
	first.X = m.expr(first.X)
	m.enter(bound)
	for i, clause := range e.Clauses {
		switch clause := clause.(type) {
		case *syntax.ForClause:
			if i > 0 {
				clause.X = m.expr(clause.X)
			}
			m.target(clause.Vars)
		case *syntax.IfClause:
			clause.Cond = m.expr(clause.Cond)
		}
	}
	if entry, ok := e.Body.(*syntax.DictEntry); ok {
		m.entry(entry)
	} else {
		e.Body = m.expr(e.Body)
	}
	m.leave()
}
