package strategy

import (
	"fmt"

	"rugtape/internal/ledger"
)

// Strategy decides. Decide is a function of the view and of what the strategy
// remembers: the same views and facts in the same order give the same intents.
type Strategy interface {
	Decide(v *View) Intent
}

// Observer is a strategy that wants to know what happens between its
// decisions.
type Observer interface {
	Observe(f Fact)
}

// Keeper is a strategy that remembers. State is all of its memory as text, and
// Restore takes it back: the strategy then decides as if it had never stopped.
type Keeper interface {
	State() string
	Restore(state string) error
}

// Checked is a strategy that can fail, such as a script. Err is why it no
// longer decides, nil while it does; it waits once it has failed.
type Checked interface {
	Err() error
}

// Renewer is a strategy that holds something of the world outside, such as a
// process. Renew makes it forget all, as if it had just been made: another
// session begins. Close ends it, and leaves nothing behind.
type Renewer interface {
	Renew() error
	Close()
}

// FactKind says what a Fact tells.
type FactKind uint8

// The kinds of facts, and what they fill beside Kind and Tick.
const (
	RoundOpened FactKind = iota + 1
	Rugged               // Price; Tick is the rug's
	Booked               // Entry: a fill, a sale by the rug, a side bet's end
	Refused              // Intent, and Code: why it was not done
)

var factNames = [...]string{"", "round_opened", "rugged", "booked", "refused"}

func (k FactKind) String() string {
	if int(k) < len(factNames) {
		return factNames[k]
	}
	return fmt.Sprintf("fact %d", uint8(k))
}

// Fact is something that happened between two decisions.
type Fact struct {
	Kind   FactKind
	Tick   int
	Price  float64
	Entry  ledger.Entry
	Intent Intent
	Code   string
}
