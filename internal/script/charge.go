package script

import (
	"errors"
	"fmt"
	"math"

	"go.starlark.net/starlark"
)

// ceiling is the interpreter's count of steps at which every call ends. A
// call begins below it by as many steps as it may take, so that what is left
// can be read from the count itself.
const ceiling = 1 << 62

// What a value may hold.
const (
	maxBits  = 4096 // of an int
	maxDepth = 64   // of lists in lists, where it matters
)

var (
	errSteps = errors.New("too many steps") // runError says it in full
	errDepth = fmt.Errorf("lists are nested more than %d deep", maxDepth)
	errBits  = fmt.Errorf("an integer would have more than %d bits", maxBits)
)

// bytesPerStep is how much text a step pays for: as much as an element of a
// list takes.
const bytesPerStep = 16

// charge takes the cost of what is to be done off what is left, or refuses.
func charge(thread *starlark.Thread, steps int) error {
	if steps < 0 || uint64(steps) >= ceiling-thread.Steps {
		thread.Steps = ceiling
		return errSteps
	}
	thread.Steps += uint64(steps)
	return nil
}

// left is what the call may still spend.
func left(thread *starlark.Thread) int {
	return int(ceiling - min(thread.Steps, ceiling))
}

// chargeAll charges for values with all that is in them.
func chargeAll(thread *starlark.Thread, values ...starlark.Value) error {
	most := left(thread)
	total := 0
	for _, v := range values {
		steps, err := weigh(v, most-total, maxDepth)
		if err != nil {
			return err
		}
		total += steps
	}
	return charge(thread, total)
}

// Keys of a dict. Numbers can be chosen so that all of them fall into one
// place of its table, and each is then held against all before; texts cannot.
// Keys below dense are too few for that.
const (
	keySteps = 128
	dense    = 8192
)

// chargeKey charges for looking something up in a dict, or storing it.
func chargeKey(thread *starlark.Thread, key starlark.Value) error {
	switch key := key.(type) {
	case starlark.String:
		return charge(thread, len(key)/bytesPerStep)
	case starlark.Bool, starlark.NoneType:
		return nil
	case starlark.Int:
		if n, fits := key.Int64(); fits && -dense < n && n < dense {
			return nil
		}
	}
	if err := charge(thread, keySteps); err != nil {
		return err
	}
	return chargeAll(thread, key)
}

// chargeKeys charges for storing under all the keys of what dicts are made of.
func chargeKeys(thread *starlark.Thread, values ...starlark.Value) error {
	for _, v := range values {
		if err := charge(thread, multiply(keySteps, max(0, starlark.Len(v)))); err != nil {
			return err
		}
	}
	return nil
}

// weigh counts a value with all that is in it, once for each time that it is
// come to, as printing and comparing do. It stops when it has counted most.
func weigh(v starlark.Value, most, depth int) (steps int, err error) {
	steps = 1
	switch v := v.(type) {
	case starlark.Float, starlark.Bool, starlark.NoneType:
	case starlark.String:
		steps += len(v) / bytesPerStep
	case starlark.Int:
		steps += bitLen(v) / 64
	case *starlark.List:
		return weighEach(v, most, depth)
	case starlark.Tuple:
		return weighEach(v, most, depth)
	case *starlark.Dict:
		if depth == 0 {
			return 0, errDepth
		}
		for key, value := range v.Entries() {
			for _, part := range [...]starlark.Value{key, value} {
				n, err := weigh(part, most-steps, depth-1)
				if steps += n; err != nil || steps > most {
					return steps, err
				}
			}
		}
	default:
		if n := starlark.Len(v); n > 0 {
			steps = add(steps, n)
		}
	}
	return steps, nil
}

func weighEach(v starlark.Indexable, most, depth int) (steps int, err error) {
	if depth == 0 {
		return 0, errDepth
	}
	steps = 1
	for i := range v.Len() {
		n, err := weigh(v.Index(i), most-steps, depth-1)
		if steps += n; err != nil || steps > most {
			return steps, err
		}
	}
	return steps, nil
}

// bitLen is the length of an int.
func bitLen(i starlark.Int) int {
	if _, fits := i.Int64(); fits {
		return 64
	}
	return i.BigInt().BitLen()
}

// lengthOf is how many elements a loop over v yields.
func lengthOf(v starlark.Value) (int, error) {
	n := starlark.Len(v)
	if n < 0 {
		return 0, fmt.Errorf("got %s, want a list, a dict or a range", v.Type())
	}
	return n, nil
}

// add and multiply stop at the largest int, which no call can pay.
func add(x, y int) int {
	if x > math.MaxInt-y {
		return math.MaxInt
	}
	return x + y
}

func multiply(x, y int) int {
	if y != 0 && x > math.MaxInt/y {
		return math.MaxInt
	}
	return x * y
}
