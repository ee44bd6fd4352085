package wire

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/game"
	"rugtape/internal/money"
)

// Lenient reads what the server writes: names of players may hold broken
// text, which is not kept anyway. Package tape reads its records so too.
var Lenient = json.JoinOptions(jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))

// decode reads a JSON value into v, its unknown members left out.
func decode(value []byte, v any) error { return json.Unmarshal(value, v, Lenient) }

func isNull(value []byte) bool { return string(value) == "null" }

func text(value []byte) (string, error) {
	if isNull(value) {
		return "", nil
	}
	if len(value) == 0 || value[0] != '"' {
		return "", fmt.Errorf("%.40s is not a string", value)
	}
	for _, c := range value[1 : len(value)-1] {
		if c == '\\' || c < ' ' || c >= 0x7f {
			var s string
			return s, decode(value, &s)
		}
	}
	return string(value[1 : len(value)-1]), nil
}

func boolean(value []byte) (game.Opt[bool], error) {
	switch string(value) {
	case "true":
		return game.Some(true), nil
	case "false":
		return game.Some(false), nil
	case "null":
		return game.Opt[bool]{}, nil
	}
	return game.Opt[bool]{}, fmt.Errorf("%.40s is not true or false", value)
}

// whole reads a whole number of at most 15 digits; 5, 5.0 and 5e0 are the same.
func whole(value []byte) (game.Opt[int], error) {
	f, err := float(value)
	if err != nil || !f.Present {
		return game.Opt[int]{}, err
	}
	if f.Value != math.Trunc(f.Value) || math.Abs(f.Value) >= 1e15 {
		return game.Opt[int]{}, fmt.Errorf("%.40s is not a whole number", value)
	}
	return game.Some(int(f.Value)), nil
}

// price reads a multiplier.
func price(value []byte) (game.Opt[float64], error) {
	f, err := float(value)
	if err == nil && f.Value < 0 {
		err = fmt.Errorf("%.40s is no price: below 0", value)
	}
	return f, err
}

func float(value []byte) (game.Opt[float64], error) {
	if isNull(value) {
		return game.Opt[float64]{}, nil
	}
	if NumberEnd(value) != len(value) || len(value) == 0 {
		return game.Opt[float64]{}, fmt.Errorf("%.40s is not a number", value)
	}
	f, err := strconv.ParseFloat(string(value), 64)
	if err != nil {
		return game.Opt[float64]{}, fmt.Errorf("%.40s is out of range", value)
	}
	return game.Some(f), nil
}

// NumberEnd is the length of the JSON number at the start of text, 0 if
// there is none.
func NumberEnd(text []byte) int {
	i := 0
	if i < len(text) && text[i] == '-' {
		i++
	}
	start := i
	for i < len(text) && '0' <= text[i] && text[i] <= '9' {
		i++
	}
	if i == start || text[start] == '0' && i > start+1 {
		return 0
	}
	if i < len(text) && text[i] == '.' {
		fraction := i + 1
		for i = fraction; i < len(text) && '0' <= text[i] && text[i] <= '9'; i++ {
		}
		if i == fraction {
			return 0
		}
	}
	if i < len(text) && (text[i] == 'e' || text[i] == 'E') {
		i++
		if i < len(text) && (text[i] == '+' || text[i] == '-') {
			i++
		}
		exponent := i
		for i < len(text) && '0' <= text[i] && text[i] <= '9' {
			i++
		}
		if i == exponent {
			return 0
		}
	}
	return i
}

// amount reads a sum of SOL from its digits; it must be there and not be
// below 0.
func amount(field string, value []byte) (money.Lamports, error) {
	if len(value) == 0 || isNull(value) {
		return 0, errors.New(field + " is absent")
	}
	if NumberEnd(value) != len(value) {
		return 0, fmt.Errorf("%s: %.40s is not a number", field, value)
	}
	sum, err := money.Parse(string(value))
	if err == nil && sum < 0 {
		err = fmt.Errorf("%.40s is below 0", value)
	}
	if err != nil {
		return 0, fmt.Errorf("%s: %w", field, err)
	}
	return sum, nil
}
