package script

import (
	"fmt"
	"strconv"
	"strings"

	"go.starlark.net/starlark"

	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// intent is what decide returns. WAIT is one by itself and may be called for
// a reason: WAIT, WAIT("too late"), BUY("0.01", why="it is early").
type intent struct{ strategy.Intent }

var waiting = &intent{strategy.Intent{Why: strategy.Because("the script gives no reason")}}

func (i *intent) String() string        { return i.Action.String() }
func (i *intent) Type() string          { return "intent" }
func (i *intent) Freeze()               {}
func (i *intent) Truth() starlark.Bool  { return true }
func (i *intent) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable type: intent") }
func (i *intent) Name() string          { return i.String() }

func (i *intent) CallInternal(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if i != waiting {
		return nil, fmt.Errorf("%v is decided already", i)
	}
	why := ""
	if err := starlark.UnpackArgs("WAIT", args, kwargs, "why?", &why); err != nil {
		return nil, err
	}
	return &intent{strategy.Intent{Why: because(nil, why)}}, nil
}

func buy(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	return stake(thread, strategy.Buy, args, kwargs)
}

func side(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	return stake(thread, strategy.Side, args, kwargs)
}

func stake(thread *starlark.Thread, action strategy.Action, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var amount starlark.Value
	why := ""
	if err := starlark.UnpackArgs(action.String(), args, kwargs, "amount", &amount, "why?", &why); err != nil {
		return nil, err
	}
	lamports, err := lamportsOf(amount)
	if err == nil && lamports <= 0 {
		err = fmt.Errorf("an amount is above 0")
	}
	if err != nil {
		return nil, fmt.Errorf("%v(%s): %w", action, shorten(digits(amount), 40), err)
	}
	return &intent{strategy.Intent{Action: action, Amount: lamports, Why: because(thread, why)}}, nil
}

func sell(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var part starlark.Value = starlark.Float(1)
	why := ""
	if err := starlark.UnpackArgs("SELL", args, kwargs, "part?", &part, "why?", &why); err != nil {
		return nil, err
	}
	f, ok := starlark.AsFloat(part)
	if !ok || !(f > 0 && f <= 1) {
		return nil, fmt.Errorf("SELL(%s): the part of the position to sell is above 0 and at most 1", shorten(digits(part), 40))
	}
	return &intent{strategy.Intent{Action: strategy.Sell, Part: f, Why: because(thread, why)}}, nil
}

// longestWhy bounds a reason, in bytes; what is longer is cut.
const longestWhy = 200

// because is the script's reason, or else the line that decided.
func because(thread *starlark.Thread, why string) strategy.Reason {
	if why == "" {
		if thread == nil {
			return waiting.Why
		}
		pos := thread.CallFrame(1).Pos
		return strategy.Because("line " + strconv.Itoa(int(pos.Line)))
	}
	return strategy.Because(strings.ToValidUTF8(shorten(why, longestWhy), "?"))
}

// digits writes a number as the script meant it: the shortest that is the
// same float.
func digits(v starlark.Value) string {
	switch v := v.(type) {
	case starlark.Float:
		return strconv.FormatFloat(float64(v), 'f', -1, 64)
	case starlark.String:
		return string(v)
	case starlark.Int:
		if n, fits := v.Int64(); fits {
			return strconv.FormatInt(n, 10)
		}
		return "a huge number"
	}
	return v.Type()
}

// lamportsOf reads an amount exactly: 0.1 is the amount that is written so.
func lamportsOf(v starlark.Value) (money.Lamports, error) {
	switch v.(type) {
	case starlark.Float, starlark.Int, starlark.String:
	default:
		return 0, fmt.Errorf("got %s, want a number of SOL or a text such as \"0.01\"", v.Type())
	}
	return parseSOL(digits(v))
}

// truncate is a float's amount without what is finer than a lamport.
func truncate(f float64) (money.Lamports, error) {
	text := strconv.FormatFloat(f, 'f', -1, 64)
	if whole, fraction, found := strings.Cut(text, "."); found && len(fraction) > 9 {
		text = whole + "." + fraction[:9]
	}
	return parseSOL(text)
}
