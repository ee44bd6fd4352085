package script

import (
	"fmt"
	"maps"
	"math/bits"
	"strconv"

	starmath "go.starlark.net/lib/math"
	"go.starlark.net/starlark"
)

const (
	mathName = "math"
	solName  = "sol"
)

var mathModule = starmath.Module

// predeclared is what a script finds beside True, False and None. Nothing in
// it changes, so that all strategies share it.
var predeclared = universe()

func universe() starlark.StringDict {
	all := starlark.StringDict{
		mathName: mathModule,
		"WAIT":   waiting,
		"BUY":    starlark.NewBuiltin("BUY", buy),
		"SELL":   starlark.NewBuiltin("SELL", sell),
		"SIDE":   starlark.NewBuiltin("SIDE", side),
		solName:  starlark.NewBuiltin(solName, sol),
	}
	for name, cost := range functions {
		own := starlark.Universe[name].(*starlark.Builtin)
		if cost == nil {
			all[name] = own
			continue
		}
		all[name] = starlark.NewBuiltin(name, functionGuard(own, cost))
	}
	maps.Copy(all, operators())
	maps.Copy(all, methodGuards())
	return all
}

// functions are those of Starlark's that scripts have, with what guards them;
// nil for those of one step.
var functions = map[string]func(*starlark.Thread, starlark.Tuple) error{
	"abs": nil, "bool": nil, "len": nil, "range": nil, "type": nil,
	"all": each, "any": each, "enumerate": each, "list": each, "reversed": each, "tuple": each, "zip": each,
	"dict": keyed, "fail": deep, "max": deep, "min": deep, "print": deep, "repr": deep, "str": deep,
	"float": number, "int": number, "sorted": ordering,
}

func functionGuard(own *starlark.Builtin, cost func(*starlark.Thread, starlark.Tuple) error) builtin {
	return func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		values := args
		for _, pair := range kwargs {
			values = append(values[:len(values):len(values)], pair[1])
		}
		if err := cost(thread, values); err != nil {
			return nil, err
		}
		return own.CallInternal(thread, args, kwargs)
	}
}

// each is for functions that take every element once; a pair of enumerate is
// about four elements of a list.
func each(thread *starlark.Thread, args starlark.Tuple) error {
	for _, v := range args {
		n, err := lengthOf(v)
		if _, isNumber := v.(starlark.Int); isNumber {
			n, err = 0, nil // where enumerate begins to count
		}
		if err != nil {
			return err
		}
		if err := charge(thread, multiply(4, n)); err != nil {
			return err
		}
	}
	return nil
}

func deep(thread *starlark.Thread, args starlark.Tuple) error { return chargeAll(thread, args...) }

// keyed is for what stores its arguments in a dict.
func keyed(thread *starlark.Thread, args starlark.Tuple) error {
	if err := chargeKeys(thread, args...); err != nil {
		return err
	}
	return deep(thread, args)
}

// number bounds the digits that are read: reading them is no linear work.
func number(_ *starlark.Thread, args starlark.Tuple) error {
	for _, v := range args {
		if s, ok := v.(starlark.String); ok && len(s) > maxBits/4 {
			return fmt.Errorf("a number has at most %d digits", maxBits/4)
		}
	}
	return nil
}

func ordering(thread *starlark.Thread, args starlark.Tuple) error {
	for _, v := range args {
		n, err := weigh(v, left(thread), maxDepth)
		if err != nil {
			return err
		}
		if err := charge(thread, multiply(n, bits.Len(uint(n)))); err != nil {
			return err
		}
	}
	return nil
}

// sol cuts a number of SOL to whole lamports, toward zero.
func sol(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var v starlark.Value
	if err := starlark.UnpackArgs(solName, args, kwargs, "amount", &v); err != nil {
		return nil, err
	}
	f, ok := starlark.AsFloat(v)
	if !ok {
		return nil, fmt.Errorf("sol: got %s, want a number", v.Type())
	}
	whole, err := truncate(f)
	if err != nil {
		return nil, fmt.Errorf("sol(%s): %w", strconv.FormatFloat(f, 'g', -1, 64), err)
	}
	return starlark.Float(whole.Float()), nil
}
