package browser

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestBuiltInSelectors(t *testing.T) {
	s, err := ParseSelectors(BuiltInSelectors(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Controls) != len(Controls) {
		t.Errorf("%d controls have rules, there are %d", len(s.Controls), len(Controls))
	}
}

func TestOverride(t *testing.T) {
	before, err := ParseSelectors(builtIn, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ParseSelectors(builtIn, []byte(`{"active":".on","controls":{"BUY":[{"testid":"b","prefix":["KAUFEN"]}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	if s.Active != ".on" || s.Disabled != before.Disabled {
		t.Errorf("active is %q, disabled %q", s.Active, s.Disabled)
	}
	for _, name := range Controls {
		switch rules := s.Controls[name]; {
		case name == ControlBuy:
			if len(rules) != 1 || rules[0].String() != `data-testid "b", label begins with KAUFEN` {
				t.Errorf("BUY is found by %v", rules)
			}
		case !reflect.DeepEqual(rules, before.Controls[name]):
			t.Errorf("%s is found by %v", name, rules)
		}
	}
}

func TestSelectorsThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct{ text, says string }{
		"no JSON":             {`{`, "cannot be read"},
		"another list":        {`{"controls":[]}`, "cannot be read"},
		"a member misspelt":   {`{"controls":{"BUY":[{"csss":"a","prefix":["BUY"]}]}}`, "csss"},
		"a control misspelt":  {`{"controls":{"Buy":[{"prefix":["BUY"]}]}}`, `no control "Buy": use BUY, SELL`},
		"no rule":             {`{"controls":{"BUY":[]}}`, "0 rules"},
		"too many rules":      {`{"controls":{"BUY":[` + strings.Repeat(`{"prefix":["BUY"]},`, maxRules) + `{"prefix":["BUY"]}]}}`, "17 rules"},
		"no label":            {`{"controls":{"SELL":[{"prefix":["SELL"]},{"css":"div"}]}}`, `rule 2 of the control "SELL": "text" or "prefix" is missing`},
		"no label of a key":   {`{"controls":{"X2":[{"css":"div","nth":2}]}}`, `"text" is missing`},
		"a key by its prefix": {`{"controls":{"clear":[{"css":"div","prefix":["X"]}]}}`, "matched whole"},
		"a field's label":     {`{"controls":{"amount":[{"css":"input","text":["amount"]}]}}`, "has no label"},
		"any field":           {`{"controls":{"amount":[{"nth":1}]}}`, "nothing to find the field by"},
		"any element":         {`{"controls":{"clear":[{"text":["X",""]}]}}`, "fits everything"},
		"any beginning":       {`{"controls":{"BUY":[{"css":"div","prefix":["BUY",""]}]}}`, "fits everything"},
		"counts from 0":       {`{"controls":{"BUY":[{"nth":-1,"prefix":["BUY"]}]}}`, "counts from 1"},
		"a label too long":    {`{"controls":{"BUY":[{"prefix":["` + strings.Repeat("B", maxText+1) + `"]}]}}`, "longer than 500 bytes"},
		"too many labels":     {`{"controls":{"MAX":[{"text":["` + strings.Repeat(`M","`, maxWords) + `M"]}]}}`, "more than 16 labels"},
	} {
		if _, err := ParseSelectors(builtIn, []byte(c.text)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
	for base, says := range map[string]string{
		`{}`:               `"disabled" is missing`,
		`{"disabled":"x"}`: `"active" is missing`,
		`{"disabled":"x","active":"y","controls":{"BUY":[{"prefix":["BUY"]}]}}`: `"SELL" has no rule`,
		`{"disabled":"x","active":"y","controls":null}`:                         `"BUY" has no rule`,
	} {
		if _, err := ParseSelectors([]byte(base), nil); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", base, err, says)
		}
	}
}

func TestLoadSelectors(t *testing.T) {
	home := t.TempDir()
	if _, err := LoadSelectors(home); err != nil {
		t.Errorf("a home without selectors: %v", err)
	}
	file := filepath.Join(home, SelectorsFile)
	if err := os.WriteFile(file, []byte(`{"controls":{"MAX":[{"text":["ALL"]}]}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := LoadSelectors(home); err != nil || s.Controls[ControlMax][0].Text[0] != "ALL" {
		t.Errorf("%v, %v", s.Controls[ControlMax], err)
	}
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadSelectors(home); err == nil || !strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), "mend it") {
		t.Errorf("a file that is torn: %v", err)
	}
}
