package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"rugtape/internal/lab"
	"rugtape/internal/script"
	"rugtape/internal/strategy"
)

// Chosen is a strategy that somebody named, ready to be made.
type Chosen struct {
	Name   string            // canonical: with all parameters
	Spec   *strategy.Spec    // of a built-in one, else nil
	Params map[string]string // what a sweep chose
	Make   func() (strategy.Strategy, error)
}

func builtIn(spec strategy.Spec) Chosen {
	return Chosen{Name: spec.String(), Spec: &spec, Make: func() (strategy.Strategy, error) { return spec.New(), nil }}
}

// Choose finds the strategy that a text names: a built-in one, a script's file
// or a program. What is made of it ends with ctx at the latest.
func Choose(ctx context.Context, text string, isolate bool) (Chosen, error) {
	if script.Names(text) {
		return written(ctx, text, isolate)
	}
	spec, err := strategy.Parse(text)
	if err != nil {
		return Chosen{}, err
	}
	return builtIn(spec), nil
}

// written makes ready what a user wrote.
func written(ctx context.Context, text string, isolate bool) (Chosen, error) {
	options := script.Options{Isolate: isolate}
	if isolate {
		self, err := os.Executable()
		if err != nil {
			return Chosen{}, fmt.Errorf("find rugtape's own program, to run a script apart: %w", err)
		}
		options.Host = []string{self, ScriptHost}
	}
	maker, err := script.Open(text, options)
	if err != nil {
		return Chosen{}, err
	}
	return Chosen{Name: maker.String(), Make: func() (strategy.Strategy, error) { return maker.Start(ctx) }}, nil
}

// ScriptHost is the command by which rugtape runs a script in a process of its
// own.
const ScriptHost = "script-host"

// ChooseGrid finds the strategies of a sweep.
func ChooseGrid(ctx context.Context, text string, grid lab.Grid, isolate bool) ([]Chosen, error) {
	if script.Names(text) {
		return writtenGrid(ctx, text, grid, isolate)
	}
	base, err := strategy.Parse(text)
	if err != nil {
		return nil, err
	}
	specs, params, err := grid.Specs(base)
	if err != nil {
		return nil, err
	}
	all := make([]Chosen, len(specs))
	for i, spec := range specs {
		all[i] = builtIn(spec)
		all[i].Params = params[i]
	}
	return all, nil
}

// writtenGrid sets a script's parameters to each combination.
func writtenGrid(ctx context.Context, text string, grid lab.Grid, isolate bool) ([]Chosen, error) {
	combinations, err := grid.Combinations()
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(text, "program:") {
		return nil, errors.New("a program has no parameters to sweep over: name them in its own arguments")
	}
	all := make([]Chosen, len(combinations))
	for i, params := range combinations {
		one := text
		for _, name := range slices.Sorted(maps.Keys(params)) {
			join := ","
			if !strings.Contains(one, scriptEnding+":") {
				join = ":"
			}
			one += join + name + "=" + params[name]
		}
		if all[i], err = written(ctx, one, isolate); err != nil {
			return nil, err
		}
		all[i].Params = params
	}
	return all, nil
}

// scriptTrials compiles a script with each combination of parameters over
// those that hold for all.
func scriptTrials(name, source string, base map[string]string, combinations []map[string]string) ([]Chosen, error) {
	all := make([]Chosen, len(combinations))
	for i, params := range combinations {
		args := maps.Clone(base)
		if args == nil {
			args = map[string]string{}
		}
		maps.Copy(args, params)
		program, err := script.Compile(fileName(name), source, args, script.Options{})
		if err != nil {
			return nil, err
		}
		all[i] = Chosen{
			Name: program.String(), Params: params,
			Make: func() (strategy.Strategy, error) { return program.New(), nil },
		}
	}
	return all, nil
}
