package engine

import (
	"fmt"

	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/strategy"
)

// Input is one thing that happened. At most one of Event, Report and Command
// is set; with none, it only lets the time pass.
type Input struct {
	Seq     uint64 // the one before plus 1
	TimeNS  int64  // Unix nanoseconds
	Event   *game.Event
	Report  *guard.Report
	Command *Command
}

// CommandKind says what a command asks for.
type CommandKind uint8

// The commands.
const (
	Place      CommandKind = iota + 1 // Intent, as a strategy would
	NewSession                        // the losses of the session count from 0
	Stop                              // no new risk, disarmed
	Resume                            // takes a Stop back
	Arm                               // Arming
	Disarm
	Adopt     // Books: the server's take the place of ours
	GrantExit // UntilNS: sales, although it is not armed
)

var commandNames = [...]string{"", "place", "new_session", "stop", "resume", "arm", "disarm", "adopt", "grant_exit"}

func (k CommandKind) String() string {
	if int(k) < len(commandNames) {
		return commandNames[k]
	}
	return fmt.Sprintf("command %d", uint8(k))
}

// Command is a wish of the player, or the late answer of a program.
type Command struct {
	Kind   CommandKind
	Intent strategy.Intent
	// Decided is the price that was in view when the intent was decided, 0 for
	// the present one.
	Decided float64
	Arming  guard.Arming
	Books   ledger.Books
	UntilNS int64
}

// Decision is an intent and the moment it was decided at.
type Decision struct {
	Tick   int
	Price  float64
	Phase  game.Phase
	ByHand bool
	Intent strategy.Intent
}

// OrderNews is a change in the life of an order: by a report, or, of a live
// one, by time, which makes it unknown and then escalated.
type OrderNews struct {
	Order guard.Order
	Tick  int     // at which it was done
	Price float64 // at which it was done
	// Code is why it was refused. Of a live order that was done it is why the
	// books did not follow: they are wrong then, but for the code "adopted".
	Code guard.Code
}

// Output is what follows from an input. Its slices are valid until the next
// Step. doc.go says in what order it is carried out.
type Output struct {
	Facts     []game.Fact
	Decisions []Decision // waits too
	Approved  []guard.Approved
	Refused   []guard.Refusal
	Orders    []OrderNews
	Booked    []ledger.Entry
	Store     bool  // the guard's state has changed
	WakeNS    int64 // when an order on its way expires; 0 for never
	Err       error // why a command was not obeyed
}

func (o *Output) reset() {
	*o = Output{
		Decisions: o.Decisions[:0], Approved: o.Approved[:0], Refused: o.Refused[:0],
		Orders: o.Orders[:0], Booked: o.Booked[:0],
	}
}
