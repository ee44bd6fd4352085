package script

import (
	"os"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"rugtape/internal/game"
	"rugtape/internal/strategy"
)

// block gives the n-th block of docs/strategies.md in a language.
func block(t *testing.T, language string, n int) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/strategies.md")
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(page), "```"+language+"\n")
	if len(parts) <= n+1 {
		t.Fatalf("the page has %d blocks of %s", len(parts)-1, language)
	}
	text, _, _ := strings.Cut(parts[n+1], "```")
	return text
}

// The first strategy of the page is one.
func TestFirstStrategy(t *testing.T) {
	p, err := Compile("mine.star", block(t, "python", 0), map[string]string{"m": "5"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := p.New()
	v := strategy.View{Phase: game.PhasePresale, Price: 1}
	bought := s.Decide(&v)
	v.Phase, v.Position.Quantity, v.Price = game.PhaseLive, 0.01, 4.9
	held := s.Decide(&v)
	v.Price = 5
	sold := s.Decide(&v)
	if bought.Action != strategy.Buy || bought.Amount != 10_000_000 || held.Action != strategy.Wait || sold.Action != strategy.Sell {
		t.Errorf("it says %+v, %+v, %+v, %v", bought, held, sold, s.Err())
	}
}

// The lines of the page are those that are written and read.
func TestLinesOfThePage(t *testing.T) {
	shown := strings.Split(strings.TrimSpace(block(t, "json", 1)), "\n")
	var l line
	if err := json.Unmarshal([]byte(shown[0]), &l, json.RejectUnknownMembers(true)); err != nil {
		t.Fatal(err)
	}
	again, err := encode(&l)
	if err != nil || string(again) != shown[0] {
		t.Errorf("a view is written\n%s\nthe page has\n%s", again, shown[0])
	}
	var a answer
	if err := json.Unmarshal([]byte(shown[1]), &a, json.RejectUnknownMembers(true)); err != nil {
		t.Fatal(err)
	}
	if intent, err := a.intent(); err != nil || intent.Action != strategy.Sell || *a.ID != l.ID {
		t.Errorf("the answer of the page is %+v, %v", intent, err)
	}
	for text := range strings.Lines(block(t, "json", 2)) {
		var l line
		if err := json.Unmarshal([]byte(text), &l, json.RejectUnknownMembers(true)); err != nil {
			t.Fatal(err)
		}
		f := l.Fact.fact()
		if again, err := encode(&line{Type: factType, Fact: factOf(f)}); err != nil || string(again) != strings.TrimSpace(text) {
			t.Errorf("a fact is written\n%s\nthe page has\n%s", again, text)
		}
	}
}
