package script

import "time"

// Options say what a strategy may take. A zero field has its default.
type Options struct {
	// Steps is what a script may spend on one decision; a step is about an
	// instruction, an element of a list or 16 bytes of text. 100,000 by default.
	Steps uint64

	// Answer is how long a program may take to answer, and to say that it is
	// ready. 10 seconds by default.
	Answer time.Duration

	// Isolate runs a script in a process of its own that may use Memory bytes,
	// 256 MiB by default. Host is the command line of that process: one that
	// calls [Host].
	Isolate bool
	Memory  int64
	Host    []string
}

// The defaults, and what goes beyond sense.
const (
	defaultSteps  = 100_000
	mostSteps     = 1 << 40
	defaultAnswer = 10 * time.Second
	defaultMemory = 256 << 20
)

func (o Options) filled() Options {
	if o.Steps == 0 {
		o.Steps = defaultSteps
	}
	o.Steps = min(o.Steps, mostSteps)
	if o.Answer <= 0 {
		o.Answer = defaultAnswer
	}
	if o.Memory <= 0 {
		o.Memory = defaultMemory
	}
	return o
}
