package app

import (
	"strings"

	"rugtape/internal/desk"
	"rugtape/internal/script"
	"rugtape/internal/strategy"
	"rugtape/internal/tape"
	"rugtape/internal/web"
)

// trade does what is asked for at the live desk. A stop is taken at any time.
func (e *edge) trade(t *web.Trade) error {
	now := e.now()
	e.worth = true
	switch {
	case t.Open != nil:
		return e.openDesk(*t.Open, now)
	case e.desk == nil:
		return errNoDesk
	case t.Close:
		if err := e.ordersUnderway(); err != nil {
			return err
		}
		e.disarm("the desk was closed", now)
		e.closeDesk(now)
		return nil
	}
	switch {
	case t.Stop:
		e.stopHands("the desk's button", now)
		return nil
	case t.Resume:
		e.noteCommand(tape.NoteCommand{Command: "resume"}, now)
		e.desk.Resume(now)
	case t.Order != nil:
		if err := e.desk.Place(now, *t.Order); err != nil {
			return err
		}
		e.noteCommand(tape.NewNotePlace(e.session, *t.Order), now)
	}
	e.decided(now)
	return nil
}

// openDesk begins a session: a new desk in the place of the one there was.
func (e *edge) openDesk(c desk.Config, now int64) error {
	if e.hand.armed != nil {
		return refusal{"the hands are armed", "disarm first"}
	}
	if err := e.ordersUnderway(); err != nil {
		return err
	}
	c.Session = e.session + 1
	var program *script.Program
	if c.Script != "" {
		var err error
		if program, err = e.script(&c); err != nil {
			return err
		}
	}
	if e.desk != nil {
		e.closeDesk(now)
	}
	c.Epoch = e.epoch
	opened, err := desk.NewLive(c)
	if err != nil {
		return refusal{err.Error(), "correct it and open the desk again"}
	}
	e.desk, e.session, e.traded, e.noting = opened, c.Session, "", e.recorder.journal != nil
	e.noteSession(noteDesk(c, program), now)
	return nil
}

// script makes a desk's strategy of a script that is read once: what is noted
// is what decides.
func (e *edge) script(c *desk.Config) (*script.Program, error) {
	if e.options.Script == nil {
		return nil, refusal{"no scripts are kept here", "use a built-in strategy"}
	}
	source, err := e.options.Script(c.Script)
	if err != nil {
		return nil, err
	}
	_, list, _ := strings.Cut(c.Name, ":")
	args, err := script.Args(list)
	if err != nil {
		return nil, err
	}
	program, err := script.Compile(fileName(c.Script), source, args, script.Options{})
	if err != nil {
		return nil, err
	}
	c.Name, c.Strategy = program.String(), func() (strategy.Strategy, error) { return program.New(), nil }
	return program, nil
}

func (e *edge) closeDesk(now int64) {
	s := e.desk.State()
	e.session, e.epoch = s.Session, s.Epoch
	e.noteSession(tape.NoteClosed{Session: s.Session}, now)
	e.desk, e.noting = nil, false
}

func (e *edge) noteSession(n tape.Note, now int64) {
	if e.noting {
		e.recorder.note(n, now)
	}
}

func (e *edge) noteCommand(n tape.NoteCommand, now int64) {
	n.Session = e.session
	e.noteSession(n, now)
}

// decided notes what the desk has decided at an input, carries it out, and notes what it
// had come to if that ended its round.
func (e *edge) decided(now int64) {
	decisions := e.desk.Decisions() // before what follows from them gives the desk another input
	id, open := e.desk.Round()
	for _, d := range decisions {
		e.noteSession(tape.NewNoteDecision(e.session, id, d), now)
	}
	e.worked(now)
	was := e.traded
	if e.traded = id; !open {
		e.traded = ""
	}
	if was == e.traded {
		was = ""
	}
	state := e.desk.State()
	if was != "" {
		e.noteSession(tape.NoteRound{Session: e.session, Round: was, Balance: state.Balance, Digest: e.desk.Digest()}, now)
	}
	if e.options.Decided != nil {
		e.options.Decided(Decided{Round: id, TimeNS: now, Decisions: decisions, Desk: &state, Ended: was})
	}
}
