package script

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"go.starlark.net/syntax"
)

// ParamType says what a parameter of a script takes.
type ParamType string

// The types, each that of the value in the script.
const (
	Number ParamType = "number" // 2.0
	Whole  ParamType = "whole"  // 2
	Text   ParamType = "text"   // "0.01"
	Switch ParamType = "switch" // True
)

// Param is a parameter of a script: a key of its dict params.
type Param struct {
	Name           string
	Type           ParamType
	Default, Value string // numbers in their shortest form, texts as they are
}

// longestText bounds a parameter's text, in bytes.
const longestText = 200

// setParams reads the dict params, if the script has one, puts the arguments
// into it in place of its values, and has it frozen from the start: what
// kind a parameter is of is known before the script runs.
func setParams(file *syntax.File, args map[string]string) ([]Param, *Error) {
	dict := paramsDict(file)
	var params []Param
	if dict != nil {
		for _, entry := range dict.List {
			param, err := setParam(entry.(*syntax.DictEntry), args)
			if err != nil {
				return nil, err
			}
			if slices.ContainsFunc(params, func(p Param) bool { return p.Name == param.Name }) {
				return nil, errorAt(syntax.Start(entry), "the parameter %s is there twice", param.Name)
			}
			params = append(params, param)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(args)) {
		if !slices.ContainsFunc(params, func(p Param) bool { return p.Name == name }) {
			return nil, &Error{File: file.Path, Text: "there is no parameter " + strconv.Quote(shorten(name, 40)) + ": the script has " + paramNames(params)}
		}
	}
	return params, nil
}

func paramNames(params []Param) string {
	if len(params) == 0 {
		return "none; give it some by params = {\"m\": 2.0}"
	}
	names := make([]string, len(params))
	for i, p := range params {
		names[i] = p.Name
	}
	return strings.Join(names, ", ")
}

// paramsDict finds params = {...} at the top of the file and wraps it.
func paramsDict(file *syntax.File) *syntax.DictExpr {
	for _, stmt := range file.Stmts {
		assign, ok := stmt.(*syntax.AssignStmt)
		if !ok || assign.Op != syntax.EQ || !isIdent(assign.LHS, paramsName) {
			continue
		}
		if dict, ok := assign.RHS.(*syntax.DictExpr); ok {
			assign.RHS = guard(guardFrozen, dict.Lbrace, dict)
			return dict
		}
	}
	return nil
}

func isIdent(e syntax.Expr, name string) bool {
	id, ok := e.(*syntax.Ident)
	return ok && id.Name == name
}

// setParam reads one entry and puts the argument of its name in its place.
func setParam(entry *syntax.DictEntry, args map[string]string) (Param, *Error) {
	key, ok := entry.Key.(*syntax.Literal)
	if !ok || key.Token != syntax.STRING || !plainName(key.Value.(string)) {
		return Param{}, errorAt(syntax.Start(entry.Key), "a parameter's name is a text of letters, digits and _, such as \"m\"")
	}
	p := Param{Name: key.Value.(string)}
	if !p.read(entry.Value) {
		return p, errorAt(syntax.Start(entry.Value), "the parameter %s has a number, a text, True or False as its value, and nothing that is computed", p.Name)
	}
	p.Value = p.Default
	text, given := args[p.Name]
	if !given {
		return p, nil
	}
	value, ok := p.parse(text, syntax.Start(entry.Value))
	if !ok {
		return p, errorAt(syntax.Start(entry.Value), "%s=%s is not %s, as the script's own %s is", p.Name, shorten(text, 40), p.Type.words(), p.Default)
	}
	entry.Value = value
	written := Param{}
	written.read(value)
	p.Value = written.Default
	return p, nil
}

func plainName(name string) bool {
	for i, c := range name {
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != "" && len(name) <= 40
}

func (t ParamType) words() string {
	switch t {
	case Number:
		return "a number"
	case Whole:
		return "a whole number"
	case Switch:
		return "True or False"
	}
	return "a text of at most 200 bytes"
}

// read takes type and default from the value in the script.
func (p *Param) read(value syntax.Expr) bool {
	sign := ""
	if minus, ok := value.(*syntax.UnaryExpr); ok && minus.Op == syntax.MINUS {
		sign, value = "-", minus.X
		if literal, ok := value.(*syntax.Literal); !ok || literal.Token != syntax.INT && literal.Token != syntax.FLOAT {
			return false
		}
	}
	if isIdent(value, "True") || isIdent(value, "False") {
		p.Type, p.Default = Switch, value.(*syntax.Ident).Name
		return true
	}
	literal, ok := value.(*syntax.Literal)
	if !ok {
		return false
	}
	switch v := literal.Value.(type) {
	case int64:
		p.Type, p.Default = Whole, sign+strconv.FormatInt(v, 10)
	case float64:
		p.Type, p.Default = Number, sign+strconv.FormatFloat(v, 'g', -1, 64)
	case string:
		if literal.Token != syntax.STRING || len(v) > longestText {
			return false
		}
		p.Type, p.Default = Text, v
	default:
		return false
	}
	return true
}

// parse makes the expression of an argument, at the place of the default.
func (p *Param) parse(text string, pos syntax.Position) (syntax.Expr, bool) {
	literal := &syntax.Literal{TokenPos: pos, Raw: text}
	negative := false
	switch p.Type {
	case Switch:
		for _, name := range []string{"True", "False"} {
			if strings.EqualFold(text, name) {
				return &syntax.Ident{NamePos: pos, Name: name}, true
			}
		}
		return nil, false
	case Whole:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n == math.MinInt64 {
			return nil, false
		}
		negative = n < 0
		literal.Token, literal.Value = syntax.INT, max(n, -n)
	case Number:
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
			return nil, false
		}
		negative = math.Signbit(f)
		literal.Token, literal.Value = syntax.FLOAT, math.Abs(f)
	case Text:
		literal.Token, literal.Value = syntax.STRING, text
		return literal, len(text) <= longestText
	}
	if negative {
		return &syntax.UnaryExpr{OpPos: pos, Op: syntax.MINUS, X: literal}, true
	}
	return literal, true
}
