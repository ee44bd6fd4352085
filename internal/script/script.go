package script

import (
	"context"
	"strings"

	"go.starlark.net/starlark"

	"rugtape/internal/strategy"
)

// Script is a strategy in Starlark. Like every strategy it belongs to one
// caller at a time; scripts of one program share nothing that changes.
type Script struct {
	program *Program
	thread  *starlark.Thread
	decide  starlark.Callable
	observe starlark.Callable // nil where the script has none
	state   *starlark.Dict    // nil where the script has none
	memory  memory

	view   view
	fact   fact
	onView starlark.Tuple // the arguments of decide and observe
	onFact starlark.Tuple

	printed []string
	err     *Error
}

// New makes a strategy that remembers nothing yet.
func (p *Program) New() *Script {
	s := &Script{program: p}
	s.begin()
	return s
}

// Start makes a strategy as New does; an isolated one is a process, and ends
// with ctx at the latest.
func (p *Program) Start(ctx context.Context) (Strategy, error) {
	if p.options.Isolate {
		return p.isolate(ctx)
	}
	return p.New(), nil
}

// firstSteps is how many times the steps of a decision a script may take to
// get ready.
const firstSteps = 10

// begin runs the script from its top. Nothing of what was before is left.
func (s *Script) begin() {
	*s = Script{program: s.program, memory: s.memory, thread: &starlark.Thread{Name: s.program.name}}
	s.onView = starlark.Tuple{&s.view}
	s.onFact = starlark.Tuple{&s.fact}
	s.thread.SetMaxExecutionSteps(ceiling)
	s.thread.Steps = ceiling - firstSteps*s.program.options.Steps
	s.thread.Print = s.print
	globals, err := s.program.code.Init(s.thread, predeclared)
	if err != nil {
		s.err = s.program.runError(err, s.thread.Steps)
		return
	}
	s.setUp(globals)
}

// Renew makes the script forget what it remembers, and that it failed.
func (s *Script) Renew() error {
	s.begin()
	return s.Err()
}

// Close is for those who do not know that a script holds nothing.
func (s *Script) Close() {}

// setUp finds the script's functions and its state, which alone may change
// from now on.
func (s *Script) setUp(globals starlark.StringDict) {
	for name, v := range globals {
		if name != stateName {
			v.Freeze()
		}
	}
	s.decide = s.function(globals, decideName, "view")
	if s.decide == nil && s.err == nil {
		s.err = &Error{File: s.program.name, Text: "there is no decide: write def decide(view): and return WAIT, BUY, SELL or SIDE"}
	}
	s.observe = s.function(globals, observeName, "fact")
	if v, ok := globals[stateName]; ok {
		if s.state, ok = v.(*starlark.Dict); !ok {
			s.err = &Error{File: s.program.name, Text: "state is a " + v.Type() + ": write state = {} and keep what changes in it"}
			return
		}
		if frozen(s.state) {
			s.err = &Error{File: s.program.name, Text: "state is held by another name of the script too: use state alone"}
		}
	}
	s.checkState()
}

// function finds a function of one parameter.
func (s *Script) function(globals starlark.StringDict, name, param string) starlark.Callable {
	v, ok := globals[name]
	if !ok {
		return nil
	}
	fn, ok := v.(*starlark.Function)
	if !ok {
		s.err = &Error{File: s.program.name, Text: name + " is no function: write def " + name + "(" + param + "):"}
		return nil
	}
	if fn.NumParams() != 1 || fn.HasVarargs() || fn.HasKwargs() || fn.NumKwonlyParams() > 0 {
		s.err = errorAt(fn.Position(), "%s takes one parameter: write def %s(%s):", name, name, param)
		return nil
	}
	return fn
}

// Decide asks the script. Once it has failed it waits, and says why.
func (s *Script) Decide(v *strategy.View) strategy.Intent {
	if s.err != nil {
		return s.failed()
	}
	s.view.show(v)
	out := s.call(s.decide, s.onView)
	if s.err != nil {
		return s.failed()
	}
	decided, ok := out.(*intent)
	if !ok {
		s.err = errorAt(s.decide.(*starlark.Function).Position(), "decide returned %s: return WAIT, BUY, SELL or SIDE on every path", out.Type())
		return s.failed()
	}
	return decided.Intent
}

// Observe tells the script a fact.
func (s *Script) Observe(f strategy.Fact) {
	if s.err != nil || s.observe == nil {
		return
	}
	s.fact.of = &f
	s.call(s.observe, s.onFact)
}

// Err is why the script decides no more; it is an *Error.
func (s *Script) Err() error {
	if s.err == nil {
		return nil
	}
	return s.err
}

func (s *Script) failed() strategy.Intent { return failedIntent("script", s.err) }

// failedIntent is what a strategy says that decides no more.
func failedIntent(what string, err error) strategy.Intent {
	return strategy.Intent{Why: strategy.Because("the " + what + " failed: " + shorten(err.Error(), longestText))}
}

// call runs a function within the steps of one decision.
func (s *Script) call(fn starlark.Callable, args starlark.Tuple) starlark.Value {
	s.thread.Steps = ceiling - s.program.options.Steps
	out, err := starlark.Call(s.thread, fn, args, nil)
	if err != nil {
		s.err = s.program.runError(err, s.thread.Steps)
		return nil
	}
	s.checkState()
	return out
}

// What is kept of what a script prints.
const (
	mostLines   = 100
	longestLine = 500 // bytes
)

func (s *Script) print(_ *starlark.Thread, text string) {
	if len(s.printed) == mostLines {
		s.printed = append(s.printed[:0], s.printed[1:]...)
	}
	s.printed = append(s.printed, strings.ToValidUTF8(shorten(text, longestLine), "?"))
}

// Printed are the last lines that the script printed.
func (s *Script) Printed() []string { return s.printed }
