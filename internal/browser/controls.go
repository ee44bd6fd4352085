package browser

import (
	"math"
	"slices"

	"rugtape/internal/strategy"
)

// The controls of the page that are known, by the label that a player reads.
const (
	ControlBuy    = "BUY"
	ControlSell   = "SELL"
	ControlSide   = "SIDE"       // places the side bet
	ControlPanel  = "side panel" // opens what ControlSide lies in, once a session
	ControlAmount = "amount"     // the field
	ControlClear  = "clear"      // empties it
	ControlHalf   = "1/2"
	ControlDouble = "X2"
	ControlMax    = "MAX"
)

// increments are the keys that add to the amount, and parts the percentages of
// a sale, both by their labels and in the page's order.
var (
	increments = []string{"+0.001", "+0.01", "+0.1", "+1"}
	parts      = []string{"10%", "25%", "50%", "100%"}
)

// Controls names every control, in the order in which they are shown.
var Controls = slices.Concat(
	[]string{ControlBuy, ControlSell, ControlSide, ControlPanel, ControlAmount, ControlClear},
	increments, []string{ControlHalf, ControlDouble, ControlMax}, parts,
)

// matching says how a control's label may be matched.
type matching uint8

const (
	byExactLabel matching = iota // whole: "X" is neither "X2" nor "MAX"
	byPrefix                     // at a word edge too: "BUY+0.030 SOL"
	byStructure                  // it has no label
)

func matchingOf(control string) matching {
	switch control {
	case ControlBuy, ControlSell, ControlSide, ControlPanel:
		return byPrefix
	case ControlAmount:
		return byStructure
	}
	return byExactLabel
}

// controlOf is the button that places an order, "" for an action without one.
func controlOf(a strategy.Action) string {
	switch a {
	case strategy.Buy:
		return ControlBuy
	case strategy.Sell:
		return ControlSell
	case strategy.Side:
		return ControlSide
	}
	return ""
}

// partLabel is the percentage button of a part, "" where the page has none.
func partLabel(part float64) string {
	for i, p := range [...]float64{0.1, 0.25, 0.5, 1} {
		if math.Float64bits(part) == math.Float64bits(p) {
			return parts[i]
		}
	}
	return ""
}
