package script

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/strategy"
)

// Host is the other end of an isolated script: it speaks the protocol of
// programs on stdin and stdout until stdin ends. The first line brings the
// script and how much memory it may use.
func Host(stdin io.Reader, stdout io.Writer) error {
	h := &host{lines: bufio.NewReader(stdin), out: stdout}
	defer h.close()
	for {
		text, err := readLine(h.lines, mostState)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read from rugtape: %w", err)
		}
		var l line
		if err := json.Unmarshal(text, &l, jsontext.AllowInvalidUTF8(true)); err != nil {
			return fmt.Errorf("read a line of rugtape's: %w", err)
		}
		if l.Type != helloType && h.script == nil {
			return fmt.Errorf("read %q before hello", l.Type)
		}
		reply, err := h.obey(&l)
		if err == nil && reply != nil {
			err = h.say(reply)
		}
		if err != nil {
			return err
		}
	}
}

type host struct {
	lines  *bufio.Reader
	out    io.Writer
	script *Script
	prices []float64

	unlimit func() // ends the watch over the memory; nil before hello
}

func (h *host) close() {
	if h.unlimit != nil {
		h.unlimit()
	}
}

// obey does what a line asks for. A fact has no reply.
func (h *host) obey(l *line) (*answer, error) {
	switch {
	case l.Type == helloType && l.Script != nil:
		return h.hello(l.Script)
	case l.Type == viewType && l.View != nil:
		v, err := l.View.view(h.prices)
		if err != nil {
			return nil, err
		}
		h.prices = v.Prices
		intent := h.script.Decide(&v)
		if h.script.err != nil {
			return h.failed(), nil
		}
		return replyOf(l.ID, intent), nil
	case l.Type == factType && l.Fact != nil:
		h.script.Observe(l.Fact.fact())
		return nil, nil
	case l.Type == renewType:
		h.prices = h.prices[:0]
		if h.script.Renew() != nil {
			return h.failed(), nil
		}
		return &answer{Type: renewType}, nil
	case l.Type == stateType:
		state := h.script.State()
		return &answer{Type: stateType, State: &state}, nil
	case l.Type == restoreType && l.State != nil:
		if err := h.script.Restore(*l.State); err != nil {
			return &answer{Error: asError(err)}, nil
		}
		return &answer{Type: restoreType}, nil
	}
	return nil, fmt.Errorf("there is no line of the type %q", l.Type)
}

func (h *host) hello(s *source) (*answer, error) {
	if h.unlimit != nil {
		return nil, errors.New("read hello twice")
	}
	unlimit, err := limitMemory(s.Memory)
	if err != nil {
		return nil, err
	}
	h.unlimit = unlimit
	p, err := Compile(s.Name, s.Text, s.Args, Options{Steps: s.Steps})
	if err != nil {
		return &answer{Error: asError(err)}, nil
	}
	h.script = p.New()
	return &answer{Type: helloType, Protocol: protocol, Renews: true}, nil
}

func (h *host) failed() *answer { return &answer{Error: h.script.err} }

func asError(err error) *Error {
	var typed *Error
	if errors.As(err, &typed) {
		return typed
	}
	return &Error{Text: err.Error()}
}

func replyOf(id int64, intent strategy.Intent) *answer {
	a := &answer{ID: &id, Action: intent.Action.String(), Why: intent.Why.String()}
	switch intent.Action {
	case strategy.Buy, strategy.Side:
		a.Amount = jsontext.Value(intent.Amount.String())
	case strategy.Sell:
		a.Part = &intent.Part
	}
	return a
}

func (h *host) say(a *answer) error {
	text, err := json.Marshal(a, jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return err
	}
	_, err = h.out.Write(append(text, '\n'))
	return err
}
