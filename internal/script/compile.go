package script

import (
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"strconv"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// dialect is the language of the scripts: Starlark without its options, so
// that every function ends and no name changes its meaning.
var dialect = &syntax.FileOptions{}

// The functions and names that a script gives.
const (
	decideName  = "decide"
	observeName = "observe"
	stateName   = "state"
	paramsName  = "params"
)

// maxSource bounds a script, in bytes, and with it the parser's depth.
const maxSource = 64 << 10

// Program is a compiled script: it makes strategies. It never changes and may
// be used by several goroutines.
type Program struct {
	name    string
	source  string
	params  []Param
	options Options
	code    *starlark.Program
}

// Compile reads a script, sets its parameters and runs it once to see that it
// can be used. The error is an *Error. name is shown in errors.
func Compile(name, source string, args map[string]string, options Options) (*Program, error) {
	p := &Program{name: name, source: source, options: options.filled()}
	if err := p.compile(args); err != nil {
		return nil, err
	}
	if s := p.New(); s.err != nil {
		return nil, s.err
	}
	return p, nil
}

// compile gives a typed error, so that nil is nil.
func (p *Program) compile(args map[string]string) *Error {
	if len(p.source) > maxSource {
		return &Error{File: p.name, Text: "a script has at most 64 KiB"}
	}
	file, err := dialect.Parse(p.name, p.source, 0)
	if err != nil {
		return staticError(p.name, p.source, err)
	}
	var failed *Error
	if p.params, failed = setParams(file, args); failed != nil {
		return failed
	}
	if failed := meterFile(file); failed != nil {
		return failed
	}
	p.code, err = starlark.FileProgram(file, predeclared.Has)
	if err != nil {
		return staticError(p.name, p.source, err)
	}
	return nil
}

// Params are the script's parameters in its own order, with their values.
func (p *Program) Params() []Param { return p.params }

// Source is the text that was compiled.
func (p *Program) Source() string { return p.source }

// String names the program by its file, a hash of its source, and the values
// of its parameters: two programs of one name decide the same.
func (p *Program) String() string {
	sum := sha256.Sum256([]byte(p.source))
	var b strings.Builder
	b.WriteString(filepath.Base(p.name) + "@" + hex.EncodeToString(sum[:8]))
	for i, param := range p.params {
		value := param.Value
		if param.Type == Text {
			value = strconv.Quote(value)
		}
		b.WriteByte(":,"[min(i, 1)])
		b.WriteString(param.Name + "=" + value)
	}
	return b.String()
}
