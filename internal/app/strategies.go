package app

import (
	"fmt"

	"rugtape/internal/strategy"
)

// maker makes a strategy that remembers nothing yet.
type maker = func() (strategy.Strategy, error)

// Strategies makes strategies by their names.
type Strategies struct {
	// Script finds what a saved script makes; nil where none are kept.
	Script func(text, name string) (maker, string, error)
}

// Maker finds a built-in strategy or, where script is not "", a script.
func (s Strategies) Maker(text, script string) (maker, string, error) {
	switch {
	case script == "":
		spec, err := strategy.Parse(text)
		if err != nil {
			return nil, "", err
		}
		return func() (strategy.Strategy, error) { return spec.New(), nil }, spec.String(), nil
	case s.Script == nil:
		return nil, "", fmt.Errorf("there is no script %.64q", script)
	}
	return s.Script(text, script)
}
