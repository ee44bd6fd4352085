package browser

import (
	"fmt"
	"slices"

	"rugtape/internal/money"
)

const (
	amountStep = money.PerSOL / 1000
	// mostBuilt is the largest amount that is built, ten times what the site takes.
	mostBuilt = 10 * money.PerSOL
)

// keyPress is one press on an amount key, and what the field shows after it.
type keyPress struct {
	Key   string         `json:"key"`
	Shows money.Lamports `json:"shows"`
}

// afterKey is what an amount key makes of what the field shows. It is false where
// that cannot be said to the step: MAX depends on a balance, and the page
// may round a half as it likes.
func afterKey(key string, field money.Lamports) (money.Lamports, bool) {
	switch key {
	case ControlClear:
		return 0, true
	case ControlHalf:
		return field / 2, field%(2*amountStep) == 0
	case ControlDouble:
		return 2 * field, true
	}
	i := slices.Index(increments, key)
	if i < 0 {
		return 0, false
	}
	add := amountStep
	for range i {
		add *= 10
	}
	return field + add, true
}

// amountKeys makes an amount from an empty field by the fewest presses. On the way the
// field never shows more than the amount: whoever presses BUY in between, and
// whatever caps the page has, no more is staked than was meant.
//
// It fails for what the keys cannot make: no multiple of 0.001 SOL, nothing,
// or more than mostBuilt.
func amountKeys(amount money.Lamports) ([]keyPress, error) {
	switch {
	case amount%amountStep != 0:
		return nil, fmt.Errorf("%v SOL is no multiple of %v SOL, which is the page's smallest step", amount, amountStep)
	case amount < 0 || amount > mostBuilt:
		return nil, fmt.Errorf("%v SOL is out of reach: amounts up to %v SOL are built", amount, mostBuilt)
	}
	// Breadth first over what the field can show: by[f] is the press that first
	// showed f, from[f] what the field showed before it.
	by := make([]string, amount/amountStep+1)
	from := make([]money.Lamports, len(by))
	keys := slices.Concat(increments, []string{ControlDouble, ControlHalf})
	for queue := []money.Lamports{0}; len(queue) > 0 && by[amount/amountStep] == ""; queue = queue[1:] {
		for _, key := range keys {
			next, exact := afterKey(key, queue[0])
			if exact && next > 0 && next <= amount && by[next/amountStep] == "" {
				by[next/amountStep], from[next/amountStep] = key, queue[0]
				queue = append(queue, next)
			}
		}
	}
	var presses []keyPress
	for at := amount; at > 0; at = from[at/amountStep] {
		presses = append(presses, keyPress{by[at/amountStep], at})
	}
	slices.Reverse(presses)
	return presses, nil
}
