package game

// Opt is a value that a source may have left out. Absent is not zero: the
// cooldown frames of the game carry no price, which is not a price of 0.
type Opt[T any] struct {
	Value   T
	Present bool
}

// Some is a present value.
func Some[T any](v T) Opt[T] { return Opt[T]{Value: v, Present: true} }

// Or is the value, or fallback where it is absent.
func (o Opt[T]) Or(fallback T) T {
	if o.Present {
		return o.Value
	}
	return fallback
}
