package script

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// isolated is a script in a process of its own: it decides as the script
// would here, and may use so much memory and no more.
type isolated struct {
	*external
	memory int64
}

func (p *Program) isolate(ctx context.Context) (Strategy, error) {
	if len(p.options.Host) == 0 {
		return nil, errors.New("start an isolated script: no host is named")
	}
	args := map[string]string{}
	for _, param := range p.params {
		args[param.Name] = param.Value
	}
	i := &isolated{memory: p.options.Memory, external: &external{
		name: p.name,
		what: "script",
		hello: &line{Type: helloType, Protocol: protocol, Script: &source{
			Name: p.name, Text: p.source, Args: args, Steps: p.options.Steps, Memory: p.options.Memory,
		}},
		begin: func() (*process, error) { return launch(ctx, p.options.Host, p.options.Answer) },
	}}
	i.explain = i.outOfMemory
	if err := i.greet(); err != nil {
		return nil, err
	}
	return i, nil
}

// outOfMemory finds in what the host said that it had no more: in our words, or
// in those of its runtime, which breaks down in its collector if that is what
// gets none, or of the race detector.
func (i *isolated) outOfMemory(said string) error {
	for _, words := range []string{hostOver, "out of memory", "cannot allocate memory", "failed to allocate", "SIGSEGV: segmentation violation | PC="} {
		if strings.Contains(said, words) {
			return fmt.Errorf("%s: it used more than %d MiB of memory", i.name, i.memory>>20)
		}
	}
	return nil
}

// State asks the host for the script's state.
func (i *isolated) State() string {
	if i.err == nil {
		reply, err := i.ask(&line{Type: stateType}, mostState)
		if err == nil && reply.State != nil {
			return *reply.State
		}
		if err == nil {
			err = errors.New("the host gives no state")
		}
		i.fail(err)
	}
	return failedState(i.err)
}

// Restore gives the host a state.
func (i *isolated) Restore(state string) error {
	if i.over {
		if err := i.greet(); err != nil {
			return err
		}
	}
	i.err = nil
	reply, err := i.ask(&line{Type: restoreType, State: &state}, mostAnswer)
	if err == nil && reply.Type != restoreType {
		err = errors.New("the host does not restore")
	}
	if err != nil {
		i.fail(err)
		return i.err
	}
	if failure, failed, _ := readFailure(state); failed {
		i.err = failure
	}
	return nil
}
