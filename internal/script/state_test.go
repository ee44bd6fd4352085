package script

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What a state may not hold is an error of the call that put it there, with
// its place.
func TestStateErrors(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"tuple", "state[\"a\"] = [1, (2, 3)]", `state["a"][1] is a tuple: a state holds`},
		{"function", "state[\"a\"] = decide", `state["a"] is a function: a state holds`},
		{"the view", "state[\"a\"] = view", `state["a"] is a view: a state holds`},
		{"the prices", "state[\"a\"] = view.prices", `state["a"] is a prices: a state holds`},
		{"an intent", "state[\"a\"] = WAIT", `state["a"] is a intent: a state holds`},
		{"int key", "state[1] = 2", `state has the key 1: keys of a state are texts`},
		{"infinite", "state[\"a\"] = float(\"inf\")", `state["a"] is +inf: a state holds finite numbers`},
		{"no UTF-8", "state[\"a\"] = \"\\xff\"", ""},
		{"twice", "x = [1]\n    state[\"a\"] = x\n    state[\"b\"] = x", `state["b"] is in the state twice`},
		{"cycle", "state[\"a\"] = state", `state["a"] is in the state twice`},
		{"constant", "state[\"a\"] = LIST", `state["a"] is a constant of the script`},
		{"empty constant", "state[\"a\"] = EMPTY", `state["a"] is a constant of the script`},
		{"deep", "x = 1\n    for i in range(16):\n        x = [x]\n    state[\"a\"] = x", "is nested more than 16 deep"},
		{"many", "state[\"a\"] = [0] * 10000", `is too much: a state holds at most 10000 values`},
		{"long", "state[\"a\"] = \"a\" * 300000", `state["a"] is too much: a state holds at most 262144 bytes of text`},
		{"long by and by", "x = [\"a\" * 1000]\n    state[\"a\"] = x * 300", `is too much: a state holds at most 262144 bytes of text`},
		{"many lists", "state[\"a\"] = [[] for i in range(500)]", `is too much: a state holds at most 500 lists and dicts`},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := Compile("t.star", "LIST = [1]\nEMPTY = {}\nstate = {}\ndef decide(view):\n    "+c.body+"\n    return WAIT\n", nil, Options{})
			if err != nil {
				if c.want != "" {
					t.Fatal(err)
				}
				return // the language has no such texts
			}
			s := p.New()
			s.Decide(live())
			if s.Err() == nil || !strings.HasPrefix(s.Err().Error(), "t.star: state") || !strings.Contains(s.Err().Error(), c.want) {
				t.Errorf("got  %v\nwant %s", s.Err(), c.want)
			}
		})
	}
}

// A state is written as JSON and read back as what it was: floats stay
// floats, keys keep their order, and a constant is a constant again.
func TestStateIsWhatItWas(t *testing.T) {
	const source = `state = {"z": 1, "a": [1, 2.0, -0.0, 1e300, 123456789012345678901234567890, True, None, "é\n\"", {}, []], "m": {"b": 1, "a": 2}}
def decide(view):
    return WAIT(str(state))
`
	s := compiled(t, source).New()
	const want = `{"z":1,"a":[1,2.0,-0.0,1e+300,123456789012345678901234567890,true,null,"é\n\"",{},[]],"m":{"b":1,"a":2}}`
	if got := s.State(); got != want {
		t.Fatalf("the state is\n%s\nwant\n%s", got, want)
	}
	again := compiled(t, source).New()
	if err := again.Restore(want); err != nil {
		t.Fatal(err)
	}
	if got := again.State(); got != want {
		t.Errorf("restored it is\n%s\nwant\n%s", got, want)
	}
	if one, two := s.Decide(live()), again.Decide(live()); one != two {
		t.Errorf("it says %q, and restored %q", one.Why, two.Why)
	}
}

func TestRestoreRefuses(t *testing.T) {
	for _, state := range []string{
		"", "{", "[]", "1", "{}{}", `{"a":1,"a":2}`, `{"a":1e999}`, `{"a":` + strings.Repeat("[", 20) + strings.Repeat("]", 20) + `}`,
		`{"a":` + strings.Repeat("9", 2000) + `}`, `{"a":` + strings.Repeat("[],", 1), `{"a":[1}`, "!", "!{", "{\"a\":\"\xff\"}",
	} {
		s := compiled(t, "state = {}\n"+waits).New()
		if err := s.Restore(state); err == nil {
			t.Errorf("%.40q was restored as %s", state, s.State())
		}
	}
	stateless := compiled(t, waits).New()
	if err := stateless.Restore(""); err != nil || stateless.State() != "" {
		t.Errorf("a script without a state: %v, %q", err, stateless.State())
	}
	if stateless.Restore("{}") == nil {
		t.Error("a script without a state took one")
	}
}

// A script that has failed stays so when it is restored.
func TestFailureIsKept(t *testing.T) {
	p := compiled(t, "state = {\"n\": 0}\ndef decide(view):\n    state[\"n\"] += 1\n    return WAIT if state[\"n\"] < 3 else BUY(0)\n")
	s := p.New()
	for range 3 {
		s.Decide(live())
	}
	again := p.New()
	if err := again.Restore(s.State()); err != nil {
		t.Fatal(err)
	}
	if s.Err() == nil || again.Err() == nil || again.Err().Error() != s.Err().Error() {
		t.Errorf("it failed with %v, and restored with %v", s.Err(), again.Err())
	}
	if one, two := s.Decide(live()), again.Decide(live()); one != two {
		t.Errorf("it says %q, and restored %q", one.Why, two.Why)
	}
}

// Whatever state can be restored is written again as it was read.
func TestStateRoundTrip(t *testing.T) {
	p := compiled(t, "state = {}\n"+waits)
	value := rapid.Deferred(func() *rapid.Generator[string] { return stateValue(3) })
	rapid.Check(t, func(t *rapid.T) {
		s := p.New()
		if err := s.Restore(`{"a":` + value.Draw(t, "value") + `}`); err != nil {
			return
		}
		again := p.New()
		if err := again.Restore(s.State()); err != nil {
			t.Fatalf("%s is not read back: %v", s.State(), err)
		}
		if again.State() != s.State() {
			t.Fatalf("%s was read back as %s", s.State(), again.State())
		}
	})
}

func stateValue(depth int) *rapid.Generator[string] {
	plain := rapid.SampledFrom([]string{"0", "-1", "1.5", "-0.0", "1e-7", "9223372036854775808", "true", "null", `"a\u0000é"`, `""`})
	if depth == 0 {
		return plain
	}
	return rapid.OneOf(plain, rapid.Custom(func(t *rapid.T) string {
		return "[" + strings.Join(rapid.SliceOfN(stateValue(depth-1), 0, 3).Draw(t, "list"), ",") + "]"
	}), rapid.Custom(func(t *rapid.T) string {
		var entries []string
		for i, v := range rapid.SliceOfN(stateValue(depth-1), 0, 3).Draw(t, "dict") {
			entries = append(entries, `"`+string(rune('z'-i))+`":`+v)
		}
		return "{" + strings.Join(entries, ",") + "}"
	}))
}
