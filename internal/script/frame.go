package script

import "go.starlark.net/syntax"

// mostFrame bounds the names of a function and the parts of an expression in
// it. The interpreter makes room for all of them at each call, whether or not
// the call comes to use them, and a call is few steps. The top of the file runs
// once and is free.
const mostFrame = 256

// frame counts what a function names, functions inside it included.
func (m *meter) frame(function syntax.Node) {
	if m.err != nil {
		return
	}
	names := map[string]bool{}
	syntax.Walk(function, func(n syntax.Node) bool {
		if id, ok := n.(*syntax.Ident); ok {
			names[id.Name] = true
		}
		return true
	})
	if len(names) > mostFrame {
		m.fail(syntax.Start(function), "a function has at most %d names: split it", mostFrame)
	}
}

// root rewrites an expression that is no part of another.
func (m *meter) root(e syntax.Expr) syntax.Expr {
	if m.scope != nil && m.err == nil {
		parts := 0
		syntax.Walk(e, func(n syntax.Node) bool {
			if n != nil {
				parts++
			}
			return parts <= mostFrame
		})
		if parts > mostFrame {
			m.fail(syntax.Start(e), "an expression in a function has at most %d parts: put it at the top of the file", mostFrame)
		}
	}
	return m.expr(e)
}
