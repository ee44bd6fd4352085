package script

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"rugtape/internal/strategy"
)

const waits = "def decide(view):\n    return WAIT\n"

// What is wrong with a script is found before it runs, and named with its
// place.
func TestCompileErrors(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"empty", "", "t.star: there is no decide: write def decide(view): and return WAIT, BUY, SELL or SIDE"},
		{"syntax", "def decide(view)\n    return WAIT\n", "t.star:1:17: got newline, want ':'"},
		{"open bracket", "x = [1,\n", "t.star:2:1: got end of file, want ']'"},
		{"unknown name", "def decide(view):\n    return BYU(1)\n", "t.star:2:12: undefined: BYU"},
		{"unknown attribute", "def decide(view):\n    return WAIT if view.pirce > 2 else WAIT\n", "t.star:2:24: there is no .pirce"},
		{"method without call", "x = [].append\n" + waits, "t.star:1:7: call the method: .append()"},
		{"assigned attribute", "def decide(view):\n    view.price = 2\n    return WAIT\n", "t.star:2:9: nothing can be assigned to .price: keep what changes in state"},
		{"while", "def decide(view):\n    while True:\n        pass\n", "t.star:2:5: there is no while: use for i in range(n)"},
		{"load", "load(\"x.star\", \"y\")\n" + waits, "t.star:1:1: there is no load: a script is one file"},
		{"set", "x = set([1])\n" + waits, "t.star:1:5: there is no set in scripts"},
		{"getattr", "x = getattr(1, \"y\")\n" + waits, "t.star:1:5: there is no getattr in scripts"},
		{"own BUY", "BUY = 3\n" + waits, "t.star:1:1: BUY is a name of the language: choose another"},
		{"own len", "def decide(view):\n    len = 3\n    return WAIT\n", "t.star:2:5: len is a name of the language: choose another"},
		{"global twice", "a = 1\na = 2\n" + waits, "t.star:2:1: cannot reassign global a declared at t.star:1:1: keep what changes in state"},
		{"if at the top", "if True:\n    a = 1\n" + waits, "t.star:1:1: if statement not within a function: put it into decide(view)"},
		{"bytes", "a = b\"x\"\n" + waits, "t.star:1:5: there are no bytes: use a text"},
		{"huge int", "a = 0x1" + strings.Repeat("0", 1100) + "\n" + waits, "t.star:1:5: an integer has at most 4096 bits"},
		{"no function", "decide = 3\n", "t.star: decide is no function: write def decide(view):"},
		{"two parameters", "def decide(view, more):\n    return WAIT\n", "t.star:1:1: decide takes one parameter: write def decide(view):"},
		{"observe", waits + "def observe(*facts):\n    pass\n", "t.star:3:1: observe takes one parameter: write def observe(fact):"},
		{"state is a list", "state = []\n" + waits, "t.star: state is a list: write state = {} and keep what changes in it"},
		{"another holds state", "state = {}\nother = state\n" + waits, "t.star: state is held by another name of the script too: use state alone"},
		{"failing top", "a = 1 // 0\n" + waits, "t.star:1:7: floored division by zero, in 1 // 0"},
		{"own fail", "fail(\"not yet\")\n" + waits, "t.star:1:5: fail: not yet, in fail(\"not yet\")"},
		{"computed parameter", "params = {\"m\": 1 + 1}\n" + waits, "t.star:1:16: the parameter m has a number, a text, True or False as its value, and nothing that is computed"},
		{"parameter's name", "params = {\"a b\": 1}\n" + waits, "t.star:1:11: a parameter's name is a text of letters, digits and _, such as \"m\""},
		{"parameter twice", "params = {\"a\": 1, \"a\": 2}\n" + waits, "t.star:1:19: the parameter a is there twice"},
		{"changed parameter", "params = {\"a\": 1}\nparams[\"a\"] = 2\n" + waits, ""},
		{"large expression", "def f():\n    return [" + strings.Repeat("1,", 300) + "]\n" + waits, "t.star:2:12: an expression in a function has at most 256 parts: put it at the top of the file"},
		{"large lambda", "f = lambda: [" + strings.Repeat("1,", 300) + "]\n" + waits, "t.star:1:13: an expression in a function has at most 256 parts: put it at the top of the file"},
		{"many names", "def f():\n" + manyNames(300) + waits, "t.star:1:1: a function has at most 256 names: split it"},
		{"NUL", "a = \x00\n" + waits, "t.star:1:5: got end of file, want primary expression"},
		{"long", strings.Repeat("#", maxSource+1), "t.star: a script has at most 64 KiB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := Compile("t.star", c.source, nil, Options{})
			var typed *Error
			if p != nil || !errors.As(err, &typed) {
				t.Fatalf("compiled: %v, %T", p, err)
			}
			if c.want != "" && err.Error() != c.want {
				t.Errorf("got  %s\nwant %s", err, c.want)
			}
		})
	}
}

// manyNames are assignments to so many names.
func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "    a%d = 1\n", i)
	}
	return b.String()
}

func TestParamErrors(t *testing.T) {
	for _, c := range []struct{ arg, want string }{
		{"m=two", "t.star:1:16: m=two is not a number, as the script's own 2 is"},
		{"m=nan", "t.star:1:16: m=nan is not a number, as the script's own 2 is"},
		{"m=1e999", "t.star:1:16: m=1e999 is not a number, as the script's own 2 is"},
		{"n=2.5", "t.star:1:26: n=2.5 is not a whole number, as the script's own 3 is"},
		{"late=1", "t.star:1:37: late=1 is not True or False, as the script's own False is"},
		{"q=1", `t.star: there is no parameter "q": the script has m, n, late`},
	} {
		name, value, _ := strings.Cut(c.arg, "=")
		_, err := Compile("t.star", "params = {\"m\": 2.0, \"n\": 3, \"late\": False}\n"+waits, map[string]string{name: value}, Options{})
		if err == nil || err.Error() != c.want {
			t.Errorf("%s:\ngot  %v\nwant %s", c.arg, err, c.want)
		}
	}
}

// A script that fails names the line, the column and the expression, and
// waits from then on.
func TestRunErrors(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"types", "return view.tick + \"a\"", "t.star:2:22: unknown binary op: int + string, in view.tick + \"a\""},
		{"guarded types", "x = [1]\n    return x + \"a\"", "t.star:3:14: unknown binary op: list + string, in x + \"a\""},
		{"zero", "return 1 / (view.tick - 5)", "t.star:2:14: floating-point division by zero, in 1 / (view.tick - 5)"},
		{"index", "x = [1]\n    return x[view.tick]", "t.star:3:13: list index 5 out of range [-1:0], in x[view.tick]"},
		{"key", "return {\"a\": 1}[\"b\"]", "t.star:2:20: key \"b\" not in dict, in {\"a\": 1}[\"b\"]"},
		{"None", "return WAIT if view.prices[2] > 1 else WAIT", "t.star:2:35: NoneType > int not implemented, in view.prices[2] > 1"},
		{"nothing", "pass", "t.star:1:1: decide returned NoneType: return WAIT, BUY, SELL or SIDE on every path"},
		{"a text", "return \"BUY\"", "t.star:1:1: decide returned string: return WAIT, BUY, SELL or SIDE on every path"},
		{"amount", "return BUY(-1)", "t.star:2:15: BUY(-1): an amount is above 0, in BUY(-1)"},
		{"no amount", "return BUY(\"all\")", "t.star:2:15: BUY(all): not a number of SOL, in BUY(\"all\")"},
		{"NaN", "return BUY(float(\"nan\"))", "t.star:2:15: BUY(NaN): not a number of SOL, in BUY(float(\"nan\"))"},
		{"too much", "return BUY(1e300)", "t.star:2:15: BUY(1000000000000000000000000000000000000000...): out of range: at most 9223372036.854775807 SOL, in BUY(1e300)"},
		{"part", "return SELL(1.5)", "t.star:2:16: SELL(1.5): the part of the position to sell is above 0 and at most 1, in SELL(1.5)"},
		{"argument", "return SELL(part=1, when=2)", "t.star:2:16: SELL: unexpected keyword argument \"when\", in SELL(part=1, when=2)"},
		{"constant", "LIST.append(1)\n    return WAIT", "t.star:2:16: cannot append to frozen list, in LIST.append(1)"},
		{"method", "return (1).upper()", "t.star:2:21: int has no .upper(), in (1).upper()"},
		{"recursion", "return decide(view)", "t.star:2:12: function decide called recursively, in decide"},
		{"fail", "fail(\"enough\")", "t.star:2:9: fail: enough, in fail(\"enough\")"},
		{"in a function", "return helper(None)", "t.star:5:14: unknown binary op: NoneType + list, in x + [1]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := compiled(t, "def decide(view):\n    "+c.body+"\nLIST = [1]\ndef helper(x):\n    return x + [1]\n").New()
			first := s.Decide(live())
			if s.Err() == nil {
				t.Fatalf("no error; the intent is %+v", first)
			}
			if got := strings.ReplaceAll(s.Err().Error(), "\n", " "); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			again := s.Decide(live())
			if first.Action != strategy.Wait || again != first || !strings.HasPrefix("the script failed: "+c.want, strings.TrimSuffix(first.Why.String(), "...")) {
				t.Errorf("after it failed it says %+v and %+v", first, again)
			}
		})
	}
}
