package web

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// tab is the page in a real Chromium.
type tab struct {
	t   *testing.T
	ctx context.Context
}

// open shows a path of the page. Errors of its own scripts fail the test.
func open(t *testing.T, s *Server, path string) *tab {
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
	ctx, endChrome := chromedp.NewExecAllocator(t.Context(), flags...)
	t.Cleanup(endChrome)
	ctx, endTab := chromedp.NewContext(ctx)
	t.Cleanup(func() {
		limited, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		_ = chromedp.Cancel(limited)
		endTab()
	})
	b := &tab{t, ctx}
	err := chromedp.Listen(ctx, func(event any) {
		if e, ok := event.(*runtime.EventExceptionThrown); ok {
			t.Errorf("the page threw %s %s", e.ExceptionDetails.Text, e.ExceptionDetails.Exception.Description)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	b.do("open "+path, chromedp.Navigate(strings.TrimSuffix(s.URL(), "/")+path))
	return b
}

// eventually is how long the page may take for anything, on a machine that is
// busy with other tests.
const eventually = 30 * time.Second

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

// until waits until a JavaScript expression holds, in the page's own frames.
func (b *tab) until(what, js string) {
	b.t.Helper()
	held := b.get(`new Promise((done) => {
		const end = performance.now() + 25000;
		(async function look() {
			if (await (` + js + `)) return done(true);
			if (performance.now() > end) return done(false);
			requestAnimationFrame(look);
		})();
	})`)
	if held != "true" {
		b.picture("failed")
		b.t.Fatalf("waiting until %s (%s)\nthe page says: %.1500s", what, js, b.get("document.body.innerText"))
	}
}

// get gives the value of a JavaScript expression as text.
func (b *tab) get(js string) string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, eventually)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[string]("(async () => String(await ("+js+")))()", chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Logf("%.100s: %v", js, err)
	}
	return value
}

func at(test string) string { return `[data-test="` + test + `"]` }

func (b *tab) click(test string) {
	b.t.Helper()
	b.do("click "+test, chromedp.Click(at(test)))
}

// write puts text into a field, in place of what is there.
func (b *tab) write(test, text string) {
	b.t.Helper()
	b.get(`document.querySelector('` + at(test) + `').select()`)
	b.do("write into "+test, chromedp.SendKeys(at(test), text))
}

// says waits until an element shows a text.
func (b *tab) says(test, text string) {
	b.t.Helper()
	b.until(test+" says "+text, `document.querySelector('`+at(test)+`')?.textContent.includes(`+"`"+text+"`"+`)`)
}

// shows waits until an element is there.
func (b *tab) shows(test string) {
	b.t.Helper()
	b.until(test+" shows", `document.querySelector('`+at(test)+`')`)
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
