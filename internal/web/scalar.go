package web

import (
	"fmt"
	"math"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/money"
	"rugtape/internal/round"
)

// scalar is a number, text or truth value of a request, as it was written: an
// amount is read from its digits. It is "" where null or nothing was sent.
type scalar string

// UnmarshalJSON takes any JSON value but arrays and objects.
func (s *scalar) UnmarshalJSON(text []byte) error {
	switch v := jsontext.Value(text); v.Kind() {
	case 'n':
		*s = ""
	case '"':
		plain, err := jsontext.AppendUnquote(nil, v)
		if err != nil {
			return err
		}
		*s = scalar(plain)
	case '[', '{':
		return fmt.Errorf("%.40s stands where a number or text is expected", text)
	default:
		*s = scalar(text)
	}
	return nil
}

// amount reads an amount of SOL.
func (s scalar) amount(name string) (money.Lamports, error) {
	sol, err := money.Parse(string(s))
	if err != nil {
		return 0, fmt.Errorf("%w: %s is %.40q: write an amount of SOL such as 0.005 (%w)", round.ErrInvalid, name, string(s), err)
	}
	return sol, nil
}

// whole reads a whole number that is not below 0; it is 0 where none was sent.
func (s scalar) whole(name string) (uint64, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(string(s), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%w: %s is %.40q: use a whole number, 0 or above", round.ErrInvalid, name, string(s))
	}
	return n, nil
}

// fraction reads a number within 0 to 1; it is 0 where none was sent.
func (s scalar) fraction(name string) (float64, error) {
	if s == "" {
		return 0, nil
	}
	x, err := strconv.ParseFloat(string(s), 64)
	if err != nil || !(x >= 0 && x <= 1) {
		return 0, fmt.Errorf("%w: %s is %.40q: use a fraction, 0 to 1", round.ErrInvalid, name, string(s))
	}
	return x, nil
}

// figure is a number of an answer; what JSON has no number for is null.
type figure float64

// MarshalJSONTo writes the figure.
func (f figure) MarshalJSONTo(to *jsontext.Encoder) error {
	if math.IsNaN(float64(f)) || math.IsInf(float64(f), 0) {
		return to.WriteToken(jsontext.Null)
	}
	return to.WriteToken(jsontext.Float(float64(f)))
}
