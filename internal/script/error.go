package script

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// Error is what is wrong with a script, and where.
type Error struct {
	File string `json:"file"`
	Line int    `json:"line"` // from 1; 0 where no line is to blame
	Col  int    `json:"col"`  // from 1
	Text string `json:"text"` // what is wrong, in a sentence
	Expr string `json:"expr"` // the expression that failed, "" where none did
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", e.Line, e.Col)
	}
	b.WriteString(": " + e.Text)
	if e.Expr != "" {
		fmt.Fprintf(&b, ", in %s", e.Expr)
	}
	return b.String()
}

func errorAt(pos syntax.Position, format string, args ...any) *Error {
	return &Error{File: pos.Filename(), Line: int(pos.Line), Col: int(pos.Col), Text: fmt.Sprintf(format, args...)}
}

// staticError is what the parser and the resolver find, in our words.
func staticError(name, source string, err error) *Error {
	var parse syntax.Error
	var unresolved resolve.ErrorList
	switch {
	case errors.As(err, &parse):
		return errorAt(lineOf(parse, source), "%s", parse.Msg)
	case errors.As(err, &unresolved):
		first := unresolved[0]
		return errorAt(first.Pos, "%s", plainWords(first.Msg))
	}
	return &Error{File: name, Text: err.Error()}
}

// lineOf puts the end of a line where it is: the parser names the start of
// the next one.
func lineOf(err syntax.Error, source string) syntax.Position {
	pos := err.Pos
	if strings.HasPrefix(err.Msg, "got newline") && pos.Col == 1 && pos.Line > 1 {
		pos.Line--
		line := strings.Split(source, "\n")[pos.Line-1]
		pos.Col = int32(utf8.RuneCountInString(line)) + 1
	}
	return pos
}

// plainWords puts what the interpreter says about its own settings as a rule
// of the language that scripts are written in.
func plainWords(text string) string {
	text = strings.TrimSuffix(text, " (use -while)")
	switch {
	case strings.Contains(text, "does not support while"):
		return "there is no while: use for i in range(n)"
	case strings.Contains(text, "not within a function"):
		return text + ": put it into decide(view)"
	case strings.Contains(text, "cannot reassign"):
		return text + ": keep what changes in state"
	}
	return text
}

// runError is why a call failed, at the innermost line of the script.
func (p *Program) runError(err error, steps uint64) *Error {
	failed := &Error{File: p.name, Text: err.Error()}
	var eval *starlark.EvalError
	if !errors.As(err, &eval) {
		return failed
	}
	failed.Text = eval.Msg
	for i := len(eval.CallStack) - 1; i >= 0; i-- {
		if pos := eval.CallStack[i].Pos; pos.Filename() == p.name {
			failed.Line, failed.Col = int(pos.Line), int(pos.Col)
			break
		}
	}
	if steps >= ceiling {
		failed.Text = fmt.Sprintf("it was cut off after %d steps", p.options.Steps)
	}
	failed.Expr = p.expressionAt(failed.Line, failed.Col)
	return failed
}

// longestExpr is how much of a failing expression is shown, in bytes.
const longestExpr = 80

// expressionAt finds the text of the expression whose operator, bracket or dot
// stands at the place. It parses the source anew: a script fails once.
func (p *Program) expressionAt(line, col int) string {
	file, err := dialect.Parse(p.name, p.source, 0)
	if err != nil {
		return ""
	}
	var found syntax.Node
	syntax.Walk(file, func(n syntax.Node) bool {
		if at := operatorOf(n); n != nil && int(at.Line) == line && int(at.Col) == col {
			found = n
		}
		return true
	})
	if found == nil {
		return ""
	}
	return shorten(p.textOf(found), longestExpr)
}

// operatorOf is the place that the interpreter names when the node fails.
func operatorOf(n syntax.Node) syntax.Position {
	switch n := n.(type) {
	case *syntax.BinaryExpr:
		return n.OpPos
	case *syntax.UnaryExpr:
		return n.OpPos
	case *syntax.CallExpr:
		return n.Lparen
	case *syntax.DotExpr:
		return n.Dot
	case *syntax.IndexExpr:
		return n.Lbrack
	case *syntax.SliceExpr:
		return n.Lbrack
	case *syntax.AssignStmt:
		return n.OpPos
	case *syntax.Ident:
		return n.NamePos
	}
	return syntax.Position{}
}

// textOf is a node's source on its first line.
func (p *Program) textOf(n syntax.Node) string {
	start, end := n.Span()
	lines := strings.Split(p.source, "\n")
	if int(start.Line) > len(lines) {
		return ""
	}
	line := []rune(strings.TrimRight(lines[start.Line-1], "\r"))
	from, to := int(start.Col)-1, len(line)
	if end.Line == start.Line {
		to = min(to, int(end.Col)-1)
	}
	if from < 0 || from >= to {
		return ""
	}
	text := string(line[from:to])
	if to < len(line) && line[to] == ']' && strings.Count(text, "[") > strings.Count(text, "]") {
		text += "]" // the span of an index ends before its bracket
	}
	return text
}

// shorten cuts a text to at most n bytes, between characters.
func shorten(text string, n int) string {
	if len(text) <= n {
		return text
	}
	cut := n
	for cut > 0 && text[cut]&0xC0 == 0x80 {
		cut--
	}
	return text[:cut] + "..."
}
