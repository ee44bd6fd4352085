package app

import (
	"fmt"

	"rugtape/internal/desk"
	"rugtape/internal/guard"
	"rugtape/internal/paper"
	"rugtape/internal/script"
	"rugtape/internal/strategy"
	"rugtape/internal/tape"
)

// noteDesk is what a journal keeps of a desk, so that deskOf can open it
// again; program is what its strategy is made of, nil for a built-in one.
func noteDesk(c desk.Config, program *script.Program) tape.NoteDesk {
	n := tape.NoteDesk{
		Session: c.Session, Balance: c.Balance, Strategy: c.Name,
		Limits: tape.NoteLimits(c.Limits), Model: tape.NoteModel(c.Model), Real: c.Real, Guard: c.Guard,
	}
	if program != nil {
		params := map[string]string{}
		for _, p := range program.Params() {
			params[p.Name] = p.Value
		}
		n.Script = tape.NewNoteScript(c.Script, program.Source(), params)
	}
	return n
}

// deskOf is the desk of a note. It fails where this rugtape would make another
// strategy of it, or cannot make one: what a program outside has decided is
// known to it alone.
func deskOf(n tape.NoteDesk) (desk.Config, error) {
	c := desk.Config{
		Name: n.Strategy, Balance: n.Balance, Limits: guard.Limits(n.Limits), Model: paper.Model(n.Model), Session: n.Session,
		Real: n.Real, Guard: n.Guard,
	}
	name := ""
	switch {
	case n.Script != nil:
		program, err := script.Compile(fileName(n.Script.Name), n.Script.Source, n.Script.Params, script.Options{})
		if err != nil {
			return c, err
		}
		c.Script, name = n.Script.Name, program.String()
		c.Strategy = func() (strategy.Strategy, error) { return program.New(), nil }
	case n.Strategy != "":
		spec, err := strategy.Parse(n.Strategy)
		if err != nil {
			return c, err
		}
		name = spec.String()
		c.Strategy = func() (strategy.Strategy, error) { return spec.New(), nil }
	}
	if name != n.Strategy {
		return c, fmt.Errorf("its strategy was %s, and would be %s now", n.Strategy, name)
	}
	return c, nil
}
