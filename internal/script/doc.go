// Package script runs strategies that a user wrote: a file in Starlark, or a
// program that is spoken to over stdin and stdout.
//
// Both are a [Maker], which makes as many strategies as are wanted, each with
// a memory of its own:
//
//	maker, err := script.Open("./mine.star:m=2", script.Options{})
//	s, err := maker.New(ctx)
//	intent := s.Decide(&view)
//	err = s.Err() // why it decides no more
//	err = s.Close()
//
// A script is a function of what it is shown and remembers: it has no clock,
// no chance, no file, and no other script. What it may spend on one decision
// is counted in steps, and the count covers what the interpreter's own count
// leaves out: an operation on many elements or a long text costs as many steps
// as it has of them, before it is done (see meter). So a script that runs away
// is cut off after the same step on every machine, and neither time nor memory
// is taken beyond it.
//
// A program is told each view and each fact by a line of JSON and answers each
// view by one; docs/strategies.md has the words. It runs in a process group of
// its own, which is killed whole. Close leaves nothing of it behind.
//
// The package never acts on an intent: it only says what the strategy wants.
package script
