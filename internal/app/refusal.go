package app

import "rugtape/internal/round"

// refusal says what cannot be done now and what to do about it.
type refusal struct{ what, hint string }

func (r refusal) Error() string { return r.what }

// Hint says what to do.
func (r refusal) Hint() string { return r.hint }

// Unwrap tells that nothing has failed: the request cannot be done as asked.
func (r refusal) Unwrap() error { return round.ErrInvalid }
