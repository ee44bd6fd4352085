// Package cli is rugtape's command line: flags, configuration, exit codes and
// what is printed. Each command has a file of its own and leaves the work to
// the packages below.
//
// Exit codes: 0 done, 1 the answer is no, 2 it could not run.
package cli
