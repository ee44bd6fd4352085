package script

import (
	"fmt"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// Names of guards. Those of operators are the operators; none of them can be
// written as a name in a script.
const (
	guardInPlace = "="       // and the operator, of x op= y: gives y
	guardKey     = "[key]"   // gives the key
	guardWhole   = "[whole]" // gives what is copied
	guardFrozen  = "[frozen]"
	guardMethod  = "." // and the name
)

// guarded are the operators that have a guard.
var guarded = []syntax.Token{
	syntax.PLUS, syntax.MINUS, syntax.STAR, syntax.SLASH, syntax.SLASHSLASH, syntax.PERCENT,
	syntax.AMP, syntax.PIPE, syntax.CIRCUMFLEX, syntax.LTLT, syntax.GTGT, syntax.IN, syntax.NOT_IN,
}

var compared = []syntax.Token{syntax.EQL, syntax.NEQ, syntax.LT, syntax.LE, syntax.GT, syntax.GE}

type builtin = func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error)

// operators are the guards of operators.
func operators() starlark.StringDict {
	all := starlark.StringDict{}
	give := func(name string, fn builtin) { all[name] = starlark.NewBuiltin(name, fn) }
	for _, op := range guarded {
		give(op.String(), func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
			if err := admit(thread, op, args[0], args[1]); err != nil {
				return nil, err
			}
			return starlark.Binary(op, args[0], args[1])
		})
		give(guardInPlace+op.String(), func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
			return args[1], admit(thread, op, args[0], args[1])
		})
	}
	for _, op := range compared {
		give(op.String(), func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
			if err := admitPair(thread, args[0], args[1]); err != nil {
				return nil, err
			}
			is, err := starlark.Compare(op, args[0], args[1])
			return starlark.Bool(is), err
		})
	}
	give(guardKey, func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		return args[0], chargeKey(thread, args[0])
	})
	give(guardWhole, func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		if s, ok := args[0].(starlark.String); ok {
			return s, charge(thread, len(s)/bytesPerStep)
		}
		return args[0], charge(thread, max(0, starlark.Len(args[0])))
	})
	give(guardFrozen, func(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		args[0].Freeze()
		return args[0], nil
	})
	return all
}

// plain tells values of a fixed size, and ints of about one.
func plain(v starlark.Value) bool {
	switch v := v.(type) {
	case starlark.Float, starlark.Bool, starlark.NoneType:
		return true
	case starlark.Int:
		_, fits := v.Int64()
		return fits
	}
	return false
}

// admit charges for an operation, or refuses it.
func admit(thread *starlark.Thread, op syntax.Token, x, y starlark.Value) error {
	switch x := x.(type) {
	case starlark.Int:
		if y, ok := y.(starlark.Int); ok {
			return admitInts(op, x, y)
		}
		if op == syntax.STAR {
			return admitRepeat(thread, y, x)
		}
	case starlark.String:
		switch op {
		case syntax.PERCENT:
			return admitFormat(thread, string(x), strings.Count(string(x), "%"), y)
		case syntax.PLUS, syntax.IN, syntax.NOT_IN:
			if y, ok := y.(starlark.String); ok {
				return charge(thread, (len(x)+len(y))/bytesPerStep)
			}
		}
	}
	switch op {
	case syntax.STAR:
		if y, ok := y.(starlark.Int); ok {
			return admitRepeat(thread, x, y)
		}
	case syntax.PLUS: // of lists and tuples; of a list and anything in place
		if starlark.Len(x) >= 0 {
			return charge(thread, add(starlark.Len(x), max(0, starlark.Len(y))))
		}
	}
	if plain(x) && plain(y) {
		return nil
	}
	if op == syntax.PIPE { // of dicts
		if err := chargeKeys(thread, x, y); err != nil {
			return err
		}
	}
	return chargeAll(thread, x, y)
}

// admitPair is for comparisons: a number and a list differ at a glance.
func admitPair(thread *starlark.Thread, x, y starlark.Value) error {
	if plain(x) || plain(y) {
		return nil
	}
	return chargeAll(thread, x, y)
}

// admitInts bounds what an operation on ints can grow to.
func admitInts(op syntax.Token, x, y starlark.Int) error {
	if op != syntax.STAR && op != syntax.LTLT && plain(x) && plain(y) {
		return nil
	}
	n := max(bitLen(x), bitLen(y))
	switch op {
	case syntax.STAR:
		n = bitLen(x) + bitLen(y)
	case syntax.LTLT: // by less than 512, says the interpreter
		n = bitLen(x) + 512
	}
	if n > maxBits {
		return errBits
	}
	return nil
}

func admitRepeat(thread *starlark.Thread, v starlark.Value, times starlark.Int) error {
	n := starlark.Len(v)
	count, fits := times.Int64()
	switch {
	case n <= 0 || times.Sign() <= 0:
		return nil
	case !fits:
		return fmt.Errorf("%s cannot be repeated so often", v.Type())
	}
	cost := multiply(n, int(count))
	if _, isText := v.(starlark.String); isText {
		cost /= bytesPerStep
	}
	return charge(thread, cost)
}

// admitFormat charges for a format with so many places, each of which may
// print all there is.
func admitFormat(thread *starlark.Thread, format string, places int, values ...starlark.Value) error {
	most := left(thread)
	total := 0
	for _, v := range values {
		n, err := weigh(v, most, maxDepth)
		if err != nil {
			return err
		}
		total = add(total, n)
	}
	return charge(thread, add(len(format)/bytesPerStep, multiply(places+1, total)))
}
