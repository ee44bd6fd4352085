package app

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"rugtape/internal/report"
)

// TestOddsFigures: the page's figures are those of docs/game.md, to the last
// digit, and the address brings a question back.
func TestOddsFigures(t *testing.T) {
	computeCurves(t)
	b := open(t, run(t, t.TempDir()), "odds?m=5&n=48&stake=0.02")
	b.until("the targets are told", `document.querySelectorAll('[data-test=targets] tbody tr').length === 7`)
	want := [][]string{
		{"1.1", "82.86 %", "−1.13 %", "−1.33 %"},
		{"1.5", "60.18 %", "−3.05 %", "−3.52 %"},
		{"2", "43.95 %", "−4.93 %", "−5.63 %"},
		{"5", "16.31 %", "−10.83 %", "−11.93 %"},
		{"10", "7.74 %", "−15.14 %", "−16.36 %"},
		{"50", "1.38 %", "−24.40 %", "−25.73 %"},
		{"100", "0.66 %", "−28.02 %", "−29.36 %"},
	}
	for _, row := range want {
		got := b.get(`[...document.querySelector('[data-test=targets] tr[data-m="` + row[0] + `"]').children].map(c => c.textContent).join('|')`)
		if got != strings.Join(append([]string{row[0] + "x"}, row[1:]...), "|") {
			t.Errorf("of %sx the page says %s", row[0], got)
		}
	}
	b.until("the address was asked", text("target-chance")+` === '16.31 %' && `+text("target-mean")+` === '−10.83 %'`)
	b.until("so was the time to hold", text("hold-mean")+` === '−2.28 %' && `+text("hold")+`.includes('hold 48 ticks')`)
	b.until("the side bet is told", text("side-bet-chance")+` === '18.168 %' && `+text("side-bet-mean")+` === '−9.160 %'`)
	b.until("a rug within 40 ticks too", text("within-chance")+` === '18.17 %'`)
	b.until("nothing is recorded", text("odds-nothing")+` !== ''`)
	b.picture("odds")

	b.fill("odds-m", "2")
	b.until("the answer follows", text("target-chance")+` === '43.95 %'`)
	b.until("the address too", `new URLSearchParams(location.search).get('m') === '2'`)
	b.fill("odds-stake", "2")
	b.until("a stake out of range is told", text("calculator")+`.includes('Out of range: 0.001 to 1 SOL')`)
	b.do("move the slider to its end", chromedp.Focus(`[data-test="odds-within"]`), chromedp.KeyEvent(kb.End))
	b.until("600 ticks are asked", text("within-chance")+` === '95.06 %'`)
	b.do("read the survival by keyboard", chromedp.Focus(`[data-test="survival"] .graph`), chromedp.KeyEvent(kb.Home))
	b.until("all live at first", text("reading")+`.startsWith('tick 0') && `+text("reading")+`.includes('100.00 %')`)
}

// computeCurves has the curves ready, which a busy machine takes a while for.
func computeCurves(t *testing.T) {
	t.Helper()
	if _, err := report.CurvesOf(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestOddsOfTheLibrary lays recorded rounds beside the law, with intervals.
func TestOddsOfTheLibrary(t *testing.T) {
	computeCurves(t)
	app := run(t, t.TempDir())
	b := open(t, app, "library")
	b.importRounds(14)
	b.click("nav-odds")
	b.until("the rounds are counted", text("recorded-rounds")+`.startsWith('14 rounds')`)
	for _, strip := range []string{"strip-hazard", "strip-side-bet"} {
		if got := b.get(text(strip)); !strings.Contains(got, "[") {
			t.Errorf("%s has no interval: %s", strip, got)
		}
	}
	b.until("what the page asked first is told", text("target-chance")+` !== ''`)
	b.until("the curve has its band", `document.querySelector('[data-test=survival] .g-band')?.getAttribute('d').length > 20`)
	b.until("each claim is answered", `document.querySelectorAll('[data-test=claim]').length === 3 && !`+text("claims")+`.includes('no recorded round')`)
	b.picture("odds_library")
}
