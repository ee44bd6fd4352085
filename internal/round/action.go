package round

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"rugtape/internal/game"
	"rugtape/internal/money"
)

// Control is what was pressed on the game's page.
type Control string

// The controls.
const (
	BuyButton     Control = "buy"
	SellButton    Control = "sell"
	SideBetButton Control = "side_bet"
	PercentButton Control = "percent" // chooses the part that a sale sells
	AmountButton  Control = "amount"  // changes the amount field: +0.01, 1/2, X2, MAX, the cross that clears it
)

// Controls lists them.
var Controls = []Control{BuyButton, SellButton, SideBetButton, PercentButton, AmountButton}

// Orders tells whether a press of it asks the server for something, and so is
// answered. The others only change what the page shows.
func (c Control) Orders() bool { return c == BuyButton || c == SellButton || c == SideBetButton }

// ControlOf tells which control has a name, by the label that a player reads:
// BUY, SELL, SIDE, 25%, +0.01, 1/2, X2, MAX, X. ok is false for what is none,
// such as the amount field itself. part is what a percent key chooses.
func ControlOf(name string) (c Control, part game.Opt[float64], ok bool) {
	switch name {
	case "BUY":
		return BuyButton, part, true
	case "SELL":
		return SellButton, part, true
	case "SIDE", "SIDEBET":
		return SideBetButton, part, true
	case "1/2", "X2", "MAX", "X", "clear":
		return AmountButton, part, true
	}
	if strings.HasPrefix(name, "+") {
		return AmountButton, part, true
	}
	if number, found := strings.CutSuffix(name, "%"); found {
		if percent, err := strconv.ParseFloat(number, 64); err == nil && percent > 0 && percent <= 100 {
			return PercentButton, game.Some(percent / 100), true
		}
	}
	return "", part, false
}

// Hand says who pressed.
type Hand string

// The hands.
const (
	ByPlayer  Hand = "player"
	ByRugtape Hand = "rugtape" // for the order Action.Order
	ByScript  Hand = "script"  // some other program in the page
)

// Hands lists them.
var Hands = []Hand{ByPlayer, ByRugtape, ByScript}

// Outcome is what became of a press.
type Outcome string

// The outcomes.
const (
	NoneExpected Outcome = "none"      // the server is not asked: keys that change amount or part
	Confirmed    Outcome = "confirmed" // done; the server's own event says so
	Refused      Outcome = "refused"   // not done; the server's own event says so
	Unknown      Outcome = "unknown"   // the server has not said in time
)

// Outcomes lists them.
var Outcomes = []Outcome{NoneExpected, Confirmed, Refused, Unknown}

// Evidence is the event of the server that told an outcome.
type Evidence string

// The kinds of evidence, "" where there is none or it was not noted.
const (
	ByAck      Evidence = "ack"      // the answer to the order
	ByPurse    Evidence = "purse"    // what the player has, which the order alone explains
	ByStanding Evidence = "standing" // the player's own row or side bet, alike
)

// Evidences lists them.
var Evidences = []Evidence{"", ByAck, ByPurse, ByStanding}

// Action is one press of a control on the game's page: a demonstration of how
// somebody plays. What was not known is absent, which is not zero.
type Action struct {
	AtNS    int64 // Unix time in nanoseconds
	Control Control
	Label   string                   // as it stood on the control, such as "BUY+0.030 SOL"
	Amount  game.Opt[money.Lamports] // in the amount field when it was pressed
	Part    game.Opt[float64]        // of the position: what a sale sells, or a percent key chooses
	By      Hand
	Order   uint64 // the key of rugtape's order, 0 for a press that is not rugtape's

	Outcome Outcome
	// ConfirmedNS is when the server's event came that told the outcome, 0
	// where none did.
	ConfirmedNS int64
	Evidence    Evidence
	DonePrice   game.Opt[float64] // at which the server did it
	Why         string            // of a refusal, in the server's words

	Before Moment // what was in view when it was pressed
	After  Moment // once its outcome was known; zero where it was not noted
}

// Moment is what was known at a time: the round in view, our own books, and
// the server's.
type Moment struct {
	Phase  game.Phase
	Tick   game.Opt[int]
	Price  game.Opt[float64]
	Ours   Books
	Server Purse
}

// Books are the player's books as rugtape, or the recorder, kept them.
type Books struct {
	Balance  game.Opt[money.Lamports]
	Quantity game.Opt[float64] // of the position, 0 for none
	AvgCost  game.Opt[float64]
	Bet      game.Opt[money.Lamports] // stake of the side bet that runs, 0 for none
	BetEnd   game.Opt[int]            // its last tick that wins
	PnL      game.Opt[float64]        // of the round
}

// Purse is what the server had said last that the player has.
type Purse struct {
	Cash     game.Opt[float64]
	Quantity game.Opt[float64]
	AvgCost  game.Opt[float64]
	PnL      game.Opt[float64] // cumulative
}

// LatencyNS is the time from the press to the server's event, absent where no
// event came.
func (a *Action) LatencyNS() game.Opt[int64] {
	if a.ConfirmedNS == 0 {
		return game.Opt[int64]{}
	}
	return game.Some(a.ConfirmedNS - a.AtNS)
}

// maxWords bounds what is kept of a label or a reason, in bytes.
const maxWords = 120

// AddAction takes a press. The same one a second time changes nothing.
func (r *Recording) AddAction(a Action) {
	a.Label, a.Why = words(a.Label), words(a.Why)
	i, found := slices.BinarySearchFunc(r.Actions, a, compareActions)
	if !found {
		r.Actions = slices.Insert(r.Actions, i, a)
	}
}

// words is text of the page or the server on one line, cut to what is kept.
func words(text string) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, ".")), " ")
	for len(text) > maxWords {
		_, size := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-size]
	}
	return strings.TrimSpace(text)
}

// compareActions orders by time, then by all that two presses can differ in.
func compareActions(a, b Action) int {
	return cmp.Or(
		cmp.Compare(a.AtNS, b.AtNS),
		cmp.Compare(a.Control, b.Control),
		cmp.Compare(a.Label, b.Label),
		compareOpts(a.Amount, b.Amount),
		compareFloats(a.Part, b.Part),
		cmp.Compare(a.By, b.By),
		cmp.Compare(a.Order, b.Order),
		cmp.Compare(a.Outcome, b.Outcome),
		cmp.Compare(a.ConfirmedNS, b.ConfirmedNS),
		cmp.Compare(a.Evidence, b.Evidence),
		compareFloats(a.DonePrice, b.DonePrice),
		cmp.Compare(a.Why, b.Why),
		compareMoments(&a.Before, &b.Before),
		compareMoments(&a.After, &b.After),
	)
}

func compareMoments(a, b *Moment) int {
	return cmp.Or(
		cmp.Compare(a.Phase, b.Phase),
		compareOpts(a.Tick, b.Tick),
		compareFloats(a.Price, b.Price),
		compareOpts(a.Ours.Balance, b.Ours.Balance),
		compareFloats(a.Ours.Quantity, b.Ours.Quantity),
		compareFloats(a.Ours.AvgCost, b.Ours.AvgCost),
		compareOpts(a.Ours.Bet, b.Ours.Bet),
		compareOpts(a.Ours.BetEnd, b.Ours.BetEnd),
		compareFloats(a.Ours.PnL, b.Ours.PnL),
		compareFloats(a.Server.Cash, b.Server.Cash),
		compareFloats(a.Server.Quantity, b.Server.Quantity),
		compareFloats(a.Server.AvgCost, b.Server.AvgCost),
		compareFloats(a.Server.PnL, b.Server.PnL),
	)
}

// compareOpts orders what is absent before what is present.
func compareOpts[T cmp.Ordered](a, b game.Opt[T]) int {
	if !a.Present || !b.Present {
		return boolean(a.Present, b.Present)
	}
	return cmp.Compare(a.Value, b.Value)
}

// compareFloats does so bit by bit: 0 and -0 are two figures.
func compareFloats(a, b game.Opt[float64]) int {
	if !a.Present || !b.Present {
		return boolean(a.Present, b.Present)
	}
	return cmp.Compare(math.Float64bits(a.Value), math.Float64bits(b.Value))
}
