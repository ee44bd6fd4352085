package script

import (
	"errors"
	"strings"
	"testing"

	"rugtape/internal/strategy"
)

// Whatever is compiled and run on a tiny budget ends, and says where it
// failed; and what it decides it decides again.
func FuzzScript(f *testing.F) {
	for _, source := range []string{targetSource, meanSource, stateSource, waits, "", "x = [", "(((((((", "params = {\"a\": 1}\n" + waits} {
		f.Add(source)
	}
	for _, c := range bombs {
		f.Add("state = {}\ndef decide(view):\n    " + c.body + "\n    return WAIT\n")
	}
	f.Fuzz(func(t *testing.T, source string) {
		p, err := Compile("t.star", source, nil, Options{Steps: 2000})
		if err != nil {
			var typed *Error
			if !errors.As(err, &typed) || typed.Text == "" || strings.Contains(err.Error(), "internal error") {
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		one, two := p.New(), p.New()
		for i := range 3 {
			v := live()
			v.Tick += i
			first, second := one.Decide(v), two.Decide(v)
			if first != second || one.State() != two.State() {
				t.Fatalf("it decides %+v and %+v, with %s and %s", first, second, one.State(), two.State())
			}
			one.Observe(strategy.Fact{Kind: strategy.Rugged, Tick: i, Price: 0.02})
			two.Observe(strategy.Fact{Kind: strategy.Rugged, Tick: i, Price: 0.02})
			if i == 1 {
				two = p.New()
				if err := two.Restore(one.State()); err != nil && one.Err() == nil {
					t.Fatalf("restore %s: %v", one.State(), err)
				}
			}
		}
	})
}

// The parser nests as deep as the source: the longest one does it no harm.
func TestNesting(t *testing.T) {
	for _, open := range []string{"(", "[", "{", "-", "not ", "lambda: ", "[0 for a in ", "1+(", "a.b(", "a[", "f(x="} {
		source := "x = " + strings.Repeat(open, (maxSource-100)/len(open))
		if _, err := Compile("t.star", source, nil, Options{}); err == nil {
			t.Errorf("%s... was compiled", open)
		}
		if _, err := Compile("t.star", source+"1\n"+waits, nil, Options{}); err == nil && open != "-" && open != "not " && open != "lambda: " {
			t.Errorf("%s...1 was compiled", open)
		}
	}
	for _, source := range []string{
		"x = " + strings.Repeat("1+", 30000) + "1\n", "x = 1.0" + strings.Repeat("*y", 30000) + "\n",
		"x = " + strings.Repeat("(", 30000) + "1" + strings.Repeat(")", 30000) + "\n",
		"x = " + strings.Repeat("[", 30000) + strings.Repeat("]", 30000) + "\n",
		"x = " + strings.Repeat("[]+(", 12000) + "[]" + strings.Repeat(")", 12000) + "\n",
		"x = a" + strings.Repeat("[a", 20000) + strings.Repeat("]", 20000) + "\n",
		"def f(a):\n  " + strings.Repeat("b=a;a=b;", 7000) + "\n",
	} {
		_, err := Compile("t.star", source+waits, nil, Options{})
		t.Logf("%.20q: %.100v", source, err)
	}
}
