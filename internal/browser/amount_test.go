package browser

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rugtape/internal/money"
)

// TestEveryAmountIsBuilt presses the keys for every amount from 0.000 to 1.000
// SOL on a model of them, written down here from what their labels say.
func TestEveryAmountIsBuilt(t *testing.T) {
	meaning := map[string]func(thousandths int) int{
		"+0.001": func(n int) int { return n + 1 },
		"+0.01":  func(n int) int { return n + 10 },
		"+0.1":   func(n int) int { return n + 100 },
		"+1":     func(n int) int { return n + 1000 },
		"X2":     func(n int) int { return n * 2 },
		"1/2": func(n int) int {
			if n%2 != 0 {
				t.Fatalf("half of %d thousandths is none", n)
			}
			return n / 2
		},
	}
	most := 0
	for want := range 1001 {
		presses, err := amountKeys(money.Lamports(want) * amountStep)
		if err != nil {
			t.Fatalf("%d thousandths: %v", want, err)
		}
		most = max(most, len(presses))
		shown := 0
		for _, p := range presses {
			press, ok := meaning[p.Key]
			if !ok {
				t.Fatalf("%d thousandths: key %q is pressed", want, p.Key)
			}
			shown = press(shown)
			if money.Lamports(shown)*amountStep != p.Shows || shown > want {
				t.Fatalf("%d thousandths: after %q the field shows %d; %v was said", want, p.Key, shown, p.Shows)
			}
		}
		if shown != want {
			t.Fatalf("%d thousandths: %v makes %d", want, presses, shown)
		}
	}
	if most > 10 {
		t.Errorf("up to %d presses: what is built slowly is pressed late", most)
	}
}

// TestFewestPresses holds the plan against one without any cleverness: presses
// are tried until nothing gets shorter.
func TestFewestPresses(t *testing.T) {
	for all := range 150 {
		fewest := make([]int, all+1) // presses to each amount, without passing above all
		for i := 1; i <= all; i++ {
			fewest[i] = all
		}
		for shorter := true; shorter; {
			shorter = false
			for n := range fewest {
				next := []int{n + 1, n + 10, n + 100, n * 2}
				if n%2 == 0 {
					next = append(next, n/2)
				}
				for _, to := range next {
					if to <= all && fewest[to] > fewest[n]+1 {
						fewest[to], shorter = fewest[n]+1, true
					}
				}
			}
		}
		presses, err := amountKeys(money.Lamports(all) * amountStep)
		if err != nil || len(presses) != fewest[all] {
			t.Fatalf("%d thousandths: %v, %v; it can be made by %d", all, presses, err, fewest[all])
		}
	}
}

func TestAmountsOutOfReach(t *testing.T) {
	for _, c := range []struct {
		amount money.Lamports
		says   string
	}{
		{amountStep / 2, "no multiple"},
		{amountStep + 1, "no multiple"},
		{-1, "no multiple"},
		{-amountStep, "out of reach"},
		{mostBuilt + amountStep, "out of reach"},
		{1<<63 - 1 - (1<<63-1)%amountStep, "out of reach"},
	} {
		if presses, err := amountKeys(c.amount); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v SOL: %v, %v", c.amount, presses, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n := money.Lamports(rapid.Int64Range(0, int64(mostBuilt/amountStep)).Draw(t, "thousandths"))
		presses, err := amountKeys(n * amountStep)
		if err != nil || n > 0 && presses[len(presses)-1].Shows != n*amountStep {
			t.Fatalf("%v, %v", presses, err)
		}
	})
}

func TestWhatKeysMake(t *testing.T) {
	for _, c := range []struct {
		key         string
		field, want money.Lamports
		exact       bool
	}{
		{"clear", 123 * amountStep, 0, true},
		{"+0.001", 9 * amountStep, 10 * amountStep, true},
		{"+0.01", 9 * amountStep, 19 * amountStep, true},
		{"+0.1", 0, 100 * amountStep, true},
		{"+1", 250 * amountStep, 1250 * amountStep, true},
		{"X2", 35 * amountStep, 70 * amountStep, true},
		{"1/2", 70 * amountStep, 35 * amountStep, true},
		{"1/2", 35 * amountStep, 0, false},
		{"MAX", 35 * amountStep, 0, false},
		{"BUY", 35 * amountStep, 0, false},
	} {
		got, exact := afterKey(c.key, c.field)
		if exact != c.exact || exact && got != c.want {
			t.Errorf("%s on %v: %v, %v", c.key, c.field, got, exact)
		}
	}
}
