package strategy

import (
	"fmt"

	"rugtape/internal/money"
)

// Action is what an intent asks for.
type Action uint8

// The actions.
const (
	Wait Action = iota
	Buy         // for Amount
	Sell        // Part of the position
	Side        // a side bet of Amount: that the round rugs within 40 ticks
)

var actionNames = [...]string{"WAIT", "BUY", "SELL", "SIDE"}

func (a Action) String() string {
	if int(a) < len(actionNames) {
		return actionNames[a]
	}
	return fmt.Sprintf("action %d", uint8(a))
}

// Intent is what a strategy wants to do now. The zero Intent waits.
type Intent struct {
	Action Action
	Amount money.Lamports // of a buy or a side bet
	Part   float64        // of the position, above 0 and at most 1, to sell
	Why    Reason
}

// Reason explains an intent. It is put into words only when somebody reads
// it, so that a million decisions a second can each have one.
type Reason struct {
	Text string // with verbs such as %.2f for the figures
	n    int
	args [3]float64
}

// Because gives a reason in words, with at most three figures for the verbs
// in it. Without figures the text stands as it is.
func Because(text string, figures ...float64) Reason {
	r := Reason{Text: text}
	r.n = copy(r.args[:], figures)
	return r
}

func (r Reason) String() string {
	switch r.n {
	case 0:
		return r.Text
	case 1:
		return fmt.Sprintf(r.Text, r.args[0])
	case 2:
		return fmt.Sprintf(r.Text, r.args[0], r.args[1])
	default:
		return fmt.Sprintf(r.Text, r.args[0], r.args[1], r.args[2])
	}
}

func wait(why Reason) Intent { return Intent{Why: why} }

func buy(amount money.Lamports, why Reason) Intent {
	return Intent{Action: Buy, Amount: amount, Why: why}
}

func sellAll(why Reason) Intent { return Intent{Action: Sell, Part: 1, Why: why} }

func side(amount money.Lamports, why Reason) Intent {
	return Intent{Action: Side, Amount: amount, Why: why}
}
