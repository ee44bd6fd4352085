package script

import (
	"math/big"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// The interpreter counts a step for each instruction, and an instruction can
// be [0]*1000000000. So before a script is compiled, each operation whose cost
// depends on its operands is put into the hands of a guard: x*y becomes
// guard(x, y), which charges what it will cost and then does it. What is known
// to be cheap, such as arithmetic with a float or a comparison with a number,
// stays as it is: see kind.
//
// The guards have names that no script can write, and stand at the place of
// what they replace, so that an error names the script's own operator.
type meter struct {
	globals map[string]kind
	scope   *scope
	kinds   map[syntax.Expr]kind
	err     *Error // the first
}

// meterFile rewrites a file, or says what it may not hold.
func meterFile(file *syntax.File) *Error {
	m := &meter{globals: map[string]kind{}, kinds: map[syntax.Expr]kind{}}
	m.settle(m.globals, bindings(file.Stmts))
	m.stmts(file.Stmts)
	return m.err
}

func (m *meter) fail(pos syntax.Position, format string, args ...any) {
	if m.err == nil {
		m.err = errorAt(pos, format, args...)
	}
}

// guard calls a guard at a place of the script.
func guard(name string, pos syntax.Position, args ...syntax.Expr) syntax.Expr {
	return &syntax.CallExpr{Fn: &syntax.Ident{NamePos: pos, Name: name}, Lparen: pos, Args: args, Rparen: pos}
}

func (m *meter) stmts(stmts []syntax.Stmt) {
	for _, stmt := range stmts {
		m.stmt(stmt)
	}
}

func (m *meter) stmt(stmt syntax.Stmt) {
	switch stmt := stmt.(type) {
	case *syntax.AssignStmt:
		m.assign(stmt)
	case *syntax.DefStmt:
		m.params(stmt.Params)
		m.frame(stmt)
		m.enter(append(parameters(stmt.Params), bindings(stmt.Body)...))
		m.stmts(stmt.Body)
		m.leave()
	case *syntax.ExprStmt:
		stmt.X = m.root(stmt.X)
	case *syntax.ForStmt:
		stmt.X = m.root(stmt.X)
		m.target(stmt.Vars)
		m.stmts(stmt.Body)
	case *syntax.IfStmt:
		stmt.Cond = m.root(stmt.Cond)
		m.stmts(stmt.True)
		m.stmts(stmt.False)
	case *syntax.ReturnStmt:
		if stmt.Result != nil {
			stmt.Result = m.root(stmt.Result)
		}
	case *syntax.LoadStmt:
		m.fail(stmt.Load, "there is no load: a script is one file")
	case *syntax.WhileStmt:
		m.fail(stmt.While, "there is no while: use for i in range(n)")
	}
}

func (m *meter) enter(all []binding) {
	m.scope = &scope{outer: m.scope, names: map[string]kind{}}
	m.settle(m.scope.names, all)
}

func (m *meter) leave() { m.scope = m.scope.outer }

// params rewrites the defaults of a function's parameters.
func (m *meter) params(params []syntax.Expr) {
	for _, param := range params {
		if param, ok := param.(*syntax.BinaryExpr); ok {
			param.Y = m.expr(param.Y)
		}
	}
}

// augmented are the operators of statements such as x += 1.
var augmented = map[syntax.Token]syntax.Token{
	syntax.PLUS_EQ: syntax.PLUS, syntax.MINUS_EQ: syntax.MINUS, syntax.STAR_EQ: syntax.STAR, syntax.SLASH_EQ: syntax.SLASH,
	syntax.SLASHSLASH_EQ: syntax.SLASHSLASH, syntax.PERCENT_EQ: syntax.PERCENT, syntax.AMP_EQ: syntax.AMP,
	syntax.PIPE_EQ: syntax.PIPE, syntax.CIRCUMFLEX_EQ: syntax.CIRCUMFLEX, syntax.LTLT_EQ: syntax.LTLT, syntax.GTGT_EQ: syntax.GTGT,
}

func (m *meter) assign(stmt *syntax.AssignStmt) {
	op, inPlace := augmented[stmt.Op]
	if !inPlace {
		stmt.RHS = m.root(stmt.RHS)
		m.target(stmt.LHS)
		return
	}
	free := cheap(op, m.kindOf(stmt.LHS), m.kindOf(stmt.RHS))
	var left syntax.Expr
	if !free {
		// The guard must see the left side too; only what is read without a
		// call can be read twice.
		if left = copyOf(stmt.LHS); left == nil {
			m.fail(stmt.OpPos, "write out what %s does here: x = x %s y", stmt.Op, op)
			return
		}
		left = m.expr(left)
	}
	stmt.RHS = m.root(stmt.RHS)
	m.target(stmt.LHS)
	if !free {
		stmt.RHS = guard(guardInPlace+op.String(), stmt.OpPos, left, stmt.RHS)
	}
}

// copyOf copies an expression that only names and indexes.
func copyOf(e syntax.Expr) syntax.Expr {
	switch e := e.(type) {
	case *syntax.Ident:
		return &syntax.Ident{NamePos: e.NamePos, Name: e.Name}
	case *syntax.Literal:
		return e
	case *syntax.ParenExpr:
		return copyOf(e.X)
	case *syntax.IndexExpr:
		if x, y := copyOf(e.X), copyOf(e.Y); x != nil && y != nil {
			return &syntax.IndexExpr{X: x, Lbrack: e.Lbrack, Y: y, Rbrack: e.Rbrack}
		}
	case *syntax.DotExpr:
		if x := copyOf(e.X); x != nil {
			return &syntax.DotExpr{X: x, Dot: e.Dot, NamePos: e.NamePos, Name: &syntax.Ident{NamePos: e.Name.NamePos, Name: e.Name.Name}}
		}
	}
	return nil
}

// target rewrites what is assigned to.
func (m *meter) target(e syntax.Expr) {
	switch e := e.(type) {
	case *syntax.ParenExpr:
		m.target(e.X)
	case *syntax.TupleExpr:
		for _, part := range e.List {
			m.target(part)
		}
	case *syntax.ListExpr:
		for _, part := range e.List {
			m.target(part)
		}
	case *syntax.IndexExpr:
		m.index(e)
	case *syntax.DotExpr:
		m.fail(e.Dot, "nothing can be assigned to .%s: keep what changes in state", e.Name.Name)
	}
}

// cheap tells whether an operation on such operands takes bounded time and
// makes nothing large.
func cheap(op syntax.Token, x, y kind) bool {
	switch op {
	case syntax.EQL, syntax.NEQ, syntax.LT, syntax.LE, syntax.GT, syntax.GE:
		return x.scalar() || y.scalar()
	case syntax.AND, syntax.OR, syntax.SLASH:
		return true
	case syntax.PLUS, syntax.MINUS, syntax.SLASHSLASH:
		return x.number() || y.number()
	case syntax.STAR:
		return x == float || y == float || x == small && y == small
	case syntax.PERCENT:
		return x.number()
	case syntax.AMP, syntax.PIPE, syntax.CIRCUMFLEX, syntax.GTGT:
		return x == small && y == small
	}
	return false
}

// largestLiteral bounds an int that stands in a script, in bits.
const largestLiteral = maxBits

func (m *meter) literal(e *syntax.Literal) {
	switch v := e.Value.(type) {
	case *big.Int:
		if v.BitLen() > largestLiteral {
			m.fail(e.TokenPos, "an integer has at most %d bits", maxBits)
		}
	case string:
		if e.Token == syntax.BYTES {
			m.fail(e.TokenPos, "there are no bytes: use a text")
		}
	}
}

// ident refuses the functions of the language that scripts do not have.
func (m *meter) ident(e *syntax.Ident) {
	if starlark.Universe.Has(e.Name) && !predeclared.Has(e.Name) && m.findKind(e) != small {
		m.fail(e.NamePos, "there is no %s in scripts", e.Name)
	}
}
