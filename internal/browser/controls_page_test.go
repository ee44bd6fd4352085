package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// testControls looks for what is there, hidden, ambiguous or not to be found
// by a rule that is none, with frames around it and without.
func testControls(t *testing.T, s *stage) {
	selectors, err := ParseSelectors(builtIn, []byte(`{"controls":{"MAX":[{"css":"div:((","text":["MAX"]}],"+1":[{"testid":"plus","text":["+1"]}]}}`))
	s.must(err)
	s.use(selectors)
	s.page(`
		const b = [...document.querySelectorAll('button')];
		b.find((b) => b.textContent === 'X2').after(b.find((b) => b.textContent === 'X2').cloneNode(true));
		b.find((b) => b.textContent === '1/2').disabled = true`)
	body := s.page("return document.body.outerHTML")
	s.must(s.call(t.Context(), "rugtape.outline", []any{true}, nil))
	found, err := findControls(t.Context(), s, selectors)
	s.must(err)
	if len(found) != len(Controls) {
		t.Fatalf("%d of %d controls: %+v", len(found), len(Controls), found)
	}
	for i, f := range found {
		want := Found{Control: Controls[i], Rule: selectors.Controls[Controls[i]][0].String(), Label: Controls[i], Visible: true, Enabled: true, Count: 1}
		switch f.Control {
		case ControlBuy:
			want.Label = "BUY+0.000 SOL"
		case ControlSide:
			want.Label, want.Visible, want.Enabled, want.Count, want.Why = "SIDEBET 5x", false, false, 0, "it is there and cannot be seen"
		case ControlPanel:
			want.Label = "SIDE BET"
		case ControlAmount:
			want.Label = ""
		case ControlClear:
			want.Label = "×"
		case ControlHalf:
			want.Enabled = false
		case ControlDouble:
			want.Enabled, want.Count, want.Why = false, 2, "2 visible elements fit, so none is sure"
		case "+1":
			want.Rule, want.Label, want.Visible, want.Enabled, want.Count, want.Why = "", "", false, false, 0, "nothing on the page fits"
		case ControlMax:
			want.Label, want.Visible, want.Enabled, want.Count = "", false, false, 0
			if !strings.Contains(f.Why, "the rule cannot be used: SyntaxError") {
				t.Errorf("%s: %s", f.Control, f.Why)
			}
			f.Why = ""
		}
		if f != want {
			t.Errorf("%+v, want %+v", f, want)
		}
	}
	if s.page("return document.documentElement.lastElementChild.style.pointerEvents") != "none" {
		t.Error("there are no frames, or they take presses")
	}
	s.must(s.call(t.Context(), "rugtape.outline", []any{true}, nil)) // again: one set of frames
	s.must(s.call(t.Context(), "rugtape.outline", []any{false}, nil))
	if got := s.page("return document.body.outerHTML + document.documentElement.children.length"); got != body+"2" {
		t.Errorf("the page is another: %s", got)
	}
}

// testWatching presses as a hand, as the page itself, and as ours.
func testWatching(t *testing.T, s *stage) {
	next := func() Seen {
		select {
		case text := <-s.heard:
			seen, ok := parseSeen(text)
			if !ok {
				t.Fatalf("told %s", text)
			}
			return seen
		case <-t.Context().Done():
			return Seen{}
		}
	}
	if d := s.press(betting(30*ms), ""); d.Pressed != IsPressed {
		t.Fatalf("%+v", d)
	}
	s.page("$('.cookie-banner').remove(); $('main').click()")
	s.must(chromedp.Do(s.ctx, chromedp.Click("#buy span"))) // the first that is told
	if seen := next(); seen.AtNS == 0 || seen != (Seen{"BUY", "BUY+0.030 SOL", "0.030", seen.AtNS, true, s.url}) {
		t.Errorf("%+v", seen)
	}
	s.page("[...document.querySelectorAll('button')].find((b) => b.textContent === 'X2').click()")
	if seen := next(); seen != (Seen{"X2", "X2", "0.030", seen.AtNS, false, s.url}) { // as it was before the press
		t.Errorf("%+v", seen)
	}
	s.page("for (let i = 0; i < 1000; i++) $('#sell').click()")
	s.page("$('#buy').click()")
	flood := len(s.heard)
	if flood == 0 || flood > 62 { // 30 in each second
		t.Errorf("%d of a thousand presses were told", flood)
	}
	for range flood {
		next()
	}
	s.must(s.evaluate(t.Context(), "performance.now = () => 1e9", nil)) // nobody listened for long
	s.page("$('#buy').click()")
	s.must(s.evaluate(t.Context(), "delete performance.now", nil))
	s.page("$('#buy').click()")
	if len(s.heard) != 0 {
		t.Errorf("it is still told: %s", <-s.heard)
	}
}

func TestWhatIsNotSeen(t *testing.T) {
	for _, text := range []string{"", "{", "[]", `{"control":""}`, `{"at":"x","control":"BUY"}`, `{"control":"BUY","label":"` + strings.Repeat("B", maxSeen) + `"}`} {
		if seen, ok := parseSeen(text); ok {
			t.Errorf("%.40s: %+v", text, seen)
		}
	}
	if seen, ok := parseSeen(`{"control":"BUY","at":5}`); !ok || seen.AtNS != 5_000_000 {
		t.Errorf("%+v, %v", seen, ok)
	}
}
