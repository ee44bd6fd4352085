package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	mouse "github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// atDesk opens the sample of 1,191 ticks at a tick, with 1 SOL of paper.
func atDesk(t *testing.T, tick int) *tab {
	b := onRound(t, run(t, t.TempDir()), fmt.Sprintf("?t=%d", tick))
	b.atTick(tick)
	b.click("tab-trade")
	b.until("it says what this is", text("trade-first")+`.includes('no real money')`)
	b.until("it can be begun", `document.querySelector('[data-test=desk-open]:not([disabled])')`)
	b.click("desk-open")
	b.until("the desk is open", text("balance")+` === '1.0000 SOL'`)
	return b
}

// says waits until a part of the page says something.
func (b *tab) says(test, what string) {
	b.t.Helper()
	b.until(test+" says "+what, text(test)+`.includes(`+fmt.Sprintf("%q", what)+`)`)
}

// deeds waits until so many deeds are listed.
func (b *tab) deeds(n int) {
	b.t.Helper()
	b.until(fmt.Sprintf("%d deeds are listed", n), fmt.Sprintf(`document.querySelector('[data-test=deeds]')?.dataset.count === '%d'`, n))
}

// retype puts text into a field that holds some, key by key.
func (b *tab) retype(test, text string) {
	b.t.Helper()
	b.get(`document.querySelector('[data-test="` + test + `"]').select()`)
	b.do("type into "+test, chromedp.KeyEvent(text))
}

// hover moves the pointer over the chart, to a share of its width.
func (b *tab) hover(tick, of int) {
	b.t.Helper()
	var x, y float64
	at := b.get(fmt.Sprintf(`(() => { const r = document.querySelector('.u-over').getBoundingClientRect(); return (r.left + r.width * %d / %d) + ' ' + (r.top + r.height / 2) })()`, tick, of))
	if _, err := fmt.Sscan(at, &x, &y); err != nil {
		b.t.Fatalf("%q: %v", at, err)
	}
	if _, err := chromedp.Call(b.ctx, mouse.DispatchMouseEvent, mouse.DispatchMouseEventParams{Type: mouse.DispatchMouseEventTypeMouseMoved, X: x, Y: y}); err != nil {
		b.t.Fatal(err)
	}
}

// TestTradeByHand buys, bets and sells by key and by button; a step back takes
// back what was done after it.
func TestTradeByHand(t *testing.T) {
	b := atDesk(t, 60)
	b.press("b")
	b.says("reply", "You bought for 0.0050 SOL at 0.6819x")
	b.says("balance", "0.9950 SOL")
	b.says("position", "0.0073 at 0.6819x")
	b.says("spoken", "You bought")
	b.press(kb.ArrowRight, kb.ArrowRight)
	b.atTick(62)
	b.says("worth", "%")
	b.until("the equity is drawn up to here", `document.querySelector('[data-test=equity-chart]').dataset.ticks === '63'`)
	b.press("d")
	b.says("bet", "40 ticks to go")
	b.says("truth-side", "18.2 % of side bets win, 20 % are needed: −9.16 % in the mean")
	b.press(kb.ArrowRight)
	b.says("bet", "39 ticks to go")
	b.click("sell-50")
	b.says("reply", "You sold for 0.0020 SOL at 0.5324x")
	b.deeds(3)
	b.press("s")
	b.says("position", "none")
	b.deeds(4)
	b.picture("traded")

	b.press(kb.ArrowLeft)
	b.atTick(62)
	b.says("reply", "2 orders of yours")
	b.deeds(2)
	b.says("position", "0.0073 at 0.6819x")
	b.press(kb.ArrowLeft)
	b.atTick(61)
	b.says("bet", "none")
	b.do("go to the first deed", chromedp.Click(`[data-test="deed"]`))
	b.atTick(60)
	b.deeds(1)
	b.press(kb.End)
	b.says("reply", "The rug sold all that was held")
	b.says("position", "none")
	b.press("b")
	b.says("reply", "The round is over")
	b.deeds(2)
}

// TestAmount builds an amount by touch, exactly; a key typed into it is text.
func TestAmount(t *testing.T) {
	b := atDesk(t, 60)
	amount := func(want string) {
		t.Helper()
		b.until("the amount is "+want, `document.querySelector('[data-test=amount]').value === '`+want+`'`)
	}
	amount("0.005")
	b.click("amount-clear")
	amount("")
	for range 3 {
		b.click("add-0.1")
	}
	amount("0.3") // in doubles it is 0.30000000000000004
	b.click("add-0.001")
	b.click("amount-half")
	amount("0.1505")
	b.click("amount-double")
	amount("0.301")
	b.click("add-1")
	b.says("amount-says", "more than the balance of 1 SOL")
	b.click("amount-max")
	amount("1")
	b.retype("amount", "0.000000003")
	b.says("amount-says", "the site takes 0.001 SOL or more")
	b.click("amount-half")
	amount("0.000000001")

	b.retype("amount", "0.02bsd")
	b.says("amount-says", "no amount")
	b.deeds(0)
	b.retype("amount", "0.02")
	b.press(kb.Enter, "b")
	b.says("reply", "You bought for 0.0200 SOL")
	b.do("reload", chromedp.Reload())
	b.until("the amount is kept", `document.querySelector('[data-test=amount]')?.value === '0.02'`)
}

// TestRefusals are told in words where the hand is.
func TestRefusals(t *testing.T) {
	b := atDesk(t, 60)
	b.press("s")
	b.says("reply", "there is nothing to sell")
	b.retype("amount", "1.5")
	b.click("buy")
	b.says("reply", "is more than the balance of 1 SOL")
	b.click("amount-clear")
	b.click("side")
	b.says("reply", "Set an amount first")
	b.until("the field has the focus", `document.activeElement.dataset.test === 'amount'`)
	b.retype("amount", "0.005")
	b.click("side")
	b.says("bet", "40 ticks to go")
	b.click("side")
	b.says("reply", "a side bet is open")
	b.says("balance", "0.9950 SOL")
	b.picture("refused")
}

// TestBot lets a strategy trade: its deeds and reasons come and go with the
// cursor, on the chart and in the list.
func TestBot(t *testing.T) {
	b := onRound(t, run(t, t.TempDir()), "?t=8")
	b.click("tab-bot")
	b.until("the strategies are listed", `document.querySelectorAll('[data-test=bot-kind] option').length >= 10`)
	b.says("bot-says", "buys at 1x before the round")
	b.says("bot-truth", "below 0 for every m")
	b.retype("param-m", "0.5")
	b.says("param-m-says", "out of range: use 1.001 to 1,000,000x")
	b.click("bot-start")
	b.says("reply", "cannot start yet")
	b.retype("param-m", "1.2")
	b.retype("start-balance", "2")
	b.click("bot-start")
	b.says("bot-name", "target")
	b.says("bot-why", "below the target of 1.2x")
	b.says("balance", "1.9900 SOL")
	b.deeds(1)
	b.says("deeds", "the round opens at 1x")
	b.press(kb.ArrowRight, kb.ArrowRight, kb.ArrowRight)
	b.atTick(11)
	b.deeds(2)
	b.says("deeds", "reaches the target of 1.2x")
	b.says("pnl-round", "+0.0027 SOL")
	b.hover(11, 82) // ticks; the chart has 80 * 1.02
	b.says("crosshair", "tick 11: the bot sold for 0.0127 SOL")
	b.says("crosshair", "reaches the target of 1.2x")
	b.picture("sold")
	b.press(kb.ArrowLeft)
	b.atTick(10)
	b.deeds(1)
	b.says("position", "0.0100 at 1.0000x")
	b.press(kb.ArrowRight)
	b.deeds(2)
	b.says("deeds", "reaches the target of 1.2x")

	b.press("b")
	b.deeds(3) // the hand may trade beside it
	b.click("bot-change")
	b.click("bot-start")
	b.until("a new session is asked for", `document.querySelector('[data-test=bot-sure]')`)
	b.click("bot-sure")
	b.deeds(2)
	b.says("session", "Session 2")
}

// TestBotOfAScript offers the scripts that are kept, and says where one is wrong.
func TestBotOfAScript(t *testing.T) {
	app := run(t, t.TempDir())
	for name, source := range map[string]string{
		"early":  `{"source":"def decide(view):\n    if view.tick == 5:\n        return BUY(\"0.01\", why=\"it is tick 5\")\n    return WAIT(\"not yet\")\n"}`,
		"broken": `{"source":"def decide(view):\n    return WIAT(\"x\")\n"}`,
	} {
		if _, err := app.do("POST", "api/scripts/"+name, "application/json", strings.NewReader(source)); err != nil {
			t.Fatal(err)
		}
	}
	b := onRound(t, app, "?t=8")
	b.click("tab-bot")
	b.until("both are offered", `document.querySelectorAll('[data-test=bot-kind] option[value^="script:"]').length === 2`)
	choose := func(kind string) {
		b.get(`(s => { s.value = 'script:` + kind + `'; s.dispatchEvent(new Event('change', {bubbles: true})) })(document.querySelector('[data-test=bot-kind]'))`)
	}
	choose("broken")
	b.says("script-error", "Line 2, column")
	choose("early")
	b.click("bot-start")
	b.says("bot-name", "early")
	b.deeds(1)
	b.says("deeds", "it is tick 5")
	b.says("bot-why", "not yet")
}

// TestStop stops bot and hand, by its key in a text field too, and says what
// it stopped.
func TestStop(t *testing.T) {
	b := onRound(t, run(t, t.TempDir()), "?t=60")
	b.click("stop")
	b.says("toasts", "Nothing is trading here")
	b.click("tab-trade")
	b.until("it can be begun", `document.querySelector('[data-test=desk-open]:not([disabled])')`)
	b.click("desk-open")
	b.says("balance", "1.0000 SOL")
	b.press("b")
	b.deeds(1)
	b.do("type", chromedp.Focus(`[data-test="amount"]`), chromedp.KeyEvent("x", chromedp.KeyModifiers(kb.ModifierCtrl|kb.ModifierShift)))
	b.says("stopped", "STOP is on")
	b.says("stopped", "0.0050 SOL stays at risk")
	b.says("toasts", "no new risk until you resume")
	b.picture("stopped")
	b.click("buy")
	b.says("reply", "STOP was pressed")
	b.click("sell-100")
	b.says("position", "none")
	b.click("resume")
	b.until("it is over", text("stopped")+` === ''`)
	b.click("buy")
	b.says("reply", "You bought")
}

// TestTheDeskStays over a reload, over other screens and over the next round;
// only a new session, asked twice, begins its balance anew.
func TestTheDeskStays(t *testing.T) {
	b := atDesk(t, 60)
	b.press("b")
	b.says("balance", "0.9950 SOL")
	b.do("reload", chromedp.Reload())
	b.says("balance", "0.9950 SOL")
	b.deeds(1)
	b.click("nav-library")
	b.until("the library shows", `document.querySelector('[data-test=library]')`)
	b.do("reload", chromedp.Reload())
	b.until("the library shows again", `document.querySelector('[data-test=row]')`)
	b.do("back", chromedp.NavigateBack())
	b.atTick(60)
	b.says("balance", "0.9950 SOL")
	b.click("next")
	b.until("the next round shows", text("round-id")+` === 'sample-36'`)
	b.says("session", "2 rounds")
	b.says("balance", "0.9951 SOL") // the old round was played to its rug
	b.deeds(0)

	b.click("session")
	b.click("session-new")
	b.click("session-sure")
	b.says("balance", "1.0000 SOL")
	b.says("session", "Session 2")
	b.click("desk-close")
	b.click("session-sure")
	b.until("it is closed", text("trade-first")+` !== ''`)
}

// TestDeskSizesAndThemes leaves pictures for eyes, and finds a page that is wider
// than its window, or on which no order can be reached.
func TestDeskSizesAndThemes(t *testing.T) {
	b := atDesk(t, 60)
	b.press("b", kb.ArrowRight, "d", kb.ArrowRight)
	b.deeds(2)
	for _, size := range [][2]int64{{390, 844}, {360, 640}, {1280, 800}, {1920, 1080}, {3840, 2160}} {
		for _, theme := range []string{"dark", "light"} {
			for _, part := range []string{"trade", "bot"} {
				media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}}
				if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media); err != nil {
					t.Fatal(err)
				}
				b.do("show", chromedp.EmulateViewport(size[0], size[1]))
				b.get(`document.querySelector('[data-test=tab-` + part + `]').click()`)
				b.until("it is there", `document.querySelector('[data-test=`+part+`]')`)
				b.until("it is drawn", `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`)
				name := fmt.Sprintf("%s_%d_%s", part, size[0], theme)
				b.picture(name)
				if got := b.get(`document.documentElement.scrollWidth > innerWidth`); got != "false" {
					t.Errorf("%s is wider than its window", name)
				}
				reach := `[...document.querySelectorAll('[data-test=buy], [data-test=bar-buy]')].some(e => { const r = e.getBoundingClientRect(); return r.width > 0 && r.top >= 0 && r.bottom <= innerHeight })`
				if got := b.get(reach); part == "trade" && got != "true" {
					t.Errorf("%s: no button to buy is in view", name)
				}
			}
		}
	}
}

// BenchmarkPageWithBot measures what BenchmarkPage does of playing, with a bot
// that trades all the time: a round of 5,000 ticks at 100x.
func BenchmarkPageWithBot(b *testing.B) {
	dir := b.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "long.jsonl"), longRound(), 0o600); err != nil {
		b.Fatal(err)
	}
	app := run(b, b.TempDir())
	if _, err := app.do("POST", "api/import", "application/json", strings.NewReader(fmt.Sprintf(`{"paths":[%q]}`, dir))); err != nil {
		b.Fatal(err)
	}
	p := open(b, app, "library")
	p.until("the round is imported", `document.querySelector('[data-test=job]')?.dataset.state === 'done'`)
	p.do("open", chromedp.Navigate(app.url+"r/20250102-00000000000l0ng0?t=0"))
	p.click("tab-bot")
	p.until("the strategies are listed", `document.querySelectorAll('[data-test=bot-kind] option').length >= 10`)
	p.get(`(s => { s.value = 'random'; s.dispatchEvent(new Event('change', {bubbles: true})) })(document.querySelector('[data-test=bot-kind]'))`)
	p.until("its parameters are asked for", `document.querySelector('[data-test=param-chance]')`)
	p.retype("param-chance", "1")
	p.click("bot-start")
	p.until("the bot runs", text("bot-name")+` === 'random'`)
	for b.Loop() {
		played := figures(b, p, `(async () => {
			const press = key => dispatchEvent(new KeyboardEvent('keydown', {key}));
			const playing = () => document.querySelector('[data-test=play]').ariaLabel === 'Pause';
			press('Home'); press('9');
			if (!playing()) press(' ');
			await new Promise(r => setTimeout(r, 1000));
			const start = performance.now(), before = __rugtape.drawing().frames, worst = [];
			let possible = 0, on = true;
			requestAnimationFrame(function count() { possible++; worst.push(__rugtape.drawing().lastDrawMs); if (on) requestAnimationFrame(count); });
			await new Promise(r => setTimeout(r, 5000));
			on = false;
			const s = (performance.now() - start) / 1000;
			if (playing()) press(' ');
			worst.sort((a, b) => a - b);
			return {drawn: (__rugtape.drawing().frames - before) / s, possible: possible / s, median: worst[worst.length >> 1], p99: worst[Math.floor(worst.length * 0.99)]};
		})()`)
		b.ReportMetric(played["drawn"], "frames/s")
		b.ReportMetric(played["possible"], "possible-frames/s")
		b.ReportMetric(played["median"], "draw-ms")
		b.ReportMetric(played["p99"], "p99-draw-ms")
		deeds := figures(b, p, `({n: Number(document.querySelector('[data-test=deeds]').dataset.count)})`)
		b.ReportMetric(deeds["n"], "deeds")
	}
}
