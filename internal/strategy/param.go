package strategy

import (
	"fmt"
	"strconv"
	"strings"

	"rugtape/internal/money"
)

// Unit says what a parameter's number counts.
type Unit uint8

// The units.
const (
	SOL      Unit = iota + 1 // an amount, exact to 1e-9
	Price                    // a multiplier
	Fraction                 // 0.2 is 20 %
	Ticks                    // a whole number
	Count                    // a whole number
)

var unitNames = [...]string{"", "SOL", "price", "fraction", "ticks", "count"}

func (u Unit) String() string {
	if int(u) < len(unitNames) {
		return unitNames[u]
	}
	return fmt.Sprintf("unit %d", uint8(u))
}

// whole tells whether the unit has no fractions.
func (u Unit) whole() bool { return u == Ticks || u == Count }

// Param is a parameter of a strategy: a number with a unit and a range, both
// ends included. Numbers are written as the user writes them.
type Param struct {
	Name        string
	Unit        Unit
	Default     string
	Least, Most float64
	Says        string // what it does, half a sentence
}

// Number is the value of a parameter.
type Number struct {
	Text  string         // the same for the same value, however it was written
	Float float64        // of a Price or Fraction
	Whole int64          // of Ticks and Count
	SOL   money.Lamports // of a SOL
}

// read takes a value as the user wrote it, in decimal, and holds it against
// the range.
func (p *Param) read(text string) (Number, error) {
	var n Number
	err := strconv.ErrSyntax
	switch plainly := strings.Trim(text, "+-.0123456789eE") == ""; {
	case p.Unit == SOL:
		n.SOL, err = money.Parse(text)
		n.Float, n.Text = float64(n.SOL)/float64(money.PerSOL), n.SOL.String()
	case p.Unit.whole():
		n.Whole, err = strconv.ParseInt(text, 10, 64)
		n.Float, n.Text = float64(n.Whole), strconv.FormatInt(n.Whole, 10)
	case plainly:
		n.Float, err = strconv.ParseFloat(text, 64)
		n.Float += 0 // -0 is 0
		n.Text = plain(n.Float)
	}
	if err != nil {
		return n, fmt.Errorf("%s=%.40s is not a number of %s: use %s", p.Name, text, p.unitWords(), p.Range())
	}
	if n.Float < p.Least || n.Float > p.Most {
		return n, fmt.Errorf("%s=%.40s is out of range: use %s", p.Name, text, p.Range())
	}
	return n, nil
}

func (p *Param) unitWords() string {
	if p.Unit == Count {
		return "whole ones"
	}
	return p.Unit.String()
}

// Range is the range in words: "0.001 to 1 SOL".
func (p *Param) Range() string {
	unit := ""
	switch p.Unit {
	case SOL:
		unit = " SOL"
	case Price:
		unit = "x"
	case Ticks:
		unit = " ticks"
	}
	return plain(p.Least) + " to " + plain(p.Most) + unit
}

func plain(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
