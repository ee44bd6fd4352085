package app

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// teardown remembers how to undo each step of a start, so that whatever step
// fails, and at the end of a good run, all that was started is ended in the
// reverse order.
type teardown struct{ steps []step }

type step struct {
	name   string
	within time.Duration
	undo   func(context.Context) error
}

// push adds the undoing of a step that has just succeeded. It is given within
// to end; what takes longer is left behind and said so.
func (t *teardown) push(name string, within time.Duration, undo func(context.Context) error) {
	t.steps = append(t.steps, step{name, within, undo})
}

// run undoes all steps, the last one first.
func (t *teardown) run() error {
	var errs []error
	for i := len(t.steps) - 1; i >= 0; i-- {
		s := t.steps[i]
		ctx, cancel := context.WithTimeout(context.Background(), s.within)
		if err := s.undo(ctx); err != nil {
			errs = append(errs, fmt.Errorf("end %s: %w", s.name, err))
		}
		cancel()
	}
	t.steps = nil
	return errors.Join(errs...)
}
