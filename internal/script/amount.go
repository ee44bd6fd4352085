package script

import (
	"errors"

	"rugtape/internal/money"
)

// What an amount can have wrong, in words that say what to do.
var (
	errNoAmount = errors.New("not a number of SOL")
	errTooFine  = errors.New("finer than a lamport (1e-9 SOL): cut it by sol(...)")
)

// longestAmount is beyond the digits of every float, in bytes.
const longestAmount = 400

func parseSOL(text string) (money.Lamports, error) {
	if len(text) > longestAmount {
		return 0, errNoAmount
	}
	lamports, err := money.Parse(text)
	switch {
	case errors.Is(err, money.ErrTooFine):
		return 0, errTooFine
	case errors.Is(err, money.ErrRange):
		return 0, money.ErrRange
	case err != nil:
		return 0, errNoAmount
	}
	return lamports, nil
}
