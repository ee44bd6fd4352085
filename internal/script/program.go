package script

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"syscall"

	"github.com/go-json-experiment/json"

	"rugtape/internal/strategy"
)

// external is a strategy in a process of its own. The first failure ends it.
type external struct {
	name    string
	what    string // a script or a program
	process *process
	hello   *line
	begin   func() (*process, error) // a new process
	renews  bool                     // it can begin anew by itself
	explain func(said string) error  // finds a reason in its stderr; may be nil

	asked int64
	told  []float64 // the prices that it knows
	err   error
	over  bool // the process is gone
}

// greet starts the process and waits until it is ready.
func (e *external) greet() error {
	p, err := e.begin()
	if err != nil {
		return fmt.Errorf("start %s: %w", e.name, err)
	}
	e.process, e.asked, e.told, e.err, e.over = p, 0, e.told[:0], nil, false
	reply, err := e.ask(e.hello, mostAnswer)
	if err == nil && (reply.Type != helloType || reply.Protocol != protocol) {
		err = fmt.Errorf("it does not answer hello with {\"type\":\"hello\",\"protocol\":%d}", protocol)
	}
	if err != nil {
		e.fail(err)
		return e.err
	}
	e.renews = reply.Renews
	return nil
}

// ask sends a line and reads the answer.
func (e *external) ask(l *line, most int) (*answer, error) {
	text, err := encode(l)
	if err != nil {
		return nil, err
	}
	reply, err := e.process.ask(text, most)
	if err != nil {
		return nil, err
	}
	a := new(answer)
	if err := json.Unmarshal(reply, a); err != nil {
		return nil, fmt.Errorf("its answer %q is no JSON object: %w", shorten(string(reply), 80), err)
	}
	if a.Error != nil {
		return nil, a.Error
	}
	return a, nil
}

// fail stops the process and says what happened, with how it ended and what it
// wrote to stderr.
func (e *external) fail(err error) {
	p := e.process
	e.over = true
	p.stop(false)
	var typed *Error
	switch why := p.interrupted(); {
	case why != nil:
		err = why
	case errors.Is(err, errLong):
		err = errors.New("it answered with a line of more than 64 KiB")
	case errors.As(err, &typed):
		e.err = typed
		if typed.File == "" {
			e.err = fmt.Errorf("%s: %s", e.name, typed.Text)
		}
		return
	case errors.Is(err, io.EOF) || isBroken(err):
		err = fmt.Errorf("it ended without an answer (%v)", p.cmd.ProcessState)
	}
	said := p.stderr.String()
	if e.explain != nil {
		if e.err = e.explain(said); e.err != nil {
			return
		}
	}
	if said != "" {
		err = fmt.Errorf("%w; on stderr: %s", err, said)
	}
	e.err = fmt.Errorf("%s: %w", e.name, err)
}

// Decide shows the program a view and waits for its answer.
func (e *external) Decide(v *strategy.View) strategy.Intent {
	if e.err == nil {
		intent, err := e.decide(v)
		if err == nil {
			return intent
		}
		e.fail(err)
	}
	return failedIntent(e.what, e.err)
}

func (e *external) decide(v *strategy.View) (strategy.Intent, error) {
	from := e.known(v.Prices)
	e.asked++
	reply, err := e.ask(&line{Type: viewType, ID: e.asked, View: viewOf(v, from)}, mostAnswer)
	if err != nil {
		return strategy.Intent{}, err
	}
	e.told = append(e.told[:from], v.Prices[from:]...)
	switch {
	case reply.ID == nil:
		return strategy.Intent{}, errors.New("its answer has no id: give back that of the view")
	case *reply.ID != e.asked:
		return strategy.Intent{}, fmt.Errorf("it answered view %d when it was asked about %d", *reply.ID, e.asked)
	}
	return reply.intent()
}

// known is how many of the prices the program was told as they are.
func (e *external) known(prices []float64) int {
	n := min(len(prices), len(e.told))
	for i := range n {
		if math.Float64bits(prices[i]) != math.Float64bits(e.told[i]) {
			return i
		}
	}
	return n
}

// Observe tells the program a fact, which it does not answer.
func (e *external) Observe(f strategy.Fact) {
	if e.err != nil {
		return
	}
	text, err := encode(&line{Type: factType, Fact: factOf(f)})
	if err == nil {
		err = e.process.tell(text)
	}
	if err != nil {
		e.fail(err)
	}
}

// Renew makes the program forget: by a word to it if it knows that, and else
// by another process.
func (e *external) Renew() error {
	if e.err == nil && e.renews {
		reply, err := e.ask(&line{Type: renewType}, mostAnswer)
		if err == nil && reply.Type == renewType {
			e.told = e.told[:0]
			return nil
		}
		if err == nil {
			err = errors.New("it does not answer renew with {\"type\":\"renew\"}")
		}
		e.fail(err)
		return e.err
	}
	e.end(true)
	return e.greet()
}

// Err is why the program decides no more.
func (e *external) Err() error { return e.err }

// Close ends the program and all that it started in its group.
func (e *external) Close() {
	e.end(true)
	if e.err == nil {
		e.err = fmt.Errorf("%s: it was closed", e.name)
	}
}

func (e *external) end(politely bool) {
	if !e.over {
		e.over = true
		e.process.stop(politely)
	}
}

// isBroken tells the errors of writing to and reading from who is gone.
func isBroken(err error) bool { return errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed) }
