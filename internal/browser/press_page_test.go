package browser

import (
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"rugtape/internal/guard"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

const ms = amountStep // a thousandth of a SOL

// TestOnThePage presses in a real Chromium, on a page that is loaded anew for
// each part.
func TestOnThePage(t *testing.T) {
	s := newStage(t)
	for _, part := range []struct {
		name string
		run  func(*testing.T, *stage)
	}{
		{"presses", testPresses},
		{"amounts", testAmounts},
		{"traps", testTraps},
		{"once per document", testOncePerDocument},
		{"one build at a time", testOneBuildAtATime},
		{"held up", testHeldUp},
		{"controls", testControls},
		{"watching", testWatching},
		{"in disorder", testDisorder},
	} {
		t.Run(part.name, func(t *testing.T) {
			s.on(t)
			part.run(t, s)
		})
	}
}

// testPresses presses on a page with all its traps in place.
func testPresses(t *testing.T, s *stage) {
	for _, c := range []struct {
		in   strategy.Intent
		want order
	}{
		{buying(30 * ms), order{"BUY", "0.030", "", false}},
		{buying(999 * ms), order{"BUY", "0.999", "", false}},
		{buying(1), order{}}, // to the lamport or not at all
		{buying(1000 * ms), order{"BUY", "1.000", "", false}},
		{selling(0.25), order{"SELL", "1.000", "25%", false}},
		{selling(1), order{"SELL", "1.000", "100%", false}},
		{selling(1), order{"SELL", "1.000", "100%", false}},
		{selling(0.1), order{"SELL", "1.000", "10%", false}},
		{selling(0.5), order{"SELL", "1.000", "50%", false}},
		{selling(0.3), order{}},
		{betting(7 * ms), order{"SIDE", "0.007", "50%", false}},
		{betting(12 * ms), order{"SIDE", "0.012", "50%", false}},
		{buying(ms), order{"BUY", "0.001", "50%", false}},
	} {
		d := s.press(c.in, "")
		sent := s.sent()
		if c.want == (order{}) {
			if d.Pressed != NotPressed || d.Code == "" || len(sent) != 0 {
				t.Errorf("%+v: %+v, sent %v", c.in, d, sent)
			}
			continue
		}
		if d.Pressed != IsPressed || d.Code != "" || len(sent) != 1 || sent[0] != c.want {
			t.Fatalf("%+v: %+v, sent %v; want %v", c.in, d, sent, c.want)
		}
		if d.Ready.Amount != c.in.Amount || d.Ready.Part != c.in.Part || !strings.HasPrefix(d.Ready.Label, c.want.Order) || d.AtNS == 0 {
			t.Errorf("%+v: read back %+v", c.in, d.Ready)
		}
	}
	if opened := s.page("return keys.filter((k) => k === 'open').length"); opened != "1" {
		t.Errorf("the panel was opened %s times", opened)
	}
}

// testAmounts builds every amount from 0.001 to 1.000 on the page's
// own keys, one after the other in one document.
func testAmounts(t *testing.T, s *stage) {
	step := 1
	if testing.Short() {
		step = 13
	}
	for n := step; n <= 1000; n += step {
		amount := money.Lamports(n) * ms
		keys, err := amountKeys(amount)
		s.must(err)
		var a pageAnswer
		s.must(s.call(s.ctx, "rugtape.prepare", []any{plan{Key: 1, Control: ControlBuy, Keys: keys, Amount: amount, Until: epochMS(s.hand.now().Add(patience))}}, &a))
		if a.Code != "" || a.Amount != amount || s.page("return state.amount") != strconv.FormatInt(int64(amount), 10) {
			t.Fatalf("%v SOL: %+v, the page has %s", amount, a, s.page("return state.amount"))
		}
	}
	if sent := s.sent(); len(sent) != 0 {
		t.Errorf("something was ordered: %v", sent)
	}
}

// testTraps changes the page before an order or between its reading back and
// its press.
func testTraps(t *testing.T, s *stage) {
	buy := buying(30 * ms)
	for _, c := range []struct {
		name            string
		in              strategy.Intent
		before, between string
		code            guard.Code // "": pressed
		says            string
	}{
		{name: "a key does nothing", in: buy, before: "knobs.stuck = '+0.01'", code: CodeAmountReadback, says: "after +0.01 the amount field shows"},
		{name: "the page caps the amount", in: buy, before: "knobs.cap = 0.02 * SOL", code: CodeAmountReadback, says: "0.020"},
		{name: "a key is missing", in: buy, before: "[...document.querySelectorAll('button')].find((b) => b.textContent === '+0.01').remove()", code: CodeNoButton, says: "+0.01: nothing on the page fits"},
		{name: "a key is there twice", in: buy, before: "const b = [...document.querySelectorAll('button')].find((b) => b.textContent === '+0.01'); b.after(b.cloneNode(true))", code: CodeNoButton, says: "2 visible"},
		{name: "a key is disabled", in: buy, before: "[...document.querySelectorAll('button')].find((b) => b.textContent === '+0.01').disabled = true", code: CodeDisabled, says: "+0.01 is disabled"},
		{name: "the page is slow", in: buy, before: "knobs.lag = 3"},
		{name: "a button that is enabled late", in: buy, before: "$('#buy').classList.add('disabled'); setTimeout(() => $('#buy').classList.remove('disabled'), 200)"},
		{name: "disabled for good", in: buy, before: "$('#buy').setAttribute('aria-disabled', 'true')", code: CodeDisabled, says: "BUY is disabled"},
		{name: "disabled by what it lies in", in: selling(1), before: "$('[class*=_buttonsRow_]').inert = true", code: CodeDisabled, says: "SELL is disabled"},
		{name: "disabled in between", in: buy, between: "$('#buy').classList.add('_disabled_x1y2_3')", code: CodeDisabled, says: "BUY is disabled"},
		{name: "another label in between", in: buy, between: "$('#buy').textContent = 'BUYBACK 5 SOL'", code: CodeLabel, says: `says "BUYBACK 5 SOL" now`},
		{name: "buy and sell change names", in: buy, between: "$('#buy').textContent = 'SELL'; $('#sell').textContent = 'BUY'"},
		{name: "buy and sell change places", in: buy, between: "$('#sell').after($('#buy'))"},
		{name: "the label grows", in: buy, between: "$('#buy').append(' at 1.5x')"},
		{name: "gone in between", in: buy, between: "$('#buy').remove()", code: CodeNoButton, says: "cannot be seen"},
		{name: "hidden in between", in: buy, between: "$('#buy').style.visibility = 'hidden'", code: CodeNoButton, says: "cannot be seen"},
		{name: "replaced in between", in: buy, between: "$('#buy').replaceWith($('#buy').cloneNode(true))"},
		{name: "two of them", in: buy, before: "$('#buy').after($('#buy').cloneNode(true))", code: CodeNoButton, says: "2 visible elements fit"},
		{name: "a second one in between", in: buy, between: "$('#buy').after($('#buy').cloneNode(true))", code: CodeNoButton, says: "2 visible elements fit"},
		{name: "the amount changes in between", in: buy, between: "field().value = '0.300'", code: CodeAmountReadback, says: `shows "0.300", not 0.03`},
		{name: "another field beside it", in: buy, between: "field().after(field().cloneNode(true))", code: CodeAmountReadback, says: "2 visible elements fit"},
		{name: "the field is emptied", in: betting(5 * ms), between: "field().value = ''", code: CodeAmountReadback, says: `shows ""`},
		{name: "the field counts finer than lamports", in: buy, between: "field().value = '0.03000000000000001'"},
		{name: "a lamport less", in: buy, between: "field().value = '0.029999999'", code: CodeAmountReadback, says: "0.029999999"},
		{name: "no percentage answers", in: selling(0.25), before: "knobs.stuck = '25%'", code: CodePartReadback, says: "25% was pressed"},
		{name: "the percentage is missing", in: selling(0.25), before: "[...document.querySelectorAll('button')].find((b) => b.textContent === '25%').remove()", code: CodePartNotOnPage, says: "25%: nothing"},
		{name: "two percentages are chosen", in: selling(0.5), before: "document.querySelectorAll('[class*=_percentageBtn_]')[3].classList.add('_active_q_1'); knobs.stuck = '50%'", code: CodePartReadback, says: "100% as chosen"},
		{name: "another percentage in between", in: selling(0.5), between: "state.part = '100%'; show(0)", code: CodePartReadback, says: "100% is chosen, not 50%"},
		{name: "no panel to be found", in: betting(5 * ms), before: "$('#open').remove()", code: CodeNoButton, says: "side panel: nothing"},
		{name: "the panel closes in between", in: betting(5 * ms), between: "$('#panel').hidden = true", code: CodeNoButton, says: "SIDE: it is there and cannot be seen"},
		{name: "other hashes", in: buy, before: "document.body.innerHTML = document.body.innerHTML.replaceAll('1hwtp', 'Zx9Qe'); show(0)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			try := func(patience time.Duration) Deed {
				s.on(t)
				s.hand.build = patience
				s.page(c.before)
				return s.press(c.in, c.between)
			}
			limit := patience
			if c.code != "" && c.between == "" {
				limit = 500 * time.Millisecond // so long it waits for what never comes
			}
			d := try(limit)
			if d.Code == CodeExpired && limit != patience { // the page was too slow to come so far
				d = try(patience)
			}
			sent := s.sent()
			switch {
			case c.code == "" && (d.Pressed != IsPressed || len(sent) != 1 || sent[0].Order != controlOf(c.in.Action)):
				t.Errorf("%+v, sent %v; it should be pressed", d, sent)
			case c.code != "" && (d.Pressed != NotPressed || d.Code != c.code || !strings.Contains(d.Why, c.says) || len(sent) != 0):
				t.Errorf("%+v, sent %v; want %s: %s", d, sent, c.code, c.says)
			}
		})
	}
}

// testOncePerDocument goes past the hand, which refuses a repeated key itself.
func testOncePerDocument(t *testing.T, s *stage) {
	press := func(key uint64, late int64) pageAnswer {
		var a pageAnswer
		s.must(s.call(s.ctx, "rugtape.press", []any{key, epochMS(s.hand.now()) + late}, &a))
		return a
	}
	const within = int64(patience / time.Millisecond)
	build := func(key uint64) {
		p := plan{Key: key, Control: ControlSell, Keys: []keyPress{}, Part: "100%", Until: epochMS(s.hand.now().Add(patience))}
		var a pageAnswer
		if s.must(s.call(s.ctx, "rugtape.prepare", []any{p}, &a)); a.Code != "" {
			t.Fatalf("%+v", a)
		}
	}
	if a := press(1, within); a.Code != CodePageGone {
		t.Errorf("an order that was not built: %+v", a)
	}
	build(5)
	if a := press(4, within); a.Code != CodePageGone {
		t.Errorf("another order than the one that was built: %+v", a)
	}
	if a := press(5, -1); a.Code != CodeExpired {
		t.Errorf("a press that was held up: %+v", a)
	}
	if a := press(5, within); !a.Pressed {
		t.Errorf("%+v", a)
	}
	if a := press(5, within); a.Code != CodeRepeated {
		t.Errorf("the same press again: %+v", a)
	}
	build(5)
	if a := press(5, within); a.Code != CodeRepeated {
		t.Errorf("built and pressed again: %+v", a)
	}
	build(3)
	if a := press(3, within); a.Code != CodeRepeated {
		t.Errorf("an older order: %+v", a)
	}
	if sent := s.sent(); !reflect.DeepEqual(sent, []order{{"SELL", "", "100%", false}}) {
		t.Errorf("sent %v", sent)
	}
}

// testOneBuildAtATime: a build that waits for the page ends when another begins.
func testOneBuildAtATime(t *testing.T, s *stage) {
	s.page("knobs.lag = 20")
	sale := plan{Key: 1, Control: ControlSell, Keys: []keyPress{}, Part: "25%", Until: epochMS(s.hand.now().Add(patience))}
	buy := plan{Key: 2, Control: ControlBuy, Keys: []keyPress{{"+0.01", 10 * ms}}, Amount: 10 * ms, Until: sale.Until}
	var codes []string
	s.must(s.call(t.Context(), "((...all) => Promise.all(all.map(rugtape.prepare)).then((said) => said.map((a) => a.code)))", []any{sale, buy}, &codes))
	if !reflect.DeepEqual(codes, []string{string(CodeStopped), ""}) {
		t.Errorf("they end with %q", codes)
	}
	var a pageAnswer
	s.must(s.call(t.Context(), "rugtape.press", []any{1, sale.Until}, &a))
	if a.Code != CodePageGone {
		t.Errorf("the one that was ended: %+v", a)
	}
	s.must(s.call(t.Context(), "rugtape.press", []any{2, sale.Until}, &a))
	if sent := s.sent(); !a.Pressed || len(sent) != 1 || sent[0].Order != "BUY" {
		t.Errorf("the other: %+v, sent %v", a, sent)
	}
}

// testHeldUp: a page that is stuck when the press comes presses nothing later.
func testHeldUp(t *testing.T, s *stage) {
	s.hand.carry = pressLimit
	d := s.hand.press(t.Context(), s.approve(buying(5*ms)), func(Ready) error {
		s.page("setTimeout(() => { const end = Date.now() + 6000; while (Date.now() < end); })")
		s.limit = callLimit
		return nil
	})
	if d.Pressed != MaybePressed || d.Code != CodeFrozen {
		t.Errorf("%+v", d)
	}
	s.hand.carry, s.limit = patience, 2*patience
	if sent := s.sent(); len(sent) != 0 { // which is asked once the page goes on
		t.Errorf("sent %v", sent)
	}
	if d := s.press(buying(5*ms), ""); d.Pressed != IsPressed {
		t.Errorf("the next order: %+v", d)
	}
}
