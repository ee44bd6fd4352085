package app

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// inLab opens the lab.
func inLab(t *testing.T, app *running, query string) *tab {
	b := open(t, app, "lab"+query)
	b.until("the form is there", `document.querySelector('[data-test="field-param.m"]') || document.querySelector('[data-test=source]')`)
	return b
}

// fill writes over what is in a field, as a hand does.
func (b *tab) fill(test, text string) {
	b.t.Helper()
	b.until(test+" can be written into", `(() => {
		const at = document.querySelector('[data-test="`+test+`"]');
		at?.focus();
		at?.select();
		return document.activeElement === at;
	})()`)
	b.do("write into "+test, chromedp.KeyEvent(text))
}

// finished waits until the run in view is done and its result is told.
func (b *tab) finished(run string) {
	b.t.Helper()
	b.until(run+" is done", fmt.Sprintf(`document.querySelector('[data-test=result]')?.dataset.run === '%s' && %s !== ''`, run, text("sentence")))
}

// TestLabRun tries a strategy, reads what came of it beside the odds, and
// takes it home; the address brings it back.
func TestLabRun(t *testing.T) {
	app := run(t, t.TempDir())
	b := inLab(t, app, "")
	b.fill("field-count", "20000")
	b.until("the size is told", text("size")+` === '20,000 rounds'`)
	b.click("run")
	b.finished("r1")
	sentence := b.get(text("sentence"))
	if !strings.HasPrefix(sentence, "Lost 0.0") || !strings.Contains(sentence, " ±\u00a00.0") || !strings.Contains(sentence, "the odds say 0.0493. ") {
		t.Errorf("the sentence is %q", sentence)
	}
	if got := b.get(text("theory")); got != "−0.000493 SOL" {
		t.Errorf("the odds say %q", got)
	}
	for _, figure := range []string{"mean", "net"} {
		if got := b.get(text(figure)); !strings.Contains(got, " ±\u00a0") {
			t.Errorf("%s stands without its error: %q", figure, got)
		}
	}
	for _, chart := range []string{"fan", "histogram", "path"} {
		b.until("the "+chart+" is drawn", `document.querySelector('[data-test=`+chart+`] .g-plot path, [data-test=`+chart+`] .g-plot rect')`)
	}
	b.do("point at the fan by keyboard", chromedp.Focus(`[data-test="fan"] .graph`), chromedp.KeyEvent(kb.End))
	b.until("it tells the figures there", text("reading")+`.startsWith('after 100 rounds')`)
	b.picture("result")

	b.click("export")
	link := b.get(`document.querySelector('[data-test=export-html]').href`)
	answer, err := http.Get(link)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if kind := answer.Header.Get("Content-Type"); answer.StatusCode != 200 || !strings.HasPrefix(kind, "text/html") {
		t.Errorf("the report answers %s, %s", answer.Status, kind)
	}
	b.until("the address names the run", `location.search === '?run=r1'`)
	b.do("reload", chromedp.Reload())
	b.finished("r1")
	b.until("the form was kept", `document.querySelector('[data-test=field-count]').value === '20000'`)
}

// TestLabCancel ends a long run by its key; it answers at once.
func TestLabCancel(t *testing.T) {
	b := inLab(t, run(t, t.TempDir()), "")
	b.fill("field-count", "100000000")
	b.click("run")
	b.until("it goes on", `Number(`+text("done")+`.split(' ')[0].replaceAll(',', '')) > 0`)
	b.picture("progress")
	took := b.get(`new Promise(done => {
		const start = performance.now();
		const look = () => document.querySelector('[data-test=run-cancelled]') ? done(performance.now() - start) : requestAnimationFrame(look);
		document.querySelector('[data-test=cancel]').click();
		look();
	})`)
	var ms float64
	if _, err := fmt.Sscan(took, &ms); err != nil || ms > 10_000 { // quiet it is some 30
		t.Errorf("it was cancelled after %s ms", took)
	}
	t.Logf("cancelled after %.0f ms, as the page sees it", ms)
	b.until("the list says so", `document.querySelector('[data-run=r1][data-test=run-row]').dataset.state === 'cancelled'`)
	b.picture("cancelled")
}

// TestLabSweepAndCompare tries several values, and puts runs on one axis.
func TestLabSweepAndCompare(t *testing.T) {
	app := run(t, t.TempDir())
	b := inLab(t, app, "")
	b.fill("field-count", "500")
	b.click("sweep-m")
	b.fill("field-param.m", "1.5 to 2.5 step 0.5, 10")
	b.until("the trials are told before they run", text("size")+` === '4 trials, 2,000 rounds in all'`)
	b.click("run")
	b.finished("r1")
	b.until("each trial has its row", `document.querySelectorAll('[data-test=trials] tbody tr').length === 4`)
	if got := b.get(text("best-trial")); !strings.Contains(got, "best of 4, by luck too") {
		t.Errorf("the winner is not marked: %q", got)
	}
	b.until("each has its interval", `document.querySelectorAll('[data-test=sweep-line] .g-plot .g-whisker').length === 4`)
	b.picture("sweep")
	b.do("open a trial", chromedp.Click(`[data-test="one-trial"] button`))
	b.until("its figures show", `document.querySelector('[data-test=trial] [data-test=figures]')`)

	b.click("sweep-m")
	b.do("choose hold", chromedp.SetValue(`[data-test="strategy"]`, "hold"))
	b.get(`document.querySelector('[data-test=strategy]').dispatchEvent(new Event('change', {bubbles: true}))`)
	b.until("its parameters show", `document.querySelector('[data-test="field-param.n"]')`)
	b.click("run")
	b.finished("r2")
	b.click("compare-r1")
	b.until("both stand on one axis", `document.querySelectorAll('[data-test=forest-row]').length === 2`)
	b.until("the address says so", `location.search === '?run=r2&compare=r1'`)
	b.do("reload", chromedp.Reload())
	b.until("the comparison is back", `document.querySelectorAll('[data-test=forest-row]').length === 2`)
	b.picture("compare")
	b.click("remove-r1")
	b.until("what is removed leaves the axis", `!document.querySelector('[data-test=forest-row]') && location.search === '?run=r2'`)
}

// TestLabScript writes a script, is told where it is wrong, saves it, runs it,
// and has an edit run by itself.
func TestLabScript(t *testing.T) {
	home := t.TempDir()
	b := inLab(t, run(t, home), "")
	b.click("by-script")
	b.until("what stands there at first is sound", `document.querySelector('[data-test=script-state]')?.dataset.state === 'ok'`)
	b.until("its parameters can be set", `document.querySelector('[data-test="field-param.m"]')?.value === '2'`)
	b.source("def decide(view):\n    return WAIT(\n")
	b.until("the fault is told with its place", `/^Line \d+, column \d+: /.test(`+text("script-fault")+`)`)
	b.until("its line is marked", `document.querySelector('.lines .bad')`)
	b.until("it cannot run", text("size")+` === 'The script has an error.'`)
	b.picture("script_fault")
	b.source("def decide(view):\n    return WAIT(\"a rainy day\")\n")
	b.until("it is sound", `document.querySelector('[data-test=script-state]')?.dataset.state === 'ok'`)

	b.click("save")
	b.fill("script-name", "waits")
	b.click("save-name")
	b.until("it is chosen", `document.querySelector('[data-test=script-choice]').value === 'saved waits'`)
	if _, err := os.Stat(filepath.Join(home, "scripts", "waits.star")); err != nil {
		t.Error(err)
	}
	b.fill("field-count", "1000")
	b.click("run")
	b.finished("r1")
	if got := b.get(text("sentence")); !strings.HasPrefix(got, "It never bet") {
		t.Errorf("the sentence is %q", got)
	}
	b.click("hot")
	b.source("def decide(view):\n    return WAIT(\"another day\")\n")
	b.finished("r2")
	b.source("def decide(view):\n    return WAIT(\"a third day\")\n")
	b.finished("r3")
	b.until("the quick run before makes room", `!document.querySelector('[data-run=r2]')`)
	b.do("reload", chromedp.Reload())
	b.until("nothing written is lost", `document.querySelector('[data-test=source]').value.includes('a third day')`)
}

// source puts a text into the editor.
func (b *tab) source(text string) {
	b.t.Helper()
	b.get(fmt.Sprintf(`(() => {
		const at = document.querySelector('[data-test=source]');
		at.value = %q;
		at.dispatchEvent(new Event('input', {bubbles: true}));
	})()`, text))
}

// TestLabEditorKeys: Tab indents, a new line begins where the one before did,
// and Esc gives Tab back to the page.
func TestLabEditorKeys(t *testing.T) {
	b := inLab(t, run(t, t.TempDir()), "")
	b.click("by-script")
	b.until("the editor shows", `document.querySelector('[data-test=source]')`)
	b.source("")
	b.do("write", chromedp.SendKeys(`[data-test="source"]`, "if x:"))
	// CDP types an Enter even where the page has taken the key for itself.
	key := func(name string) {
		b.get(`document.querySelector('[data-test=source]').dispatchEvent(new KeyboardEvent('keydown', {key: '` + name + `', bubbles: true, cancelable: true}))`)
	}
	key("Enter")
	b.press("y")
	key("Enter")
	key("Tab")
	b.press("z")
	b.until("lines are indented", `document.querySelector('[data-test=source]').value === 'if x:\n    y\n        z'`)
	b.press(kb.Escape, kb.Tab)
	b.until("Tab leaves after Esc", `document.activeElement?.dataset.test !== 'source'`)
}

// TestLabBadInput: what is wrong is told at its field, and nothing runs.
func TestLabBadInput(t *testing.T) {
	b := inLab(t, run(t, t.TempDir()), "")
	wrong := func(field, value, says string) {
		t.Helper()
		before := b.get(`document.querySelector('[data-test="field-` + field + `"]').value`)
		b.fill("field-"+field, value)
		b.until(field+" is refused", `document.querySelector('[data-field="`+field+`"]').textContent.includes('`+says+`')`)
		b.click("run")
		b.until("the field has the focus", `document.activeElement?.dataset.test === 'field-`+field+`'`)
		b.fill("field-"+field, before)
	}
	wrong("param.m", "0.5", "Out of range: 1.001 to")
	wrong("param.stake", "0.0100000001", "at most nine places")
	wrong("count", "0", "Out of range: 1 to")
	wrong("count", "NaN", "Write a number")
	wrong("balance", "-1", "Out of range")
	b.click("rounds-from-recorded")
	b.until("an empty library is told", text("nothing-recorded")+` !== '' && `+text("size")+` === 'There is no recorded round to play.'`)
	b.click("run")
	b.picture("bad_input")
	if got := b.get(`fetch('/api/lab/runs').then(r => r.json()).then(j => j.runs.length)`); got != "0" {
		t.Errorf("%s runs were begun", got)
	}
	b.do("a run that is not there", chromedp.Navigate(b.app.url+"lab?run=r99"))
	b.until("it says so", text("no-run")+` !== ''`)
}

// TestLabRecorded plays recorded rounds, and says what leaving some out does.
func TestLabRecorded(t *testing.T) {
	b := open(t, run(t, t.TempDir()), "library")
	b.importRounds(14)
	b.click("nav-lab")
	b.until("the form is there", `document.querySelector('[data-test="field-param.m"]')`)
	b.click("rounds-from-recorded")
	b.get(`(() => {
		const at = document.querySelector('[data-test=censored]');
		at.value = 'drop';
		at.dispatchEvent(new Event('change', {bubbles: true}));
	})()`)
	b.until("the bias is told", text("length-bias")+`.includes('Length bias')`)
	b.fill("field-session", "1")
	b.click("run")
	b.finished("r1")
	b.until("so few sessions are warned of", text("warnings")+`.includes('14 sessions are few')`)
	b.picture("recorded")
}

// importRounds imports so many complete rounds, from the library's page.
func (b *tab) importRounds(n int) {
	b.t.Helper()
	dir := b.t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "game.jsonl"), recording(n, 0), 0o600); err != nil {
		b.t.Fatal(err)
	}
	b.until("paths are asked for", `document.querySelector('[data-test=import-path]')`)
	b.do("name a path", chromedp.SendKeys(`[data-test="import-path"]`, dir+kb.Enter))
	b.until("the import is done", `document.querySelector('[data-test=job]')?.dataset.state === 'done'`)
}

// TestLabSizesAndThemes leaves pictures for eyes, and finds a page wider than
// its window.
func TestLabSizesAndThemes(t *testing.T) {
	computeCurves(t)
	app := run(t, t.TempDir())
	b := inLab(t, app, "")
	b.fill("field-count", "2000")
	b.click("run")
	b.finished("r1")
	for _, size := range [][2]int64{{360, 740}, {820, 1180}, {1280, 800}, {3840, 2160}} {
		for _, theme := range []string{"dark", "light"} {
			for _, path := range []string{"lab?run=r1", "odds"} {
				media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}}
				if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media); err != nil {
					t.Fatal(err)
				}
				b.do("show", chromedp.EmulateViewport(size[0], size[1]), chromedp.Navigate(app.url+path))
				b.until("it is drawn", `document.querySelector('.g-plot path')`)
				name := fmt.Sprintf("%.4s_%d_%s", path, size[0], theme)
				b.picture(name)
				if got := b.get(`document.documentElement.scrollWidth > innerWidth`); got != "false" {
					t.Errorf("%s is wider than its window", name)
				}
			}
		}
	}
	b.until("the odds are there", text("target-chance")+` !== ''`) // else the app waits for them when it ends
}

// TestLabAfterARestart: the runs of before are gone, and the page says so
// rather than show what another start calls by the same name.
func TestLabAfterARestart(t *testing.T) {
	home := t.TempDir()
	first := run(t, home)
	b := inLab(t, first, "")
	b.fill("field-count", "2000")
	b.click("run")
	b.finished("r1")
	first.stop()
	b.until("it says that rugtape is gone", text("status")+`.includes('stopped')`)
	b.until("nothing can be run", `document.querySelector('[data-test=run]').disabled`)
	runAt(t, home, strings.TrimSuffix(strings.TrimPrefix(first.url, "http://"), "/"))
	b.until("the run is gone", text("no-run")+` !== ''`)
	b.do("choose hold", chromedp.SetValue(`[data-test="strategy"]`, "hold"))
	b.get(`document.querySelector('[data-test=strategy]').dispatchEvent(new Event('change', {bubbles: true}))`)
	b.click("run")
	b.finished("r1")
	if got := b.get(`document.querySelector('.result-head').textContent`); !strings.Contains(got, "hold n=50") {
		t.Errorf("r1 is now %q", got)
	}
}
