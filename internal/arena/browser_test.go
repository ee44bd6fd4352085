package arena

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// tab is the practice page in a real Chromium.
type tab struct {
	t   testing.TB
	ctx context.Context
}

// eventually is how long the page may take for anything, on a machine that is
// busy with other tests.
const eventually = 30 * time.Second

// newTab starts Chromium. What the page's scripts throw and what it may not do
// fail the test.
func newTab(t *testing.T) *tab {
	t.Helper()
	chrome := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			chrome = found
			break
		}
	}
	if chrome == "" {
		t.Skip("no Chromium on this machine: install it (tools/setup.sh does) to test the practice page")
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
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			t.Errorf("the page threw %s %s", e.ExceptionDetails.Text, e.ExceptionDetails.Exception.Description)
		case *runtime.EventConsoleAPICalled:
			t.Errorf("the page says %s on the console", e.Type)
		case *cdplog.EventEntryAdded:
			// That the arena does not answer while it is down is no fault of the page's.
			if e.Entry.Level == cdplog.EntryLevelError && e.Entry.Source != cdplog.EntrySourceNetwork && !strings.Contains(e.Entry.Text, "WebSocket connection to") {
				t.Errorf("the browser says %s: %s", e.Entry.Source, e.Entry.Text)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *tab) open(url string) {
	b.t.Helper()
	b.do("open "+url, chromedp.Navigate(url))
}

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
	for end := time.Now().Add(eventually); time.Now().Before(end); <-time.After(20 * time.Millisecond) {
		if b.get("Boolean("+js+")") == "true" {
			return
		}
	}
	b.picture("failed")
	b.t.Fatalf("waiting until %s (%s)\nthe page says: %.1500s", what, js, b.get("document.body.innerText"))
}

// get gives the value of a JavaScript expression as text.
func (b *tab) get(js string) string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, eventually)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[string]("String("+js+")"))
	if err != nil {
		b.t.Logf("%.100s: %v", js, err)
		return ""
	}
	return value
}

// click presses where an element is, as a hand does.
func (b *tab) click(css string) {
	b.t.Helper()
	b.do("click "+css, chromedp.Click(css))
}

// clickStill clicks what a page that has just changed may still be moving, so that the
// mouse misses it: until the page has seen the click.
func (b *tab) clickStill(css string) {
	b.t.Helper()
	at := `JSON.stringify(document.querySelector('` + css + `').getBoundingClientRect())`
	seen := b.get(`practice.clicks.length`)
	for end := time.Now().Add(eventually); b.get(`practice.clicks.length`) == seen; {
		if time.Now().After(end) {
			b.t.Fatalf("%s: no click comes to it", css)
		}
		b.until(css+" stands still", `[globalThis.stood, globalThis.stood = `+at+`].every((at, _, all) => at === all[1])`)
		b.click(css)
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
