package arena

import (
	"bytes"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

type jsonValue = jsontext.Value

// unmarshal reads JSON strictly: no name twice, no text that is none.
func unmarshal(t testing.TB, text []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(text, into, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatalf("%.300s: %v", text, err)
	}
}

// names are the members of an object, in their order.
func names(t testing.TB, object jsontext.Value) (all []string) {
	t.Helper()
	each(t, object, func(name string, _ jsontext.Value) { all = append(all, name) })
	return all
}

// each goes through the members of an object.
func each(t testing.TB, object jsontext.Value, do func(name string, value jsontext.Value)) {
	t.Helper()
	d := jsontext.NewDecoder(bytesOf(object))
	if token, err := d.ReadToken(); err != nil || token.Kind() != '{' {
		t.Fatalf("%.80s is no object: %v", object, err)
	}
	for d.PeekKind() == '"' {
		token, err := d.ReadToken()
		if err != nil {
			t.Fatal(err)
		}
		name := token.String()
		value, err := d.ReadValue()
		if err != nil {
			t.Fatal(err)
		}
		do(name, value.Clone())
	}
}

func bytesOf(v jsontext.Value) *bytes.Reader { return bytes.NewReader(v) }
