package strategy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"rugtape/internal/money"
)

// Kind is a strategy that is built in: its name, its parameters and how to
// make one.
type Kind struct {
	Name   string
	Says   string // what it does, a sentence or two
	Truth  string // what it is worth, where there is something to say
	Params []Param
	make   func(Args) Strategy
}

// Args are the values of all of a kind's parameters.
type Args map[string]Number

func (a Args) sol(name string) money.Lamports { return a.number(name).SOL }
func (a Args) float(name string) float64      { return a.number(name).Float }
func (a Args) whole(name string) int          { return int(a.number(name).Whole) }

// number panics where a kind asks for a parameter that it does not have.
func (a Args) number(name string) Number {
	n, ok := a[name]
	if !ok {
		panic("strategy: no parameter is called " + name)
	}
	return n
}

// Spec is a kind with checked values: it makes as many strategies as are
// wanted, each with a memory of its own.
type Spec struct {
	Kind *Kind
	Args Args
}

// New makes a strategy that remembers nothing yet.
func (s Spec) New() Strategy { return s.Kind.make(s.Args) }

// String writes the spec as Parse reads it, with every parameter in the order
// of the kind: two specs that do the same are written the same.
func (s Spec) String() string {
	var b strings.Builder
	b.WriteString(s.Kind.Name)
	for i, p := range s.Kind.Params {
		b.WriteByte(":,"[min(i, 1)])
		b.WriteString(p.Name + "=" + s.Args[p.Name].Text)
	}
	return b.String()
}

// Parse reads a strategy as it is named on a command line: NAME or
// NAME:PARAM=VALUE,PARAM=VALUE. What is left out has its default.
func Parse(text string) (Spec, error) {
	name, list, _ := strings.Cut(text, ":")
	values := map[string]string{}
	if list != "" {
		for pair := range strings.SplitSeq(list, ",") {
			param, value, ok := strings.Cut(pair, "=")
			param = strings.TrimSpace(param)
			if !ok {
				return Spec{}, fmt.Errorf("strategy %.80s: %.40q is not PARAM=VALUE: write %.40s:PARAM=VALUE,PARAM=VALUE", text, pair, name)
			}
			if _, twice := values[param]; twice {
				return Spec{}, fmt.Errorf("strategy %.80s: %.40s is given twice: write it once", text, param)
			}
			values[param] = strings.TrimSpace(value)
		}
	}
	return New(strings.TrimSpace(name), values)
}

// New checks a strategy's name and the values of its parameters.
func New(name string, values map[string]string) (Spec, error) {
	i := slices.IndexFunc(catalogue, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return Spec{}, fmt.Errorf("there is no strategy %.40q: use one of %s", name, strings.Join(Names(), ", "))
	}
	kind := &catalogue[i]
	args := Args{}
	for i := range kind.Params {
		p := &kind.Params[i]
		text, given := values[p.Name]
		if !given {
			text = p.Default
		}
		n, err := p.read(text)
		if err != nil {
			return Spec{}, fmt.Errorf("strategy %s: %w", name, err)
		}
		args[p.Name] = n
	}
	if unknown, ok := unknown(values, args); ok {
		return Spec{}, fmt.Errorf("strategy %s has no parameter %.40q: it has %s", name, unknown, kind.paramNames())
	}
	return Spec{kind, args}, nil
}

// unknown is the first parameter by name that a kind does not have.
func unknown(values map[string]string, args Args) (name string, found bool) {
	for _, param := range slices.Sorted(maps.Keys(values)) {
		if _, ok := args[param]; !ok {
			return param, true
		}
	}
	return "", false
}

func (k *Kind) paramNames() string {
	if len(k.Params) == 0 {
		return "none"
	}
	names := make([]string, len(k.Params))
	for i, p := range k.Params {
		names[i] = p.Name
	}
	return strings.Join(names, ", ")
}
