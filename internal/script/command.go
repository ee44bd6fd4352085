package script

import (
	"context"
	"encoding/hex"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// Command is a program outside that decides; docs/strategies.md has the lines
// that it reads and writes. It may do what its user may: it is not confined.
type Command struct {
	argv    []string
	hash    []byte
	options Options
}

// NewCommand is for a command line. It finds the program, and reads the files
// that the line names, to tell programs apart.
func NewCommand(argv []string, options Options) (*Command, error) {
	if len(argv) == 0 {
		return nil, fmt.Errorf("no command is named: write program:COMMAND ARGUMENT")
	}
	if _, err := exec.LookPath(argv[0]); err != nil {
		return nil, fmt.Errorf("find the program: %w", err)
	}
	return &Command{argv, hashFiles(argv), options.filled()}, nil
}

// Start starts the program and waits until it is ready.
func (c *Command) Start(ctx context.Context) (Strategy, error) {
	e := &external{
		name:  filepath.Base(c.argv[len(c.argv)-1]),
		what:  "program",
		hello: &line{Type: helloType, Protocol: protocol},
		begin: func() (*process, error) { return launch(ctx, c.argv, c.options.Answer) },
	}
	if len(c.argv) == 1 {
		e.name = filepath.Base(c.argv[0])
	}
	if err := e.greet(); err != nil {
		return nil, err
	}
	return e, nil
}

// String names the program by its words, without their directories, and a hash
// of the files among them.
func (c *Command) String() string {
	words := make([]string, len(c.argv))
	for i, word := range c.argv {
		words[i] = filepath.Base(word)
	}
	return programPrefix + strings.Join(words, " ") + "@" + hex.EncodeToString(c.hash[:8])
}
