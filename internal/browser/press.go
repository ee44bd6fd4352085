package browser

import (
	"context"

	"rugtape/internal/guard"
	"rugtape/internal/money"
)

// Pressed says whether an order's button was pressed.
type Pressed uint8

// What there is to know of a press.
const (
	NotPressed   Pressed = iota // for sure
	IsPressed                   // the page said so
	MaybePressed                // it was given to the browser, and no answer came
)

func (p Pressed) String() string {
	return [...]string{"not pressed", "pressed", "maybe pressed"}[p]
}

// Why an order was not pressed, or is not known to have been.
const (
	CodeNoButton       guard.Code = "no_button"        // it is not there, or not the only one
	CodeDisabled       guard.Code = "disabled"         // it is there, and the page takes no press
	CodeLabel          guard.Code = "label"            // it says something else by now
	CodeAmountStep     guard.Code = "amount_step"      // no amount that the page's keys make
	CodeAmountReadback guard.Code = "amount_readback"  // the field shows another amount
	CodePartReadback   guard.Code = "part_readback"    // another percentage is chosen
	CodePartNotOnPage  guard.Code = "part_not_on_page" // the page has no such percentage
	CodeExpired        guard.Code = "expired"
	CodeRepeated       guard.Code = "repeated"   // an order with this key, or a later one, was here before
	CodeUnapproved     guard.Code = "unapproved" // it did not come from the guard
	CodePageGone       guard.Code = "page_gone"
	CodeFrozen         guard.Code = "frozen"     // the browser does not answer
	CodeStopped        guard.Code = "stopped"    // the caller gave up
	CodeNotStored      guard.Code = "not_stored" // what is about to be done could not be written down
)

// Ready is what was read back from the page.
type Ready struct {
	Label  string
	Amount money.Lamports // of a buy or a side bet
	Part   float64        // of a sale
	AtNS   int64
}

// Deed is what became of an order.
type Deed struct {
	Pressed Pressed
	Code    guard.Code // why not, or why it is not known
	Why     string     // the same, for people
	Ready   Ready      // what was last read back
	AtNS    int64      // when the button was pressed, by the page's clock; else when it was given up
}

// Press builds an order on the page, reads it back, tells about it and presses
// its button once. about is called right before the press; if it fails, the button
// is left alone. An order that was not pressed is not tried again: its key is used up.
func (s *Session) Press(ctx context.Context, a *guard.Approved, about func(Ready) error) Deed {
	return s.hand.press(ctx, a, about)
}
