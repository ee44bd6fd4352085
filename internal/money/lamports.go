package money

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// Lamports is an amount of SOL (or of the practice coin) in units of 1e-9.
// It is exact: sums of Lamports never round.
type Lamports int64

// PerSOL is the number of lamports in one SOL.
const PerSOL Lamports = 1_000_000_000

const places = 9

// Errors of Parse. They are wrapped with the text that was refused.
var (
	ErrSyntax  = errors.New("not a decimal number")
	ErrRange   = errors.New("out of range: at most 9223372036.854775807 SOL")
	ErrTooFine = errors.New("finer than one lamport (1e-9 SOL)")
)

// Parse reads a decimal number of SOL digit by digit, as JSON writes it
// (sign, fraction and exponent allowed), so that no float ever rounds it:
// "0.1" is exactly 100_000_000 lamports. It fails with ErrSyntax, ErrRange
// or, for a non-zero digit below 1e-9, ErrTooFine.
func Parse(s string) (Lamports, error) {
	v, err := parse(s)
	if err != nil {
		return 0, fmt.Errorf("amount %.40q: %w", s, err)
	}
	return v, nil
}

func parse(s string) (Lamports, error) {
	n, err := splitNumber(s)
	if err != nil {
		return 0, err
	}
	// shift says how many digits of n.digits stand before lamports end.
	shift := n.point + n.exponent + places
	var units uint64
	for i, c := range n.digits {
		d := uint64(c - '0')
		if i >= shift {
			if d != 0 {
				return 0, ErrTooFine
			}
			continue
		}
		if units > (math.MaxInt64-d)/10 {
			return 0, ErrRange
		}
		units = units*10 + d
	}
	for i := len(n.digits); i < shift && units != 0; i++ {
		if units > math.MaxInt64/10 {
			return 0, ErrRange
		}
		units *= 10
	}
	if n.negative {
		return -Lamports(units), nil
	}
	return Lamports(units), nil
}

// number is a decimal number taken apart: 0.digits * 10^(point+exponent).
type number struct {
	negative bool
	digits   string
	point    int // how many of digits stand before the decimal point
	exponent int
}

func splitNumber(s string) (number, error) {
	var n number
	s, n.negative = strings.CutPrefix(s, "-")
	mantissa := s
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		var err error
		if n.exponent, err = splitExponent(s[i+1:]); err != nil {
			return n, err
		}
		mantissa = s[:i]
	}
	whole, fraction, dotted := strings.Cut(mantissa, ".")
	if whole == "" || dotted && fraction == "" || !allDigits(whole) || !allDigits(fraction) {
		return n, ErrSyntax
	}
	n.digits, n.point = whole+fraction, len(whole)
	return n, nil
}

func splitExponent(s string) (int, error) {
	s, negative := strings.CutPrefix(s, "-")
	if !negative {
		s, _ = strings.CutPrefix(s, "+")
	}
	// Four digits reach beyond every double; more is not an amount.
	if s == "" || len(s) > 4 || !allDigits(s) {
		return 0, ErrSyntax
	}
	e := 0
	for _, c := range s {
		e = e*10 + int(c-'0')
	}
	if negative {
		return -e, nil
	}
	return e, nil
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// String gives the amount with as many decimal places as it needs: "0.005".
func (l Lamports) String() string {
	s := l.Exact()
	s = strings.TrimRight(s, "0")
	return strings.TrimSuffix(s, ".")
}

// Exact gives the amount with all nine decimal places: "0.005000000".
func (l Lamports) Exact() string {
	sign, units := "", uint64(l)
	if l < 0 {
		sign, units = "-", -units
	}
	return fmt.Sprintf("%s%d.%09d", sign, units/uint64(PerSOL), units%uint64(PerSOL))
}

// MarshalJSON writes the amount as a JSON number of SOL.
func (l Lamports) MarshalJSON() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalJSON reads a JSON number of SOL as Parse does.
func (l *Lamports) UnmarshalJSON(text []byte) error {
	v, err := Parse(string(text))
	if err != nil {
		return err
	}
	*l = v
	return nil
}

// Float is the amount as a number of SOL, for figures that are shown or put
// into statistics; cash is never counted in it.
func (l Lamports) Float() float64 { return float64(l) / float64(PerSOL) }
