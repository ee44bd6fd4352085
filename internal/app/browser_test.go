package app

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tab is a page in a real Chromium.
type tab struct {
	t   testing.TB
	ctx context.Context
	app *running
}

// open starts Chromium and shows a path of the app.
func open(t testing.TB, app *running, path string) *tab {
	t.Helper()
	b := chromium(t, app)
	b.do("open "+path, chromedp.Navigate(app.url+path))
	return b
}

// chromium starts Chromium, with more options than those that every test has.
// Errors of a page's own scripts fail the test.
func chromium(t testing.TB, app *running, more ...chromedp.ExecAllocatorOption) *tab {
	t.Helper()
	chrome := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			chrome = found
			break
		}
	}
	if chrome == "" {
		t.Skip("no Chromium on this machine: install it (tools/setup.sh does) to test the page")
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chrome), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.WindowSize(1280, 800),
	)
	ctx, endChrome := chromedp.NewExecAllocator(t.Context(), append(flags, more...)...)
	t.Cleanup(endChrome)
	ctx, endTab := chromedp.NewContext(ctx)
	t.Cleanup(func() {
		limited, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		_ = chromedp.Cancel(limited)
		endTab()
	})
	b := &tab{t, ctx, app}
	b.listen(func(event any) {
		if e, ok := event.(*runtime.EventExceptionThrown); ok {
			t.Errorf("the page threw %s %s", e.ExceptionDetails.Text, e.ExceptionDetails.Exception.Description)
		}
	})
	return b
}

func (b *tab) listen(to func(event any)) {
	b.t.Helper()
	if err := chromedp.Listen(b.ctx, to); err != nil {
		b.t.Fatal(err)
	}
}

// eventually is how long the page may take for anything, on a machine that is
// busy with other tests.
const eventually = 2 * time.Minute

// do takes steps, each within eventually.
func (b *tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, eventually)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.picture("failed")
		b.t.Fatalf("%s: %v", what, err)
	}
}

// until waits until a JavaScript expression holds.
func (b *tab) until(what, js string) {
	b.t.Helper()
	for end := time.Now().Add(eventually); time.Now().Before(end); pass(20 * time.Millisecond) {
		if b.get("Promise.resolve("+js+").then(Boolean)") == "true" {
			return
		}
	}
	b.picture("failed")
	b.t.Fatalf("waiting until %s (%s)\nthe page says: %.1500s", what, js, b.get("document.body.innerText"))
}

// get gives the value of a JavaScript expression as text. The page may be in
// the middle of being replaced by another: then it is "".
func (b *tab) get(js string) string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, eventually)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[string]("(async () => String(await ("+js+")))()", chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Logf("%.100s: %v", js, err)
		return ""
	}
	return value
}

func (b *tab) click(test string) {
	b.t.Helper()
	b.do("click "+test, chromedp.Click(`[data-test="`+test+`"]`))
}

// write puts text into a field, in place of what is there.
func (b *tab) write(test, text string) {
	b.t.Helper()
	field := `[data-test="` + test + `"]`
	b.do("write into "+test, chromedp.Clear(field), chromedp.SendKeys(field, text))
}

func (b *tab) press(keys ...string) {
	b.t.Helper()
	for _, key := range keys {
		b.do("press "+key, chromedp.KeyEvent(key))
	}
}

// picture leaves a screenshot in the folder RUGTAPE_PICTURES, if that is set.
func (b *tab) picture(name string) {
	dir := os.Getenv("RUGTAPE_PICTURES")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Logf("no picture of %s: %v", name, err)
		return
	}
	file := filepath.Join(dir, strings.ReplaceAll(b.t.Name(), "/", "_")+"_"+name+".png")
	if err := os.WriteFile(file, png, 0o600); err != nil {
		b.t.Error(err)
	}
}

// text is the JavaScript for what an element shows.
func text(test string) string {
	return `(document.querySelector('[data-test="` + test + `"]')?.textContent ?? '')`
}

// TestFirstStart: with nothing set up, something real moves within moments,
// and the next step is in view.
func TestFirstStart(t *testing.T) {
	b := open(t, run(t, t.TempDir()), "")
	b.until("a round plays by itself", `Number(`+text("tick")+`) >= 3`)
	b.until("the page says that it is a sample", text("sample-hint")+` !== ''`)
	b.picture("first")
	b.until("the proof is told in words", text("proof-sentence")+`.startsWith('Proven')`)
	b.click("nav-library")
	b.until("a dozen samples are listed", `document.querySelector('[data-test=list]').dataset.total === '12'`)
	b.until("they are called samples", text("samples")+`.includes('samples')`)
	b.picture("library")
}

// TestImportAndFind imports by path, shows what was found, searches, filters,
// deletes and takes it back.
func TestImportAndFind(t *testing.T) {
	dir := t.TempDir()
	recordings := append(recording(14, 0), []byte("{\"type\": \"tick\", \"timest{\"a torn line\n## a comment\n")...)
	if err := os.WriteFile(filepath.Join(dir, "game.jsonl"), recordings, 0o600); err != nil {
		t.Fatal(err)
	}
	b := open(t, run(t, t.TempDir()), "library")
	b.until("the samples are there", `document.querySelector('[data-test=list]')?.dataset.total === '12'`)
	if b.get(`!document.querySelector('[data-test=import-path]')`) == "true" {
		b.click("import-open")
	}
	b.do("name a path", chromedp.SendKeys(`[data-test="import-path"]`, dir+kb.Enter))
	b.until("the import is done", `document.querySelector('[data-test=job]')?.dataset.state === 'done'`)
	b.until("the rounds replace the samples", `document.querySelector('[data-test=list]').dataset.total === '14'`)
	if got := b.get(text("report-rounds")); got != "14" {
		t.Errorf("the report says %s rounds", got)
	}
	if got := b.get(text("losses")); !strings.Contains(got, "game.jsonl") {
		t.Errorf("the losses do not name the file: %.300s", got)
	}
	b.picture("imported")

	b.write("search", "000b")
	b.until("one round matches", `document.querySelectorAll('[data-test=row]').length === 1`)
	b.until("the search is in the address", `location.search.includes('000b')`)
	b.do("reload", chromedp.Reload())
	b.until("the search is still there", `document.querySelectorAll('[data-test=row]').length === 1 && document.querySelector('[data-test=search]').value === '000b'`)

	b.do("choose it", chromedp.Click(`[data-test="row"] input[type=checkbox]`))
	b.press(kb.Delete)
	b.until("it is gone", text("no-match")+` !== ''`)
	b.picture("nothing_matches")
	b.click("toast-action")
	b.until("it is back", `document.querySelectorAll('[data-test=row]').length === 1`)
}

// onRound opens a round of 1,191 ticks that is proven: a sample.
func onRound(t *testing.T, app *running, query string) *tab {
	b := open(t, app, "r/sample-304"+query)
	b.until("the round is there", text("round-id")+` === 'sample-304' && document.querySelector('[data-test=round]').ariaBusy === 'false'`)
	return b
}

func (b *tab) atTick(tick int) {
	b.t.Helper()
	b.until(fmt.Sprintf("tick %d shows", tick), fmt.Sprintf(`%s === '%s'`, text("tick"), grouped(tick)))
}

// grouped writes a tick as the page does: 1,137.
func grouped(tick int) string {
	if tick < 1000 {
		return fmt.Sprint(tick)
	}
	return fmt.Sprintf("%d,%03d", tick/1000, tick%1000)
}

// TestTransport drives a round by the keyboard and by the address.
func TestTransport(t *testing.T) {
	app := run(t, t.TempDir())
	b := onRound(t, app, "?t=400")
	b.atTick(400)
	b.until("the price of tick 400 shows", text("price")+`.startsWith('3.1963')`)
	b.press(kb.ArrowRight)
	b.atTick(401)
	b.press(kb.ArrowLeft, kb.ArrowLeft)
	b.atTick(399)
	b.do("ten back", chromedp.KeyEvent(kb.ArrowLeft, chromedp.KeyModifiers(kb.ModifierShift)))
	b.atTick(389)
	b.until("the address follows", `location.search.includes('t=389')`)
	b.press(kb.Home)
	b.atTick(0)
	b.press(kb.End)
	b.atTick(1191)
	b.until("the rug is told", text("phase")+`.toLowerCase().includes('rug')`)
	b.picture("rug")
	b.press(kb.ArrowLeft)
	b.atTick(1190)
	b.until("the rug is taken back", text("phase")+`.toLowerCase().includes('live')`)

	b.press(kb.Home)
	b.atTick(0)
	b.press("9", " ")
	b.until("it plays at 100x", `Number(`+text("tick")+`.replace(',', '')) > 100`)
	b.press(" ")
	b.until("it pauses", `document.querySelector('[data-test=play]').ariaLabel.startsWith('Play')`)
	b.do("reload", chromedp.Reload())
	b.until("the reload restores the tick", `Number(`+text("tick")+`.replace(',', '')) > 100`)

	b.press("?")
	b.until("the keys are explained", `document.querySelector('[data-test=help]').open`)
	b.picture("help")
	b.press(kb.Escape)
	b.until("the help closes", `!document.querySelector('[data-test=help]').open`)
	b.do("back to the library by its link", chromedp.Click(`[data-test="nav-library"]`))
	b.until("the library shows", `document.querySelector('[data-test=library]')`)
	b.do("back", chromedp.NavigateBack())
	b.until("the round shows again", text("round-id")+` === 'sample-304'`)
}

// TestKeysRestWhileTyping: a letter typed into a field is a letter.
func TestKeysRestWhileTyping(t *testing.T) {
	b := open(t, run(t, t.TempDir()), "library")
	b.until("the library shows", `document.querySelector('[data-test=search]')`)
	b.press("/")
	b.until("the search has the focus", `document.activeElement?.dataset.test === 'search'`)
	b.write("search", "l?9 /")
	b.until("all of it is text", `document.querySelector('[data-test=search]').value.endsWith('l?9 /')`)
	if b.get(`document.querySelector('[data-test=help]')?.open === true`) != "false" {
		t.Error("the help opened while typing")
	}
}

// TestProofPanel reads the verdict, each check and the mathematics.
func TestProofPanel(t *testing.T) {
	b := onRound(t, run(t, t.TempDir()), "?t=1191")
	b.until("the sentence says it", text("proof-sentence")+`.includes('1,192')`)
	for _, check := range []string{"hash", "prices", "rug-tick", "peak", "rug-price", "law"} {
		b.until("the check "+check+" passed", `document.querySelector('[data-test="check-`+check+`"]')?.dataset.state === 'ok'`)
	}
	b.do("unfold", chromedp.Click(`[data-test="mathematics"] summary`))
	b.until("the seed shows", text("mathematics")+`.includes('b78d4b7ad8a3d43683f5c025aafe35c5844148eda30890a5bfcb0dde606dcb19')`)
	b.picture("proof")
}

// TestNothingIsLoadedFromElsewhere watches every request of both screens, and
// what they weigh.
func TestNothingIsLoadedFromElsewhere(t *testing.T) {
	app := run(t, t.TempDir())
	b := open(t, app, "library")
	var (
		mu     sync.Mutex // events come on a goroutine of chromedp's
		weight float64
	)
	b.listen(func(event any) {
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if url := e.Request.URL; !strings.HasPrefix(url, app.url) && !strings.HasPrefix(url, "data:") && !strings.HasPrefix(url, "blob:") {
				t.Errorf("the page asks for %s", url)
			}
		case *network.EventLoadingFinished:
			mu.Lock()
			defer mu.Unlock()
			weight += e.EncodedDataLength
		}
	})
	_, err := chromedp.Call(b.ctx, network.Enable, network.EnableParams{})
	if err == nil {
		_, err = chromedp.Call(b.ctx, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
	}
	if err != nil {
		t.Fatal(err)
	}
	b.do("open a round", chromedp.Navigate(app.url+"r/sample-304?t=400"))
	b.atTick(400)
	b.until("all is quiet", `document.readyState === 'complete' && `+text("proof-sentence")+` !== ''`)
	mu.Lock()
	defer mu.Unlock()
	if weight == 0 || weight > 300_000 {
		t.Errorf("a round's page weighs %.0f bytes, more than 300 kB", weight)
	}
	t.Logf("a round's page weighs %.0f bytes on the wire", weight)
}

// TestThePageSurvivesARestart: it says that rugtape is gone, and goes on where
// it was when it is back under the same address.
func TestThePageSurvivesARestart(t *testing.T) {
	home := t.TempDir()
	first := run(t, home)
	b := onRound(t, first, "?t=400")
	b.atTick(400)
	first.stop()
	b.until("it says so", text("status")+`.includes('stopped')`)
	b.picture("gone")
	address := strings.TrimSuffix(strings.TrimPrefix(first.url, "http://"), "/")
	runAt(t, home, address)
	b.until("it is connected again", text("status")+`.startsWith('connected')`)
	b.press(kb.ArrowRight)
	b.atTick(401)
}

// TestSizesAndThemes leaves pictures for eyes, and finds what a picture does
// not need eyes for: a page wider than its window.
func TestSizesAndThemes(t *testing.T) {
	app := run(t, t.TempDir())
	b := onRound(t, app, "?t=400")
	for _, size := range [][2]int64{{360, 740}, {820, 1180}, {1440, 900}, {2560, 1440}} {
		for _, theme := range []string{"dark", "light"} {
			for _, path := range []string{"r/sample-304?t=400", "library"} {
				media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}}
				if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media); err != nil {
					t.Fatal(err)
				}
				b.do("show", chromedp.EmulateViewport(size[0], size[1]), chromedp.Navigate(app.url+path))
				b.until("it is there", `document.querySelector('[data-test=row], [data-test=round][aria-busy=false] canvas')`)
				b.until("it is drawn", `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`)
				name := fmt.Sprintf("%s_%d_%s", strings.SplitN(path, "/", 2)[0], size[0], theme)
				b.picture(name)
				if got := b.get(`document.documentElement.scrollWidth > innerWidth`); got != "false" {
					t.Errorf("%s is wider than its window", name)
				}
			}
		}
	}
}

// TestThemeAndOpening switches the theme, which stays over a reload, opens a
// round by a click on it, and seeks by a click in the scrub bar.
func TestThemeAndOpening(t *testing.T) {
	b := open(t, run(t, t.TempDir()), "library")
	b.until("the samples are listed", `document.querySelector('[data-test=row]')`)
	ground := `getComputedStyle(document.body).backgroundColor`
	before := b.get(ground)
	b.click("theme")
	b.until("the ground changes", ground+` !== '`+before+`'`)
	after := b.get(ground)
	b.do("reload", chromedp.Reload())
	b.until("the theme is kept", `document.querySelector('[data-test=row]') && `+ground+` === '`+after+`'`)

	b.do("open a round", chromedp.Click(`[data-round="sample-304"] .row-link`))
	b.until("it opens", text("round-id")+` === 'sample-304' && location.pathname === '/r/sample-304'`)
	b.until("it can be played", `document.querySelector('[data-test=play]:not([disabled])')`)
	b.press("h") // the whole round in view
	b.do("click in the middle of the scrub bar", chromedp.Click(`[data-test="scrub"]`))
	b.until("the middle of the round shows", `Math.abs(Number(`+text("tick")+`.replace(',', '')) - 595) < 40`)
}
