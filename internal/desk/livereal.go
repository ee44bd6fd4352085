package desk

import (
	"rugtape/internal/engine"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
)

// Report takes what became of an order in the real game. A desk on paper has
// a venue of its own, and takes none.
func (l *Live) Report(timeNS int64, r guard.Report) {
	l.anew()
	if l.real() {
		_ = l.input(timeNS, engine.Input{Report: &r}) // nothing that was asked for
	}
}

// Arm lets orders through to a host until a time. What is armed, disarmed,
// adopted or granted is an input even where it is refused.
func (l *Live) Arm(timeNS int64, a guard.Arming) error {
	return l.command(timeNS, engine.Command{Kind: engine.Arm, Arming: a})
}

// Disarm lets no order through any more, whatever grant there was.
func (l *Live) Disarm(timeNS int64) { _ = l.command(timeNS, engine.Command{Kind: engine.Disarm}) }

// GrantExit lets sales through until a time, although the desk is not armed.
func (l *Live) GrantExit(timeNS, untilNS int64) error {
	return l.command(timeNS, engine.Command{Kind: engine.GrantExit, UntilNS: untilNS})
}

// NewSession lets the losses of the session count from 0.
func (l *Live) NewSession(timeNS int64) {
	_ = l.command(timeNS, engine.Command{Kind: engine.NewSession})
}

// Adopt puts the server's books in the place of the desk's.
func (l *Live) Adopt(timeNS int64, b ledger.Books) error {
	return l.command(timeNS, engine.Command{Kind: engine.Adopt, Books: b})
}

// Wake lets the time pass if something is due: an order of which nothing was
// said in time becomes unknown. Otherwise it is nothing.
func (l *Live) Wake(timeNS int64) {
	l.anew()
	if due := l.WakeNS(); l.real() && due != 0 && timeNS >= due {
		_ = l.input(timeNS, engine.Input{})
	}
}

// WakeNS is when Wake has something to do if nothing is heard before, 0 for
// never.
func (l *Live) WakeNS() int64 {
	if !l.real() {
		return 0
	}
	return l.engine.WakeNS()
}

// Guard is what the guard remembers. A state with a higher Seq than the one
// stored is to be stored before anything is pressed.
func (l *Live) Guard() guard.State { return l.engine.Guard() }

// Account is a look at the books; only the desk changes them.
func (l *Live) Account() *ledger.Account { return l.engine.Account() }
