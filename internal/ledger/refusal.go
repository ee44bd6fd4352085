package ledger

import "errors"

// Refusal is why the books do not take an order. Nothing has changed then.
// It comes wrapped with the figures: compare with errors.Is.
type Refusal struct{ code, text string }

// The refusals.
var (
	ErrAmount     = &Refusal{"amount", "not an amount, price or part that can be booked"}
	ErrNoFunds    = &Refusal{"no_funds", "more than the balance"}
	ErrNoPosition = &Refusal{"no_position", "nothing is held"}
	ErrTooSmall   = &Refusal{"too_small", "less than the least quantity, 1e-9"}
	ErrBetActive  = &Refusal{"bet_active", "a side bet is running already"}
	ErrRange      = &Refusal{"range", "beyond what the server's doubles tell to the lamport"}
)

func (r *Refusal) Error() string { return r.text }

// Code is the refusal's name in JSON; it does not change.
func (r *Refusal) Code() string { return r.code }

// Code is the code of the refusal in err, "" if there is none.
func Code(err error) string {
	var r *Refusal
	if errors.As(err, &r) {
		return r.code
	}
	return ""
}
