package browser

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/go-json-experiment/json"

	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// stage is testdata/page.html in a real Chromium, with our code in a world of
// its own beside it. It stands in for a Session, so that a test of pressing is of
// pressing alone.
type stage struct {
	t     *testing.T
	ctx   context.Context
	url   string
	ours  runtime.ExecutionContextID
	heard chan string // what our world tells
	guard guard.Guard
	hand  *hand
	limit time.Duration // of a call
}

func newStage(t *testing.T) *stage {
	t.Helper()
	chrome := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			chrome = found
			break
		}
	}
	if chrome == "" {
		t.Skip("no Chromium on this machine: install it to test pressing")
	}
	server := httptest.NewServer(http.FileServer(http.Dir("testdata")))
	t.Cleanup(server.Close)
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chrome), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true))
	ctx, endChrome := chromedp.NewExecAllocator(t.Context(), flags...)
	t.Cleanup(endChrome)
	ctx, endTab := chromedp.NewContext(ctx)
	t.Cleanup(func() {
		limited, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		_ = chromedp.Cancel(limited)
		endTab()
	})
	s := &stage{t: t, ctx: ctx, url: server.URL + "/page.html", heard: make(chan string, 100), guard: guard.New(guard.Limits{}, false)}
	s.guard.NewRound("a")
	if err := chromedp.Listen(ctx, func(e any) {
		if called, ok := e.(*runtime.EventBindingCalled); ok && called.Name == bindingName {
			s.heard <- called.Payload
		}
	}); err != nil {
		t.Fatal(err)
	}
	return s
}

// patience is how long a page may take to do what it will do, on a machine that
// is busy with other tests.
const patience = 9 * time.Second // an approval lasts 10

// on goes on for a test, with the page loaded anew and an empty hand.
func (s *stage) on(t *testing.T) {
	t.Helper()
	s.t = t
	s.hand, s.limit = &hand{page: s, now: time.Now, build: patience, carry: patience}, 2*patience
	s.load()
}

// load shows the page anew, and opens our world in it.
func (s *stage) load() {
	s.t.Helper()
	const world = "ours"
	if err := chromedp.Do(s.ctx, chromedp.Navigate(s.url)); err != nil {
		s.t.Fatal(err)
	}
	tree, err := chromedp.Call(s.ctx, page.GetFrameTree, cdp.Empty{})
	s.must(err)
	_, err = chromedp.Call(s.ctx, runtime.AddBinding, runtime.AddBindingParams{Name: bindingName, ExecutionContextName: world})
	s.must(err)
	made, err := chromedp.Call(s.ctx, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{FrameID: tree.FrameTree.Frame.ID, WorldName: world})
	s.must(err)
	s.ours = made.ExecutionContextID
	selectors, err := ParseSelectors(builtIn, nil)
	s.must(err)
	s.use(selectors)
}

// use puts our code into our world, with these selectors.
func (s *stage) use(selectors Selectors) {
	s.t.Helper()
	code, err := pageCode(selectors)
	s.must(err)
	s.must(s.evaluate(s.ctx, "(() => {"+code+"})()", nil))
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// call is a Session's, without what leads to the page.
func (s *stage) call(ctx context.Context, fn string, args []any, out any) error {
	texts := make([]string, len(args))
	for i, arg := range args {
		text, err := json.Marshal(arg)
		if err != nil {
			return err
		}
		texts[i] = string(text)
	}
	return s.evaluate(ctx, fn+"("+strings.Join(texts, ",")+")", out)
}

func (s *stage) evaluate(ctx context.Context, expression string, out any) error {
	limited, cancel := context.WithTimeout(s.ctx, s.limit)
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	yes := true
	answer, err := chromedp.Call(limited, runtime.Evaluate, runtime.EvaluateParams{
		Expression: expression, ContextID: s.ours, ReturnByValue: &yes, AwaitPromise: &yes,
	})
	switch {
	case limited.Err() != nil:
		return fmt.Errorf("%w: %w", errLate, limited.Err())
	case err != nil:
		return err
	case answer.ExceptionDetails != nil:
		return exception(answer.ExceptionDetails)
	case out == nil:
		return nil
	}
	return json.Unmarshal(answer.Result.Value, out)
}

// page runs code of the page itself and gives what it comes to, as text.
func (s *stage) page(js string) string {
	s.t.Helper()
	value, err := chromedp.Run(s.ctx, chromedp.Evaluate[string]("String((() => { "+js+" })())"))
	s.must(err)
	return value
}

// sent takes the orders that the page would have sent since it was asked last.
func (s *stage) sent() []order {
	s.t.Helper()
	var sent []order
	s.must(json.Unmarshal([]byte(s.page("return JSON.stringify(sent.splice(0))")), &sent))
	return sent
}

type order struct {
	Order   string `json:"order"`
	Amount  string `json:"amount"`
	Part    string `json:"part"`
	Trusted bool   `json:"trusted"`
}

// approve has the guard pass an intent, by its own clock.
func (s *stage) approve(in strategy.Intent) *guard.Approved {
	s.t.Helper()
	return approve(s.t, &s.guard, in, time.Now())
}

func approve(t testing.TB, g *guard.Guard, in strategy.Intent, at time.Time) *guard.Approved {
	t.Helper()
	now := guard.Now{TimeNS: at.UnixNano(), FrameNS: at.UnixNano(), Phase: game.PhaseLive, Price: 1, Decided: 1, Balance: 1000 * money.PerSOL, Holds: true}
	a, refusal := g.Check(in, now)
	if refusal.Code != "" {
		t.Fatal(refusal)
	}
	// It is over at once for the guard, which is not what is tested here.
	g.Report(guard.Report{Key: a.Key(), Life: guard.Refused})
	return &a
}

func buying(amount money.Lamports) strategy.Intent {
	return strategy.Intent{Action: strategy.Buy, Amount: amount}
}

func betting(amount money.Lamports) strategy.Intent {
	return strategy.Intent{Action: strategy.Side, Amount: amount}
}

func selling(part float64) strategy.Intent {
	return strategy.Intent{Action: strategy.Sell, Part: part}
}

// press presses an order, and runs code of the page between the reading back
// and the press.
func (s *stage) press(in strategy.Intent, between string) Deed {
	s.t.Helper()
	return s.hand.press(s.t.Context(), s.approve(in), func(Ready) error {
		if between != "" {
			s.page(between)
		}
		return nil
	})
}
