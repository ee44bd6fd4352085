package script

import (
	"fmt"
	"strings"

	"go.starlark.net/starlark"
)

// methods are what can be called on texts, lists and dicts, and what a call
// costs beside its arguments, as far as most. Not all of Starlark's are among them: a script
// has no bytes and no sets, and loops over no text.
var methods = map[string]func(recv starlark.Value, args starlark.Tuple, most int) int{
	"append": constant, "clear": length, "get": lookup, "setdefault": lookup, "popitem": constant,
	"index": whole, "insert": length, "pop": length, "remove": whole, "extend": length,
	"items": length, "keys": length, "values": length, "update": stored,

	"capitalize": length, "count": length, "endswith": length, "find": length, "isalnum": length, "isalpha": length,
	"isdigit": length, "islower": length, "isspace": length, "istitle": length, "isupper": length, "lower": length,
	"lstrip": length, "partition": length, "removeprefix": length, "removesuffix": length, "rfind": length,
	"rindex": length, "rpartition": length, "rsplit": length, "rstrip": length, "split": length, "splitlines": length,
	"startswith": length, "strip": length, "title": length, "upper": length,
	"join": joined, "replace": replaced, "format": formatted,
}

func constant(starlark.Value, starlark.Tuple, int) int { return 0 }

// length is that of the receiver: a step for each element or byte. It is
// also what a pop from a dict costs at most.
func length(recv starlark.Value, _ starlark.Tuple, _ int) int {
	if s, ok := recv.(starlark.String); ok {
		return len(s)
	}
	return max(0, starlark.Len(recv))
}

// lookup is for one key, and stored for all of some.
func lookup(_ starlark.Value, args starlark.Tuple, _ int) int {
	if len(args) == 0 {
		return 0
	}
	if _, isText := args[0].(starlark.String); isText {
		return 0
	}
	return keySteps
}

func stored(_ starlark.Value, args starlark.Tuple, _ int) int {
	n := 0
	for _, v := range args {
		n = add(n, multiply(keySteps, max(0, starlark.Len(v))))
	}
	return n
}

// whole is for a search: every element is compared with the argument.
func whole(recv starlark.Value, args starlark.Tuple, most int) int {
	n := length(recv, args, most)
	if _, isList := recv.(*starlark.List); !isList || len(args) == 0 || plain(args[0]) {
		return n
	}
	steps, err := weigh(recv, most, maxDepth)
	if err != nil {
		return -1 // no call can pay it
	}
	return steps
}

// joined has the separator once for each element.
func joined(recv starlark.Value, args starlark.Tuple, _ int) int {
	s, _ := recv.(starlark.String)
	if len(args) == 0 {
		return 0
	}
	return multiply(len(s)/bytesPerStep+1, max(0, starlark.Len(args[0])))
}

// replaced has the new text in each place of the old one.
func replaced(recv starlark.Value, args starlark.Tuple, _ int) int {
	s, _ := recv.(starlark.String)
	if len(args) < 2 {
		return 0
	}
	old, _ := args[0].(starlark.String)
	text, _ := args[1].(starlark.String)
	return add(len(s), multiply(strings.Count(string(s), string(old)), len(text)/bytesPerStep+1))
}

// formatted may print every argument in each of its places.
func formatted(recv starlark.Value, args starlark.Tuple, most int) int {
	s, _ := recv.(starlark.String)
	total := 0
	for _, arg := range args {
		n, err := weigh(arg, most, maxDepth)
		if err != nil {
			return -1
		}
		total = add(total, n)
	}
	return add(len(s), multiply(strings.Count(string(s), "{")+1, total))
}

// methodGuards are functions of a receiver and the arguments.
func methodGuards() starlark.StringDict {
	all := starlark.StringDict{}
	for name, cost := range methods {
		all[guardMethod+name] = starlark.NewBuiltin(name, methodGuard(name, cost))
	}
	return all
}

func methodGuard(name string, cost func(starlark.Value, starlark.Tuple, int) int) builtin {
	return func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		recv, args := args[0], args[1:]
		if list, ok := recv.(*starlark.List); ok && name == "append" && len(args) == 1 && len(kwargs) == 0 {
			return starlark.None, list.Append(args[0])
		}
		method, err := methodOf(recv, name)
		if err != nil {
			return nil, err
		}
		values := args
		for _, pair := range kwargs {
			values = append(values[:len(values):len(values)], pair[1])
		}
		if err := chargeAll(thread, values...); err != nil {
			return nil, err
		}
		if err := charge(thread, cost(recv, values, left(thread))); err != nil {
			return nil, err
		}
		return method.CallInternal(thread, args, kwargs)
	}
}

func methodOf(recv starlark.Value, name string) (starlark.Callable, error) {
	if holder, ok := recv.(starlark.HasAttrs); ok {
		if v, _ := holder.Attr(name); v != nil {
			if method, ok := v.(starlark.Callable); ok {
				return method, nil
			}
		}
	}
	return nil, fmt.Errorf("%s has no .%s()", recv.Type(), name)
}
