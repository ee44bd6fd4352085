package script

import (
	"fmt"
	"math"
	"strings"

	"go.starlark.net/starlark"
)

// prices are the round's prices by tick, to read: None where a frame was
// missed. They are not copied, and neither is a slice of them.
type prices struct{ of []float64 }

func (p *prices) at(i int) starlark.Value {
	if math.IsNaN(p.of[i]) {
		return starlark.None
	}
	return starlark.Float(p.of[i])
}

func (p *prices) Len() int                   { return len(p.of) }
func (p *prices) Index(i int) starlark.Value { return p.at(i) }
func (p *prices) Iterate() starlark.Iterator { return &pricesIterator{prices: p} }

// Slice is a window on the same prices, or, with a step, a copy.
func (p *prices) Slice(start, end, step int) starlark.Value {
	if step == 1 {
		return &prices{p.of[start:end]}
	}
	var stepped []float64
	for i := start; (end-i)*step > 0; i += step {
		stepped = append(stepped, p.of[i])
	}
	return &prices{stepped}
}

func (p *prices) String() string {
	var b strings.Builder
	b.WriteByte('[')
	for i := range p.of {
		b.WriteString(", "[:2*min(i, 1)])
		b.WriteString(p.at(i).String())
	}
	b.WriteByte(']')
	return b.String()
}
func (p *prices) Type() string          { return "prices" }
func (p *prices) Freeze()               {}
func (p *prices) Truth() starlark.Bool  { return len(p.of) > 0 }
func (p *prices) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable type: prices") }

type pricesIterator struct {
	prices *prices
	next   int
}

// Next yields the next price.
func (it *pricesIterator) Next(p *starlark.Value) bool {
	if it.next >= len(it.prices.of) {
		return false
	}
	*p = it.prices.at(it.next)
	it.next++
	return true
}

// Done ends the loop.
func (it *pricesIterator) Done() {}
